/** How telling words are in this collection: the fewer posts hold one, the more. */

import type { SearchRequest } from '../../core/search.ts';
import type { SearchEngine } from '../../index-config/engine.ts';

/** A word of a question with its weight: the logarithm of how many posts there are for each that holds it (BM25's idf). */
export type WeighedWord = { readonly text: string; readonly posts: number; readonly weight: number };

const COUNT: SearchRequest = { terms: [], excluded: [], filter: null, sort: 'newest', page: 1, perPage: 1, facets: [], correctTypos: false, dropWords: false };
/** Counts change slowly, and weights with their logarithm. */
const KEPT_MS = 10 * 60_000;
const MAX_KEPT = 5_000;

type Count = { readonly posts: number; readonly atMs: number };
const countsOf = new WeakMap<SearchEngine, Map<string, Count>>();

/** The words with their weights, in the same order. */
export async function weighWords(engine: SearchEngine, words: readonly string[]): Promise<WeighedWord[]> {
  const [all = 0, ...counts] = await Promise.all(['', ...words].map((word) => countPosts(engine, word)));
  return words.map((text, at) => {
    const posts = Math.min(all, counts[at] ?? 0);
    // A word that nothing holds weighs as much as one of a single post: in a small collection everyday words are missing too.
    const least = Math.max(1, posts);
    return { text, posts, weight: Math.log(1 + (Math.max(all, 1) - least + 0.5) / (least + 0.5)) };
  });
}

/** How many posts hold a word in any form; of the empty one: how many there are. */
async function countPosts(engine: SearchEngine, word: string): Promise<number> {
  const kept = countsOf.get(engine) ?? new Map<string, Count>();
  countsOf.set(engine, kept);
  const folded = word.toLowerCase();
  const known = kept.get(folded);
  if (known !== undefined && performance.now() - known.atMs < KEPT_MS) return known.posts;
  const terms = word === '' ? [] : [{ text: word, phrase: false, prefix: false, start: 0 }];
  const { total } = await engine.search({ ...COUNT, terms });
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(folded, { posts: total, atMs: performance.now() });
  return total;
}
