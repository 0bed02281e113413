/** Which of the posts that match may be shown. */

import type { SearchRequest } from '../../core/search.ts';
import { BLOCK_SHIFT, BLOCK_SIZE, type Block } from './block.ts';
import { compileFilter } from './filter.ts';
import type { Matches } from './match.ts';
import type { Snapshot } from './snapshot.ts';

const NONE: Uint8Array = new Uint8Array(0);

/** Gives the posts that hold all of these groups of the plan (as bits) and none of what was excluded, are in the index and pass the filter. */
export type Select = (bits: number) => Uint32Array;

export function createSelect(snapshot: Snapshot, request: SearchRequest, matches: Matches): Select {
  const passing = passingMasks(snapshot, request);
  const candidates = request.terms.length === 0 ? allNumbers(snapshot) : matches.posts;
  const { held, excluded } = matches;
  return (bits) => {
    const posts = new Uint32Array(candidates.length);
    let count = 0;
    // Posts come in runs of one block.
    let block = -1;
    let mask = NONE;
    for (let at = 0; at < candidates.length; at += 1) {
      const post = candidates[at] as number;
      if (((held[post] as number) & bits) >>> 0 !== bits || (excluded !== null && excluded[post] === 1)) continue;
      if (post >> BLOCK_SHIFT !== block) {
        block = post >> BLOCK_SHIFT;
        mask = passing(block);
      }
      if (mask[post & (BLOCK_SIZE - 1)] === 1) posts[count++] = post;
    }
    const found = posts.subarray(0, count);
    return snapshot.isAnyShared ? onePerCluster(snapshot, matches, found) : found;
  };
}

/** For each block which of its posts are in the index and pass the filter, worked out where it is first asked for. */
function passingMasks(snapshot: Snapshot, { filter }: SearchRequest): (at: number) => Uint8Array {
  if (filter === null) return (at) => (snapshot.blocks[at] as Block).live;
  const mask = compileFilter(snapshot, filter);
  const known: Uint8Array[] = [];
  return (at) => known[at] ??= both(mask(snapshot.blocks[at] as Block, at), (snapshot.blocks[at] as Block).live);
}

function both(first: Uint8Array, second: Uint8Array): Uint8Array {
  const passing = new Uint8Array(BLOCK_SIZE);
  for (let place = 0; place < BLOCK_SIZE; place += 1) passing[place] = (first[place] as number) & (second[place] as number);
  return passing;
}

function allNumbers(snapshot: Snapshot): Uint32Array {
  const posts = new Uint32Array(snapshot.blocks.length * BLOCK_SIZE);
  for (let post = 0; post < posts.length; post += 1) posts[post] = post;
  return posts;
}

/** Where several posts of a cluster are indexed (a join that is not through yet), the best stands for it. */
function onePerCluster(snapshot: Snapshot, matches: Matches, posts: Uint32Array): Uint32Array {
  const isShared = (post: number): boolean => (snapshot.blocks[post >> BLOCK_SHIFT] as Block).shared[post & (BLOCK_SIZE - 1)] === 1;
  const best = new Map<string, number>();
  const clusterOf = (post: number): string => String(snapshot.sql.doc.get(post)?.['cluster']);
  for (const post of posts) {
    if (!isShared(post)) continue;
    const known = best.get(clusterOf(post));
    if (known === undefined || (matches.scores[post] as number) > (matches.scores[known] as number)) best.set(clusterOf(post), post);
  }
  return posts.filter((post) => !isShared(post) || best.get(clusterOf(post)) === post);
}
