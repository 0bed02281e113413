import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { FetchError } from '../../../core/errors.ts';
import type { Fetched, Fetcher, FetcherOptions, FetchRequest } from '../../../crawler/fetch/fetcher.ts';
import { createTestFetcher, startWeb, type LocalWeb } from './local-web.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(listener: RequestListener, options: Partial<FetcherOptions> = {}): Promise<{ readonly web: LocalWeb; readonly fetcher: Fetcher; readonly get: (url: string, more?: Partial<FetchRequest>) => Promise<Fetched> }> {
  const web = await startWeb(listener);
  const fetcher = createTestFetcher(web, options);
  open.push(fetcher.close, web.close);
  return { web, fetcher, get: (url, more = {}) => fetcher.fetch({ url, kind: 'page', validators: null, ...more }) };
}

async function failureOf(answer: Promise<unknown>): Promise<FetchError> {
  const error = await answer.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof FetchError)) throw new Error(`No FetchError but ${String(error)}`);
  return error;
}

const textOf = (fetched: Fetched): string => Buffer.from(fetched.body).toString();

describe('a request', () => {
  test('names itself and its contact, asks for the right types and packing, and carries nothing else (R19)', async () => {
    const { web, get } = await serve((_, response) => response.setHeader('set-cookie', 'a=1').end('ok'));
    for (const kind of ['feed', 'page', 'api', 'robots'] as const) await get('https://blog.example/feed?x=1', { kind });
    for (const { headers, url, method } of web.requests) {
      expect([method, url, headers.host, headers['user-agent'], headers['accept-encoding']]).toEqual(['GET', '/feed?x=1', 'blog.example', 'Writeups/0.1 (+https://writeups.example/about)', 'gzip, br']);
      expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
    }
    expect(web.requests.map(({ headers }) => headers.accept?.split(/[;,]/u)[0])).toEqual(['application/atom+xml', 'text/html', 'application/json', 'text/plain']);
  });

  test.each([
    ['"abc"', 'strong'], ['W/"abc"', 'weak'], ['"abc-gzip"', 'as a compressing proxy leaves it'], ['"abc--gzip"', 'twice changed'], ['abc', 'without quotes'], ['"a b,c"', 'with comma'], ['""', 'empty'], ['"\u00e9\u00ff"', 'with bytes beyond ASCII'], ['W/"W/\\"x\\""', 'nested'],
  ])('sends validator %j back byte for byte: %s (R18)', async (etag) => {
    const lastModified = 'Thu, 1 Jan 1970 00:00:00 +0000';
    const { web, get } = await serve((_, response) => response.writeHead(200, { etag, 'last-modified': lastModified }).end('ok'));
    const { validators } = await get('http://blog.example/feed');
    expect(validators).toEqual({ etag, lastModified });
    await get('http://blog.example/feed', { validators });
    expect(web.requests[0]?.headers['if-none-match']).toBeUndefined();
    expect([web.requests[1]?.headers['if-none-match'], web.requests[1]?.headers['if-modified-since']]).toEqual([etag, lastModified]);
  });

  test('sends validators only to the address that gave them (R18)', async () => {
    const { web, get } = await serve((request, response) => (request.url === '/old' ? response.writeHead(302, { location: 'http://other.example/new' }).end() : response.end('ok')));
    const validators = { etag: '"1"', lastModified: null };
    await get('http://blog.example/old', { validators });
    await get('http://blog.example/old', { validators, validatorsUrl: 'http://other.example/new' });
    expect(web.requests.map(({ headers }) => headers['if-none-match'] ?? null)).toEqual(['"1"', null, null, '"1"']);
  });

  test('learns that nothing was modified', async () => {
    const { get } = await serve((request, response) => response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 200, { etag: '"1"' }).end());
    const fetched = await get('http://blog.example/', { validators: { etag: '"1"', lastModified: null } });
    expect([fetched.notModified, fetched.status, fetched.body.byteLength, fetched.validators.etag]).toEqual([true, 304, 0, '"1"']);
  });

  test('does not take "not modified" for an answer to a plain request', async () => {
    const { get } = await serve((_, response) => response.writeHead(304).end());
    expect((await failureOf(get('http://blog.example/'))).kind).toBe('http-5xx');
    expect((await failureOf(get('http://blog.example/', { validators: { etag: null, lastModified: null } }))).kind).toBe('http-5xx');
  });
});

