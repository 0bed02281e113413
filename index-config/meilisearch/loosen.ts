/**
 * Where too few posts hold every word: the posts that hold the most telling ones. The server lets go of words in one fixed
 * order only, which loses good posts to one odd word; so it is asked for each word by itself, and the lists are put together.
 */

import type { SearchRequest } from '../../core/search.ts';
import { askAll, type Answer, type Place, type Question } from './client.ts';
import { compileQuery, type SentTerm } from './compile.ts';
import { countQuestion, pageQuestion, totalOf, type Found } from './question.ts';

/** Fewer posts than this that hold every word are too few. The same in the embedded engine. */
const ENOUGH = 30;
const ENOUGH_SHARE = 0.02;
/** The best posts decide which words are kept: those that all of them hold. */
const DECIDING = 10;
/** Posts taken of each word, and of all words in the server's own order. */
const POSTS_OF_WORD = 100;
const POSTS_OF_ALL = 30;
/** How much of a word's worth goes by the place that the server gives the post among those that hold it, and how fast that falls: docs/engines.md. */
const PLACE_SHARE = 0.6;
const PLACE_FALL = 50;
const ALL_SHARE = 0.5;
const ALL_FALL = 3;

const EVERYTHING: Question = { q: '', page: 1, hitsPerPage: 0 };

/** The same answer where enough posts hold every word, else a looser one. @throws IndexError */
export async function loosen(place: Place, request: SearchRequest, found: Found): Promise<Found> {
  const droppable = found.terms.filter(({ term }) => !term.phrase);
  if (!request.dropWords || found.total >= ENOUGH || droppable.length === 0 || found.terms.length < 2) return found;
  const fixed = found.terms.filter(({ term }) => term.phrase);
  const [everything, ofAll, ...ofWords] = await askAll(place, [
    EVERYTHING,
    { ...listQuestion(request, found.terms, POSTS_OF_ALL), matchingStrategy: 'frequency' },
    ...droppable.map((sent) => listQuestion(request, [...fixed, sent], POSTS_OF_WORD)),
  ]);
  const posts = totalOf(everything);
  if (found.total >= Math.min(ENOUGH, Math.ceil(posts * ENOUGH_SHARE))) return found;
  const lists = ofWords.map((answer) => answer.hits.map(({ id }) => id));
  const ordered = putTogether(lists, { ofAll: ofAll?.hits.map(({ id }) => id) ?? [], worth: ofWords.map((answer) => worthOf(answer, posts)) });
  const holders = lists.map((list) => new Set(list));
  const isKept = holders.map((ids) => ordered.slice(0, DECIDING).every((id) => ids.has(id)));
  const ids = ordered.filter((id) => holders.every((holding, at) => isKept[at] !== true || holding.has(id)));
  if (ids.length <= found.total) return found;
  const dropped = droppable.filter((_, at) => isKept[at] !== true);
  return { ...found, response: await loadPage(place, request, { ids, terms: found.terms }), terms: found.terms.filter((sent) => !dropped.includes(sent)), total: ids.length, dropped };
}

function listQuestion(request: SearchRequest, terms: readonly SentTerm[], limit: number): Question {
  const { page: _page, hitsPerPage: _hitsPerPage, ...question } = countQuestion(request, terms);
  return { ...question, limit, attributesToRetrieve: ['id'] };
}

/** Rare words are worth more: the usual inverse document frequency. */
function worthOf(answer: Answer, posts: number): number {
  return Math.log(1 + posts / Math.max(1, Number('estimatedTotalHits' in answer ? answer.estimatedTotalHits : 0)));
}

function putTogether(lists: readonly (readonly string[])[], { ofAll, worth }: { readonly ofAll: readonly string[]; readonly worth: readonly number[] }): string[] {
  const scores = new Map<string, number>();
  const add = (id: string, score: number): void => void scores.set(id, (scores.get(id) ?? 0) + score);
  lists.forEach((list, which) => list.forEach((id, at) => add(id, (worth[which] ?? 0) * (1 - PLACE_SHARE + PLACE_SHARE / (1 + at / PLACE_FALL)))));
  const mean = worth.reduce((sum, each) => sum + each, 0) / (worth.length || 1);
  ofAll.forEach((id, at) => add(id, ALL_SHARE * mean / (1 + at / ALL_FALL)));
  return [...scores].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}

/** A page of these posts. The server marks words only in what it finds by them, so what one way of asking does not find is asked for in others. */
async function loadPage(place: Place, request: SearchRequest, { ids, terms }: { readonly ids: readonly string[]; readonly terms: readonly SentTerm[] }): Promise<Answer> {
  const whole = { ...pageQuestion(request, []), ...only(ids) };
  if (request.sort !== 'relevance') return firstOf(await askAll(place, [whole]));
  const first = (request.page - 1) * request.perPage;
  const shown = ids.slice(first, first + request.perPage);
  const pageOf = (wanted: readonly string[]): Question => ({ ...pageQuestion({ ...request, facets: [] }, []), ...only(wanted), page: 1, hitsPerPage: wanted.length });
  const q = compileQuery(terms, []);
  const [counted, marked] = await askAll(place, [{ ...whole, hitsPerPage: 0 }, { ...pageOf(shown), q, matchingStrategy: 'frequency' }]);
  const hits = new Map((marked?.hits ?? []).map((hit) => [hit.id, hit]));
  const missing = shown.filter((id) => !hits.has(id));
  const others = missing.length === 0 ? [] : await askAll(place, [pageOf(missing), { ...pageOf(missing), q, matchingStrategy: 'last' }]);
  for (const hit of others.flatMap((answer) => answer.hits)) hits.set(hit.id, hit);
  const inOrder = shown.flatMap((id) => hits.get(id) ?? []).map((hit, at) => ({ ...hit, _rankingScore: 1 / (first + at + 1) }));
  return { ...firstOf(counted === undefined ? [] : [counted]), hits: inOrder };
}

function only(ids: readonly string[]): Pick<Question, 'q' | 'filter'> {
  return { q: '', filter: `id IN [${ids.map((id) => JSON.stringify(id)).join(', ')}]` };
}

function firstOf(answers: readonly Answer[]): Answer {
  const [answer] = answers;
  if (answer === undefined) throw new Error('the server answered fewer searches than it was asked');
  return answer;
}
