import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypescript from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../../api/openapi.ts';
import { webhookDeliverer } from '../../../api/saved-searches/webhook.ts';
import { createKey } from '../../../store/keys.ts';
import { addSource } from '../../../store/sources.ts';
import { NO_CRAWLER, POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { ROOT } from '../../helpers/source-files.ts';
import { NOW } from '../../helpers/store.ts';
import { createClient } from './client.ts';

test('the checked-in types are those of the document (npx vitest run test/api/client -u writes them)', async () => {
  await expect(await openapiTypescript(openApiDocument() as Parameters<typeof openapiTypescript>[0])).toMatchFileSnapshot('./types.ts');
});

let api: TestApi;
let [key, id] = ['', ''];
beforeAll(async () => {
  const outbound = () => Promise.reject(new Error('no network'));
  api = await startTestApi({ crawler: { ...NO_CRAWLER, checkNow: () => true }, deliverers: { webhook: webhookDeliverer({ outbound, now: () => NOW }) } });
  [id = ''] = await api.add(POSTS);
  await addSource(api.store.db, { id: 'netflix', kind: 'feed', url: 'https://netflixtechblog.com/feed', addedUrl: 'https://netflixtechblog.com', siteUrl: null, title: 'Netflix', publisher: 'Netflix', discovery: null, topics: [] }, NOW);
  key = (await createKey(api.store.db, { name: 'client', scopes: ['admin'], expiresAt: null }, NOW)).secret;
});
afterAll(() => api.close());

describe('a typed client', () => {
  test('searches, walks and reads', async () => {
    const ask = createClient(api.server.url, null);
    const found = await ask('get', '/api/v1/search', { query: { q: 'kafka', facets: ['tag', 'year'], perPage: 1 } });
    expect([found.total, found.hits.length, found.facets.year?.length]).toEqual([2, 1, 2]);
    const walked = await ask('get', '/api/v1/search', { query: { cursor: '*', perPage: 3, fields: ['id', 'title'] } });
    expect((await ask('get', '/api/v1/search', { query: { cursor: walked.nextCursor ?? '', perPage: 3 } })).hits).toHaveLength(1);
    expect((await ask('get', '/api/v1/posts/{id}', { path: { id } })).title).toBe('Exactly once semantics in Kafka');
    expect((await ask('get', '/api/v1/posts/{id}/content', { path: { id }, query: { maxChars: 200 } })).nextCursor).toBeNull();
    expect((await ask('get', '/api/v1/trends', { query: { q: ['tag:kafka', 'tag:dns'], by: 'year' } })).series.map(({ total }) => total)).toEqual([2, 1]);
    expect((await ask('get', '/api/v1/lookup', { query: { q: 'kafka' } })).answers.length).toBeGreaterThan(0);
    expect(await ask('get', '/api/v1/search.rss', {})).toContain('<rss');
  });

  test('saves a search, changes and ends it', async () => {
    const ask = createClient(api.server.url, key);
    const saved = await ask('post', '/api/v1/saved-searches', { body: { name: 'Kafka', q: 'tag:kafka', target: { kind: 'webhook', address: 'https://hooks.example/' } } });
    expect(saved.secret).toMatch(/^whsec_/u);
    expect((await ask('patch', '/api/v1/saved-searches/{id}', { path: { id: saved.id }, body: { state: 'paused' } })).state).toBe('paused');
    expect(await ask('delete', '/api/v1/saved-searches/{id}', { path: { id: saved.id } })).toEqual({ removed: saved.id, undelivered: 0 });
    expect((await ask('get', '/api/v1/keys', {})).total).toBe(1);
  });
});

/** The commands of the README that ask the API, as requests. */
const EXAMPLES = [...readFileSync(join(ROOT, 'README.md'), 'utf8').replaceAll('\\\n', ' ').matchAll(/^curl (?<options>.*?)'(?<url>http:\/\/127\.0\.0\.1:8080[^']*)'(?<rest>.*)$/gmu)].map(({ groups }) => {
  const { options = '', url = '', rest = '' } = groups ?? {};
  const given = `${options} ${rest}`;
  const headers = [...given.matchAll(/-H '([^:']+): ([^']*)'/gu)].map(([, name = '', value = '']) => [name, value] as const);
  const body = /-d '([^']*)'/u.exec(given)?.[1] ?? null;
  return { url, headers, body, method: /-X (\w+)/u.exec(given)?.[1] ?? (body === null ? 'GET' : 'POST') };
});

describe('the README’s examples', () => {
  test('are there', () => expect(EXAMPLES.length).toBeGreaterThan(5));

  test.each(EXAMPLES)('$method $url', async ({ url, method, headers, body }) => {
    const asked = url.replace('http://127.0.0.1:8080', '').replace('POST_ID', id).replace('SOURCE_ID', 'netflix');
    const response = await api.get(asked, { method, headers: headers.map(([name, value]): [string, string] => [name, value.replace(/wr_…$/u, key)]), ...(body === null ? {} : { body }) });
    expect([200, 201, 202]).toContain(response.status);
    expect((await response.text()).length).toBeGreaterThan(0);
  });
});
