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

const FIRST_POSTINGS = 4096;
const WEIGHT_BITS = 8;

/** Postings of a span of posts that are gathered before they are written. */
export type Gathering = {
  add(word: number, place: number, weight: number): void;
  /** By word number, each with its postings as bytes. */
  runs(): Iterable<{ readonly word: number; readonly posts: number; readonly bytes: Uint8Array }>;
};

export function createGathering(): Gathering {
  // Side by side: the word of each posting, and its place and weight in one number.
  let words = new Uint32Array(FIRST_POSTINGS);
  let values = new Uint32Array(FIRST_POSTINGS);
  let count = 0;
  let lastWord = 0;
  return { add, runs };

  function add(word: number, place: number, weight: number): void {
    if (count === words.length) {
      words = doubled(words);
      values = doubled(values);
    }
    words[count] = word;
    values[count++] = (place << WEIGHT_BITS) | weight;
    if (word > lastWord) lastWord = word;
  }

  /** Sorted by counting, so that a word's postings stay in the order they came in: that of their places. */
  function* runs(): Generator<{ word: number; posts: number; bytes: Uint8Array }> {
    const ends = new Uint32Array(lastWord + 2);
    for (let at = 0; at < count; at += 1) ends[(words[at] as number) + 1] = (ends[(words[at] as number) + 1] as number) + 1;
    for (let word = 1; word < ends.length; word += 1) ends[word] = (ends[word] as number) + (ends[word - 1] as number);
    const bytes = new Uint8Array(count * BYTES_PER_POSTING);
    for (let at = 0; at < count; at += 1) {
      const word = words[at] as number;
      const into = ends[word] as number;
      put(bytes, into * BYTES_PER_POSTING, values[at] as number);
      ends[word] = into + 1;
    }
    // Each end has moved on to the next one's beginning.
    for (let word = 0, first = 0; word <= lastWord; word += 1) {
      const end = ends[word] as number;
      if (end > first) yield { word, posts: end - first, bytes: bytes.subarray(first * BYTES_PER_POSTING, end * BYTES_PER_POSTING) };
      first = end;
    }
  }
}

function put(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> WEIGHT_BITS;
  bytes[at + 1] = value >> (2 * WEIGHT_BITS);
  bytes[at + 2] = value;
}

function doubled(column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * column.length);
  larger.set(column);
  return larger;
}
