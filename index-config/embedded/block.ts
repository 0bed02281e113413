/**
 * What filters, facets and sorting need of a post, as columns of numbers: 4,096 posts to a block. What is said of a post
 * once is one row of the file, and what changes is another, small one: a removal far back rewrites no columns.
 */

import type { Titles } from './titles.ts';

/** Posts of one block: a power of two, small enough to be rewritten with every upsert (the columns take 372 KiB, the flags 8). */
export const BLOCK_SIZE = 4096;
export const BLOCK_SHIFT = 12;
/** Tags and code languages beyond these counts are found by words but not counted. */
export const TAG_SLOTS = 8;
export const CODE_SLOTS = 4;

/** Columns of one block, by a post's place in it. Names are ids of the names table, 0 where there is none. */
export type Columns = {
  readonly bytes: Uint8Array;
  /** Milliseconds since 1970; NaN where the date is unknown. */
  readonly publishedAt: Float64Array;
  readonly kind: Uint32Array;
  readonly language: Uint32Array;
  readonly source: Uint32Array;
  readonly host: Uint32Array;
  readonly publisher: Uint32Array;
  readonly tags: Uint32Array;
  readonly code: Uint32Array;
  /** 0 where the date is unknown. */
  readonly year: Uint16Array;
  /** Quality in percent. */
  readonly quality: Uint8Array;
  /** Binary logarithm of the points of its mentions. */
  readonly popularity: Uint8Array;
};

/** What changes of a post. */
export type Flags = {
  readonly bytes: Uint8Array;
  /** 1 while the post is in the index; numbers are not used twice. */
  readonly live: Uint8Array;
  /** 1 where another post of the index is of the same cluster. */
  readonly shared: Uint8Array;
};

/** A block as searches see it. */
export type Block = Columns & Omit<Flags, 'bytes'> & { readonly titles: Titles };

const BYTES_PER_POST = 8 + 4 * (5 + TAG_SLOTS + CODE_SLOTS) + 2 + 2;
const FLAGS = 2;

/** The flags that these bytes are, or none set. The columns are views, here and below: writing to them changes `bytes`. */
export function flagsOf(stored: Uint8Array | null): Flags {
  const bytes = new Uint8Array(BLOCK_SIZE * FLAGS);
  if (stored !== null) bytes.set(stored.subarray(0, bytes.length));
  return { bytes, live: bytes.subarray(0, BLOCK_SIZE), shared: bytes.subarray(BLOCK_SIZE) };
}

/** The columns that these bytes are, or empty ones. */
export function columnsOf(stored: Uint8Array | null): Columns {
  const bytes = new Uint8Array(BLOCK_SIZE * BYTES_PER_POST);
  if (stored !== null) bytes.set(stored.subarray(0, bytes.length));
  let offset = 0;
  const next = (bytesPerPost: number): number => {
    const at = offset;
    offset += bytesPerPost * BLOCK_SIZE;
    return at;
  };
  const names = (slots = 1): Uint32Array => new Uint32Array(bytes.buffer, next(4 * slots), BLOCK_SIZE * slots);
  const small = (): Uint8Array => new Uint8Array(bytes.buffer, next(1), BLOCK_SIZE);
  return {
    bytes,
    publishedAt: new Float64Array(bytes.buffer, next(8), BLOCK_SIZE),
    kind: names(), language: names(), source: names(), host: names(), publisher: names(), tags: names(TAG_SLOTS), code: names(CODE_SLOTS),
    year: new Uint16Array(bytes.buffer, next(2), BLOCK_SIZE),
    quality: small(), popularity: small(),
  };
}
