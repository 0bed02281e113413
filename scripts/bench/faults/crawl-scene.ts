/** Two blogs and an aggregator, crawled, stored and indexed while something fails. */

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { parseConfig } from '../../../core/config.ts';
import type { Instant } from '../../../core/feed.ts';
import { injectFault } from '../../../core/fault.ts';
import { createLog } from '../../../core/log.ts';
import { crawl, resume } from '../../../crawler/crawl.ts';
import type { SearchEngine } from '../../../index-config/engine.ts';
import { createSync, verifyEngine } from '../../../index-config/sync.ts';
import { openStore, type Store } from '../../../store/open.ts';
import { abandonedSources, addSource, dueSources } from '../../../store/sources.ts';
import { DEFAULT_LIMITS } from '../../../crawler/fetch/limits.ts';
import { createCrawler } from '../../system/crawler.ts';
import { createSyncStore } from '../../system/sync-store.ts';
import { failingEngine, failingStore, onlyInjected } from './failing.ts';
import { Injected, type Scene, type Strike } from './nth-failure.ts';

const START: Instant = '2026-06-01T12:00:00.000Z';
/** Days later, and after everything that backs off has been tried again. */
const LATER: readonly Instant[] = ['2026-06-04T18:00:00.000Z', '2026-06-24T18:00:00.000Z'];
const HOUR_MS = 3_600_000;
const UNDISTURBED: Strike = () => null;

/** Path of a post, its title, and the topic of its text: two with one topic are copies. */
const BLOGS: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  'one.example': [['/posts/queue', 'How the queue grew', 'queue'], ['/posts/locks', 'What locks cost', 'locks']],
  'two.example': [['/again/queue', 'How the queue grew', 'queue'], ['/notes/cache', 'A cache that forgot', 'cache']],
};

