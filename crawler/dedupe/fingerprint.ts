/** A text's fingerprint: keys that lead to its possible copies, and the sketch that decides among them. */

import type { Fingerprint } from '../../core/fingerprint.ts';
import { encodeSketch, LEAD_WORDS, NUMBER_SAMPLE_SIZE, SAMPLE_SIZE } from './sketch.ts';
import { titleKeys } from './title.ts';
import { scramble, tokenise } from './tokens.ts';

/** Goes up with every change of keys or bytes; stored fingerprints are then made anew. */
export const FINGERPRINT_VERSION = 1;

/** Shingles of four words lead to candidates: of three they are too common, of five too few survive a spinner. */
const KEY_WORDS = 4;
/** Two texts that share a fifth of their shingles share one of the 14 smallest with probability 1 − .8^(14·1.4) ≈ .99. */
const TEXT_KEYS = 14;
/** The beginning has keys of its own, so that an excerpt finds the long text that it opens. */
const LEAD_KEYS = 8;

/** The fingerprint of a post: at most 24 keys and 1.4 KB. A post without words has only its title's keys. */
export function fingerprintOf({ title, text }: { readonly title: string; readonly text: string }): Fingerprint {
  const { words, numbers } = tokenise(text);
  const all = shingleHashes(words, 3);
  const keyHashes = shingleHashes(words, KEY_WORDS);
  const sketch = {
    wordCount: words.length,
    shingles: smallest(all, SAMPLE_SIZE), shingleBound: 0,
    lead: sortedSet(Uint16Array.from(all.subarray(0, LEAD_WORDS - 2), (hash) => hash & 0xffff)),
    numbers: Uint16Array.from(smallest(Uint32Array.from(numbers, (hash) => hash & 0xffff), NUMBER_SAMPLE_SIZE)), numberBound: 0,
  };
  const keys = [...smallest(keyHashes, TEXT_KEYS), ...smallest(keyHashes.subarray(0, LEAD_WORDS), LEAD_KEYS)].map(widen);
  return { keys: [...new Set([...keys, ...titleKeys(title)])], data: encodeSketch(sketch) };
}

/** Hashes of all runs of `size` words; of the whole text where it is shorter; none where there are no words. */
function shingleHashes(words: Uint32Array, size: number): Uint32Array {
  const count = words.length === 0 ? 0 : Math.max(1, words.length - size + 1);
  const hashes = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) {
    let hash = size;
    for (let j = i; j < i + size && j < words.length; j += 1) hash = Math.imul(hash, 0x9e3779b1) ^ (words[j] ?? 0);
    hashes[i] = scramble(hash);
  }
  return hashes;
}

/** The smallest distinct hashes, in order. Most hashes of a long text are above the threshold at which about twice as many are left. */
function smallest(hashes: Uint32Array, count: number): Uint32Array {
  const threshold = hashes.length > 4 * count ? (2 ** 33 * count) / hashes.length : 2 ** 32;
  const sorted = sortedSet(threshold < 2 ** 32 ? hashes.filter((hash) => hash < threshold) : hashes);
  if (sorted.length >= count || threshold >= 2 ** 32) return sorted.subarray(0, count);
  return sortedSet(hashes).subarray(0, count);
}

function sortedSet<T extends Uint32Array | Uint16Array>(values: T): T {
  const sorted = values.slice().sort() as T;
  let kept = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    const value = sorted[i] ?? 0;
    if (i === 0 || value !== sorted[kept - 1]) sorted[kept++] = value;
  }
  return sorted.subarray(0, kept) as T;
}

/** 53 bits from 32, so that keys of texts and titles lie in different ranges. */
function widen(hash: number): number {
  return hash * 2 ** 20 + (scramble(hash ^ 0x5bd1e995) >>> 12);
}
