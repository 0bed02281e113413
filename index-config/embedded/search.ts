/** One search: plan, match, filter, loosen where needed, rank, show. */

import { LOW_QUALITY } from '../../core/article.ts';
import type { IndexDocument, SearchAnswer, SearchHit, SearchRequest } from '../../core/search.ts';
import { BLOCK_SHIFT, BLOCK_SIZE, type Block } from './block.ts';
import { countFacets } from './facets.ts';
import { compileFilter } from './filter.ts';
import { markingOf, markText, snippetOf, type Marking } from './highlight.ts';
import { matchPosts, type Matches } from './match.ts';
import { planQuery, type Plan } from './plan.ts';
import { createJudge, requiredBits, rerank, type Judge, type Ranked } from './rerank.ts';
import type { Snapshot } from './snapshot.ts';
import { topPosts } from './top.ts';

/** Posts that the second stage judges: twice and four times as many gave the same figures (docs/relevance.md). */
const RERANKED = 100;
/**
 * Where fewer posts than this hold every word, others that come near are shown too. With ten, the wanted post was lost
 * more often to a word that it lacks (docs/relevance.md); in a small corpus a fiftieth of all posts is enough.
 */
const ENOUGH = 30;
const ENOUGH_SHARE = 0.02;
/** The best posts that decide which words are kept. */
const DECIDING = 10;
const LOW_QUALITY_PERCENT = LOW_QUALITY * 100;
/** Lowers a post below all others of its kind; scores stay far under it. */
const LAST = 1e6;

/** What a request finds: posts in order (up to the end of the page), and how they were found. */
export type Found = {
  readonly plan: Plan;
  readonly ranked: readonly Ranked[];
  readonly posts: Uint32Array;
  readonly withAllWords: number;
  readonly dropped: readonly string[];
};

export function searchSnapshot(snapshot: Snapshot, request: SearchRequest): SearchAnswer {
  const { plan, ranked, posts, withAllWords, dropped } = findPosts(snapshot, request);
  const first = (request.page - 1) * request.perPage;
  const marking = markingOf(snapshot, plan);
  return {
    hits: ranked.slice(first, first + request.perPage).map((entry) => toHit(snapshot, entry, marking)),
    total: posts.length,
    facets: countFacets(snapshot, posts, request.facets),
    corrected: plan.corrected,
    synonyms: plan.synonyms,
    dropped,
    totalWithAllWords: withAllWords,
    degraded: null,
  };
}

export function findPosts(snapshot: Snapshot, request: SearchRequest): Found {
  const plan = planQuery(snapshot, request);
  const matches = matchPosts(snapshot, plan);
  const judge = createJudge(snapshot, plan, matches);
  const eligible = eligiblePosts(snapshot, request, plan, matches);
  const required = requiredBits(plan.groups);
  const all = holding(eligible, matches, required);
  const isTooFew = plan.groups.length > 0 && request.dropWords && all.length < enoughPosts(snapshot);
  const kept = isTooFew ? loosen(snapshot, judge, matches, eligible, required) : required;
  const posts = kept === required ? all : holding(eligible, matches, kept);
  const dropped = plan.groups.filter((_, at) => at < 32 && ((required & ~kept) & (1 << at)) !== 0).map((group) => group.text);
  return { plan, posts, ranked: order(snapshot, request, { plan, matches, judge }, posts), withAllWords: all.length, dropped: [...new Set(dropped)] };
}

