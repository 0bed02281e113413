/** What the server is asked, and what it found. */

import { MARK_END, MARK_START, type Facet, type SearchRequest } from '../../core/search.ts';
import type { Answer, Question } from './client.ts';
import { compileFilter, compileQuery, type SentTerm } from './compile.ts';
import { HIT_FIELDS } from './document.ts';

export type Found = {
  readonly response: Answer;
  readonly total: number;
  /** Those that were searched for: without the dropped ones. */
  readonly terms: readonly SentTerm[];
  readonly totalWithAllWords: number;
  readonly dropped: readonly SentTerm[];
};

/** Which field a facet counts. */
export const FACET_FIELDS: Readonly<Record<Facet, string>> = {
  tag: 'tags', source: 'host', kind: 'kind', language: 'language', code: 'codeLanguages', year: 'year', month: 'month',
};
/** About the length of a snippet of the embedded engine. */
const SNIPPET_WORDS = 40;

/** A page of the posts that hold every term. */
export function pageQuestion(request: SearchRequest, terms: readonly SentTerm[]): Question {
  // Without words there is no relevance; then the newest come first, as in the embedded engine.
  const sort = terms.length === 0 && request.sort === 'relevance' ? 'newest' : request.sort;
  return {
    ...countQuestion(request, terms),
    page: request.page,
    hitsPerPage: request.perPage,
    facets: request.facets.map((facet) => FACET_FIELDS[facet]),
    ...(sort === 'relevance' ? {} : { sort: [`publishedMs:${sort === 'newest' ? 'desc' : 'asc'}`, 'id:asc'] }),
    attributesToRetrieve: [...HIT_FIELDS],
    attributesToHighlight: ['title', 'excerpt', 'body'],
    attributesToCrop: [`body:${SNIPPET_WORDS}`],
    highlightPreTag: MARK_START,
    highlightPostTag: MARK_END,
    showRankingScore: true,
  };
}

/** How many posts match, and nothing else of them. */
export function countQuestion(request: SearchRequest, terms: readonly SentTerm[]): Question {
  const filter = compileFilter(request.filter);
  return { q: compileQuery(terms, request.excluded), ...(filter === null ? {} : { filter }), distinct: 'clusterId', matchingStrategy: 'all', page: 1, hitsPerPage: 0 };
}

/** The exact number of posts found; 0 where a list was asked for. */
export function totalOf(response: Answer | undefined): number {
  return Number(response !== undefined && 'totalHits' in response ? response.totalHits : 0);
}
