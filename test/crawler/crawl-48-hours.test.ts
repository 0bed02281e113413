import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../store/open.ts';
import { addSource } from '../../store/sources.ts';
import { withFolder } from '../helpers/cli.ts';
import { articlePage, rssFeed } from '../helpers/crawl-web.ts';
import { fastClock } from '../helpers/fast-clock.ts';
import { ROOT } from '../helpers/source-files.ts';

const HOUR = 3_600_000;
const HOURS = 48;
/** Two days in a bit more than a minute. */
const FACTOR = 2_400;
const RETRY_AFTER_SECONDS = 10_800;

type Row = { readonly host: string; readonly path: string; readonly headers: IncomingHttpHeaders; readonly atMs: number; readonly status: number; readonly etag: string | null; readonly underway: number };
const FEEDS: Readonly<Record<string, string>> = {
  'lively.example': '/feed.xml?format=rss', 'steady.example': '/index.xml', 'bare.example': '/rss', 'busy.example': '/atom.xml', 'slow.example': '/feed',
};

const log: Row[] = [];
const kills: number[] = [];
let held: { host: string; fromMs: number } | null = null;
let crawled: { posts: number; failures: unknown[] };

/** A post appears every five hours; each version has validators as servers really give them. */
function feedOf(host: string, startMs: number, hours: number): { readonly body: string; readonly etag: string; readonly modified: string } {
  const count = host === 'lively.example' ? 1 + Math.floor(hours / 5) : 2;
  const items = Array.from({ length: count }, (_, index) => ({ path: `/posts/${index}`, title: `Post ${index} of ${host}`, at: new Date(startMs + index * 5 * HOUR).toISOString() }));
  return { body: rssFeed(host, items), etag: `W/"${host}-${count}-gzip;x"`, modified: new Date(startMs + count * HOUR).toUTCString() };
}

/** Whether the first posts of every feed had been asked for by then. */
function areAllRead(byMs: number): boolean {
  return Object.keys(FEEDS).every((host) => log.filter((row) => row.host === host && row.path.startsWith('/posts/') && row.atMs < byMs).length >= (host === 'lively.example' ? 1 : 2));
}

