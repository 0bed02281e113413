import { Agent, get } from 'node:http';
import { expect, test } from 'vitest';
import { IndexError } from '../../core/errors.ts';
import { startServer } from '../../api/server.ts';
import { startTestApi } from '../helpers/api.ts';

test('livez needs nothing, readyz the store, and a stop is seen before it happens', async () => {
  const api = await startTestApi();
  expect((await api.get('/livez')).status).toBe(200);
  expect((await api.get('/readyz')).status).toBe(200);
  await api.engine.status(); // its thread may still be starting
  expect(await api.json('/healthz')).toMatchObject({ ready: true, engine: { name: 'embedded', healthy: true }, posts: { originals: 0 } });
  await api.store.db.schema.dropTable('sources').execute();
  await new Promise((resolve) => setTimeout(resolve, 1_100)); // the answer is remembered for a second
  expect((await api.get('/readyz')).status).toBe(503);
  expect((await api.get('/livez')).status).toBe(200);
  await api.close();
});

test('without the engine the search answers 503 with Retry-After, posts can still be read', async () => {
  const api = await startTestApi();
  const [id] = await api.add([{}]);
  const away = () => Promise.reject(new IndexError('unreachable', 'secret address'));
  const server = await startServer({ ...api.deps, engine: { ...api.engine, search: away, similar: away, status: away } }, { host: '127.0.0.1', port: 0 });
  const search = await fetch(`${server.url}/api/v1/search?q=kafka`);
  expect(search.status).toBe(503);
  expect(search.headers.get('Retry-After')).toBe('5');
  expect(await search.text()).not.toContain('secret');
  expect((await fetch(`${server.url}/api/v1/posts/${id}`)).status).toBe(200);
  expect((await fetch(`${server.url}/posts/${id}`)).status).toBe(200);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect((await fetch(`${server.url}/?q=kafka`, { headers: { Accept: 'text/html' } })).status).toBe(503);
  await server.stop();
  await api.close();
});

test('a stop lets a slow request end and does not wait for idle connections (R31)', async () => {
  const api = await startTestApi();
  const slow = Promise.withResolvers<void>();
  const server = await startServer({
    ...api.deps, engine: { ...api.engine, search: async (request) => { await slow.promise; return api.engine.search(request); } },
  }, { host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true });
  await new Promise<void>((resolve) => get(`${server.url}/livez`, { agent }, (response) => response.resume().on('end', resolve)));
  const pending = fetch(`${server.url}/api/v1/search?q=kafka`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const stopped = server.stop();
  setTimeout(slow.resolve, 200);
  expect((await pending).status).toBe(200);
  const answered = performance.now();
  await stopped;
  expect(performance.now() - answered).toBeLessThan(3_000); // Node keeps idle connections for 5 s
  agent.destroy();
  await api.close();
});

test('a taken port is refused', async () => {
  const api = await startTestApi();
  await expect(startServer(api.deps, { host: '127.0.0.1', port: api.server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await api.close();
});

test('where any free port is asked for, addresses hold the one that was taken', async () => {
  const api = await startTestApi();
  const server = await startServer({ ...api.deps, config: { ...api.deps.config, publicUrl: 'http://127.0.0.1:0' } }, { host: '127.0.0.1', port: 0 });
  expect(server.publicUrl).toBe(server.url);
  expect(await (await fetch(`${server.url}/api/v1/nothing`)).json()).toMatchObject({ type: `${server.url}/problems#not-found` });
  await server.stop();
  await api.close();
});
