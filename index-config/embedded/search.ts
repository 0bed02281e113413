/** One search: plan, match, filter, loosen where needed, rank, show. */

import { LOW_QUALITY } from '../../core/article.ts';
import type { IndexDocument, SearchAnswer, SearchHit, SearchRequest } from '../../core/search.ts';
import { BLOCK_SHIFT, BLOCK_SIZE, type Block } from './block.ts';
import { countFacets } from './facets.ts';
import { markingOf, markText, snippetOf, type Marking } from './highlight.ts';
import { matchPosts, type Matches } from './match.ts';
import { planQuery, type Plan } from './plan.ts';
import { createJudge, requiredBits, rerank, type Judge, type Ranked } from './rerank.ts';
import { createSelect } from './select.ts';
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
  const select = createSelect(snapshot, request, matches);
  const required = requiredBits(plan.groups);
  const all = select(required);
  const isTooFew = plan.groups.length > 0 && request.dropWords && all.length < enoughPosts(snapshot);
  const kept = isTooFew ? loosen(snapshot, judge, matches, { eligible: select(mustBits(plan)), required }) : required;
  const posts = kept === required ? all : select(kept);
  const dropped = plan.groups.filter((_, at) => at < 32 && ((required & ~kept) & (1 << at)) !== 0).map((group) => group.text);
  return { plan, posts, ranked: order(snapshot, request, { plan, matches, judge }, posts), withAllWords: all.length, dropped: [...new Set(dropped)] };
}

/**
 * The words that are kept: those that all of the best ten posts hold, when the posts are ranked by how well they match
 * as a whole. So the answer is "all words but the dropped ones" and yet no good post is lost to an unimportant word.
 * One word stays in any case: a post that has none in common with better ones has no say.
 */
function loosen(snapshot: Snapshot, judge: Judge, matches: Matches, { eligible, required }: { eligible: Uint32Array; required: number }): number {
  const candidates = topPosts(eligible, (post) => tier(snapshot, post) + (matches.scores[post] as number), RERANKED);
  let kept = required;
  for (const { post } of rerank(judge, candidates, DECIDING).slice(0, DECIDING)) {
    const shared = (kept & (matches.held[post] as number)) >>> 0;
    if (shared !== 0) kept = shared;
  }
  return kept;
}

/** Groups that are never let go: phrases. */
function mustBits({ groups }: Plan): number {
  return requiredBits(groups.map((group) => ({ ...group, required: group.required && !group.droppable })));
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
  const judged = candidates.slice(0, RERANKED);
  const isLow = (post: number): boolean => tier(snapshot, post) < 0;
  const lowLast = [...rerank(judge, judged.filter((post) => !isLow(post)), end), ...rerank(judge, judged.filter(isLow), end)];
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
  const body = firstOf(snapshot.sql.text.get(post)) ?? '';
  return { document, title: markText(document.title, marking), snippet: snippetOf(body, marking), score };
}

/** A document as it was given, but its text. */
export function shownDocument(snapshot: Snapshot, post: number): Omit<IndexDocument, 'body' | 'headings'> {
  return JSON.parse(firstOf(snapshot.sql.shown.get(post)) ?? '{}') as Omit<IndexDocument, 'body' | 'headings'>;
}

/** The one column of a row that is given as an array. */
function firstOf(row: unknown): string | null {
  return row === undefined ? null : (row as [string])[0];
}
