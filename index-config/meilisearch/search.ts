/** Searches on a Meilisearch server, answered in our words. */

import { FACETS, MARK_END, MARK_START, type Facet, type FacetCount, type SearchAnswer, type SearchHit, type SearchRequest } from '../../core/search.ts';
import { askAll, type Answer, type Place, type Question } from './client.ts';
import { compileFilter, compileQuery, sentTerms, type SentTerm } from './compile.ts';
import { HIT_FIELDS, toHitDocument } from './document.ts';
import { findCorrected, findSynonyms, markedWords } from './explain.ts';

const FACET_FIELDS: Readonly<Record<Facet, string>> = {
  tag: 'tags', source: 'host', kind: 'kind', language: 'language', code: 'codeLanguages', year: 'year',
};
/** About the length of a snippet of the embedded engine. */
const SNIPPET_WORDS = 40;
const SNIPPET_CHARS = 400;
/** Fewer posts than this that hold every word are too few: others that come near are shown too. The same in the embedded engine. */
const ENOUGH = 30;
const ENOUGH_SHARE = 0.02;

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

const EVERYTHING: Question = { q: '', page: 1, hitsPerPage: 0 };

type Found = { readonly response: Answer; readonly total: number; readonly terms: readonly SentTerm[]; readonly totalWithAllWords: number; readonly dropped: readonly SentTerm[] };

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

/**
 * Where too few posts hold every word: lets go of as few words as give enough posts, the most frequent first or those
 * at the end. Phrases stay. Three round trips: how frequent each word is, what every choice finds, the page.
 */
async function loosen(place: Place, request: SearchRequest, found: Found): Promise<Found> {
  const droppable = found.terms.filter(({ term }) => !term.phrase);
  if (!request.dropWords || found.totalWithAllWords >= ENOUGH || droppable.length === 0 || found.terms.length < 2) return found;
  const [everything, ...frequencies] = (await askAll(place, [EVERYTHING, ...droppable.map((sent) => countQuestion(request, [sent]))])).map(totalOf);
  const enough = Math.min(ENOUGH, Math.ceil((everything ?? 0) * ENOUGH_SHARE));
  if (found.totalWithAllWords >= enough) return found;
  const ways = waysToDrop(droppable, frequencies, found.terms.length > droppable.length ? droppable.length : droppable.length - 1);
  const kept = ways.map(({ dropped }) => found.terms.filter((sent) => !dropped.includes(sent)));
  const counts = (await askAll(place, kept.map((terms) => countQuestion(request, terms)))).map(totalOf);
  const first = counts.findIndex((count) => count >= enough);
  const at = first >= 0 ? first : counts.indexOf(Math.max(...counts));
  const [way, terms, total] = [ways[at], kept[at], counts[at] ?? 0];
  if (way === undefined || terms === undefined || total <= found.totalWithAllWords) return found;
  const held = found.terms.filter((sent) => (frequencies[droppable.indexOf(sent)] ?? 1) > 0);
  return { ...found, ...await askLoosely(place, request, { way, terms, held, total }), terms, total, dropped: way.dropped };
}

type Way = { readonly dropped: readonly SentTerm[]; readonly strategy: 'frequency' | 'last' };

/** What was let go still counts for the order: the server lets go of words one by one too, and those that hold more come first. Facets are counted over all. */
async function askLoosely(
  place: Place, request: SearchRequest, { way, terms, held, total }: { readonly way: Way; readonly terms: readonly SentTerm[]; readonly held: readonly SentTerm[]; readonly total: number },
): Promise<Pick<Found, 'response'>> {
  const question = pageQuestion(request, terms);
  if (request.sort !== 'relevance') return { response: await askOne(place, question) };
  const [ranked, counted] = await askAll(place, [
    { ...pageQuestion({ ...request, facets: [] }, held), matchingStrategy: way.strategy },
    { ...countQuestion(request, terms), facets: question.facets ?? [] },
  ]);
  if (ranked === undefined || counted === undefined) throw new Error('the server answered fewer searches than it was asked');
  const onPage = Math.max(0, total - (request.page - 1) * request.perPage);
  return { response: { ...counted, hits: ranked.hits.slice(0, onPage) } };
}

/** Sets of words to let go, the smaller ones first. A word that no post holds goes before all others. */
function waysToDrop(droppable: readonly SentTerm[], frequencies: readonly number[], most: number): Way[] {
  const byFrequency = droppable.map((sent, at) => ({ sent, rank: frequencyRank(frequencies[at] ?? 0) })).toSorted((a, b) => b.rank - a.rank).map(({ sent }) => sent);
  const fromTheEnd = droppable.toReversed();
  return Array.from({ length: most }, (_, at): Way[] => [
    { dropped: byFrequency.slice(0, at + 1), strategy: 'frequency' }, { dropped: fromTheEnd.slice(0, at + 1), strategy: 'last' },
  ]).flat();
}

function frequencyRank(count: number): number {
  return count === 0 ? Number.POSITIVE_INFINITY : count;
}

async function askOne(place: Place, question: Question): Promise<Answer> {
  const [answer] = await askAll(place, [question]);
  if (answer === undefined) throw new Error('the server answered no search where one was asked');
  return answer;
}

function pageQuestion(request: SearchRequest, terms: readonly SentTerm[]): Question {
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
function countQuestion(request: SearchRequest, terms: readonly SentTerm[]): Question {
  const filter = compileFilter(request.filter);
  return { q: compileQuery(terms, request.excluded), ...(filter === null ? {} : { filter }), distinct: 'clusterId', matchingStrategy: 'all', page: 1, hitsPerPage: 0 };
}

function totalOf(response: Answer | undefined): number {
  return Number(response !== undefined && 'totalHits' in response ? response.totalHits : 0);
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