/** Every post that may be shown: it holds a word at least, all phrases and none of what was excluded, and it passes the filter. */
function eligiblePosts(snapshot: Snapshot, request: SearchRequest, plan: Plan, matches: Matches): Uint32Array {
  const passes = request.filter === null ? null : compileFilter(snapshot, request.filter);
  const must = requiredBits(plan.groups.map((group) => ({ ...group, required: group.required && !group.droppable })));
  const { scores, held, excluded } = matches;
  const anything = request.terms.length === 0;
  const posts = new Uint32Array(scores.length);
  let count = 0;
  let isAnyShared = false;
  for (let at = 0; at < snapshot.blocks.length; at += 1) {
    const block = snapshot.blocks[at] as Block;
    for (let place = 0, post = at << BLOCK_SHIFT; place < BLOCK_SIZE; place += 1, post += 1) {
      if ((!anything && scores[post] === 0) || block.live[place] === 0) continue;
      if (((held[post] as number) & must) >>> 0 !== must || (excluded !== null && excluded[post] === 1)) continue;
      if (passes !== null && !passes(block, place, post)) continue;
      if (block.shared[place] === 1) isAnyShared = true;
      posts[count++] = post;
    }
  }
  const found = posts.subarray(0, count);
  return isAnyShared ? onePerCluster(snapshot, matches, found) : found;
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

function holding(posts: Uint32Array, { held }: Matches, bits: number): Uint32Array {
  if (bits === 0) return posts;
  const kept = new Uint32Array(posts.length);
  let count = 0;
  for (let at = 0; at < posts.length; at += 1) {
    const post = posts[at] as number;
    if (((held[post] as number) & bits) >>> 0 === bits) kept[count++] = post;
  }
  return kept.subarray(0, count);
}

/**
 * The words that are kept: those that all of the best ten posts hold, when the posts are ranked by how well they match
 * as a whole. So the answer is "all words but the dropped ones" and yet no good post is lost to an unimportant word.
 * One word stays in any case: a post that has none in common with better ones has no say.
 */
function loosen(snapshot: Snapshot, judge: Judge, matches: Matches, eligible: Uint32Array, required: number): number {
  const candidates = topPosts(eligible, (post) => tier(snapshot, post) + (matches.scores[post] as number), RERANKED);
  let kept = required;
  for (const { post } of rerank(judge, candidates).slice(0, DECIDING)) {
    const shared = (kept & (matches.held[post] as number)) >>> 0;
    if (shared !== 0) kept = shared;
  }
  return kept;
}

function enoughPosts(snapshot: Snapshot): number {
  return Math.min(ENOUGH, Math.ceil(snapshot.documents * ENOUGH_SHARE));
}

function order(snapshot: Snapshot, request: SearchRequest, { plan, matches, judge }: { plan: Plan; matches: Matches; judge: Judge }, posts: Uint32Array): Ranked[] {
  const end = request.page * request.perPage;
  if (request.sort !== 'relevance' || plan.groups.length === 0) {
    return topPosts(posts, dateKey(snapshot, request.sort === 'oldest' ? -1 : 1), end).map((post) => ({ post, score: matches.scores[post] as number }));
  }
  const candidates = topPosts(posts, (post) => tier(snapshot, post) + (matches.scores[post] as number), Math.max(RERANKED, end));
  const judged = rerank(judge, candidates.slice(0, RERANKED));
  const lowLast = [...judged.filter(({ post }) => tier(snapshot, post) === 0), ...judged.filter(({ post }) => tier(snapshot, post) < 0)];
  return [...lowLast, ...candidates.slice(RERANKED).map((post) => ({ post, score: 0 }))];
}

function tier(snapshot: Snapshot, post: number): number {
  const block = snapshot.blocks[post >> BLOCK_SHIFT] as Block;
  return (block.quality[post & (BLOCK_SIZE - 1)] as number) < LOW_QUALITY_PERCENT ? -LAST : 0;
}

/** Dates in the wanted direction; posts without one come last either way. */
function dateKey(snapshot: Snapshot, direction: 1 | -1): (post: number) => number {
  return (post) => {
    const at = (snapshot.blocks[post >> BLOCK_SHIFT] as Block).publishedAt[post & (BLOCK_SIZE - 1)] as number;
    return Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at * direction;
  };
}

function toHit(snapshot: Snapshot, { post, score }: Ranked, marking: Marking): SearchHit {
  const document = shownDocument(snapshot, post);
  const body = String(snapshot.sql.text.get(post)?.['body'] ?? '');
  return { document, title: markText(document.title, marking), snippet: snippetOf(body, marking), score };
}

/** A document as it was given, but its text. */
export function shownDocument(snapshot: Snapshot, post: number): Omit<IndexDocument, 'body' | 'headings'> {
  return JSON.parse(String(snapshot.sql.doc.get(post)?.['shown'] ?? '{}')) as Omit<IndexDocument, 'body' | 'headings'>;
}
