/** First stage: every post that holds any of the words, with its BM25 score and which terms it holds. */

import { phrasePosts } from './phrases.ts';
import type { Group, Plan } from './plan.ts';
import { BYTES_PER_POSTING, WEIGHTS } from './postings.ts';
import { clearedScratch, type Scratch } from './scratch.ts';
import type { Snapshot } from './snapshot.ts';
import type { Variant } from './words.ts';

/** BM25's saturation: how soon further occurrences stop to count. Tuned, see docs/relevance.md. */
const SATURATION = 2;
/** What a phrase found in place of a word counts: about one occurrence in a text and in a heading. */
const PHRASE_FREQUENCY = 2;

/**
 * `posts` are those that hold any of the words, in no order. By post number: score, and a bit for each group of the plan that it
 * holds (bits beyond 31 are not kept). `excluded` is 1 for posts that hold what must not be there. All of it stands until the next search.
 */
export type Matches = {
  readonly posts: Uint32Array; readonly scores: Float32Array; readonly held: Uint32Array; readonly excluded: Uint8Array | null; readonly idfs: readonly number[];
};

export function matchPosts(snapshot: Snapshot, plan: Plan): Matches {
  const scratch = clearedScratch(snapshot);
  const idfs = plan.groups.map((group, at) => {
    const idf = inverseFrequency(snapshot, group);
    const bit = at < 32 ? 1 << at : 0;
    const [only] = group.variants;
    if (only !== undefined && group.variants.length === 1 && group.phrases.length === 0) scoreWord(snapshot, only, { idf, bit }, scratch);
    else saturate(gather(snapshot, group, scratch), { idf, bit }, scratch);
    return idf;
  });
  const excluded = excludedPosts(snapshot, plan.excluded, scratch);
  return { posts: scratch.posts.subarray(0, scratch.count), scores: scratch.scores, held: scratch.held, excluded, idfs };
}

type Share = { readonly idf: number; readonly bit: number };

/** A word without other forms: each post has one frequency, so what it gives can be looked up by its byte. */
function scoreWord(snapshot: Snapshot, { number, weight }: Variant, { idf, bit }: Share, scratch: Scratch): void {
  const gains = WEIGHTS.map((frequency) => (idf * weight * frequency) / (SATURATION + weight * frequency));
  const { scores, held, posts } = scratch;
  let { count } = scratch;
  for (const [base, bytes] of postingsOf(snapshot, number)) {
    for (let at = 0; at + 2 < bytes.length; at += BYTES_PER_POSTING) {
      const post = base + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
      const score = scores[post] as number;
      if (score === 0) posts[count++] = post;
      scores[post] = score + (gains[bytes[at + 2] as number] as number);
      held[post] = (held[post] as number) | bit;
    }
  }
  scratch.count = count;
}

/** Turns frequencies into scores, and clears them. */
function saturate(touched: Uint32Array, { idf, bit }: Share, scratch: Scratch): void {
  const { scores, held, frequencies, posts } = scratch;
  let { count } = scratch;
  for (const post of touched) {
    const frequency = frequencies[post] as number;
    const score = scores[post] as number;
    if (score === 0) posts[count++] = post;
    scores[post] = score + (idf * frequency) / (SATURATION + frequency);
    held[post] = (held[post] as number) | bit;
    frequencies[post] = 0;
  }
  scratch.count = count;
}

/** Adds the weights of all that will do for the group to the frequencies; gives the posts that have one. */
function gather(snapshot: Snapshot, group: Group, { frequencies, touched }: Scratch): Uint32Array {
  let count = 0;
  for (const { number, weight } of group.variants) {
    const weights = WEIGHTS.map((frequency) => weight * frequency);
    for (const [base, bytes] of postingsOf(snapshot, number)) {
      for (let at = 0; at + 2 < bytes.length; at += BYTES_PER_POSTING) {
        const post = base + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
        const frequency = frequencies[post] as number;
        if (frequency === 0) touched[count++] = post;
        frequencies[post] = frequency + (weights[bytes[at + 2] as number] as number);
      }
    }
  }
  for (const phrase of group.phrases) {
    for (const post of phrasePosts(snapshot, phrase)) {
      const frequency = frequencies[post] as number;
      if (frequency === 0) touched[count++] = post;
      frequencies[post] = frequency + PHRASE_FREQUENCY;
    }
  }
  return touched.subarray(0, count);
}

/** A word's postings, run by run: the number that places count from, and the bytes. */
function postingsOf(snapshot: Snapshot, word: number): Iterable<[number, Uint8Array]> {
  return snapshot.sql.postings.all(word) as unknown as [number, Uint8Array][];
}

/** How telling a term is (BM25's idf); the posts of its words are added up, for most hold only one of them. */
function inverseFrequency(snapshot: Snapshot, group: Group): number {
  const posts = Math.min(snapshot.documents, group.variants.reduce((total, variant) => total + variant.posts, 0));
  return Math.log(1 + (snapshot.documents - posts + 0.5) / (posts + 0.5));
}

function excludedPosts(snapshot: Snapshot, groups: readonly Group[], scratch: Scratch): Uint8Array | null {
  if (groups.length === 0) return null;
  const excluded = new Uint8Array(scratch.scores.length);
  for (const group of groups) {
    for (const post of gather(snapshot, group, scratch)) {
      excluded[post] = 1;
      scratch.frequencies[post] = 0;
    }
  }
  return excluded;
}