beforeAll(async () => {
  // Fast time begins with the real one.
  const startMs = Date.now();
  const clock = fastClock(startMs, FACTOR);
  const hoursGone = (): number => (clock.now() - startMs) / HOUR;
  const underway = new Map<string, number>();
  let child: ChildProcess | null = null;

  const answer = (request: IncomingMessage, response: ServerResponse, host: string): { status: number; etag: string | null } => {
    if (request.url === '/robots.txt') return { status: response.writeHead(200, { 'content-type': 'text/plain' }).end(host === 'slow.example' ? 'User-agent: *\nCrawl-delay: 30' : '').statusCode, etag: null };
    if (host === 'busy.example' && held === null && hoursGone() > 8) {
      held = { host, fromMs: clock.now() };
      return { status: response.writeHead(429, { 'retry-after': String(RETRY_AFTER_SECONDS) }).end().statusCode, etag: null };
    }
    if (request.url !== FEEDS[host]) return { status: response.writeHead(200, { 'content-type': 'text/html' }).end(articlePage(`Page ${request.url}`)).statusCode, etag: null };
    const feed = feedOf(host, startMs, hoursGone());
    const validators = host === 'bare.example' ? {} : { etag: feed.etag, 'last-modified': feed.modified };
    const headers = { ...validators, ...(host === 'steady.example' ? { 'cache-control': 'max-age=7200' } : {}) };
    if (host !== 'bare.example' && request.headers['if-none-match'] === feed.etag) return { status: response.writeHead(304, headers).end().statusCode, etag: feed.etag };
    return { status: response.writeHead(200, { 'content-type': 'application/rss+xml', ...headers }).end(feed.body).statusCode, etag: feed.etag };
  };

  const server = createServer((request, response) => {
    const host = request.headers.host ?? '';
    const atMs = clock.now();
    underway.set(host, (underway.get(host) ?? 0) + 1);
    let hasEnded = false;
    const end = (): void => {
      if (!hasEnded) underway.set(host, (underway.get(host) ?? 1) - 1);
      hasEnded = true;
    };
    response.once('finish', end).once('close', end);
    // One of the three ends in the middle of a request.
    if (kills.length === 1 && hoursGone() > 24 && request.url !== '/robots.txt') {
      kills.push(atMs);
      child?.kill('SIGKILL');
    }
    const { status, etag } = answer(request, response, host);
    log.push({ host, path: request.url ?? '', headers: request.headers, atMs, status, etag, underway: underway.get(host) ?? 0 });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  await withFolder(async (data) => {
    const store = await openStore({ path: join(data, 'writeups.db'), databaseUrl: null });
    for (const [host, path] of Object.entries(FEEDS)) {
      const url = `https://${host}${path}`;
      await addSource(store.db, { id: host, kind: 'feed', url, addedUrl: url, siteUrl: `https://${host}/`, title: host, publisher: host, discovery: null, topics: [] }, new Date(startMs).toISOString());
    }
    await store.close();
    const program = join(ROOT, 'test/helpers/crawl-in-fast-time.ts');
    const args = [program, data, String((server.address() as AddressInfo).port), String(startMs), String(FACTOR), String(startMs + HOURS * HOUR)];
    for (const killAtHour of [12, Infinity, 34, null]) {
      child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
      const ended = once(child, 'close');
      if (killAtHour !== null && killAtHour !== Infinity) {
        await Promise.race([ended, wait((startMs + killAtHour * HOUR - clock.now()) / FACTOR)]);
        // A machine with much else to do has not ended its first checks by then.
        while (!areAllRead(clock.now() - 1_000 * FACTOR)) await wait(500);
        kills.push(clock.now());
        child.kill('SIGKILL');
      }
      await ended;
    }
    const database = new DatabaseSync(join(data, 'writeups.db'), { readOnly: true });
    crawled = {
      posts: Number(database.prepare('select count(*) as count from posts').get()?.['count']),
      failures: database.prepare('select id, failure from sources where failure is not null').all(),
    };
    database.close();
  });
  server.closeAllConnections();
  server.close();
}, 240_000);

afterAll(() => {
  held = null;
});

const requestsOf = (host: string): Row[] => log.filter((row) => row.host === host && row.path === FEEDS[host]);
const gaps = (rows: readonly Row[]): number[] => rows.slice(1).map((row, index) => row.atMs - (rows[index]?.atMs ?? 0));
const withValidators = Object.keys(FEEDS).filter((host) => host !== 'bare.example');

test('the process was killed three times, and the two days were crawled all the same', () => {
  expect(kills.length).toBe(3);
  expect(requestsOf('lively.example').length).toBeGreaterThan(8);
  expect(requestsOf('lively.example').at(-1)?.atMs).toBeGreaterThan((kills[2] ?? 0));
  expect(crawled.failures).toEqual([]);
  expect(crawled.posts).toBeGreaterThan(12);
});

test.each(withValidators)('1. %s: only the first request is unconditional', (host) => {
  expect(requestsOf(host).map(({ headers }) => headers['if-none-match'] !== undefined)).toEqual(requestsOf(host).map((_, index) => index > 0));
});

test.each(withValidators)('2. %s: validators are those that the server gave last, byte for byte', (host) => {
  const rows = requestsOf(host);
  const given = (before: Row): (string | null)[] => rows.filter((row) => row.atMs < before.atMs).map((row) => row.etag);
  for (const row of rows.slice(1)) expect(given(row)).toContain(row.headers['if-none-match']);
});

test.each(Object.keys(FEEDS))('3. %s: never asked again within an hour (a day without validators), restarts or not', (host) => {
  expect(Math.min(...gaps(requestsOf(host)))).toBeGreaterThanOrEqual(host === 'bare.example' ? 24 * HOUR : HOUR);
});

test('4. no cookie, no referer, no added query; 5. our own name with an address; 7. feed types; 8. gzip; 9. the exact address', () => {
  for (const { headers, host, path } of log) {
    expect(headers.cookie ?? headers.referer ?? null).toBeNull();
    expect(headers['user-agent']).toBe('Writeups/0.1 (+https://writeups.example/about)');
    expect(headers['accept-encoding']).toContain('gzip');
    expect([FEEDS[host], '/robots.txt']).toContain(path.startsWith('/posts/') ? '/robots.txt' : path);
    if (path === FEEDS[host]) expect(headers.accept).toMatch(/application\/atom\+xml.*application\/rss\+xml/u);
  }
});

test('6. Retry-After is obeyed to the second by the whole host, and max-age by the feed', () => {
  const after = log.filter((row) => row.host === 'busy.example' && held !== null && row.atMs > held.fromMs);
  expect(after.length).toBeGreaterThan(0);
  expect((after[0]?.atMs ?? 0) - (held?.fromMs ?? 0)).toBeGreaterThanOrEqual(RETRY_AFTER_SECONDS * 1_000);
  expect(Math.min(...gaps(requestsOf('steady.example')))).toBeGreaterThanOrEqual(7_200_000);
});

test.each(Object.keys(FEEDS))('%s never sees two requests at once, nor two within its delay', (host) => {
  const rows = log.filter((row) => row.host === host);
  expect(Math.max(...rows.map((row) => row.underway))).toBe(1);
  // Its delay is known from the first answer of robots.txt on.
  expect(Math.min(...gaps(rows))).toBeGreaterThanOrEqual(host === 'slow.example' ? 30_000 : 5_000);
});
