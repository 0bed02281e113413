import type { RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { FetchError } from '../../../core/errors.ts';
import type { Fetcher } from '../../../crawler/fetch/fetcher.ts';
import { createPoliteness, type HostVisit, type PolitenessOptions } from '../../../crawler/fetch/politeness.ts';
import { createTestFetcher, startWeb, type LocalWeb } from './local-web.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

type Guest = { readonly web: LocalWeb; readonly visits: Map<string, HostVisit>; readonly get: (url: string) => Promise<string>; readonly asked: () => string[]; readonly settled: () => Promise<void> };

/** A web, and a fetcher that visits it politely. */
async function visit(listener: RequestListener, options: Partial<PolitenessOptions> = {}): Promise<Guest> {
  const web = await startWeb(listener);
  const records = new Map<string, string>();
  const visits = new Map<string, HostVisit>();
  const politeness = createPoliteness({
    delayMs: 0, productToken: 'Writeups', visits: new Map(),
    turns: {
      take: async (host, { nowMs }) => {
        visits.set(host, { visitedAt: new Date(nowMs).toISOString(), notBefore: null });
        return { fence: 1, notBefore: null };
      },
      leave: async (host, _fence, given) => void visits.set(host, given),
    },
    robots: { get: async (origin) => records.get(origin) ?? null, put: async (origin, record) => void records.set(origin, record) },
    ...options,
  });
  const fetcher: Fetcher = createTestFetcher(web, { beforeRequest: politeness.beforeRequest });
  politeness.useFetcher(fetcher);
  open.push(fetcher.close, web.close);
  const get = (url: string): Promise<string> => fetcher.fetch({ url, kind: 'page', validators: null }).then(() => 'ok', (error: unknown) => {
    if (!(error instanceof FetchError)) throw error;
    return error.retryAfterSeconds === null ? error.kind : `${error.kind} ${error.retryAfterSeconds}`;
  });
  return { web, visits, get, asked: () => web.requests.map(({ url, headers }) => `${headers.host}${url}`), settled: politeness.settled };
}

const robots = (text: string, rest: RequestListener = (_, response) => response.end('page')): RequestListener => (request, response) => {
  if (request.url === '/robots.txt') response.end(text);
  else rest(request, response);
};

test('robots.txt is read first, and what it forbids is never asked for', async () => {
  const { get, asked } = await visit(robots('User-agent: writeups\nDisallow: /private'));
  expect([await get('http://a.example/private/x'), await get('http://a.example/open')]).toEqual(['robots', 'ok']);
  expect(asked()).toEqual(['a.example/robots.txt', 'a.example/open']);
});

test('a redirect asks the other host\'s rules before it is followed', async () => {
  const { get, asked } = await visit((request, response) => {
    if (request.url === '/robots.txt') response.end(request.headers.host === 'b.example' ? 'User-agent: *\nDisallow: /' : '');
    else response.writeHead(301, { location: 'http://b.example/moved' }).end();
  });
  expect(await get('http://a.example/old')).toBe('robots');
  expect(asked()).toEqual(['a.example/robots.txt', 'a.example/old', 'b.example/robots.txt']);
});

test('a host whose rules cannot be had is not visited, and the failure is the host\'s own', async () => {
  const { get, asked } = await visit((_, response) => response.writeHead(500).end());
  expect(await get('http://a.example/x')).toBe('http-5xx');
  expect(asked()).toEqual(['a.example/robots.txt']);
});

test.each([[429, '7200', 7_200], [429, null, 3_600], [503, '60', 60], [503, null, 3_600]])('after a %i with Retry-After %j the whole host is left alone for %i seconds (R21)', async (status, retryAfter, seconds) => {
  const { get, asked, visits, settled } = await visit(robots('', (_, response) => response.writeHead(status, retryAfter === null ? {} : { 'retry-after': retryAfter }).end()));
  await get('http://a.example/1');
  const count = asked().length;
  const [kind, left] = (await get('http://a.example/2')).split(' ');
  expect(kind).toBe('rate-limited');
  expect(Math.abs(Number(left) - seconds)).toBeLessThanOrEqual(2);
  expect(asked().length).toBe(count);
  await settled();
  const { notBefore, visitedAt } = visits.get('a.example') ?? { notBefore: null, visitedAt: '' };
  expect(Math.round((Date.parse(notBefore ?? '') - Date.parse(visitedAt)) / 1_000)).toBe(seconds);
});

test.each([500, 502, 504])('a %i holds nothing: it is that page\'s own', async (status) => {
  const { get, asked } = await visit(robots('', (_, response) => response.writeHead(status).end()));
  expect([await get('http://a.example/1'), await get('http://a.example/2')]).toEqual(['http-5xx', 'http-5xx']);
  expect(asked().length).toBe(3);
});

test('those in line behind a 429 are sent away without asking', async () => {
  const { get, asked } = await visit(robots('', (_, response) => response.writeHead(429).end()));
  const answers = await Promise.all([1, 2, 3, 4].map((page) => get(`http://a.example/${page}`)));
  expect(answers.map((answer) => answer.split(' ')[0])).toEqual(Array(4).fill('rate-limited'));
  expect(asked().length).toBe(2);
});

test('a hold outlives a restart, and ends', async () => {
  const soon = new Date(Date.now() + 60_000).toISOString();
  const past = new Date(Date.now() - 60_000).toISOString();
  const { get } = await visit(robots(''), { visits: new Map([['a.example', { visitedAt: past, notBefore: soon }], ['b.example', { visitedAt: past, notBefore: past }]]) });
  expect((await get('http://a.example/')).split(' ')[0]).toBe('rate-limited');
  expect(await get('http://b.example/')).toBe('ok');
});

test.each([['the configured pause', 'User-agent: *\nAllow: /', 300], ['the pause of robots.txt, where it is longer', 'User-agent: *\nCrawl-delay: 0.6', 600]])('between two requests lies %s', async (_, text, pauseMs) => {
  const times: number[] = [];
  const { get } = await visit(robots(text, (_request, response) => {
    times.push(performance.now());
    response.end('page');
  }), { delayMs: 300 });
  await Promise.all([get('http://a.example/1'), get('http://a.example/2'), get('http://a.example/3')]);
  for (const [index, time] of times.slice(1).entries()) expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(pauseMs - 5);
});

test('visits are written down for the next start', async () => {
  const { get, visits, settled } = await visit(robots(''), { delayMs: 50 });
  await get('http://a.example/1');
  await settled();
  expect(Math.abs(Date.parse(visits.get('a.example')?.visitedAt ?? '') - Date.now())).toBeLessThan(5_000);
});