describe('an answer', () => {
  test.each([
    ['identity', (text: string) => Buffer.from(text), ''], ['gzip', gzipSync, 'gzip'], ['x-gzip', gzipSync, 'x-gzip'], ['brotli', brotliCompressSync, 'br'], ['deflate', deflateSync, 'deflate'],
    ['deflate without the zlib frame', deflateRawSync, 'deflate'], ['a .gz file', gzipSync, ''], ['plain text called gzip', (text: string) => Buffer.from(text), 'gzip'], ['identity, named', (text: string) => Buffer.from(text), 'identity'], ['capitals', gzipSync, 'GZIP'],
  ])('is unpacked: %s', async (_, pack, encoding) => {
    const text = 'Writing an allocator '.repeat(50);
    const { get } = await serve((_request, response) => response.writeHead(200, { 'content-type': 'text/html', ...(encoding === '' ? {} : { 'content-encoding': encoding }) }).end(pack(text)));
    const fetched = await get('http://blog.example/');
    expect(textOf(fetched)).toBe(text);
    expect(fetched.wireBytes).toBe(pack(text).byteLength);
  });

  test('tells where it came from, its headers and how long it took', async () => {
    const { get } = await serve((_, response) => response.writeHead(200, [['X-Twice', 'a'], ['X-Twice', 'b'], ['Content-Type', 'text/html']].flat()).end('ok'));
    const fetched = await get('HTTP://Blog.Example:80/a%20b?c#d');
    expect(fetched).toMatchObject({ requestedUrl: 'HTTP://Blog.Example:80/a%20b?c#d', url: 'http://blog.example/a%20b?c', redirects: [], status: 200, notModified: false });
    expect([fetched.headers['x-twice'], fetched.headers['content-type']]).toEqual(['a, b', 'text/html']);
    expect(fetched.tookMs).toBeLessThan(5_000);
  });

  test.each([
    [400, 'http-4xx'], [401, 'forbidden'], [402, 'forbidden'], [403, 'forbidden'], [404, 'not-found'], [405, 'http-4xx'], [406, 'http-4xx'], [407, 'forbidden'], [410, 'gone'], [418, 'http-4xx'], [429, 'rate-limited'], [451, 'forbidden'],
    [500, 'http-5xx'], [502, 'http-5xx'], [503, 'http-5xx'], [504, 'http-5xx'], [520, 'http-5xx'], [300, 'http-4xx'],
  ])('with status %i is a failure of kind %s that keeps the status and what the server asks for', async (status, kind) => {
    const { get } = await serve((_, response) => response.writeHead(status, { 'retry-after': '120' }).end('<title>Sorry</title>'));
    const failure = await failureOf(get('http://blog.example/x'));
    expect(failure).toMatchObject({ kind, status, retryAfterSeconds: 120, url: 'http://blog.example/x' });
    expect(failure.message).toMatch(/^[A-Z].*\.$/u);
  });

  test.each([
    ['cf-mitigated header', 403, { 'cf-mitigated': 'challenge' }, ''],
    ['Cloudflare page', 503, {}, '<html><head><title>Just a moment...</title></head><script>window._cf_chl_opt={}</script>'],
    ['Cloudflare page with status 200', 200, {}, '<title>Just a moment...</title><script>window._cf_chl_opt={}</script>'],
    ['AWS header', 202, { 'x-amzn-waf-action': 'challenge' }, 'x'],
    ['DDoS-Guard', 403, {}, '<title>DDoS-Guard</title><script src="/.well-known/ddos-guard/js"></script>'],
    ['Anubis', 200, {}, '<title>Making sure you’re not a bot!</title><script src="/.within.website/x/cmd/anubis/main.mjs"></script>'],
    ['DataDome', 403, {}, '<title>blog.example</title><script src="https://ct.captcha-delivery.com/c.js"></script>'],
  ])('of a guard is named as a challenge: %s (R16)', async (_, status, headers, body) => {
    const { get } = await serve((_request, response) => response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body));
    expect((await failureOf(get('http://blog.example/'))).kind).toBe('challenge');
  });

  test.each([
    ['talks about challenges', '<title>How we survived "Just a moment..."</title><p>window._cf_chl_opt</p>'],
    ['is guarded, yet real', '<title>Attention Required! How we alert</title><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'],
    ['has the guard\'s title only', '<title>Just a moment...</title><p>A story about waiting.</p>'],
  ])('that %s is a page', async (_, body) => {
    const { get } = await serve((_request, response) => response.end(body));
    expect(textOf(await get('http://blog.example/'))).toBe(body);
  });

  test('that is empty is refused, but an empty robots.txt is none', async () => {
    const { get } = await serve((_, response) => response.end());
    expect((await failureOf(get('http://blog.example/'))).kind).toBe('wrong-type');
    expect((await get('http://blog.example/robots.txt', { kind: 'robots' })).body.byteLength).toBe(0);
  });
});

