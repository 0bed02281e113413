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
const HEADER_BYTES = 10;

/** The bytes of a sketch: 10 of header, two for a lead shingle or number, four for a sampled shingle; 1.4 KB at most. */
export function encodeSketch(sketch: Sketch): Uint8Array {
  const { lead, numbers, shingles } = sketch;
  const bytes = new Uint8Array(HEADER_BYTES + 2 * (lead.length + numbers.length) + 4 * shingles.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, sketch.wordCount);
  view.setUint16(4, shingles.length);
  view.setUint16(6, lead.length);
  view.setUint16(8, numbers.length);
  let at = HEADER_BYTES;
  for (const hash of lead) { view.setUint16(at, hash); at += 2; }
  for (const hash of numbers) { view.setUint16(at, hash); at += 2; }
  for (const hash of shingles) { view.setUint32(at, hash); at += 4; }
  return bytes;
}

/** The sketch that {@link encodeSketch} wrote. */
export function decodeSketch(bytes: Uint8Array): Sketch {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = HEADER_BYTES;
  const lead = new Uint16Array(view.getUint16(6));
  const numbers = new Uint16Array(view.getUint16(8));
  const shingles = new Uint32Array(view.getUint16(4));
  for (let i = 0; i < lead.length; i += 1, at += 2) lead[i] = view.getUint16(at);
  for (let i = 0; i < numbers.length; i += 1, at += 2) numbers[i] = view.getUint16(at);
  for (let i = 0; i < shingles.length; i += 1, at += 4) shingles[i] = view.getUint32(at);
  return {
    wordCount: view.getUint32(0), lead,
    shingles, shingleBound: boundOf(shingles, SAMPLE_SIZE, SHINGLE_RANGE),
    numbers, numberBound: boundOf(numbers, NUMBER_SAMPLE_SIZE, NUMBER_RANGE),
  };
}

/** A sample with room left holds everything; a full one everything up to its last element. */
export function boundOf(sample: Uint32Array | Uint16Array, capacity: number, range: number): number {
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
