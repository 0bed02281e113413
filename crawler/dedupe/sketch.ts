/**
 * What is kept of a text for comparing it: the smallest hashes of its three-word shingles (bottom-k sampling, Broder 1997), all shingles
 * of its beginning, and the smallest hashes of its numbers. Two such samples give unbiased estimates of
 * resemblance and containment below the smaller of their thresholds.
 */

/** Sets are sorted. `…Bound`: every hash below it is in the set, so that two samples can be compared below the lower bound. */
export type Sketch = {
  readonly wordCount: number;
  readonly shingles: Uint32Array;
  readonly shingleBound: number;
  /** Shingles of the first {@link LEAD_WORDS} words, in 16 bits. */
  readonly lead: Uint16Array;
  readonly numbers: Uint16Array;
  readonly numberBound: number;
};

/** How two samples overlap: shared and own elements within the range that both cover. */
export type Overlap = { readonly shared: number; readonly left: number; readonly right: number };

/** The standard error of an estimate from 256 elements is at most 1/√256/2 ≈ .03. */
export const SAMPLE_SIZE = 256;
export const LEAD_WORDS = 128;
export const NUMBER_SAMPLE_SIZE = 64;
const SHINGLE_RANGE = 2 ** 32;
const NUMBER_RANGE = 2 ** 16;
const HEADER_BYTES = 12;

/** The bytes of a sketch, little-endian: 12 of header, four for a sampled shingle, two for a lead shingle or number; 1.4 KB at most. */
export function encodeSketch(sketch: Pick<Sketch, 'wordCount' | 'shingles' | 'lead' | 'numbers'>): Uint8Array {
  const { lead, numbers, shingles } = sketch;
  const bytes = new Uint8Array(HEADER_BYTES + 4 * shingles.length + 2 * (lead.length + numbers.length));
  new Uint32Array(bytes.buffer, 0, 1)[0] = sketch.wordCount;
  new Uint16Array(bytes.buffer, 4, 3).set([shingles.length, lead.length, numbers.length]);
  new Uint32Array(bytes.buffer, HEADER_BYTES, shingles.length).set(shingles);
  const halves = new Uint16Array(bytes.buffer, HEADER_BYTES + 4 * shingles.length);
  halves.set(lead);
  halves.set(numbers, lead.length);
  return bytes;
}

/** The sketch that {@link encodeSketch} wrote; that of an empty text where there are no bytes. */
export function decodeSketch(bytes: Uint8Array): Sketch {
  // A copy, since what a database hands out need not be aligned.
  const { buffer } = bytes.byteLength === 0 ? new Uint8Array(HEADER_BYTES) : new Uint8Array(bytes);
  const [shingleCount = 0, leadCount = 0, numberCount = 0] = new Uint16Array(buffer, 4, 3);
  const shingles = new Uint32Array(buffer, HEADER_BYTES, shingleCount);
  const numbers = new Uint16Array(buffer, HEADER_BYTES + 4 * shingleCount + 2 * leadCount, numberCount);
  return {
    wordCount: new Uint32Array(buffer, 0, 1)[0] ?? 0,
    shingles, shingleBound: boundOf(shingles, SAMPLE_SIZE, SHINGLE_RANGE),
    lead: new Uint16Array(buffer, HEADER_BYTES + 4 * shingleCount, leadCount),
    numbers, numberBound: boundOf(numbers, NUMBER_SAMPLE_SIZE, NUMBER_RANGE),
  };
}

/** A sample with room left holds everything; a full one everything up to its last element. */
function boundOf(sample: Uint32Array | Uint16Array, capacity: number, range: number): number {
  return sample.length < capacity ? range : (sample.at(-1) ?? range) + 1;
}

/** Shared and own elements of two sorted sets below `bound`. */
export function overlapBelow(left: Uint32Array | Uint16Array, right: Uint32Array | Uint16Array, bound: number): Overlap {
  let i = 0;
  let j = 0;
  let shared = 0;
  const leftCount = countBelow(left, bound);
  const rightCount = countBelow(right, bound);
  while (i < leftCount && j < rightCount) {
    const difference = (left[i] ?? 0) - (right[j] ?? 0);
    if (difference === 0) shared += 1;
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return { shared, left: leftCount, right: rightCount };
}

function countBelow(sorted: Uint32Array | Uint16Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
