import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../../crawler/dedupe/fingerprint.ts';
import { likeness } from '../../../crawler/dedupe/compare.ts';
import { decodeSketch } from '../../../crawler/dedupe/sketch.ts';
import { words } from '../../../core/text.ts';
import { textOf } from './documents.ts';

const keysShared = (left: string, right: string): number => {
  const keys = new Set(fingerprintOf({ title: '', text: left }).keys);
  return fingerprintOf({ title: '', text: right }).keys.filter((key) => keys.has(key)).length;
};

/** The share of three-word phrases that two texts have in common, counted in full. */
function exactSimilarity(left: string, right: string): number {
  const phrases = (text: string): Set<string> => new Set(words(text).flatMap((word, i, all) => (i + 2 < all.length ? [`${word} ${all[i + 1]} ${all[i + 2]}`] : [])));
  const [a, b] = [phrases(left), phrases(right)];
  const shared = [...a].filter((phrase) => b.has(phrase)).length;
  return shared / (a.size + b.size - shared);
}

describe('fingerprintOf', () => {
  test('is small: at most 18 keys, each a safe integer, and 1.5 KB', () => {
    const { keys, data } = fingerprintOf({ title: 'A long post | The blog', text: textOf(1, 2_000) });
    expect(keys.length).toBeLessThanOrEqual(18);
    expect(keys.every((key) => Number.isSafeInteger(key) && key >= 0)).toBe(true);
    expect(data.byteLength).toBeLessThanOrEqual(1_500);
  });

  test('gives a post without text the keys of its title, and one without either none', () => {
    expect(fingerprintOf({ title: 'Engineering culture', text: '' }).keys).toHaveLength(1);
    expect(fingerprintOf({ title: '', text: '' })).toEqual({ keys: [], data: expect.any(Uint8Array) });
  });

  test('shares a key with a text that has a third of its phrases, and with the text that it opens', () => {
    const text = textOf(2, 60).split('\n');
    const other = textOf(3, 60).split('\n');
    expect(keysShared(text.join('\n'), [...text.slice(0, 24), ...other.slice(0, 40)].join('\n'))).toBeGreaterThan(0);
    expect(keysShared(text.slice(0, 5).join('\n'), text.join('\n'))).toBeGreaterThan(0);
  });

  test('the sketch estimates how alike two texts are within a tenth', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 0, max: 200 }), (seed, kept) => {
      const left = textOf(seed, 200);
      const right = [...left.split('\n').slice(0, kept), ...textOf(seed + 5_000, 200 - kept).split('\n')].join('\n');
      const [a, b] = [left, right].map((text) => decodeSketch(fingerprintOf({ title: '', text }).data));
      if (a === undefined || b === undefined) throw new TypeError('two sketches');
      expect(Math.abs(likeness(a, b).similarity - exactSimilarity(left, right))).toBeLessThan(0.12);
    }), { numRuns: 60, seed: 11 });
  });
});
