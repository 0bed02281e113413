import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { startReplayServer } from '../../../scripts/replay/server.ts';
import { ask } from './ask.ts';
import { writeWeb, written } from './written-web.ts';

const LONG = `<p>${'a paragraph of some length '.repeat(40)}</p>`;
const dir = writeWeb([
  written('a.example/', LONG, 'text/html; charset=utf-8', '2024-03-07T12:00:00Z'),
  written('a.example/short', 'ok', 'text/plain'),
  written('a.example/robots.txt', 'User-agent: *\nDisallow: /private/\n', 'text/plain'),
  written('a.example/moved', '<meta http-equiv="refresh" content="0; url=/tags/開発/">'),
  written('a.example/tags/%E9%96%8B%E7%99%BA/', 'CJK'),
], { aliases: { 'www.a.example': 'a.example' } }, 'a.example\n');
const other = writeWeb([written('a.example/second', 'of the second web'), written('b.example/', 'b')], {}, 'b.example\n');
const server = await startReplayServer({ webs: [dir, other] });
afterAll(() => server.close());

const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => ask(server.port, `https://a.example${path}`, headers, method);

describe('a replay server', () => {
  test('answers with bytes, type, strong tag and date', async () => {
    const answer = await get('/');
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'last-modified': 'Thu, 07 Mar 2024 12:00:00 GMT', vary: 'accept-encoding' } });
    expect(answer.body.toString()).toBe(LONG);
    expect(answer.headers.etag).toMatch(/^"[\w-]{22}"$/u);
  });

  test('joins several webs, hosts and sources', async () => {
    expect((await get('/second')).body.toString()).toBe('of the second web');
    expect(server.hosts).toEqual(['a.example', 'b.example', 'www.a.example']);
    expect(server.sources).toEqual(['a.example', 'b.example']);
  });

  test('lets only recorded hosts through its transport, http and https alike', () => {
    const to = (address: string) => server.transport.connect(new URL(address));
    expect(to('https://a.example/x')).toEqual({ host: '127.0.0.1', port: server.port });
    expect(to('http://www.a.example/x')).toEqual({ host: '127.0.0.1', port: server.port });
    expect(to('https://elsewhere.example/')).toBeNull();
  });

  test('answers HEAD with the headers of GET and no body', async () => {
    const [head, full] = [await get('/', {}, 'HEAD'), await get('/')];
    expect(head.body.length).toBe(0);
    expect(head.headers['content-length']).toBe(full.headers['content-length']);
    expect(head.headers.etag).toBe(full.headers.etag);
  });

  test.each([
    ['/nothing', 404, 'not recorded'],
    ['/robots.txt', 200, 'recorded robots.txt'],
  ])('%s → %i: %s', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  test('refuses other methods', async () => {
    expect(await get('/', {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  test('turns a refresh stub into a redirect whose address is plain ASCII', async () => {
    const answer = await get('/moved');
    expect(answer).toMatchObject({ status: 301, headers: { location: '/tags/%E9%96%8B%E7%99%BA/' } });
    expect((await get(answer.headers.location ?? '')).body.toString()).toBe('CJK');
  });

  test('redirects an alias', async () => {
    expect(await ask(server.port, 'https://www.a.example/short')).toMatchObject({ status: 301, headers: { location: 'https://a.example/short' } });
  });
});

describe('gzip (RFC 9110 §12.5.3)', () => {
  test.each([
    ['gzip', true, 'named'],
    ['br, GZIP;q=0.5', true, 'with a weight, in capitals'],
    ['*', true, 'covered by the star'],
    ['gzip;q=0, *', false, 'refused by weight 0 although the star follows'],
    ['br', false, 'not named'],
    ['', false, 'nothing'],
  ])('%s → %s: %s', async (accepted, gzipped) => {
    const answer = await get('/', { 'accept-encoding': accepted });
    expect(answer.headers['content-encoding']).toBe(gzipped ? 'gzip' : undefined);
    expect((gzipped ? gunzipSync(answer.body) : answer.body).toString()).toBe(LONG);
  });

  test('has a tag of its own, since strong tags name bytes (§8.8.3.3)', async () => {
    const [plain, gzipped] = [await get('/'), await get('/', { 'accept-encoding': 'gzip' })];
    expect(gzipped.headers.etag).toBe(plain.headers.etag?.replace(/"$/u, '-gzip"'));
  });

  test('is not spent on a few bytes', async () => {
    expect((await get('/short', { 'accept-encoding': 'gzip' })).headers).not.toHaveProperty('content-encoding');
  });
});

describe('conditional requests (RFC 9110 §13)', async () => {
  const tag = (await get('/')).headers.etag ?? '';
  const gzipTag = (await get('/', { 'accept-encoding': 'gzip' })).headers.etag ?? '';
  const fresh = 'Thu, 07 Mar 2024 12:00:00 GMT';
  test.each<[Record<string, string>, number, string]>([
    [{ 'if-none-match': tag }, 304, 'the tag'],
    [{ 'if-none-match': `W/${tag}` }, 304, 'weak comparison'],
    [{ 'if-none-match': `"other", ${tag}` }, 304, 'one of several'],
    [{ 'if-none-match': '*' }, 304, 'any'],
    [{ 'if-none-match': '"other"' }, 200, 'another tag'],
    [{ 'if-none-match': gzipTag, 'accept-encoding': 'gzip' }, 304, 'the tag of the coding that is asked for'],
    [{ 'if-none-match': gzipTag }, 200, 'the tag of a coding that is not asked for'],
    [{ 'if-modified-since': fresh }, 304, 'the date'],
    [{ 'if-modified-since': 'Thu, 07 Mar 2024 11:59:59 GMT' }, 200, 'an older date'],
    [{ 'if-modified-since': 'yesterday' }, 200, 'no date at all'],
    [{ 'if-none-match': '"other"', 'if-modified-since': fresh }, 200, 'the tag goes before the date'],
  ])('%j → %i: %s', async (headers, status) => {
    const answer = await get('/', headers);
    expect(answer.status).toBe(status);
    if (status === 304) expect(answer.body.length).toBe(0);
    expect(answer.headers.etag).toBe('accept-encoding' in headers ? gzipTag : tag);
  });
});

describe('the request log', () => {
  test('counts answers, bytes and requests at once by host, and names what was missing', async () => {
    const own = await startReplayServer({ webs: [dir], latencyMs: 40 });
    const all = ['/short', '/short', '/nothing'].map((path) => ask(own.port, `https://a.example${path}`));
    const bytes = (await Promise.all(all)).reduce((sum, { body }) => sum + body.length, 0);
    await ask(own.port, 'https://www.a.example/');
    expect(own.requests).toMatchObject({
      total: 4,
      byStatus: { 200: 2, 301: 1, 404: 1 },
      byHost: { 'a.example': { requests: 3, bytesSent: bytes, peakConcurrent: 3 }, 'www.a.example': { requests: 1, peakConcurrent: 1 } },
      missing: ['https://a.example/nothing'],
    });
    await own.close();
  });
});

describe('the server as a process of its own', () => {
  const main = fileURLToPath(new URL('../../../scripts/replay/main.ts', import.meta.url));

  test('prints its port as one line of JSON, serves, and ends at SIGTERM', { timeout: 20_000 }, async () => {
    const child = spawn(process.execPath, [main, '--web', dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { port } = JSON.parse(line.toString()) as { port: number };
    expect((await ask(port, 'http://a.example/short')).body.toString()).toBe('ok');
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  test('says how to use it when no web is given', { timeout: 20_000 }, async () => {
    const child = spawn(process.execPath, [main], { stdio: 'ignore' });
    expect((await once(child, 'exit'))[0]).toBe(2);
  });
});
