import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../../../api/server.ts';
import { IndexError } from '../../../core/errors.ts';
import type { SearchAnswer, SearchRequest } from '../../../core/search.ts';
import { startTestApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.add(Array.from({ length: 450 }, (_, index) => ({
    canonicalUrl: `https://a.example/${index}`, title: `Number ${index}`, publishedAt: new Date(Date.UTC(2010, 0, 1 + index)).toISOString(),
  })));
}, 60_000);
afterAll(() => api.close());

function serving(search: (request: SearchRequest) => Promise<SearchAnswer>): Promise<RunningServer> {
  return startServer({ ...api.deps, engine: { ...api.engine, search } }, { host: '127.0.0.1', port: 0 });
}

describe.each(['identity', 'gzip'])('an export (%s)', (encoding) => {
  const headers = { 'Accept-Encoding': encoding };

  test('that fails in the middle is cut off, and never looks complete', async () => {
    let searches = 0;
    const server = await serving((asked) => {
      searches += 1;
      return searches > 4 ? Promise.reject(new IndexError('unreachable', 'gone')) : api.engine.search(asked);
    });
    await expect(fetch(`${server.url}/api/v1/search.ndjson`, { headers }).then((response) => response.text())).rejects.toThrow();
    expect(searches).toBe(5);
    await server.stop();
  });

  test('that fails before it began is a problem', async () => {
    const server = await serving(() => Promise.reject(new IndexError('unreachable', 'gone')));
    expect((await fetch(`${server.url}/api/v1/search.ndjson`, { headers })).status).toBe(503);
    await server.stop();
  });

  test('stops to search when its reader goes away', async () => {
    let searches = 0;
    const server = await serving(async (asked) => {
      searches += 1;
      await new Promise((resolve) => setTimeout(resolve, 40));
      return api.engine.search(asked);
    });
    const gone = Promise.withResolvers<void>();
    const asking = request(`${server.url}/api/v1/search.ndjson`, { headers }, (response) => response.once('data', () => {
      response.destroy();
      gone.resolve();
    }));
    asking.end();
    await gone.promise;
    await new Promise((resolve) => setTimeout(resolve, 100));
    const searchesThen = searches;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(searches).toBeLessThanOrEqual(searchesThen + 1);
    expect(searchesThen).toBeLessThan(8);
    await server.stop();
  });
});
