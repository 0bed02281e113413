/** Room that one search after the other works in: a column of a number for every post is too dear to be made for each. */

import { BLOCK_SIZE } from './block.ts';
import type { Snapshot } from './snapshot.ts';

/** By post number, and lists of posts of which `count` (of `posts`) are in use. Searches of a thread come one after the other. */
export type Scratch = {
  readonly scores: Float32Array;
  readonly held: Uint32Array;
  /** All 0 between two terms. */
  readonly frequencies: Float32Array;
  readonly touched: Uint32Array;
  /** Posts that have a score: what has to be cleared before the next search. */
  readonly posts: Uint32Array;
  count: number;
};

export function newScratch(posts: number): Scratch {
  return {
    scores: new Float32Array(posts), held: new Uint32Array(posts), frequencies: new Float32Array(posts),
    touched: new Uint32Array(posts), posts: new Uint32Array(posts), count: 0,
  };
}

/** The snapshot's room, large enough for its posts and all 0. */
export function clearedScratch(snapshot: Snapshot): Scratch {
  const size = snapshot.blocks.length * BLOCK_SIZE;
  if (snapshot.scratch.scores.length < size) snapshot.scratch = newScratch(size);
  const { scratch } = snapshot;
  for (let at = 0; at < scratch.count; at += 1) {
    const post = scratch.posts[at] as number;
    scratch.scores[post] = 0;
    scratch.held[post] = 0;
  }
  scratch.count = 0;
  return scratch;
}
