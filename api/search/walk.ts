/**
 * All hits of a search in an order that stays while posts arrive: newest first, equal dates by id, those without a date last.
 * Built on dates and ids alone, so that it works with any engine and has no ceiling. It goes by whole seconds, since an engine
 * may know no shorter time: the posts of a second come together, and are put in order here.
 */

import type { Instant } from '../../core/feed.ts';
import type { Filter, SearchHit, SearchRequest, TextTerm } from '../../core/search.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import type { Position } from './cursor.ts';

/** The most that an engine gives at once. */
const BATCH = 100;
const FIRST_INSTANT = '0000-01-01T00:00:00.000Z';
const DATED: Filter = { type: 'published', from: FIRST_INSTANT, before: null };

export type Walk = { readonly hits: readonly SearchHit[]; readonly next: Position | null };

/** The request with corrections and dropped words made final, so that every piece of a walk asks the same. */
export async function settleRequest(engine: SearchEngine, request: SearchRequest): Promise<SearchRequest> {
  const { corrected, dropped } = await engine.search({ ...request, page: 1, perPage: 1, facets: [] });
  const replacement = new Map(corrected.map(({ from, to }) => [from.toLowerCase(), to]));
  const correct = (term: TextTerm): TextTerm => term.phrase ? term : { ...term, text: replacement.get(term.text.toLowerCase()) ?? term.text };
  return {
    ...request, sort: 'newest', facets: [], correctTypos: false, dropWords: false,
    terms: request.terms.filter((term) => term.phrase || !dropped.includes(term.text)).map(correct),
  };
}

/** About `limit` hits behind a position (null: from the beginning) of a settled request. */
export async function walkOn(engine: SearchEngine, request: SearchRequest, after: Position | null, limit: number): Promise<Walk> {
  if (after !== null && after.publishedAt === null) return walkUndated(engine, request, after, limit);
  const sameSecond = after === null ? [] : beyond(await allWithin(engine, request, secondOf(after.publishedAt ?? FIRST_INSTANT)), after);
  if (sameSecond.length >= limit) return cut(sameSecond, limit, false);
  const older = await newestBefore(engine, request, after === null ? null : secondOf(after.publishedAt ?? FIRST_INSTANT).from);
  const hits = [...sameSecond, ...older];
  if (older.length > 0) return cut(hits, limit, false);
  const undated = await walkUndated(engine, request, null, limit - hits.length);
  return { hits: [...hits, ...undated.hits], next: undated.next };
}

/** The newest hits before an instant, up to a batch, those of the last second complete and all in order. */
async function newestBefore(engine: SearchEngine, request: SearchRequest, before: Instant | null): Promise<SearchHit[]> {
  const { hits } = await engine.search(within(request, { type: 'published', from: FIRST_INSTANT, before }, 1));
  if (hits.length < BATCH) return hits.toSorted(byDateAndId);
  const last = secondOf(hits.at(-1)?.document.publishedAt ?? FIRST_INSTANT);
  const complete = hits.filter((hit) => (hit.document.publishedAt ?? '') >= last.before);
  return [...complete, ...await allWithin(engine, request, last)].toSorted(byDateAndId);
}

async function walkUndated(engine: SearchEngine, request: SearchRequest, after: Position | null, limit: number): Promise<Walk> {
  return cut(beyond(await allWithin(engine, request, { type: 'not', clause: DATED }), after), limit, true);
}

/** Every hit that passes one more condition, by id. */
async function allWithin(engine: SearchEngine, request: SearchRequest, condition: Filter): Promise<SearchHit[]> {
  const found = new Map<string, SearchHit>();
  for (let page = 1; ; page += 1) {
    const { hits } = await engine.search(within(request, condition, page));
    for (const hit of hits) found.set(hit.document.id, hit);
    if (hits.length < BATCH) return [...found.values()].toSorted(byDateAndId);
  }
}

function within(request: SearchRequest, condition: Filter, page: number): SearchRequest {
  return { ...request, page, perPage: BATCH, filter: { type: 'and', clauses: request.filter === null ? [condition] : [request.filter, condition] } };
}

function secondOf(at: Instant): Filter & { readonly type: 'published'; readonly from: Instant; readonly before: Instant } {
  const from = Math.floor(Date.parse(at) / 1000) * 1000;
  return { type: 'published', from: new Date(from).toISOString(), before: new Date(from + 1000).toISOString() };
}

function beyond(hits: readonly SearchHit[], after: Position | null): SearchHit[] {
  return after === null ? [...hits] : hits.filter((hit) => isBehind(hit.document, after));
}

/** `isEnd`: nothing follows these hits. */
function cut(hits: readonly SearchHit[], limit: number, isEnd: boolean): Walk {
  const given = hits.slice(0, limit);
  const last = given.at(-1)?.document;
  const isOver = isEnd && given.length === hits.length;
  return { hits: given, next: last === undefined || isOver ? null : { publishedAt: last.publishedAt, id: last.id } };
}

function byDateAndId(a: SearchHit, b: SearchHit): number {
  return isBehind(a.document, b.document) ? 1 : -1;
}

function isBehind(post: Position, other: Position): boolean {
  const [at, otherAt] = [post.publishedAt ?? '', other.publishedAt ?? ''];
  return at === otherAt ? post.id > other.id : at < otherAt;
}
