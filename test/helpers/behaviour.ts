/** Runs the behaviour cases of test/index-config/behaviour against any search engine. */

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { parseQuery } from '../../api/query/parse-query.ts';
import { MARK_END, MARK_START, type Facet, type IndexDocument, type SearchAnswer, type Sort } from '../../core/search.ts';
import type { SearchEngine } from '../../index-config/engine.ts';

const FOLDER = new URL('../index-config/behaviour/', import.meta.url);
export const BEHAVIOURS = [
  'words', 'typos', 'prefix', 'phrases', 'exclusion', 'filters', 'facets', 'sorting', 'highlights', 'paging', 'synonyms', 'code-terms', 'dropping', 'empty',
] as const;

/**
 * A query and what must come of it. `strict`: on every engine. `loose`: engines may differ, so on other engines than the
 * embedded one only `includes`, `excludes` and `first` (as included) are asked for. In `marked` and `snippet`, « and » stand for the marks.
 */
export type BehaviourCase = {
  readonly name: string;
  readonly mode: 'strict' | 'loose';
  readonly q: string;
  readonly sort?: Sort;
  readonly page?: number;
  readonly perPage?: number;
  readonly facets?: readonly Facet[];
  readonly correctTypos?: boolean;
  readonly dropWords?: boolean;
  readonly expect: Expectation;
};

type Expectation = {
  readonly ids?: readonly string[];
  readonly set?: readonly string[];
  readonly first?: string;
  readonly last?: string;
  readonly includes?: readonly string[];
  readonly excludes?: readonly string[];
  /** Pairs: the first is found before the second. */
  readonly before?: readonly (readonly [string, string])[];
  readonly total?: number;
  readonly allWords?: number;
  readonly dropped?: readonly string[];
  readonly corrected?: Readonly<Record<string, string>>;
  readonly synonyms?: Readonly<Record<string, readonly string[]>>;
  readonly facets?: Readonly<Record<string, readonly (readonly [string, number])[]>>;
  readonly marked?: Readonly<Record<string, string>>;
  readonly snippet?: Readonly<Record<string, string>>;
};

const NOW = '2024-06-01T00:00:00.000Z';

export function readBehaviour(name: string): BehaviourCase[] {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as BehaviourCase[];
}

/** The corpus that every case searches. */
export function behaviourDocuments(): IndexDocument[] {
  return JSON.parse(readFileSync(new URL('documents.json', FOLDER), 'utf8')) as IndexDocument[];
}

/** Asks the engine and compares; throws where the answer is not what it must be. */
export async function checkBehaviour(engine: SearchEngine, { q, mode, expect: expected, ...options }: BehaviourCase): Promise<void> {
  const { terms, excluded, filter } = parseQuery(q, NOW);
  const answer = await engine.search({
    terms, excluded, filter, sort: 'relevance', page: 1, perPage: 20, facets: [], correctTypos: true, dropWords: true, ...options,
  });
  if (mode === 'strict' || engine.name === 'embedded') checkAll(answer, expected);
  else checkFound(answer, { includes: [...expected.includes ?? [], ...expected.first === undefined ? [] : [expected.first]], excludes: expected.excludes ?? [] });
}

function checkAll(answer: SearchAnswer, expected: Expectation): void {
  const ids = idsOf(answer);
  if (expected.ids !== undefined) expect(ids).toEqual(expected.ids);
  if (expected.set !== undefined) expect(ids.toSorted()).toEqual(expected.set.toSorted());
  if (expected.first !== undefined) expect(ids[0]).toBe(expected.first);
  if (expected.last !== undefined) expect(ids.at(-1)).toBe(expected.last);
  checkFound(answer, { includes: expected.includes ?? [], excludes: expected.excludes ?? [] });
  for (const [a, b] of expected.before ?? []) {
    expect(ids).toEqual(expect.arrayContaining([a, b]));
    expect(ids.indexOf(a), `${a} before ${b} in ${ids.join(' ')}`).toBeLessThan(ids.indexOf(b));
  }
  checkAccount(answer, expected);
  checkMarks(answer, expected);
}

function checkFound(answer: SearchAnswer, { includes, excludes }: { readonly includes: readonly string[]; readonly excludes: readonly string[] }): void {
  const ids = idsOf(answer);
  expect(ids).toEqual(expect.arrayContaining([...includes]));
  for (const id of excludes) expect(ids).not.toContain(id);
}

function checkAccount(answer: SearchAnswer, expected: Expectation): void {
  if (expected.total !== undefined) expect(answer.total).toBe(expected.total);
  if (expected.allWords !== undefined) expect(answer.totalWithAllWords).toBe(expected.allWords);
  if (expected.dropped !== undefined) expect(answer.dropped).toEqual(expected.dropped);
  if (expected.corrected !== undefined) expect(Object.fromEntries(answer.corrected.map(({ from, to }) => [from, to]))).toEqual(expected.corrected);
  for (const [word, matched] of Object.entries(expected.synonyms ?? {})) {
    expect(answer.synonyms.find((used) => used.word === word)?.matched).toEqual(expect.arrayContaining([...matched]));
  }
  if (expected.facets === undefined) return;
  const counts = Object.entries(answer.facets).map(([facet, values]) => [facet, values.map(({ value, count }) => [value, count])]);
  expect(Object.fromEntries(counts)).toEqual(expected.facets);
}

function checkMarks(answer: SearchAnswer, expected: Expectation): void {
  const shown = (text: string): string => text.replaceAll(MARK_START, '«').replaceAll(MARK_END, '»');
  const hit = (id: string): SearchAnswer['hits'][number] | undefined => answer.hits.find(({ document }) => document.id === id);
  for (const [id, title] of Object.entries(expected.marked ?? {})) expect(shown(hit(id)?.title ?? '(not found)')).toBe(title);
  for (const [id, part] of Object.entries(expected.snippet ?? {})) expect(shown(hit(id)?.snippet ?? '(not found)')).toContain(part);
}

function idsOf(answer: SearchAnswer): string[] {
  return answer.hits.map(({ document }) => document.id);
}
