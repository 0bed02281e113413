/** First stage: every post that holds any of the words, with its BM25 score and which terms it holds. */

import { BLOCK_SHIFT, BLOCK_SIZE } from './block.ts';
import type { Group, Plan } from './plan.ts';
import { WEIGHTS } from './postings.ts';
import type { Snapshot } from './snapshot.ts';
import { phraseQuery } from './words.ts';

/** BM25's saturation: how soon further occurrences stop to count. Tuned, see docs/relevance.md. */
const SATURATION = 2;
/** What a phrase found in place of a word counts: about one occurrence in a text and in a heading. */
const PHRASE_FREQUENCY = 2;

/** By post number: score, and a bit for each group of the plan that it holds (bits beyond 31 are not kept). `excluded` is 1 for posts that hold what must not be there. */
export type Matches = { readonly scores: Float32Array; readonly held: Uint32Array; readonly excluded: Uint8Array | null; readonly idfs: readonly number[] };

export function matchPosts(snapshot: Snapshot, plan: Plan): Matches {
  const size = snapshot.blocks.length * BLOCK_SIZE;
  const scores = new Float32Array(size);
  const held = new Uint32Array(size);
  const frequencies = new Float32Array(size);
  const idfs = plan.groups.map((group, at) => {
    const idf = inverseFrequency(snapshot, group);
    const bit = at < 32 ? 1 << at : 0;
    for (const block of gather(snapshot, group, frequencies)) saturate(block, idf, bit, { scores, held, frequencies });
    return idf;
  });
  return { scores, held, excluded: excludedPosts(snapshot, plan.excluded, frequencies), idfs };
}

/** Turns a block's frequencies into scores, and clears them. */
function saturate(block: number, idf: number, bit: number, { scores, held, frequencies }: { scores: Float32Array; held: Uint32Array; frequencies: Float32Array }): void {
  const end = (block + 1) << BLOCK_SHIFT;
  for (let post = block << BLOCK_SHIFT; post < end; post += 1) {
    const frequency = frequencies[post] as number;
    if (frequency === 0) continue;
    scores[post] = (scores[post] as number) + (idf * frequency) / (SATURATION + frequency);
    held[post] = (held[post] as number) | bit;
    frequencies[post] = 0;
  }
}

/** Adds the weights of all that will do for the group to `frequencies`; gives the blocks that were touched. */
function gather(snapshot: Snapshot, group: Group, frequencies: Float32Array): Set<number> {
  const touched = new Set<number>();
  for (const variant of group.variants) {
    for (const row of snapshot.sql.postings.iterate(variant.number)) {
      const block = Number(row['block']);
      touched.add(block);
      addWeights(block << BLOCK_SHIFT, row['posts'] as Uint8Array, variant.weight, frequencies);
    }
  }
  for (const phrase of group.phrases) {
    for (const row of snapshot.sql.phrase.iterate(phraseQuery(phrase))) {
      const post = Number(row['number']);
      touched.add(post >> BLOCK_SHIFT);
      if (post < frequencies.length) frequencies[post] = (frequencies[post] as number) + PHRASE_FREQUENCY;
    }
  }
  return touched;
}

function addWeights(first: number, bytes: Uint8Array, weight: number, frequencies: Float32Array): void {
  for (let at = 0; at + 2 < bytes.length; at += 3) {
    const post = first + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
    frequencies[post] = (frequencies[post] as number) + weight * (WEIGHTS[bytes[at + 2] as number] as number);
  }
}

/** How telling a term is (BM25's idf); the posts of its words are added up, for most hold only one of them. */
function inverseFrequency(snapshot: Snapshot, group: Group): number {
  const posts = Math.min(snapshot.documents, group.variants.reduce((total, variant) => total + variant.posts, 0));
  return Math.log(1 + (snapshot.documents - posts + 0.5) / (posts + 0.5));
}

function excludedPosts(snapshot: Snapshot, groups: readonly Group[], frequencies: Float32Array): Uint8Array | null {
  if (groups.length === 0) return null;
  for (const group of groups) gather(snapshot, group, frequencies);
  return Uint8Array.from(frequencies, (frequency) => (frequency > 0 ? 1 : 0));
}
