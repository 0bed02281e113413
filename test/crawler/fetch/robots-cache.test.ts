import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createRobotsCache, type RobotsCache, type RobotsStore } from '../../../crawler/fetch/robots-cache.ts';
import { isAllowed } from '../../../crawler/fetch/robots.ts';
import { createTestFetcher, startWeb, type LocalWeb } from './local-web.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOBODY = 'User-agent: *\nDisallow: /';
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

type Host = { answer: RequestListener };
type Scene = { readonly web: LocalWeb; readonly host: Host; readonly clock: { now: number }; readonly store: Map<string, string>; readonly restart: () => RobotsCache; readonly cache: RobotsCache };

function storeOf(records: Map<string, string>): RobotsStore {
  return { get: async (origin) => records.get(origin) ?? null, put: async (origin, record) => void records.set(origin, record) };
}

async function scene(answer: RequestListener): Promise<Scene> {
  const host: Host = { answer };
  const web = await startWeb((request, response) => host.answer(request, response));
  const fetcher = createTestFetcher(web, { limits: { headersMs: 300, totalMs: { feed: 500, page: 500, robots: 500, api: 500 } } });
  open.push(fetcher.close, web.close);
  const clock = { now: Date.parse('2026-03-29T00:00:00Z') };
  const store = new Map<string, string>();
  const restart = (): RobotsCache => createRobotsCache({ fetcher, now: () => clock.now, store: storeOf(store) });
  return { web, host, clock, store, restart, cache: restart() };
}

const file = (text: string): RequestListener => (_, response) => response.end(text);
const status = (code: number): RequestListener => (_, response) => response.writeHead(code).end('x');

async function ask(cache: RobotsCache, path = '/x'): Promise<string> {
  const { rules, state, failure } = await cache.robotsFor(`http://blog.example${path}`);
  return `${state} ${isAllowed(rules, 'Writeups', `http://blog.example${path}`)} ${failure?.kind ?? '-'}`;
}

describe('what the answer means (RFC 9309 §2.3.1)', () => {
  test.each<[string, RequestListener, string]>([
    ['a file', file(NOBODY), 'found false -'], ['an empty file', file(''), 'found true -'], ['a page', file('<!doctype html><title>Home</title>'), 'found true -'],
    ['404', status(404), 'absent true -'], ['403', status(403), 'absent true -'], ['401', status(401), 'absent true -'], ['410', status(410), 'absent true -'], ['400', status(400), 'absent true -'],
    ['429', status(429), 'unreachable false rate-limited'], ['500', status(500), 'unreachable false http-5xx'], ['503', status(503), 'unreachable false http-5xx'],
    ['no connection', (request) => request.socket.destroy(), 'unreachable false connection'], ['silence', () => {}, 'unreachable false timeout'],
    ['a redirect to a file', (request, response) => (request.headers.host === 'other.example' ? response.end(NOBODY) : response.writeHead(301, { location: 'http://other.example/rules' }).end()), 'found false -'],
    ['an endless redirect', (request, response) => response.writeHead(302, { location: `${request.url}x` }).end(), 'absent true -'],
    ['a picture', (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('x'), 'absent true -'],
    ['a redirect into the private network', (_, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end(), 'unreachable false private-address'],
  ])('%s', async (_, answer, expected) => {
    const { cache } = await scene(answer);
    expect(await ask(cache)).toBe(expected);
  });
});

describe('how long it holds', () => {
  test('one request for many questions at once, and none for a day', async () => {
    const { cache, web, clock } = await scene(file(NOBODY));
    await Promise.all(Array.from({ length: 30 }, (_, index) => ask(cache, `/${index}`)));
    clock.now += DAY - 1;
    await ask(cache);
    expect(web.requests.length).toBe(1);
    clock.now += 1;
    await ask(cache);
    expect(web.requests.length).toBe(2);
  });

  test('each origin has its own', async () => {
    const { cache, web } = await scene(file(NOBODY));
    for (const origin of ['http://a.example', 'https://a.example', 'http://b.example']) await cache.robotsFor(`${origin}/x?y`);
    expect(web.requests.map(({ url, headers }) => `${headers.host}${url}`)).toEqual(['a.example/robots.txt', 'a.example/robots.txt', 'b.example/robots.txt']);
  });

  test('a restart does not ask again', async () => {
    const { cache, web, clock, restart } = await scene(file(NOBODY));
    await ask(cache);
    clock.now += 23 * HOUR;
    expect(await ask(restart())).toBe('found false -');
    expect(web.requests.length).toBe(1);
  });

  test('rules change within a day, in both directions', async () => {
    const { cache, host, clock } = await scene(file(NOBODY));
    expect(await ask(cache)).toBe('found false -');
    host.answer = status(404);
    clock.now += DAY;
    expect(await ask(cache)).toBe('absent true -');
    host.answer = file(NOBODY);
    clock.now += DAY;
    expect(await ask(cache)).toBe('found false -');
  });

  test('an unreachable host is asked again after an hour; meanwhile nothing is allowed, whatever it said before', async () => {
    const { cache, host, clock, web, restart } = await scene(file(''));
    expect(await ask(cache)).toBe('found true -');
    host.answer = status(500);
    clock.now += DAY;
    expect(await ask(cache)).toBe('unreachable false http-5xx');
    clock.now += HOUR - 1;
    expect(await ask(restart())).toBe('unreachable false http-5xx');
    expect(web.requests.length).toBe(2);
    host.answer = file('');
    clock.now += 1;
    expect(await ask(cache)).toBe('found true -');
  });

  test.each([['said nothing before', status(500), 'unreachable true -'], ['forbade before', file(NOBODY), 'unreachable false -'], ['allowed before', file(''), 'unreachable true -']])('after 30 days without an answer, a host that %s is taken at its last word', async (_, before, expected) => {
    const { cache, host, clock } = await scene(before);
    await ask(cache);
    host.answer = status(503);
    clock.now += DAY;
    expect(await ask(cache)).toBe('unreachable false http-5xx');
    for (let day = 0; day < 31; day += 1) {
      clock.now += DAY;
      await ask(cache);
    }
    expect(await ask(cache)).toBe(expected);
  });

  test('a clock that was set back does not keep old rules for ever', async () => {
    const { cache, clock, web } = await scene(file(NOBODY));
    await ask(cache);
    clock.now -= 10 * DAY;
    await ask(cache);
    expect(web.requests.length).toBe(2);
  });
});

test('a store that fails is a bug that is shown, and does not stay', async () => {
  const { web } = await scene(file(NOBODY));
  const fetcher = createTestFetcher(web);
  open.unshift(fetcher.close);
  let isBroken = true;
  const cache = createRobotsCache({ fetcher, now: Date.now, store: { get: async () => (isBroken ? Promise.reject(new Error('disk')) : null), put: async () => {} } });
  await expect(ask(cache)).rejects.toThrow('disk');
  isBroken = false;
  expect(await ask(cache)).toBe('found false -');
});
