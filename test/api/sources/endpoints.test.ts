import { afterAll, beforeAll, expect, test } from 'vitest';
import { SourceDetailSchema, SourcesSchema, type SourceView } from '../../../api/sources/schema.ts';
import { upsertEntries } from '../../../store/entries.ts';
import { addSource, claimSource, finishCheck, type CheckResult } from '../../../store/sources.ts';
import { makeEntry } from '../../helpers/entry.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { NOW } from '../../helpers/store.ts';

const CHECKS: readonly (readonly [string, readonly Partial<CheckResult>[], string, string])[] = [
  ['new', [], 'new', 'Not checked yet.'],
  ['netflix', [{}], 'healthy', 'The last check went well.'],
  ['never', [{ failure: 'The host does not exist.' }], 'failing', 'The host does not exist. It has never answered well; one check has failed since.'],
  ['lately', [{}, { failure: 'The server answers 500' }, { failure: 'The server answers 500' }], 'failing', 'The server answers 500. It last answered well on 2026-08-01; 2 checks have failed since.'],
  ['paused', [{ state: 'paused' }], 'paused', 'Paused: it is not checked at the moment.'],
  ['gone', [{ state: 'gone', failure: 'The address is gone (410).' }], 'gone', 'The address is gone (410).'],
];

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  const { db } = api.store;
  for (const [id, checks] of CHECKS) {
    await addSource(db, { id, kind: 'feed', url: `https://${id}.example/feed`, addedUrl: `https://${id}.example`, siteUrl: null, title: id, publisher: id, discovery: null, topics: [] }, NOW);
    for (const check of checks) {
      const fence = await claimSource(db, id, NOW);
      await finishCheck(db, id, fence ?? -1, { state: 'active', nextCheckAt: '2026-08-02T12:00:00.000Z', failure: null, ...check }, NOW);
    }
  }
  await api.add(POSTS);
  await upsertEntries(db, 'netflix', ['a', 'b', 'c'].map((key) => ({ key, canonicalUrl: null, contentHash: key, origin: 'feed' as const, entry: makeEntry({ title: key }) })), NOW);
});
afterAll(() => api.close());

test.each(CHECKS)('%s: its health in words', async (id, _checks, status, message) => {
  const { sources } = await api.json('/api/v1/sources') as { sources: SourceView[] };
  expect(SourcesSchema.parse({ sources, total: sources.length }).sources.find((source) => source.id === id)?.health).toMatchObject({ status, message });
});

test('one of them has its coverage and newest posts', async () => {
  const source = await api.json('/api/v1/sources/netflix');
  expect(SourceDetailSchema.parse(source)).toEqual(source);
  expect(source).toMatchObject({
    coverage: { posts: 1, oldestAt: '2019-06-15T10:00:00.000Z', newestAt: '2019-06-15T10:00:00.000Z', known: 3, held: 0, due: 3 },
    newest: [{ title: 'Exactly once semantics in Kafka' }],
  });
});

test('a source is found by its address too', async () => {
  expect(await api.json(`/api/v1/sources/${encodeURIComponent('https://netflix.example/feed')}`)).toMatchObject({ id: 'netflix' });
});
