import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SearchResult } from '../../../api/search/schema.ts';
import { SearchAnswerSchema } from '../../../api/search/schema.ts';
import { saveClusters, addJoin } from '../../../store/clusters.ts';
import { upsertMention } from '../../../store/mentions.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { NOW } from '../../helpers/store.ts';

let api: TestApi;
let ids: string[];
beforeAll(async () => {
  api = await startTestApi();
  ids = await api.add([...POSTS, { ...POSTS[0], canonicalUrl: 'https://medium.com/netflix/exactly-once', publisher: 'Medium' }]);
  const [original = '', , , , copy = ''] = ids;
  await saveClusters(api.store.db, [{ originalId: original, memberIds: [original, copy] }], NOW);
  await addJoin(api.store.db, original, copy, { rule: 'same-text', reason: 'The texts are the same.', similarity: 1, containment: 1 }, NOW);
  await upsertMention(api.store.db, {
    postId: original, sourceId: null, site: 'Lobsters', url: 'https://netflixtechblog.com/exactly-once', canonicalUrl: 'https://netflixtechblog.com/exactly-once',
    discussionUrl: 'https://lobste.rs/s/abc', title: 'Exactly once', points: 312, comments: 41, submittedAt: NOW, submittedRange: null,
  }, NOW);
  await api.sync(ids);
});
afterAll(() => api.close());

async function search(query: string): Promise<SearchResult> {
  const answer = await api.json(`/api/v1/search?${query}`);
  expect(SearchAnswerSchema.parse(answer)).toEqual(answer);
  return answer as SearchResult;
}
const titles = async (query: string) => (await search(query)).hits.map((hit) => hit.title);

describe('GET /api/v1/search', () => {
  test.each([
    ['q=kafka&sort=oldest', ['Exactly once semantics in Kafka', 'Streaming with Flink and Kafka'], 'a word'],
    ['q=%22exactly+once%22', ['Exactly once semantics in Kafka'], 'a phrase'],
    ['q=kafka+-flink', ['Exactly once semantics in Kafka'], 'an exclusion'],
    ['q=tag:flink', ['Streaming with Flink and Kafka'], 'a topic'],
    ['q=%23DNS', ['Postmortem: the DNS outage of March'], 'a topic by its name'],
    ['q=kind:postmortem', ['Postmortem: the DNS outage of March'], 'a kind'],
    ['q=site:uber.com', ['Streaming with Flink and Kafka'], 'a host'],
    ['q=source:%22Netflix+Tech+Blog%22', ['Exactly once semantics in Kafka'], 'a publisher'],
    ['q=lang:german', ['Umzug nach Kubernetes'], 'a language by its name'],
    ['q=tag:k8s', ['Umzug nach Kubernetes'], 'a topic by a synonym'],
    ['q=code:sql', ['Streaming with Flink and Kafka'], 'a language of code'],
    ['q=author:%22jane+doe%22', ['Exactly once semantics in Kafka'], 'an author'],
    ['q=after:2021+before:2022', ['Streaming with Flink and Kafka'], 'dates'],
    ['q=tag:dns+OR+tag:flink&sort=oldest', ['Streaming with Flink and Kafka', 'Postmortem: the DNS outage of March'], 'either, oldest first'],
    ['sort=newest&perPage=2', ['Postmortem: the DNS outage of March', 'Streaming with Flink and Kafka'], 'everything, newest first'],
  ])('%s', async (query, expected, _why) => {
    expect(await titles(query)).toEqual(expected);
  });

  test('a hit has its cluster: one hit, its copy and its discussion', async () => {
    const { hits, total } = await search('q=exactly+semantics');
    expect(total).toBe(1);
    expect(hits[0]).toMatchObject({
      id: ids[0], readingMinutes: 10, points: 312,
      copies: [{ host: 'medium.com', publisher: 'Medium' }],
      discussions: [{ site: 'Lobsters', url: 'https://lobste.rs/s/abc', points: 312, comments: 41 }],
    });
    expect(hits[0]?.highlighted.title).toContain('<mark>Exactly</mark>');
  });

  test('facets', async () => {
    const { facets } = await search('q=kafka&facets=tag,kind,year,language,code,source');
    expect(facets.tag).toEqual([{ value: 'kafka', count: 2 }, { value: 'flink', count: 1 }]);
    expect(facets.year).toEqual(expect.arrayContaining([{ value: '2019', count: 1 }, { value: '2021', count: 1 }]));
    expect(facets.code).toEqual([{ value: 'java', count: 2 }, { value: 'sql', count: 1 }]);
  });

  test('the answer explains itself', async () => {
    const { query } = await search('q=kafka+after:2019-13+autor:bob+%22idempotent');
    expect(query.ignored).toMatchObject([{ text: 'after:2019-13' }]);
    expect(query.problems).toMatchObject([{ suggestion: 'kafka after:2019-13 author:bob "idempotent' }, { suggestion: null }]);
  });

  test('where nothing matches, what a looser query finds', async () => {
    const { total, query } = await search('q=kafka+kind:postmortem');
    expect(total).toBe(0);
    expect(query.looser).toEqual([{ q: 'kafka', without: 'kind:postmortem', total: 2 }, { q: 'kind:postmortem', without: 'kafka', total: 1 }].toSorted((a, b) => a.total - b.total));
  });

  test('a typing error is corrected, and not where that is not wanted', async () => {
    expect((await search('q=kubrenetes')).query.corrected).toEqual([{ from: 'kubrenetes', to: 'kubernetes' }]);
    expect((await search('q=kubrenetes&correct=false')).total).toBe(0);
  });

  test.each([
    ['q=x&colour=red', 'colour', 'there are q, sort'], ['q=x&sorting=new', 'sorting', 'there are'], ['perpage=10', 'perpage', 'did you mean perPage?'],
    ['q=a&q=b', 'q', 'more than once'], ['page=0', 'page', ''], ['page=x', 'page', ''], ['perPage=101', 'perPage', ''], ['sort=best', 'sort', ''],
    ['facets=tag,colour', 'facets', ''], ['correct=maybe', 'correct', ''], ['cursor=abc', 'cursor', 'none that an answer gave'], ['cursor=*&sort=oldest', 'cursor', 'newest first'],
  ])('%s is refused by name', async (query, parameter, message) => {
    const response = await api.get(`/api/v1/search?${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('Content-Type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({
      type: 'https://writeups.example/problems#bad-parameter', status: 400, instance: '/api/v1/search',
      errors: [{ parameter, message: expect.stringContaining(message) }],
    });
  });

  test('a query that is too long is a problem with its place', async () => {
    expect(await api.json(`/api/v1/search?q=${'x'.repeat(257)}`)).toMatchObject({ status: 400, position: 256 });
    expect((await api.get(`/api/v1/search?q=${'x'.repeat(5000)}`)).status).toBe(414);
  });
});