/** The scene over a store of its own; `engine` is emptied at every reset. A site that says nothing is waited for so long. */
export async function openCrawlScene(engine: SearchEngine, patienceMs = DEFAULT_LIMITS.headersMs): Promise<Scene & { readonly store: Store; readonly close: () => Promise<void> }> {
  let strike = UNDISTURBED;
  let nowMs = Date.parse(START);
  const now = (): Instant => new Date(nowMs).toISOString();
  const server = createServer((request, response) => {
    const isRobots = request.url === '/robots.txt';
    const jump = isRobots ? null : strike('clock');
    if (jump !== null) nowMs += jump % 2 === 0 ? -2 * HOUR_MS : 48 * HOUR_MS;
    const failing = isRobots ? null : strike('network');
    const silent = isRobots ? null : strike('silence');
    if (failing !== null) fail(response, failing);
    else if (silent === null) answer(response, request.headers.host ?? '', request.url ?? '/');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const store = await openStore({ path: ':memory:', databaseUrl: null });
  const shaky = failingStore(store, (kind) => strike(kind));
  const log = createLog('silent');
  const crawler = await createCrawler({ store: shaky, config: parseConfig({}), log, now }, {
    transport: { connect: () => ({ host: '127.0.0.1', port }) }, network: { limits: { headersMs: patienceMs } }, hostDelayMs: 0, onEvent: () => {}, clock: { now: () => nowMs, sleep: async (ms) => { nowMs += ms; } },
  });
  const reset = async (): Promise<void> => {
    const tables = await store.db.introspection.getTables();
    for (const { name } of tables) if (name !== 'migrations') await store.db.deleteFrom(name as 'posts').execute();
    nowMs = Date.parse(START);
    await engine.rebuild((async function* () {})());
    for (const host of Object.keys(BLOGS)) await addSource(store.db, sourceOf(host, 'feed', `https://${host}/feed`), now());
    await addSource(store.db, sourceOf('links', 'aggregator', 'https://links.example/rss'), now());
  };
  const round = async (): Promise<void> => {
    const { db } = shaky;
    const sync = createSync(createSyncStore(db, now), failingEngine(engine, (kind) => strike(kind)));
    // As a server's loops: what stops one does not stop the others.
    for (const work of [
      async () => resume(crawler.deps, await abandonedSources(db, now())),
      async () => crawl(crawler.deps, await dueSources(db, now(), 100), 'faults'),
      sync,
    ]) await work().catch(onlyInjected);
  };
  const recover = async (): Promise<void> => {
    for (const at of LATER) {
      nowMs = Date.parse(at);
      await round();
    }
  };
  await reset();
  await round();
  await recover();
  const expected = await contentsOf(store);
  return {
    store, reset, recover,
    work: async (striking) => {
      strike = striking;
      injectFault((point) => {
        if (strike(point) !== null) throw new Injected();
      });
      await round();
      injectFault(null);
      strike = UNDISTURBED;
    },
    difference: async () => {
      const found = await contentsOf(store);
      const [table] = Object.keys(expected).filter((name) => expected[name] !== found[name]);
      if (table !== undefined) return `${table} differ: ${found[table]?.slice(0, 300)} instead of ${expected[table]?.slice(0, 300)}`;
      const { isEqual, missing, outdated, surplus } = await verifyEngine(createSyncStore(store.db, now), engine);
      return isEqual ? null : `the index lacks ${missing.length}, holds ${outdated.length} in an old form and ${surplus.length} too many`;
    },
    close: async () => {
      await crawler.close();
      await store.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function sourceOf(id: string, kind: 'feed' | 'aggregator', url: string): Parameters<typeof addSource>[1] {
  return { id, kind, url, addedUrl: url, siteUrl: new URL('/', url).href, title: id, publisher: id, discovery: null, topics: [] };
}

/** Rows that a crawl leaves, without moments and counts of tries. */
async function contentsOf({ db }: Store): Promise<Readonly<Record<string, string>>> {
  const rows = {
    posts: await db.selectFrom('posts').select(['id', 'clusterId', 'title', 'url', 'publishedAt', 'kind', 'tags', 'excerptOnly']).orderBy('id').execute(),
    texts: (await db.selectFrom('postTexts').selectAll().orderBy('postId').execute()).map((row) => createHash('sha1').update(JSON.stringify(row)).digest('hex')),
    clusters: await db.selectFrom('clusters').select(['id', 'originalId']).orderBy('id').execute(),
    entries: await db.selectFrom('entries').select(['sourceId', 'key', 'state', 'postId']).orderBy('sourceId').orderBy('key').execute(),
    addresses: await db.selectFrom('addresses').select(['canonicalUrl', 'postId']).orderBy('canonicalUrl').execute(),
    mentions: await db.selectFrom('mentions').select(['id', 'postId', 'points']).orderBy('id').execute(),
    pages: await db.selectFrom('pages').select('url').orderBy('url').execute(),
    sources: await db.selectFrom('sources').select(['id', 'state', 'failure', 'leaseOwner']).orderBy('id').execute(),
    outbox: await db.selectFrom('outbox').select('postId').orderBy('postId').execute(),
  };
  return Object.fromEntries(Object.entries(rows).map(([table, found]) => [table, JSON.stringify(found)]));
}

/** Five ways in which a request goes wrong. */
function fail(response: ServerResponse, turn: number): void {
  const status = [500, 503, 429][turn % 5];
  if (status !== undefined) response.writeHead(status).end('Not now.');
  else if (turn % 5 === 3) response.destroy();
  else {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': '5000' }).write('<!doctype html><html><body><p>The first half');
    setTimeout(() => response.destroy(), 1);
  }
}

function answer(response: ServerResponse, host: string, path: string): void {
  const entries = host === 'links.example' ? Object.entries(BLOGS).flatMap(([blog, posts]) => posts.map((post) => [blog, post] as const)) : (BLOGS[host] ?? []).map((post) => [host, post] as const);
  if (path === '/feed' || path === '/rss') {
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(feedOf(host, entries));
    return;
  }
  const [, title, topic] = (BLOGS[host] ?? []).find(([known]) => known === path) ?? [];
  if (title === undefined || topic === undefined) response.writeHead(404).end('');
  else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pageOf(title, topic));
}

function feedOf(host: string, entries: readonly (readonly [string, readonly [string, string, string]])[]): string {
  const items = entries.map(([blog, [path, title]]) => `<item><title>${title}</title><link>https://${blog}${path}</link><guid>https://${blog}${path}</guid><comments>https://${host}/s${path}</comments><pubDate>Fri, 01 May 2026 10:00:00 GMT</pubDate></item>`);
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${host}</title><link>https://${host}/</link><description>d</description>${items.join('')}</channel></rss>`;
}

function pageOf(title: string, topic: string): string {
  const part = (of: string): string => `<p>What we learnt of ${of} while the ${topic} was built: it grew, the ${topic} workers waited, and one thing explained all of it. We measured ${topic} before and after ${of}, and kept the numbers.</p>`;
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body><article><h1>${title}</h1>${['latency', 'storage', 'rollouts', 'alerts', 'people'].map(part).join('')}</article></body></html>`;
}
