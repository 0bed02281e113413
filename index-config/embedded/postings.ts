/** Which posts hold a word and how much they are about it: 3 bytes a post, so that a block grows by appending. */

/** Place (two bytes, the lower first) and weight. */
export const BYTES_PER_POSTING = 3;
/** Steps of 3 % from a tenth upwards: a byte then reaches 187, more than a title, tags, address and text together can give. */
const SMALLEST = 0.1;
const STEP = Math.log(1.03);

/** The weight that each byte stands for. */
export const WEIGHTS: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => SMALLEST * Math.exp(byte * STEP));

/** The byte that stands nearest to a weight. */
export function weightByte(weight: number): number {
  return Math.max(0, Math.min(255, Math.round(Math.log(Math.max(weight, SMALLEST) / SMALLEST) / STEP)));
}

/** Postings of one block that are gathered before they are written. */
export type Gathering = {
  add(word: number, place: number, weight: number): void;
  /** By word number, each with its postings as bytes. */
  runs(): Iterable<{ readonly word: number; readonly posts: number; readonly bytes: Uint8Array }>;
};

/** Word, place and weight lie in one number: they are sorted faster than lists are kept for every word. */
const PLACES = 2 ** 16;
const WEIGHT_BYTES = 2 ** 8;

export function createGathering(): Gathering {
  let entries = new Float64Array(4096);
  let count = 0;
  return { add, runs };

  function add(word: number, place: number, weight: number): void {
    if (count === entries.length) {
      const larger = new Float64Array(2 * count);
      larger.set(entries);
      entries = larger;
    }
    entries[count++] = (word * PLACES + place) * WEIGHT_BYTES + weight;
  }

  function* runs(): Generator<{ word: number; posts: number; bytes: Uint8Array }> {
    const sorted = entries.subarray(0, count).sort();
    for (let first = 0, end = 0; first < count; first = end) {
      const word = wordOf(sorted[first] as number);
      while (end < count && wordOf(sorted[end] as number) === word) end += 1;
      yield { word, posts: end - first, bytes: encode(sorted.subarray(first, end)) };
    }
  }
}

function wordOf(entry: number): number {
  return Math.floor(entry / (PLACES * WEIGHT_BYTES));
}

function encode(entries: Float64Array): Uint8Array {
  const bytes = new Uint8Array(entries.length * BYTES_PER_POSTING);
  let at = 0;
  for (const entry of entries) {
    const low = entry % (PLACES * WEIGHT_BYTES);
    bytes[at++] = (low >> 8) & 0xff;
    bytes[at++] = low >> 16;
    bytes[at++] = low & 0xff;
  }
  return bytes;
}
