import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SearchResult } from '../../../api/search/schema.ts';
import { saveClusters } from '../../../store/clusters.ts';
import { startTestApi, type TestApi } from '../../helpers/api.ts';
import { NOW } from '../../helpers/store.ts';

let api: TestApi;
let ids: string[];
const post = (index: number, publishedAt: string | null) => ({ canonicalUrl: `https://a.example/${index}`, title: `Queue number ${index}`, publishedAt });

beforeAll(async () => {
  api = await startTestApi();
  ids = await api.add([
    ...Array.from({ length: 150 }, (_, index) => post(index, new Date(Date.UTC(2015, 0, 1 + index * 7)).toISOString())),
    ...Array.from({ length: 250 }, (_, index) => post(1000 + index, '2020-05-05T00:00:00.000Z')), // more of one day than a batch holds
    ...Array.from({ length: 130 }, (_, index) => post(2000 + index, null)),
    ...Array.from({ length: 120 }, (_, index) => post(3000 + index, `2018-03-03T10:00:00.${String(index * 8).padStart(3, '0')}Z`)), // one second
  ]);
}, 60_000);
afterAll(() => api.close());

async function walk(query: string, between: (page: number) => Promise<unknown> = async () => {}): Promise<SearchResult['hits']> {
  const hits: SearchResult['hits'] = [];
  let cursor: string | null = '*';
  for (let page = 0; cursor !== null && page < 200; page += 1) {
    const answer = await api.json(`/api/v1/search?${query}&cursor=${encodeURIComponent(cursor)}`) as SearchResult;
    hits.push(...answer.hits);
    cursor = answer.nextCursor;
    await between(page);
  }
  return hits;
}

describe('a walk by cursor', () => {
  test.each([[7], [40], [100]])('gives every hit once, newest first, those without a date last; %i at once', async (perPage) => {
    const hits = await walk(`perPage=${perPage}`);
    expect(hits.map((hit) => hit.id).toSorted()).toEqual(ids.toSorted());
    const dates = hits.map((hit) => hit.publishedAt ?? '');
    expect(dates).toEqual(dates.toSorted().toReversed());
  });

  test('the same with words and a filter', async () => {
    const hits = await walk('q=queue+after:2019+before:2021&perPage=30');
    const { total } = await api.json('/api/v1/search?q=queue+after:2019+before:2021&drop=false') as SearchResult;
    expect(new Set(hits.map((hit) => hit.id)).size).toBe(total);
    expect(hits.length).toBe(total);
  });

  test('an export is the same walk in one answer', async () => {
    const lines = (await (await api.get('/api/v1/search.ndjson?q=queue')).text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id).toSorted()).toEqual(ids.toSorted());
  });

  test('posts that arrive and copies that join meanwhile: nothing twice, nothing lost', async () => {
    const expected = new Set(ids);
    const hits = await walk('perPage=50', async (page) => {
      const base = 10_000 + page * 10;
      await api.add(Array.from({ length: 5 }, (_, index) => post(base + index, new Date(Date.UTC(2012 + index * 3, page % 12, 2)).toISOString())));
      const [original = '', copy = ''] = [ids[page * 2], ids[page * 2 + 1]];
      await saveClusters(api.store.db, [{ originalId: original, memberIds: [original, copy] }], NOW);
      expected.delete(copy); // it may have been met before it joined, or not at all
      await api.sync([original, copy]);
    });
    const seen = hits.map((hit) => hit.id);
    expect(new Set(seen).size).toBe(seen.length);
    expect([...expected].filter((id) => !seen.includes(id))).toEqual([]);
  }, 60_000);
});
