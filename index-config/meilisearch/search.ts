/** Searches on a Meilisearch server, answered in our words. */

import type { Index, SearchParams, SearchResponse } from 'meilisearch';
import { FACETS, MARK_END, MARK_START, type Facet, type FacetCount, type SearchAnswer, type SearchHit, type SearchRequest } from '../../core/search.ts';
import { words } from '../../core/text.ts';
import { synonymsOf } from '../synonyms.ts';
import { askSoon } from './client.ts';
import { compileFilter, compileQuery } from './compile.ts';
import { HIT_FIELDS, toHitDocument, type MeiliDocument } from './document.ts';

const FACET_FIELDS: Readonly<Record<Facet, string>> = {
  tag: 'tags', source: 'sourceId', kind: 'kind', language: 'language', code: 'codeLanguages', year: 'year',
};
const SNIPPET_WORDS = 40;

/** With `page` the server counts exactly. */
type Response = SearchResponse<MeiliDocument, SearchParams & { page: number; hitsPerPage: number }>;

/** The answer to a request. @throws IndexError */
export async function searchMeilisearch(index: Index<MeiliDocument>, request: SearchRequest): Promise<SearchAnswer> {
  const all = await run(index, request, request.terms.length);
  const totalWithAllWords = all.totalHits;
  const kept = totalWithAllWords > 0 || !request.dropWords ? request.terms.length : await countKeptTerms(index, request);
  const response = kept === request.terms.length ? all : await run(index, request, kept);
  const hits = response.hits.map(toHit);
  return {
    hits,
    total: response.totalHits,
    facets: readFacets(request.facets, response.facetDistribution ?? {}),
    ...explainMatches(request, kept, hits),
    dropped: request.terms.slice(kept).map((term) => term.text),
    totalWithAllWords,
    degraded: null,
  };
}

async function run(index: Index<MeiliDocument>, request: SearchRequest, terms: number): Promise<Response> {
  const filter = compileFilter(request.filter);
  return askSoon((signal) => index.search<MeiliDocument, SearchParams & { page: number; hitsPerPage: number }>(compileQuery(request, terms), {
    page: request.page,
    hitsPerPage: request.perPage,
    ...(filter === null ? {} : { filter }),
    facets: request.facets.map((facet) => FACET_FIELDS[facet]),
    ...(request.sort === 'relevance' ? {} : { sort: [`publishedTs:${request.sort === 'newest' ? 'desc' : 'asc'}`, 'id:asc'] }),
    matchingStrategy: 'all',
    attributesToRetrieve: [...HIT_FIELDS],
    attributesToHighlight: ['title', 'excerpt', 'body'],
    attributesToCrop: [`body:${SNIPPET_WORDS}`],
    highlightPreTag: MARK_START,
    highlightPostTag: MARK_END,
    showRankingScore: true,
  }, { signal }));
}

/** How many words from the beginning some post holds together; the first one is never let go. */
async function countKeptTerms(index: Index<MeiliDocument>, request: SearchRequest): Promise<number> {
  for (let count = request.terms.length - 1; count >= 1; count -= 1) {
    const { totalHits } = await run(index, { ...request, page: 1, perPage: 1, facets: [] }, count);
    if (totalHits > 0) return count;
  }
  return Math.min(1, request.terms.length);
}

function toHit(hit: Response['hits'][number]): SearchHit {
  const formatted = hit._formatted;
  const excerpt = formatted?.excerpt ?? hit.excerpt;
  const body = formatted?.body ?? '';
  return {
    document: toHitDocument(hit),
    title: formatted?.title ?? hit.title,
    snippet: body.includes(MARK_START) ? body : excerpt,
    score: hit._rankingScore ?? 0,
  };
}

function readFacets(asked: readonly Facet[], distribution: Readonly<Record<string, Readonly<Record<string, number>>>>): SearchAnswer['facets'] {
  const read = (facet: Facet): FacetCount[] => Object.entries(distribution[FACET_FIELDS[facet]] ?? {})
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => (facet === 'year' ? b.value.localeCompare(a.value) : b.count - a.count || a.value.localeCompare(b.value)));
  return Object.fromEntries(FACETS.filter((facet) => asked.includes(facet)).map((facet) => [facet, read(facet)]));
}

/** The server does not say which words it read otherwise; what it marked in the hits does. */
function explainMatches(request: SearchRequest, kept: number, hits: readonly SearchHit[]): Pick<SearchAnswer, 'corrected' | 'synonyms'> {
  const marked = countMarkedWords(hits);
  const corrected: { from: string; to: string }[] = [];
  const synonyms: { word: string; matched: readonly string[] }[] = [];
  for (const term of request.terms.slice(0, kept).filter(({ phrase }) => !phrase)) {
    const word = term.text.toLowerCase();
    const isFound = [...marked.keys()].some((candidate) => (term.prefix ? candidate.startsWith(word) : candidate === word));
    const meant = synonymsOf(word).filter((synonym) => words(synonym).some((part) => marked.has(part)));
    if (meant.length > 0) synonyms.push({ word: term.text, matched: meant });
    else if (!isFound && words(word).length === 1) {
      const nearest = [...marked].filter(([candidate]) => isNear(word, candidate)).sort((a, b) => b[1] - a[1])[0];
      if (nearest !== undefined) corrected.push({ from: term.text, to: nearest[0] });
    }
  }
  return { corrected, synonyms };
}

function countMarkedWords(hits: readonly SearchHit[]): Map<string, number> {
  const counts = new Map<string, number>();
  const marks = new RegExp(`${MARK_START}([^${MARK_END}]*)${MARK_END}`, 'gu');
  for (const hit of hits) {
    for (const [, text] of `${hit.title}\n${hit.snippet}`.matchAll(marks)) {
      for (const word of words(text ?? '')) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** At most two edits apart, as the server allows for its longest words. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + Number(a[row - 1] !== b[column - 1]);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return (previous[b.length] ?? 3) <= 2;
}
