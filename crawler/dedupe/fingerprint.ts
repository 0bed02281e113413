/** A text's fingerprint: keys that lead to its possible copies, and the sketch that decides among them. */

import type { Fingerprint } from '../../core/fingerprint.ts';
import { encodeSketch, LEAD_WORDS, NUMBER_SAMPLE_SIZE, SAMPLE_SIZE } from './sketch.ts';
import { titleKeys } from './title.ts';
import { scramble, tokenise } from './tokens.ts';

/** Goes up with every change of keys or bytes; stored fingerprints are then made anew. */
export const FINGERPRINT_VERSION = 1;

/** Phrases of three words are compared: of those, enough survive a spinner. */
const SHINGLE_WORDS = 3;
/** Phrases of four lead to candidates: those of three are too common for keys. */
const KEY_WORDS = 4;
/** Two texts that share a quarter of their phrases share one of the 10 smallest of both with probability 1 − .75^(10·1.4) ≈ .98. */
const TEXT_KEYS = 10;
/** The beginning has keys of its own, so that an excerpt finds the long text that it opens. */
const LEAD_KEYS = 6;
/** A shingle's hash has 52 bits: the first 32 order the samples, all of them make a key. */
const LOW_BITS = 2 ** 20;
const HASH_RANGE = 2 ** 52;

/** The fingerprint of a post: at most 18 keys and 1.5 KB. A post without words has only its title's keys. */
export function fingerprintOf({ title, text }: { readonly title: string; readonly text: string }): Fingerprint {
  const { words, numbers } = tokenise(text);
  const beginning = words.subarray(0, LEAD_WORDS);
  const data = encodeSketch({
    wordCount: words.length,
    shingles: new Uint32Array(smallestShingles(words, SHINGLE_WORDS, SAMPLE_SIZE).map((hash) => hash / LOW_BITS)),
    lead: sortedSet(new Uint16Array(shingles(beginning, SHINGLE_WORDS, HASH_RANGE))),
    numbers: sortedSet(new Uint16Array(numbers)).subarray(0, NUMBER_SAMPLE_SIZE),
  });
  const textKeys = smallestShingles(words, KEY_WORDS, TEXT_KEYS);
  const leadKeys = smallestShingles(beginning, KEY_WORDS, LEAD_KEYS);
  return { keys: [...new Set([...textKeys, ...leadKeys, ...titleKeys(title)])], data };
}

/** The `count` smallest distinct shingles, in order. Sorting is spared those that are surely too large: about two of three on a first guess. */
function smallestShingles(words: Uint32Array, size: number, count: number): Float64Array {
  const guess = (HASH_RANGE * 1.5 * (count + 8)) / words.length;
  const small = guess < HASH_RANGE ? sortedSet(shingles(words, size, guess)) : new Float64Array();
  return (small.length >= count ? small : sortedSet(shingles(words, size, HASH_RANGE))).subarray(0, count);
}

/** Hashes below `bound` of all runs of `size` words; of the whole text where it is shorter; none where there are no words. */
function shingles(words: Uint32Array, size: number, bound: number): Float64Array {
  const total = words.length === 0 ? 0 : Math.max(1, words.length - size + 1);
  const hashes = new Float64Array(total);
  const highBound = bound / LOW_BITS;
  let count = 0;
  for (let i = 0; i < total; i += 1) {
    const high = hashOfRun(words, i, size, 0x9e3779b1);
    if (high < highBound) hashes[count++] = high * LOW_BITS + (hashOfRun(words, i, size, 0x85ebca77) >>> 12);
  }
  return hashes.subarray(0, count);
}

function hashOfRun(words: Uint32Array, start: number, size: number, factor: number): number {
  const end = Math.min(start + size, words.length);
  let hash = size;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash, factor) ^ (words[i] ?? 0);
  return scramble(hash);
}

/** Sorts in place and drops repetitions. */
function sortedSet<T extends Float64Array | Uint16Array>(values: T): T {
  values.sort();
  let kept = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    if (kept === 0 || value !== values[kept - 1]) values[kept++] = value;
  }
  return values.subarray(0, kept) as T;
}
