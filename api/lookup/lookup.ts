/** One lookup for chats, assistants and the API: a question in, at most five writeups with the passage that answers out. */

import type { SearchHit, SearchRequest, TextTerm } from '../../core/search.ts';
import type { Deps } from '../deps.ts';
import { partsOfHits, type ClusterParts } from '../search/clusters.ts';
import { withoutMarks } from '../search/marks.ts';
import { findEvidence, type Evidence } from './evidence.ts';
import { readQuestion, type Question } from './question.ts';
import { weighWords, type WeighedWord } from './rarity.ts';

/** A post that answers, best first. */
export type Finding = {
  readonly hit: SearchHit;
  readonly evidence: Evidence;
  readonly parts: ClusterParts;
};

export type Findings = {
  readonly question: Question;
  /** What it is about, as spelt in the collection. */
  readonly words: readonly WeighedWord[];
  readonly findings: readonly Finding[];
  /** Whether there are further ones behind these. */
  readonly isMore: boolean;
  readonly corrected: readonly { readonly from: string; readonly to: string }[];
};

/** Words that a search is made of: what the engines require at most. */
const MAX_TERMS = 10;
/** Words of the loosest search: what is rarest says best what is asked. */
const LOOSE_TERMS = 3;
/** Posts whose texts are read for the passage. */
const CANDIDATES = 16;
/** Below this share of the question's weight a post is about something else. Tuned on the odd questions of test/fixtures/lookup. */
const LEAST_COVERAGE = 0.5;
/** A post that holds this much answers; no looser search is needed. */
const GOOD_COVERAGE = 0.85;
/** How much the engine's own order counts beside coverage. */
const ORDER_WEIGHT = 0.15;

/**
 * The posts that answer a question, from the `offset`th on, at most `limit`; none rather than some that do not.
 * @throws IndexError; RequestError `bad-query` for more than 20 conditions.
 */
export async function findAnswers(deps: Deps, text: string, { limit, offset = 0 }: { readonly limit: number; readonly offset?: number }): Promise<Findings> {
  const question = readQuestion(text, deps.now());
  const typed = await weighWords(deps.engine, question.words);
  if (typed.length === 0) return findAll(deps, question, { limit, offset, isEmpty: text.trim() === '' });
  const first = await deps.engine.search(requestFor(question, rarest(typed, MAX_TERMS)));
  const corrected = first.corrected.filter(({ from }) => isMisspelt(from));
  const words = await mendSpelling(deps, typed, corrected);
  const judged = await judge(deps, words, first.hits);
  const others = isAnswered(judged) || words.length <= LOOSE_TERMS ? [] : await searchLooser(deps, question, words, judged);
  const good = [...judged, ...others].filter(({ evidence }) => evidence.coverage >= LEAST_COVERAGE).toSorted((a, b) => b.score - a.score);
  const shown = good.slice(offset, offset + limit);
  const partsOf = await partsOfHits(deps.store, shown.map(({ hit }) => hit));
  return {
    question, words, corrected, isMore: good.length > offset + limit,
    findings: shown.map(({ hit, evidence }) => ({ hit, evidence, parts: partsOf(hit.document.id) })),
  };
}

/** Names such as `COBOL`, `CockroachDB` or `s3` are spelt as they are meant: what they could be mistaken for is another thing. */
function isMisspelt(word: string): boolean {
  return /^\p{L}\p{Ll}*$/u.test(word);
}

async function mendSpelling(deps: Deps, words: readonly WeighedWord[], corrected: Findings['corrected']): Promise<readonly WeighedWord[]> {
  const right = new Map(corrected.map(({ from, to }) => [from.toLowerCase(), to]));
  const mended = await weighWords(deps.engine, [...right.values()]);
  return words.map((word) => mended.find(({ text }) => text === right.get(word.text.toLowerCase())) ?? word);
}

function isAnswered(judged: readonly Judged[]): boolean {
  return judged.some(({ evidence }) => evidence.coverage >= GOOD_COVERAGE);
}

/** What the rarest words alone find beside the ones that are known. */
async function searchLooser(deps: Deps, question: Question, words: readonly WeighedWord[], known: readonly Judged[]): Promise<Judged[]> {
  const { hits } = await deps.engine.search(requestFor(question, rarest(words.filter(({ posts }) => posts > 0), LOOSE_TERMS)));
  const ids = new Set(known.map(({ hit }) => hit.document.id));
  return judge(deps, words, hits.filter(({ document }) => !ids.has(document.id)));
}

/** Without words there is nothing to weigh: whatever meets the conditions. Words that only ask find nothing; no question at all finds what is newest. */
async function findAll(deps: Deps, question: Question, { limit, offset, isEmpty }: { readonly limit: number; readonly offset: number; readonly isEmpty: boolean }): Promise<Findings> {
  const none: Findings = { question, words: [], findings: [], corrected: [], isMore: false };
  if (question.conditions === '' && !isEmpty) return none;
  const answer = await deps.engine.search({ ...requestFor(question, []), perPage: Math.min(100, offset + limit + 1), sort: question.phrases.length > 0 ? 'relevance' : 'newest' });
  const hits = answer.hits.slice(offset, offset + limit);
  const partsOf = await partsOfHits(deps.store, hits);
  return {
    ...none, isMore: answer.hits.length > offset + limit,
    findings: hits.map((hit) => ({
      hit, parts: partsOf(hit.document.id), evidence: { coverage: 1, inTitle: [], inPassage: [], inText: [], missing: [], passage: withoutMarks(hit.snippet) },
    })),
  };
}

function requestFor({ phrases, excluded, filter }: Question, words: readonly WeighedWord[]): SearchRequest {
  const terms: TextTerm[] = words.map(({ text }) => ({ text, phrase: false, prefix: false, start: 0 }));
  return {
    terms: [...phrases, ...terms], excluded, filter, sort: 'relevance', page: 1, perPage: CANDIDATES, facets: [],
    correctTypos: true, dropWords: true,
  };
}

/** The rarest words, in the order of the question. */
function rarest(words: readonly WeighedWord[], count: number): WeighedWord[] {
  const kept = new Set(words.toSorted((a, b) => b.weight - a.weight).slice(0, count));
  return words.filter((word) => kept.has(word));
}

type Judged = { readonly hit: SearchHit; readonly evidence: Evidence; readonly score: number };

async function judge(deps: Deps, words: readonly WeighedWord[], hits: readonly SearchHit[]): Promise<Judged[]> {
  const texts = await loadTexts(deps, hits.map(({ document }) => document.id));
  return hits.map((hit, place) => {
    const { id, title, excerpt } = hit.document;
    const evidence = findEvidence(words, { title, text: texts.get(id) ?? excerpt });
    return { hit, evidence, score: evidence.coverage + ORDER_WEIGHT / (1 + place) };
  });
}

async function loadTexts({ store }: Deps, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await store.db.selectFrom('postTexts').select(['postId', 'text']).where('postId', 'in', ids).execute();
  return new Map(rows.map(({ postId, text }) => [postId, text]));
}
