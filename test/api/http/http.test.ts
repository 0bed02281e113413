import { createConnection } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.add(POSTS);
});
afterAll(() => api.close());

const PATHS = ['/', '/?q=kafka', '/sources', '/tags', '/about', '/docs', '/problems', '/api/v1/search?q=kafka', '/api/v1/sources', '/openapi.json', '/opensearch.xml', '/llms.txt', '/nothing'];

describe('headers of every answer (R42, R46)', () => {
  test.each(PATHS)('%s', async (path) => {
    const { headers } = await api.get(path);
    expect(headers.get('Content-Security-Policy')).toBe(
      "default-src 'none';style-src 'self';script-src 'self';img-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(headers.get('X-Request-Id')).toMatch(/^[\w-]{8,64}$/u);
    expect(headers.get('X-Powered-By')).toBeNull();
  });

  test('HSTS where people come by https', async () => {
    expect((await api.get('/')).headers.get('Strict-Transport-Security')).toMatch(/^max-age=/u);
  });

  test.each([['abcdefgh-1', 'abcdefgh-1'], ['short', null], ['with space inside', null], ['x'.repeat(65), null]])('request id %j', async (given, expected) => {
    const id = (await api.get('/livez', { headers: { 'X-Request-Id': given } })).headers.get('X-Request-Id');
    if (expected === null) expect(id).not.toBe(given);
    else expect(id).toBe(expected);
  });

  test('anyone may read from another site, nothing else (R41)', async () => {
    const { headers } = await api.get('/api/v1/search', { headers: { Origin: 'https://other.example' } });
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(headers.get('Access-Control-Allow-Credentials')).toBeNull();
    const preflight = await api.get('/api/v1/search', { method: 'OPTIONS', headers: { Origin: 'https://other.example', 'Access-Control-Request-Method': 'DELETE' } });
    expect(preflight.headers.get('Access-Control-Allow-Methods')).toBe('GET,HEAD');
  });

  test.each([
    ['a read', 'GET', {}, '*'], ['a read with a key', 'GET', { Authorization: 'Bearer x' }, null], ['a read of what needs a key', 'GET', {}, '*', '/api/v1/keys'],
    ['a change', 'POST', { 'Content-Type': 'application/json' }, null, '/api/v1/keys'], ['a preflight for a read', 'OPTIONS', { 'Access-Control-Request-Method': 'GET' }, '*'],
    ['a preflight for a key', 'OPTIONS', { 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' }, '*'],
  ] as const)('from another site, %s', async (_what, method, headers, allowed, path: string = '/api/v1/search') => {
    const answer = await api.get(path, { method, headers: { Origin: 'https://other.example', ...headers } });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(allowed);
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    expect(answer.headers.get('Access-Control-Allow-Headers') ?? '').not.toMatch(/authorization/iu);
  });
});

describe('conditional answers (R40)', () => {
  test.each(['/', '/?q=kafka', '/api/v1/search?q=kafka', '/api/v1/search.atom?q=kafka', '/api/v1/sources', '/openapi.json', '/about'])('%s is unchanged the second time', async (path) => {
    for (const encoding of ['identity', 'gzip']) {
      const headers = { 'Accept-Encoding': encoding };
      const first = await api.get(path, { headers });
      const etag = first.headers.get('ETag') ?? '';
      expect(etag).toMatch(/^(?:W\/)?"[\w-]+"$/u);
      expect(first.headers.get('Cache-Control')).toBe('public, max-age=60, stale-while-revalidate=300');
      expect(first.headers.get('Vary')).toMatch(/Accept-Encoding/u);
      const second = await api.get(path, { headers: { ...headers, 'If-None-Match': etag } });
      expect(second.status).toBe(304);
      expect(await second.text()).toBe('');
    }
  });

  test('another answer has another ETag', async () => {
    const [a, b] = await Promise.all([api.get('/api/v1/search?q=kafka'), api.get('/api/v1/search?q=dns')]);
    expect(a.headers.get('ETag')).not.toBe(b.headers.get('ETag'));
  });

  test('a feed can be asked for by date', async () => {
    const first = await api.get('/api/v1/search.rss?q=kafka');
    const modified = first.headers.get('Last-Modified') ?? '';
    expect(modified).not.toBe('');
    expect((await api.get('/api/v1/search.rss?q=kafka', { headers: { 'If-Modified-Since': modified } })).status).toBe(304);
  });

  test('a file named by its content may be kept for ever, another version not', async () => {
    const page = await (await api.get('/')).text();
    const path = /\/static\/style\.css\?v=[\w-]+/u.exec(page)?.[0] ?? '';
    expect((await api.get(path)).headers.get('Cache-Control')).toContain('immutable');
    expect((await api.get('/static/style.css?v=old')).headers.get('Cache-Control')).toBe('public, max-age=60');
    expect((await api.get('/static/../app.ts')).status).toBe(404);
    expect((await api.get('/static/constructor')).status).toBe(404);
  });

  test('long answers are compressed, and the same inside', async () => {
    const [plain, zipped] = await Promise.all(['identity', 'gzip'].map((encoding) => rawBody(api.server.port, '/openapi.json', encoding)));
    expect(gunzipSync(zipped ?? Buffer.alloc(0)).equals(plain ?? Buffer.alloc(0))).toBe(true);
    expect(zipped?.length).toBeLessThan((plain?.length ?? 0) / 3);
  });
});

describe('problems (R35)', () => {
  test.each([
    ['/api/v1/nothing', {}, 404, 'not-found'], ['/api/v1/posts/unknown', {}, 404, 'not-found'], ['/api/v1/sources/unknown', {}, 404, 'not-found'],
    ['/api/v1/search', { method: 'POST' }, 405, 'method-not-allowed'], ['/api/v1/search', { method: 'DELETE' }, 405, 'method-not-allowed'],
    ['/api/v1/search', { method: 'PROPFIND' }, 405, 'method-not-allowed'], ['/', { method: 'PURGE' }, 405, 'method-not-allowed'],
    ['/api/v1/posts/a.b', {}, 400, 'bad-parameter'], ['/api/v1/search?x=1', {}, 400, 'bad-parameter'], ['/api/v1/posts/%E0%A4%A', {}, 400, 'bad-parameter'],
  ])('%s %j: %i', async (path, init, status, kind) => {
    const response = await api.get(path, init);
    expect(response.status).toBe(status);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const problem = await response.json();
    expect(problem).toMatchObject({ type: `https://writeups.example/problems#${kind}`, status, request_id: response.headers.get('X-Request-Id') });
    expect(JSON.stringify(problem)).not.toMatch(/\bat .*\.ts|node_modules|select /u);
  });

  test('a person gets a page', async () => {
    const response = await api.get('/posts/unknown', { headers: { Accept: 'text/html' } });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('There is no post with the id unknown.');
  });

  test('every kind stands on the page that its type leads to', async () => {
    const page = await (await api.get('/problems')).text();
    for (const kind of ['bad-query', 'bad-parameter', 'not-found', 'too-long', 'internal', 'engine-unavailable']) expect(page).toContain(`id="${kind}"`);
  });

  test('a failure of ours says nothing about itself', async () => {
    const broken = await startTestApi({ crawler: { ...api.deps.crawler, progress: () => { throw new Error('secret detail'); } } });
    const response = await broken.get('/', { headers: { Accept: 'text/html' } });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    await broken.close();
  });
});

describe('addresses come from the setting, never from the request (R38)', () => {
  test.each([['Host: evil.example'], ['Host: evil@x'], ['Host: localhost\r\nX-Forwarded-Host: evil.example'], ['Host: localhost\r\nX-Forwarded-Proto: evil']])('%j', async (header) => {
    for (const path of ['/', '/?q=kafka', '/api/v1/search.rss?q=kafka', '/api/v1/search.atom', '/opensearch.xml', '/llms.txt', '/nothing']) {
      expect(await rawAnswer(api.server.port, `GET ${path} HTTP/1.1\r\n${header}\r\nConnection: close\r\n\r\n`)).not.toContain('evil');
    }
  });
});

function rawAnswer(port: number, request: string): Promise<string> {
  return collect(port, request).then((bytes) => bytes.toString());
}

async function rawBody(port: number, path: string, encoding: string): Promise<Buffer> {
  const answer = await collect(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: ${encoding}\r\nConnection: close\r\n\r\n`);
  return answer.subarray(answer.indexOf('\r\n\r\n') + 4);
}

function collect(port: number, request: string): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  const socket = createConnection(port, '127.0.0.1', () => socket.write(request));
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('end', () => resolve(Buffer.concat(chunks)));
  socket.on('error', reject);
  return promise;
}
