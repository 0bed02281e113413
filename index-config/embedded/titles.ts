/** Titles of one block of posts as word numbers: what the second stage reads of every candidate, and so kept in memory. */

import { BLOCK_SIZE } from './block.ts';
import { encodeList, takeList } from './stream.ts';

/** For each place where its title begins in `bytes`; 0 where there is none, since the beginnings themselves come first. */
export type Titles = { readonly starts: Uint32Array; readonly bytes: Uint8Array };

const HEAD_BYTES = 4 * BLOCK_SIZE;
/** No title that anybody reads has more words. */
const MAX_TITLE_WORDS = 100;
/** What a block of usual titles takes. */
const USUAL_BYTES = 131_072;

/** The titles that these bytes are, or none. */
export function titlesOf(stored: Uint8Array | null): Titles {
  const bytes = Uint8Array.from(stored ?? new Uint8Array(HEAD_BYTES));
  return { starts: new Uint32Array(bytes.buffer, 0, BLOCK_SIZE), bytes };
}

/** The words of the title at a place of the block. */
export function titleAt({ starts, bytes }: Titles, place: number): number[] {
  const at = starts[place] as number;
  return at === 0 ? [] : takeList({ bytes, at }, MAX_TITLE_WORDS);
}

/** Titles that grow: a place is written once. */
export type TitleWriter = { add(place: number, words: readonly number[]): void; bytes(): Uint8Array };

export function writeTitles(stored: Uint8Array | null): TitleWriter {
  let length = stored?.length ?? HEAD_BYTES;
  let bytes = new Uint8Array(Math.max(USUAL_BYTES, 2 * length));
  if (stored !== null) bytes.set(stored);
  return { add, bytes: () => bytes.subarray(0, length) };

  function add(place: number, words: readonly number[]): void {
    const list = encodeList(words.slice(0, MAX_TITLE_WORDS));
    if (length + list.length > bytes.length) {
      const larger = new Uint8Array(2 * (length + list.length));
      larger.set(bytes);
      bytes = larger;
    }
    new DataView(bytes.buffer).setUint32(4 * place, length, true);
    bytes.set(list, length);
    length += list.length;
  }
}
