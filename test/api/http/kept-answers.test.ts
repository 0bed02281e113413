import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from '../../../api/server.ts';
import { createKeptAnswers } from '../../../api/http/kept-answers.ts';
import type { Reply } from '../../../api/http/endpoint.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';

const reply = (text: string): Reply => ({ type: 'text/plain', body: Buffer.from(text), fingerprint: null, lastModifiedAt: null, isFleeting: false });

describe('the cache', () => {
  test('makes an answer once for all who ask, until the version changes', async () => {
    const kept = createKeptAnswers();
    let made = 0;
    const ask = (version: string) => kept.find('a', version, async () => { made += 1; return reply(`${version} ${made}`); });
    const [first, second] = await Promise.all([ask('1'), ask('1')]);
    expect([first, await ask('1'), made]).toEqual([second, first, 1]);
    expect(String((await ask('2')).body)).toBe('2 2');
    expect(String((await ask('1')).body)).toBe('1 3');
  });

  test('forgets what failed and what is not to be kept', async () => {
    const kept = createKeptAnswers();
    await expect(kept.find('a', '1', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(String((await kept.find('a', '1', async () => ({ ...reply('x'), body: 'a string' }))).body)).toBe('a string');
    expect(String((await kept.find('a', '1', async () => reply('kept'))).body)).toBe('kept');
    expect(String((await kept.find('a', '1', async () => reply('another'))).body)).toBe('kept');
  });

  test('holds no more than its bytes, and what was asked for last', async () => {
    const kept = createKeptAnswers(35);
    let made: string[] = [];
    const ask = (key: string) => kept.find(key, '1', async () => { made.push(key); return reply('x'.repeat(10)); });
    for (const key of ['a', 'b', 'c', 'a', 'd']) await ask(key);
    made = [];
    for (const key of ['a', 'd', 'c', 'b']) await ask(key);
    expect(made).toEqual(['b']);
  });
});

describe('searches', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
    await api.add(POSTS);
  });
  afterAll(() => api.close());

  /** A server whose engine counts how often it is asked. */
  const counting = async (degraded: string | null = null) => {
    let asked = 0;
    const server = await startServer({ ...api.deps, engine: { ...api.engine, search: async (request) => { asked += 1; return { ...await api.engine.search(request), degraded }; } } }, { host: '127.0.0.1', port: 0 });
    return { server, asked: () => asked, get: (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers }) };
  };

  test('the same question asks the engine once, whatever the order of its parameters, and is validated all the same', async () => {
    const { server, asked, get } = await counting();
    const answers = [await get('/api/v1/search?q=kafka&perPage=2'), await get('/api/v1/search?perPage=2&q=kafka'), await get('/api/v1/search?q=kafka&perPage=2', { 'If-None-Match': '*' })];
    expect([answers.map(({ status }) => status), asked()]).toEqual([[200, 200, 304], 1]);
    expect(answers[0]?.headers.get('ETag')).toBe(answers[1]?.headers.get('ETag'));
    expect(await answers[0]?.json()).toEqual(await answers[1]?.json());
    expect((await get('/api/v1/search?q=kafka&perPage=0')).status).toBe(400);
    await get('/api/v1/search.rss?q=kafka');
    expect(asked()).toBe(2);
    await server.stop();
  });

  test('what changes in the index changes the answer at once', async () => {
    const { server, get } = await counting();
    const total = async () => ((await (await get('/api/v1/search?q=zanzibar')).json()) as { total: number }).total;
    expect(await total()).toBe(0);
    await api.add([{ canonicalUrl: 'https://blog.example/zanzibar', title: 'Zanzibar' }]);
    expect(await total()).toBe(1);
    await server.stop();
  });

  test('an answer of a standby engine is not kept', async () => {
    const { server, asked, get } = await counting('The main engine is away.');
    for (let count = 0; count < 3; count += 1) await get('/api/v1/search?q=kafka');
    expect(asked()).toBe(3);
    await server.stop();
  });
});
