/** One search: query text in, explained answer out. */

import type { SearchHit, SearchRequest } from '../../core/search.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import type { Deps } from '../deps.ts';
import { badParameter, Refusal } from '../http/problems.ts';
import { askIfThere } from '../http/store-patience.ts';
import { parseQuery, type ParsedQuery } from '../query/parse-query.ts';
import { NO_PARTS, partsOfHits, type ClusterParts } from './clusters.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { findLooser } from './looser.ts';
import { markedHtml, withoutMarks } from './marks.ts';
import type { Hit, SearchInput, SearchResult } from './schema.ts';
import { settleRequest, walkOn, type Walk } from './walk.ts';

/** The usual speed of silent reading of English prose: Brysbaert 2019 found 238 words a minute; code slows it. */
const WORDS_PER_MINUTE = 230;
const WITHOUT_STORE = 'The database does not answer at the moment: copies and discussions are missing.';

/**
 * The answer to a search.
 * @throws RequestError `bad-query` and IndexError where the engine is away.
 */
export async function search(deps: Deps, input: SearchInput): Promise<SearchResult> {
  const startedMs = performance.now();
  const now = deps.now();
  const query = parseQuery(input.q, now);
  const request = requestOf(query, input);
  const [answer, walk] = await Promise.all([deps.engine.search(request), input.cursor === undefined ? null : walkFrom(deps.engine, request, input.cursor)]);
  const hits = walk?.hits ?? answer.hits;
  const [partsOf, looser] = await Promise.all([
    askIfThere(deps, () => partsOfHits(deps.store, hits)),
    answer.total === 0 ? findLooser(deps.engine, query, { request, now }) : [],
  ]);
  return {
    hits: hits.map((hit) => toHit(hit, partsOf?.(hit.document.id) ?? NO_PARTS)),
    total: answer.total, page: input.page, perPage: input.perPage, pages: Math.ceil(answer.total / input.perPage),
    nextCursor: walk === null || walk.next === null ? null : formatCursor(walk.next),
    facets: mutableFacets(answer.facets),
    query: {
      text: input.q,
      understood: [...query.understood],
      ignored: [...query.ignored],
      problems: explainProblems(query),
      corrected: [...answer.corrected],
      synonyms: answer.synonyms.map(({ word, matched }) => ({ word, matched: [...matched] })),
      dropped: [...answer.dropped],
      totalWithAllWords: answer.totalWithAllWords,
      looser,
    },
    sort: request.sort, engine: deps.engine.name, degraded: answer.degraded ?? (partsOf === null ? WITHOUT_STORE : null),
    tookMs: Math.round((performance.now() - startedMs) * 10) / 10,
  };
}

/** The request for the engine. Without words there is no relevance: then the newest come first. */
export function requestOf(query: ParsedQuery, input: SearchInput): SearchRequest {
  const { terms, excluded, filter } = query;
  return {
    terms, excluded, filter,
    sort: input.sort ?? (terms.length === 0 || input.cursor !== undefined ? 'newest' : 'relevance'),
    page: input.page, perPage: input.perPage, facets: input.facets, correctTypos: input.correct, dropWords: input.drop,
  };
}

/** A piece of a walk through all hits; `*` is its beginning. */
async function walkFrom(engine: SearchEngine, request: SearchRequest, cursor: string): Promise<Walk> {
  if (request.page > 1 || request.sort !== 'newest') throw new Refusal(badParameter('cursor', 'walks newest first, without page and other sorts'));
  const after = cursor === '*' ? null : parseCursor(cursor);
  if (after === null && cursor !== '*') throw new Refusal(badParameter('cursor', 'is none that an answer gave'));
  return walkOn(engine, await settleRequest(engine, request), after, request.perPage);
}

/** Problems with the whole query that may be meant instead. */
function explainProblems({ text, problems }: ParsedQuery): SearchResult['query']['problems'] {
  const normal = text.normalize('NFC');
  return problems.map(({ message, start, end, suggestion }) => ({
    message, start, suggestion: suggestion === null ? null : normal.slice(0, start) + suggestion + normal.slice(end),
  }));
}

/** A hit as the API gives it. */
export function toHit(hit: SearchHit, { copies, mentions }: ClusterParts): Hit {
  const { document } = hit;
  return {
    id: document.id, url: document.url, title: withoutMarks(hit.title), snippet: withoutMarks(hit.snippet),
    highlighted: { title: markedHtml(hit.title), snippet: markedHtml(hit.snippet) },
    publisher: document.publisher, host: document.host, sourceId: document.sourceId, authors: [...document.authors],
    publishedAt: document.publishedAt, language: document.language, kind: document.kind, tags: [...document.tags], codeLanguages: [...document.codeLanguages],
    wordCount: document.wordCount, readingMinutes: readingMinutes(document.wordCount),
    quality: document.quality, points: document.points, comments: document.comments,
    copies: copies.map(({ id, url, host, publisher }) => ({ id, url, host, publisher })),
    discussions: mentions.map(({ site, discussionUrl, url, points, comments }) => ({ site, url: discussionUrl ?? url, points, comments })),
    modifiedAt: document.modifiedAt, score: hit.score,
  };
}

/** Minutes that a text of so many words takes, at least 1. */
export function readingMinutes(wordCount: number): number {
  return Math.max(1, Math.round(wordCount / WORDS_PER_MINUTE));
}

function mutableFacets(facets: Awaited<ReturnType<Deps['engine']['search']>>['facets']): SearchResult['facets'] {
  return Object.fromEntries(Object.entries(facets).map(([name, counts]) => [name, [...counts]]));
}
