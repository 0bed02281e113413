import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Filter, FilterField, IndexDocument } from '../../core/search.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { openMeilisearchEngine } from '../../index-config/meilisearch/engine.ts';
import { idsOf, makeDocument, makeRequest, readable, streamOf } from '../helpers/document.ts';
import { titleOf, useServer, WHY_NO_SERVER, type LiveServer } from './server.ts';

const DOCUMENTS: readonly IndexDocument[] = [
  makeDocument({
    id: 'pool', title: 'Raising max_connections in PostgreSQL', body: 'We set max_connections to 500 after the pool ran dry.\nThe upgrade to Kubernetes 1.28 came later.',
    tags: ['postgresql', 'connection-pooling'], kind: 'postmortem', host: 'eng.shop.example', publisher: 'Shop & Söhne', sourceId: 'shop', authors: ['Ada Lovelace'],
    publishedAt: '2019-06-01T00:00:00.000Z', codeLanguages: ['sql'],
  }),
  makeDocument({
    id: 'max', title: 'The max of all open connections', body: 'Connections grow to the max. Version 1.29 ran on 28 machines and 1 more.', tags: ['networking'], kind: 'deep-dive',
    host: 'shop.example', publisher: 'Shop Labs', sourceId: 'labs', authors: ['Grace Hopper', 'Ada Byron'], publishedAt: '2021-06-01T12:00:00.500Z', language: 'de',
  }),
  makeDocument({ id: 'cpp', title: 'Moving from C++ to Rust', body: 'The C++ compiler and its templates; C came before.', tags: ['c++', 'rust'], codeLanguages: ['cpp'], publishedAt: null, language: null }),
  makeDocument({ id: 'csharp', title: 'Records in C#', body: 'What .NET does with records, on ASP.NET too.', tags: ['csharp'], publishedAt: '2022-01-01T00:00:00.000Z' }),
  makeDocument({ id: 'node', title: 'Node.js streams', body: 'Backpressure in nodejs streams, explained on k8s.', tags: ['node-js'], publishedAt: '2023-01-01T00:00:00.000Z' }),
  makeDocument({ id: 'low', title: 'Streams of water', body: 'streams', quality: 0.1, publishedAt: '2025-01-01T00:00:00.000Z', host: 'spam.test', publisher: 'Spam', sourceId: null }),
];

let server: LiveServer;
let engine: SearchEngine;
const find = async (query: string, changes = {}): Promise<string[]> => idsOf(await engine.search(makeRequest(query, changes)));
const filtered = (filter: Filter): Promise<string[]> => find('', { filter, sort: 'oldest' });
const is = (field: FilterField, value: string): Filter => ({ type: 'is', field, value });
const not = (clause: Filter): Filter => ({ type: 'not', clause });
const ALL = ['pool', 'max', 'csharp', 'node', 'low', 'cpp'];

