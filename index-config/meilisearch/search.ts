/** Searches on a Meilisearch server, answered in our words. */

import { FACETS, MARK_END, MARK_START, type Facet, type FacetCount, type SearchAnswer, type SearchHit, type SearchRequest } from '../../core/search.ts';
import { askAll, type Answer, type Place, type Question } from './client.ts';
import { sentTerms, type SentTerm } from './compile.ts';
import { toHitDocument } from './document.ts';
import { findCorrected, findSynonyms, markedWords } from './explain.ts';
import { loosen } from './loosen.ts';
import { FACET_FIELDS, pageQuestion, totalOf, type Found } from './question.ts';

const SNIPPET_CHARS = 400;

/** The answer to a request. @throws IndexError */
export async function searchMeilisearch(place: Place, request: SearchRequest): Promise<SearchAnswer> {
  const terms = sentTerms(request.terms);
  if (request.terms.length > 0 && terms.length === 0) return NOTHING_FOUND;
  const found = await loosen(place, request, await ask(place, request, terms));
  const corrected = await findCorrected(place, found.response.hits, found.terms);
  if (corrected.length === 0 || request.correctTypos) return toAnswer(request, found, corrected);
  // The server forgives errors in any bare word; what it would read otherwise is asked for in quotes.
  const asTyped = terms.map((sent) => (corrected.some(({ from }) => from === sent.term.text) ? { ...sent, isExact: true } : sent));
  return toAnswer(request, await loosen(place, request, await ask(place, request, asTyped)), []);
}

const NOTHING_FOUND: SearchAnswer = { hits: [], total: 0, facets: {}, corrected: [], synonyms: [], dropped: [], totalWithAllWords: 0, degraded: null };

/** The posts that hold every word. A name like `max_conn` that may go on is found in a row if at all, else by its parts. */
async function ask(place: Place, request: SearchRequest, terms: readonly SentTerm[]): Promise<Found> {
  const response = await askOne(place, pageQuestion(request, terms));
  const last = terms.at(-1);
  if (totalOf(response) > 0 || last === undefined || !last.isExact || !last.term.prefix) return { response, terms, total: totalOf(response), totalWithAllWords: totalOf(response), dropped: [] };
  const parts = [...terms.slice(0, -1), { ...last, isExact: false }];
  const loose = await askOne(place, pageQuestion(request, parts));
  return { response: loose, terms: parts, total: totalOf(loose), totalWithAllWords: totalOf(loose), dropped: [] };
}

async function askOne(place: Place, question: Question): Promise<Answer> {
  const [answer] = await askAll(place, [question]);
  if (answer === undefined) throw new Error('the server answered no search where one was asked');
  return answer;
}

function toAnswer(request: SearchRequest, found: Found, corrected: SearchAnswer['corrected']): SearchAnswer {
  const { response, terms, total, dropped, totalWithAllWords } = found;
  return {
    hits: response.hits.map(toHit),
    total,
    facets: readFacets(request.facets, response.facetDistribution ?? {}),
    corrected,
    synonyms: findSynonyms(terms, markedWords(response.hits)),
    dropped: request.terms.filter((term) => dropped.some((sent) => sent.term === term)).map((term) => term.text),
    totalWithAllWords,
    degraded: null,
  };
}

function toHit(hit: Answer['hits'][number]): SearchHit {
  const { title = hit.title, excerpt = hit.excerpt, body = '' } = hit._formatted ?? {};
  const passage = body.includes(MARK_START) || !excerpt.includes(MARK_START) ? body : excerpt;
  return { document: toHitDocument(hit), title, snippet: oneLine(passage === '' ? excerpt : passage), score: hit._rankingScore ?? 0 };
}

/** Long runs without spaces are cut, but never within a mark. */
function oneLine(marked: string): string {
  const line = marked.replace(/\s+/gu, ' ').trim();
  if (line.length <= SNIPPET_CHARS) return line;
  const cut = line.slice(0, SNIPPET_CHARS).toWellFormed().replace(/\uFFFD$/u, '');
  return `${cut}${cut.lastIndexOf(MARK_START) > cut.lastIndexOf(MARK_END) ? MARK_END : ''}…`;
}

function readFacets(asked: readonly Facet[], distribution: Readonly<Record<string, Readonly<Record<string, number>>>>): SearchAnswer['facets'] {
  const read = (facet: Facet): FacetCount[] => Object.entries(distribution[FACET_FIELDS[facet]] ?? {})
    .map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return Object.fromEntries(FACETS.filter((facet) => asked.includes(facet)).map((facet) => [facet, read(facet)]));
}
