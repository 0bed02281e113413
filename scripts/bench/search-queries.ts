/** What the search benches ask: classes of usual queries, and input that was never meant well. */

import type { Filter, SearchRequest } from '../../core/search.ts';
import { MAX_QUERY_CHARS, parseQuery } from '../../api/query/parse-query.ts';
import { naturalRequest } from '../stages/rank.ts';

export const WORDS = [
  'kubernetes', 'performance', 'release', 'memory', 'database', 'kafka', 'security', 'testing', 'garbage collection', 'machine learning', 'code review',
  'distributed systems', 'node.js releases', 'memory leak debugging', 'generics in go', 'rolling upgrade failure', 'c++ templates', 'async iterators performance',
];
export const TYPOS = ['kubernets', 'perfomance', 'garbge collection', 'distributd systems', 'webasembly', 'memmory leak', 'concurency', 'javascirpt engine'];
export const BEGINNINGS = ['kub', 'perf', 'garbage coll', 'web', 'distributed sys', 'conc', 'gra', 'memory l'];
const PHRASES = ['garbage collection', 'memory leak', 'release candidate', 'we are happy to announce'];
const SENTENCES = ['how we reduced memory usage of the garbage collector in production', 'announcing the next major release with many improvements'];
const TWO_HOSTS_AND_DATES: Filter = { type: 'and', clauses: [
  { type: 'or', clauses: [{ type: 'is', field: 'source', value: 'kubernetes.dev' }, { type: 'is', field: 'source', value: 'go.dev' }] },
  { type: 'published', from: '2015-01-01T00:00:00.000Z', before: '2022-01-01T00:00:00.000Z' },
] };
const ASKED_AT = '2026-01-01T00:00:00.000Z';

/** Words in any order, ten hits. */
export function plain(query: string): SearchRequest {
  return naturalRequest(query, 10);
}

/** The same while its last word is being typed. */
export function unfinished(query: string): SearchRequest {
  const request = plain(query);
  return { ...request, terms: request.terms.map((term, at) => ({ ...term, prefix: at === request.terms.length - 1 })) };
}

/** The words between two hosts and within some years. */
export function filtered(query: string): SearchRequest {
  return { ...plain(query), filter: TWO_HOSTS_AND_DATES };
}

/** The classes of requests that are measured, by name. */
export const CLASSES: Readonly<Record<string, readonly SearchRequest[]>> = {
  words: WORDS.map(plain),
  typo: TYPOS.map(plain),
  prefix: BEGINNINGS.map(unfinished),
  filters: WORDS.map(filtered),
  facets: WORDS.map((query) => ({ ...plain(query), facets: ['tag', 'source', 'kind', 'year'] })),
  phrase: PHRASES.map((text) => ({ ...plain(text), terms: [{ text, phrase: true, prefix: false, start: 0 }] })),
  newest: WORDS.map((query) => ({ ...plain(query), sort: 'newest' })),
  sentence: SENTENCES.map(plain),
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const TYPED_BADLY = [
  'the', 'the of and a to in', '"of the"', '"the the the"', '"to be or not to be"', '-the', '-"of the"', 'title:the', 'author:a', ...LETTERS, 'a b c d e f g h i j',
  '*', 'data*', 'k?fka', '%', '_', '.*', '(a+)+$', 'a{1,99999}', "'; DROP TABLE posts; --", 'NEAR(a b)', 'body:x', 'tag:', 'after:2019-13', 'zzzzzzzzzzzzzzzzzzzz',
  'pneumonoultramicroscopicsilicovolcanoconiosi', '\u0000\u0001', '😀 👩‍👩‍👧', '\u202Egnirts\u202C', '((((((((((', '"""""', 'OR OR OR', '- - -', 'a-b-c-d-e-f-g-h', 'ﬀ ß İ',
  Array.from({ length: 20 }, (_, at) => `title:word${at}`).join(' OR '), 'x'.repeat(MAX_QUERY_CHARS), '('.repeat(MAX_QUERY_CHARS), 'a '.repeat(MAX_QUERY_CHARS / 2), '('.repeat(10_000), 'kafka '.repeat(17_000),
];

/** Bad input as a person would send it: each gives the request that it is read as, or throws where it is refused. */
export const BAD_INPUT: readonly { readonly what: string; readonly read: () => SearchRequest }[] = [
  ...TYPED_BADLY.map((text) => ({ what: text.length > 40 ? `${text.slice(0, 20)}… (${text.length})` : text, read: () => asTyped(text) })),
  { what: '100 kB past the query language', read: () => plain('the kafka of '.repeat(8_000)) },
  { what: 'a word of 100 kB past the query language', read: () => plain('x'.repeat(100_000)) },
  { what: 'a phrase of 100 kB past the query language', read: () => ({ ...plain(''), terms: [{ text: 'of the '.repeat(15_000), phrase: true, prefix: false, start: 0 }] }) },
];

function asTyped(text: string): SearchRequest {
  const { terms, excluded, filter } = parseQuery(text, ASKED_AT);
  return { ...plain(''), terms, excluded, filter, sort: terms.length === 0 ? 'newest' : 'relevance', facets: ['tag', 'source', 'year'], perPage: 20 };
}
