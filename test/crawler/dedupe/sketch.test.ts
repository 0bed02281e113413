import { expect, test } from 'vitest';
import { decodeSketch, encodeSketch, overlapBelow, SAMPLE_SIZE } from '../../../crawler/dedupe/sketch.ts';

test('a sketch comes back from its bytes, wherever they lie in memory', () => {
  const sketch = { wordCount: 70_000, shingles: Uint32Array.of(1, 5, 4_000_000_000), lead: Uint16Array.of(2, 65_535), numbers: Uint16Array.of(9) };
  const bytes = encodeSketch(sketch);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  for (const stored of [bytes, shifted.subarray(3), Buffer.from(bytes)]) {
    const { wordCount, shingles, lead, numbers } = decodeSketch(stored);
    expect({ wordCount, shingles: [...shingles], lead: [...lead], numbers: [...numbers] })
      .toEqual({ wordCount: 70_000, shingles: [1, 5, 4_000_000_000], lead: [2, 65_535], numbers: [9] });
  }
});

test('no bytes are the sketch of an empty text', () => {
  expect(decodeSketch(new Uint8Array())).toMatchObject({ wordCount: 0, shingles: new Uint32Array(), lead: new Uint16Array() });
});

test('a full sample reaches up to its last element, one with room left holds everything', () => {
  const full = Uint32Array.from({ length: SAMPLE_SIZE }, (_, i) => i * 10);
  const empty = { wordCount: 1, lead: new Uint16Array(), numbers: new Uint16Array() };
  expect(decodeSketch(encodeSketch({ ...empty, shingles: full })).shingleBound).toBe(2_551);
  expect(decodeSketch(encodeSketch({ ...empty, shingles: full.subarray(1) })).shingleBound).toBe(2 ** 32);
});

test.each([
  [[1, 2, 3], [2, 3, 4], 10, { shared: 2, left: 3, right: 3 }, 'all below the bound'],
  [[1, 2, 3], [2, 3, 4], 3, { shared: 1, left: 2, right: 1 }, 'the bound itself is out'],
  [[], [1], 10, { shared: 0, left: 0, right: 1 }, 'an empty set'],
])('%j and %j below %i: %s', (left, right, bound, expected) => {
  expect(overlapBelow(Uint32Array.from(left), Uint32Array.from(right), bound)).toEqual(expected);
});