describe.skipIf(WHY_NO_SERVER !== null)(titleOf('searches on a real server', WHY_NO_SERVER), { timeout: 90_000 }, () => {
  beforeAll(async () => {
    server = await useServer();
    engine = openMeilisearchEngine({ url: server.url, key: server.key, index: `search_${process.pid}` });
    await engine.rebuild(streamOf(DOCUMENTS));
  }, 60_000);
  afterAll(() => server.stop());

  test.each<readonly [string, readonly string[], string]>([
    ['kubernetes', ['node', 'pool'], 'a synonym (k8s) counts as the word'],
    ['k8s', ['node', 'pool'], 'and the other way round'],
    ['kubernets', ['pool'], 'nine letters forgive an error'],
    ['strems', ['node', 'low'], 'six letters forgive one'],
    ['pooo', [], 'four letters forgive none'],
    ['postgr*', ['pool'], 'the last word may be a beginning'],
    ['postgr', [], 'a whole word is none'],
    ['"open connections"', ['max'], 'a phrase stands in a row'],
    ['"connections open"', [], 'in its order'],
    ['connections -pool', ['max'], 'an unwanted word'],
    ['connections -max_connections', ['max'], 'an unwanted name is no unwanted word and a wanted one'],
    ['connections -"grow to"', ['pool'], 'an unwanted phrase'],
    ['max_connections', ['pool'], 'a name of several words is found as it stands'],
    ['max_conn*', ['pool', 'max'], 'a name that is still typed is found by its parts'],
    ['1.28', ['pool'], '1.28 is neither 1.29 nor 28'],
    ['C++', ['cpp'], 'C++ is not C'],
    ['c#', ['csharp'], 'C# is not C'],
    ['.net', ['csharp'], '.NET is a word'],
    ['node.js', ['node'], 'found as node.js and nodejs'],
    ['nodejs', ['node'], 'and the other way round'],
    ['the of all', ['max'], 'where only words without meaning are asked for, they count'],
    ['what does the pool', ['pool'], 'else they need not match'],
    ['?? ** 🚀', [], 'punctuation alone finds nothing'],
    ['🚀 pool', ['pool'], 'and beside a word means nothing'],
    ['streams', ['node', 'low'], 'poor posts come last'],
  ])('%s → %j: %s', async (query, expected) => {
    const found = await find(query);
    expect(new Set(found)).toEqual(new Set(expected));
    if (query === 'streams') expect(found).toEqual(expected);
  });

  test('no words: everything, the newest first and those without a date last', async () => {
    expect(await find('')).toEqual(ALL.slice(0, 5).reverse().concat('cpp'));
    expect(await find('', { sort: 'oldest' })).toEqual(ALL);
    expect(await find('-pool', { sort: 'oldest' })).toEqual(ALL.slice(1));
  });

  test.each<readonly [string, Filter, readonly string[]]>([
    ['a tag, whatever its case', is('tag', 'PostgreSQL'), ['pool']],
    ['a tag with symbols', is('tag', 'c++'), ['cpp']],
    ['a kind', is('kind', 'deep-dive'), ['max']],
    ['a language', is('language', 'de'), ['max']],
    ['a code language', is('code', 'SQL'), ['pool']],
    ['a source id', is('source', 'labs'), ['max']],
    ['a host and those below', is('source', 'shop.example'), ['pool', 'max']],
    ['a host below', is('source', 'www.eng.shop.example'), ['pool']],
    ['no part of a host', is('source', 'hop.example'), []],
    ['a publisher', is('source', 'shop-sohne'), ['pool']],
    ['no source', is('source', ''), []],
    ['words of the title in a row', is('title', 'open connections'), ['max']],
    ['not out of order', is('title', 'connections open'), []],
    ['a name in the title', is('title', 'C++'), ['cpp']],
    ['an author', is('author', 'ada'), ['pool', 'max']],
    ['an author by both names', is('author', 'Ada Lovelace'), ['pool']],
    ['originals: all', is('is', 'original'), ALL],
    ['copies: none', is('is', 'copy'), []],
    ['not', not(is('source', 'shop.example')), ['csharp', 'node', 'low', 'cpp']],
    ['not not', not(not(is('tag', 'rust'))), ['cpp']],
    ['a missing value is not that value', not(is('language', 'en')), ['max', 'cpp']],
    ['or', { type: 'or', clauses: [is('tag', 'rust'), is('tag', 'networking')] }, ['max', 'cpp']],
    ['and', { type: 'and', clauses: [is('author', 'ada'), is('kind', 'postmortem')] }, ['pool']],
    ['no clauses of and', { type: 'and', clauses: [] }, ALL],
    ['no clauses of or', { type: 'or', clauses: [] }, []],
    ['from', { type: 'published', from: '2022-01-01T00:00:00.000Z', before: null }, ['csharp', 'node', 'low']],
    ['before', { type: 'published', from: null, before: '2021-06-01T12:00:00.500Z' }, ['pool']],
    ['one instant', { type: 'published', from: '2021-06-01T12:00:00.500Z', before: '2021-06-01T12:00:00.501Z' }, ['max']],
    ['dated at all', { type: 'published', from: null, before: null }, ALL.slice(0, 5)],
    ['undated', not({ type: 'published', from: '0000-01-01T00:00:00.000Z', before: null }), ['cpp']],
    ['no date', { type: 'published', from: '2019-13', before: null }, []],
  ])('filter by %s', async (_why, filter, expected) => {
    expect(await filtered(filter)).toEqual(expected);
  });

  test('facets count what was found, hosts for the source, the most frequent first', async () => {
    const { facets } = await engine.search(makeRequest('', { facets: ['source', 'kind', 'year', 'language', 'code', 'tag'] }));
    expect(facets.source?.[0]).toEqual({ value: 'blog.example', count: 3 });
    expect(facets.kind).toEqual([{ value: 'other', count: 4 }, { value: 'deep-dive', count: 1 }, { value: 'postmortem', count: 1 }]);
    expect(facets.year?.map(({ value }) => value)).toEqual(['2019', '2021', '2022', '2023', '2025']);
    expect(facets.language).toEqual([{ value: 'en', count: 4 }, { value: 'de', count: 1 }]);
    expect(facets.code).toEqual([{ value: 'cpp', count: 1 }, { value: 'sql', count: 1 }]);
    expect(facets.tag).toContainEqual({ value: 'c++', count: 1 });
  });

  test('titles and snippets mark what matched, of beginnings only what was typed', async () => {
    const [hit] = (await engine.search(makeRequest('upgrade kubern*'))).hits;
    expect(readable(hit?.snippet ?? '')).toContain('The [upgrade] to [Kubern]etes 1.28');
    expect(readable((await engine.search(makeRequest('"open connections"'))).hits[0]?.title ?? '')).toBe('The max of all [open connections]');
  });

  test('corrections, synonyms and dropped words are told', async () => {
    expect((await engine.search(makeRequest('kubernates'))).corrected).toEqual([{ from: 'kubernates', to: 'kubernetes' }]);
    expect((await engine.search(makeRequest('strems', { correctTypos: false }))).total).toBe(0);
    expect((await engine.search(makeRequest('streams'))).corrected).toEqual([]);
    expect((await engine.search(makeRequest('connection'))).corrected).toEqual([]);
    expect((await engine.search(makeRequest('k8s'))).synonyms).toEqual([{ word: 'k8s', matched: ['kubernetes'] }]);
    const loose = await engine.search(makeRequest('streams backpressure zebra', { dropWords: true }));
    expect(loose).toMatchObject({ totalWithAllWords: 0, dropped: expect.arrayContaining(['zebra']) });
    expect(idsOf(loose)[0]).toBe('node');
    const strict = await engine.search(makeRequest('streams backpressure zebra'));
    expect(strict).toMatchObject({ total: 0, dropped: [], totalWithAllWords: 0 });
    expect((await engine.search(makeRequest('"no such phrase" streams', { dropWords: true }))).total).toBe(0);
  });

  test('suggestions complete tags, publishers, words and titles', async () => {
    expect(await engine.suggest('post', 5)).toContainEqual({ kind: 'tag', text: 'postgresql', documentId: null, count: 1 });
    expect(await engine.suggest('shop', 5)).toContainEqual({ kind: 'publisher', text: 'Shop Labs', documentId: null, count: 1 });
    expect(await engine.suggest('open conn', 5)).toContainEqual({ kind: 'word', text: 'open connections', documentId: null, count: 2 });
    expect(await engine.suggest('max of all', 5)).toContainEqual({ kind: 'title', text: 'The max of all open connections', documentId: 'max', count: 1 });
    expect(await engine.suggest('  "*" ', 5)).toEqual([]);
  });

  test('any text as any value changes no other condition and never fails', async () => {
    const fields = fc.constantFrom<FilterField>('tag', 'source', 'kind', 'language', 'code', 'author', 'title', 'is');
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme-composite' }),
      fc.constantFrom('\\', '"', '\\"', '" OR id EXISTS OR tags = "', "' OR 1=1", '\u0000', '\n', '\ud800', '\\u{22}', '] OR [', 'x'.repeat(5_000), '🚀'.repeat(300), '\u202Eabc', '") OR ("'),
    );
    await fc.assert(fc.asyncProperty(fields, hostile, async (field, value) => {
      const only: Filter = { type: 'and', clauses: [is('kind', 'postmortem'), is(field, value)] };
      const except: Filter = { type: 'and', clauses: [is('kind', 'deep-dive'), not(is(field, value))] };
      const either: Filter = { type: 'or', clauses: [is('kind', 'deep-dive'), { type: 'and', clauses: [is(field, value), not(is(field, value))] }] };
      expect(['', 'pool']).toContain((await filtered(only)).join());
      expect(['', 'max']).toContain((await filtered(except)).join());
      expect(await filtered(either)).toEqual(['max']);
    }), { numRuns: 60 });
  }, 90_000);

  test('any text as words, wanted or not, never fails', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom('"', '-', '--', '- -"', '\u0000', '\ud83d', '＂', '－pool', 'a'.repeat(100_000), '(('.repeat(5_000), '-"'.repeat(500)));
    await fc.assert(fc.asyncProperty(text, fc.boolean(), fc.boolean(), async (typed, phrase, prefix) => {
      const term = { text: typed, phrase, prefix, start: 0 };
      await engine.search(makeRequest('', { terms: [term], dropWords: true }));
      const without = await engine.search(makeRequest('pool', { excluded: [term] }));
      expect(['', 'pool']).toContain(idsOf(without).join());
      await engine.suggest(typed, 5);
    }), { numRuns: 60 });
  }, 90_000);

  test('similar posts share words or tags and are of another cluster', async () => {
    const other = openMeilisearchEngine({ url: server.url, key: server.key, index: `similar_${process.pid}` });
    const body = (topic: string): string => `The ${topic} pipeline replicates writes through quorum leaders and followers, with ${topic} epochs fencing zombies.`;
    await other.rebuild(streamOf([
      makeDocument({ id: 'raft', title: 'Raft in production', body: body('raft'), tags: ['consensus'] }),
      makeDocument({ id: 'paxos', title: 'Paxos in production', body: body('paxos'), tags: ['consensus'] }),
      makeDocument({ id: 'copy', clusterId: 'raft', title: 'Raft in production', body: body('raft'), tags: ['consensus'] }),
      ...Array.from({ length: 40 }, (_, at) => makeDocument({ id: `css${at}`, title: `Grid layouts ${at}`, body: `Columns and rows number ${at}` })),
    ]));
    const [first, second] = await other.similar('raft', 5);
    expect(first).toMatchObject({ document: { id: 'paxos' }, sharedTags: ['consensus'] });
    expect(first?.sharedTerms.length).toBeGreaterThanOrEqual(3);
    expect(second).toBeUndefined();
    expect(await other.similar('nowhere', 5)).toEqual([]);
  }, 60_000);

  test('posts of one cluster count once; pages go on beyond a thousand', async () => {
    const many = openMeilisearchEngine({ url: server.url, key: server.key, index: `many_${process.pid}` });
    await many.rebuild(streamOf(Array.from({ length: 1_250 }, (_, at) => makeDocument({ id: `p${at}`, clusterId: `p${at - (at % 1_249 === 0 ? at : 0)}`, title: `Post number ${at}` }))));
    const last = await many.search(makeRequest('post', { page: 13, perPage: 100 }));
    expect(last).toMatchObject({ total: 1_249 });
    expect(last.hits).toHaveLength(49);
    const beyond = await many.search(makeRequest('post', { page: 900, perPage: 100 }));
    expect(beyond).toMatchObject({ total: 1_249, hits: [] });
  }, 60_000);
});