describe('redirects', () => {
  const hops: RequestListener = (request, response) => {
    const count = Number(/^\/(\d+)$/u.exec(request.url ?? '')?.[1] ?? 0);
    if (count === 0) response.end('arrived');
    else response.writeHead([301, 302, 303, 307, 308][count % 5] ?? 302, { location: `/${count - 1}` }).end('x'.repeat(10_000));
  };

  test('are followed by hand, five at most, and reported (R5)', async () => {
    const { get, web } = await serve(hops);
    const fetched = await get('http://blog.example/5');
    expect(fetched.redirects.map(({ from, to, status }) => [new URL(from).pathname, new URL(to).pathname, status])).toEqual([['/5', '/4', 301], ['/4', '/3', 308], ['/3', '/2', 307], ['/2', '/1', 303], ['/1', '/0', 302]]);
    expect(fetched.url).toBe('http://blog.example/0');
    expect((await failureOf(get('http://blog.example/6'))).kind).toBe('too-many-redirects');
    expect(web.requests.length).toBe(6 + 6);
  });

  test.each([
    ['//other.example/a', 'http://other.example/a'], ['b', 'http://blog.example/dir/b'], ['../c', 'http://blog.example/c'], ['?q=1', 'http://blog.example/dir/?q=1'], ['https://blog.example/dir/', 'https://blog.example/dir/'], ['/caf\u00c3\u00a9', 'http://blog.example/caf%C3%A9'], ['/x#part', 'http://blog.example/x'], [' /spaced ', 'http://blog.example/spaced'],
  ])('to %j lead to %s', async (location, url) => {
    // Only the first request is redirected; one of the targets differs in its scheme alone.
    let asked = 0;
    const { get } = await serve((_, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(302, { location }).end();
      else response.end('ok');
    });
    expect((await get('http://blog.example/dir/')).url).toBe(url);
  });

  test.each([
    ['javascript:alert(1)', 'bad-address'], ['ftp://blog.example/', 'bad-address'], ['http://user:pw@blog.example/', 'bad-address'], ['http://blog.example:22/', 'bad-address'], ['http://[', 'bad-address'], ['', 'bad-address'], ['http://127.0.0.1/', 'private-address'], ['http://unknown.org/', 'dns'], ['/start', 'too-many-redirects'], ['http://blog.example/start#x', 'too-many-redirects'],
  ])('to %j fail with %s', async (location, kind) => {
    const { get } = await serve((_, response) => response.writeHead(301, { location }).end());
    expect((await failureOf(get('http://blog.example/start'))).kind).toBe(kind);
  });

  test('in a circle are seen at once', async () => {
    const { get, web } = await serve((request, response) => response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end());
    expect((await failureOf(get('http://blog.example/a'))).kind).toBe('too-many-redirects');
    expect(web.requests.length).toBe(2);
  });
});

describe('the hook before every hop', () => {
  test('hears of each host before it is asked, and of each end', async () => {
    const events: string[] = [];
    const { get } = await serve((request, response) => {
      events.push(`ask ${request.headers.host}`);
      if (request.url === '/') response.writeHead(302, { location: 'https://other.example/gone' }).end();
      else response.writeHead(410).end();
    }, {
      beforeRequest: async (url, kind) => {
        events.push(`before ${kind} ${url}`);
        return (failure) => events.push(`after ${failure?.kind ?? 'fine'}`);
      },
    });
    await failureOf(get('http://blog.example/'));
    expect(events).toEqual(['before page http://blog.example/', 'ask blog.example', 'after fine', 'before page https://other.example/gone', 'ask other.example', 'after gone']);
  });

  test('can refuse, and then nothing is sent', async () => {
    const { get, web } = await serve((_, response) => response.end('ok'), {
      beforeRequest: async (url) => {
        throw new FetchError('robots', url, 'Not allowed.');
      },
    });
    expect((await failureOf(get('http://blog.example/'))).kind).toBe('robots');
    expect(web.connections()).toBe(0);
  });

  test('does not use up the time of the fetch', async () => {
    const { get } = await serve((_, response) => response.end('ok'), {
      limits: { totalMs: { feed: 150, page: 150, robots: 150, api: 150 } },
      beforeRequest: () => new Promise((resolve) => setTimeout(resolve, 400)),
    });
    expect((await get('http://blog.example/')).status).toBe(200);
  });
});

test('an aborted fetch throws the signal\'s reason and is no failure of the host', async () => {
  const failures: (string | null)[] = [];
  const { get } = await serve(() => {}, { beforeRequest: async () => (failure) => failures.push(failure?.kind ?? null) });
  const stop = new AbortController();
  const reason = new Error('shutting down');
  setTimeout(() => stop.abort(reason), 50);
  await expect(get('http://blog.example/', { signal: stop.signal })).rejects.toBe(reason);
  await expect(get('http://blog.example/', { signal: stop.signal })).rejects.toBe(reason);
  expect(failures).toEqual([null]);
});

test('connections are kept and used again, a few for each host', async () => {
  const { get, web } = await serve((_, response) => response.end('ok'));
  for (let index = 0; index < 20; index += 1) await get(`http://blog.example/${index}`);
  expect(web.connections()).toBeLessThanOrEqual(4);
});
