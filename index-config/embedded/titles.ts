/** Titles and addresses of one block of posts as word numbers: what the second stage reads of every candidate, and so kept in memory. */

import { BLOCK_SIZE } from './block.ts';
import { encodeLists, takeList } from './stream.ts';

/** For each place where its title begins in `bytes`, its address behind it; 0 where there is none, since the beginnings themselves come first. */
export type Titles = { readonly starts: Uint32Array; readonly bytes: Uint8Array };

const HEAD_BYTES = 4 * BLOCK_SIZE;
/** No title that anybody reads has more words, and no address. */
const MAX_WORDS = 100;
/** What a block of usual titles takes. */
const USUAL_BYTES = 131_072;

/** The titles that these bytes are, or none. */
export function titlesOf(stored: Uint8Array | null): Titles {
  const bytes = Uint8Array.from(stored ?? new Uint8Array(HEAD_BYTES));
  return { starts: new Uint32Array(bytes.buffer, 0, BLOCK_SIZE), bytes };
}

/** The words of the title and of the address at a place of the block. */
export function titleAt({ starts, bytes }: Titles, place: number): { readonly title: number[]; readonly address: number[] } {
  const from = { bytes, at: starts[place] as number };
  return from.at === 0 ? { title: [], address: [] } : { title: takeList(from), address: takeList(from) };
}

/** Titles that grow: a place is written once. */
export type TitleWriter = { add(place: number, title: readonly number[], address: readonly number[]): void; bytes(): Uint8Array };

export function writeTitles(stored: Uint8Array | null): TitleWriter {
  let length = stored?.length ?? HEAD_BYTES;
  let bytes = new Uint8Array(Math.max(USUAL_BYTES, 2 * length));
  if (stored !== null) bytes.set(stored);
  return { add, bytes: () => bytes.subarray(0, length) };

  function add(place: number, title: readonly number[], address: readonly number[]): void {
    const lists = encodeLists([title.slice(0, MAX_WORDS), address.slice(0, MAX_WORDS)]);
    if (length + lists.length > bytes.length) {
      const larger = new Uint8Array(2 * (length + lists.length));
      larger.set(bytes);
      bytes = larger;
    }
    new DataView(bytes.buffer).setUint32(4 * place, length, true);
    bytes.set(lists, length);
    length += lists.length;
  }
}
