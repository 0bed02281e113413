/** Which posts hold a word and how much they are about it: 3 bytes a post, so that a block grows by appending. */

const BYTES_PER_POSTING = 3;
/** Steps of 3 % from a tenth upwards: a byte then reaches 187, more than a title, tags, address and text together can give. */
const SMALLEST = 0.1;
const STEP = Math.log(1.03);

/** The weight that each byte stands for. */
export const WEIGHTS: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => SMALLEST * Math.exp(byte * STEP));

/** The byte that stands nearest to a weight. */
export function weightByte(weight: number): number {
  return Math.max(0, Math.min(255, Math.round(Math.log(Math.max(weight, SMALLEST) / SMALLEST) / STEP)));
}

/** Postings of one word in one block, from pairs of a post's place in the block and a weight byte. */
export function encodePostings(pairs: readonly number[]): Uint8Array {
  const bytes = new Uint8Array((pairs.length / 2) * BYTES_PER_POSTING);
  for (let pair = 0, at = 0; pair < pairs.length; pair += 2, at += BYTES_PER_POSTING) {
    const place = pairs[pair] ?? 0;
    bytes[at] = place & 0xff;
    bytes[at + 1] = place >> 8;
    bytes[at + 2] = pairs[pair + 1] ?? 0;
  }
  return bytes;
}
