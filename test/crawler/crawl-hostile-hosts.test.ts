/** Hosts that are slow on purpose, lie about where they are, or send a crawler into its own network: whole crawls. */

import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../core/config.ts';
import { createLog } from '../../core/log.ts';
import { crawl } from '../../crawler/crawl.ts';
import { createCrawler } from '../../scripts/system/crawler.ts';
import { openStore } from '../../store/open.ts';
import { addSource, listSources } from '../../store/sources.ts';
import { articlePage, openCrawlWeb, rssFeed, type Answer, type CrawlWeb } from '../helpers/crawl-web.ts';
import { DISGUISED_HOSTS, PRIVATE_ADDRESSES } from './fetch/private-addresses.ts';

const XML = { 'content-type': 'application/xml' };
const GOOD = 'https://good.example/feed.xml';

describe('beside a good source', () => {
  let web: CrawlWeb;
  afterEach(() => web.close());

  const good = (url: string): Answer | null => {
    if (url === GOOD) return { headers: XML, body: rssFeed('good.example', [{ path: '/p/1', title: 'Post one' }]) };
    return url === 'https://good.example/p/1' ? { body: articlePage('Post one') } : null;
  };

  test('a feed that comes a byte every 200 ms ends at its deadline, and the good one does not wait for it', async () => {
    const deadlineMs = 2_000;
    const total = { feed: deadlineMs, page: deadlineMs, robots: deadlineMs, api: deadlineMs };
    web = await openCrawlWeb({}, undefined, { limits: { totalMs: total } });
    const drips = new Set<NodeJS.Timeout>();
    let openDrips = 0;
    web.answer(({ url }) => {
      if (url !== 'https://slow.example/feed.xml') return good(url);
      return (response) => {
        openDrips += 1;
        response.writeHead(200, XML);
        const drip = setInterval(() => response.write('<'), 200);
        drips.add(drip);
        response.on('close', () => {
          openDrips -= 1;
          clearInterval(drip);
        });
      };
    });
    await web.follow({ id: 'slow', url: 'https://slow.example/feed.xml' });
    await web.follow({ id: 'good', url: GOOD });
    const started = performance.now();
    const { outcomes } = await web.pass('slow', 'good');
    expect(Object.fromEntries(outcomes.map(({ sourceId, outcome }) => [sourceId, outcome]))).toEqual({ slow: 'timeout', good: 'ok' });
    // The good one may have had to wait for an extraction process on a busy machine; the drip itself would have gone on for ever.
    expect(performance.now() - started).toBeGreaterThanOrEqual(deadlineMs - 50);
    await expect.poll(() => openDrips).toBe(0);
    for (const drip of drips) clearInterval(drip);
  }, 60_000);

  test('redirects to every private form are refused, each by name', async () => {
    const forms = [...PRIVATE_ADDRESSES.map(([address]) => (address.includes(':') ? `[${address}]` : address)), ...DISGUISED_HOSTS.map(([host]) => host)];
    web = await openCrawlWeb({ CRAWL_CONCURRENCY: '64' });
    const strays: string[] = [];
    web.answer(({ url }) => {
      const place = /^https:\/\/r(\d+)\.example\/feed\.xml$/u.exec(url)?.[1];
      if (place !== undefined) return { status: 302, headers: { location: `http://${encodeURI(forms[Number(place)] ?? '').replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%25', '%')}/admin` } };
      if (url.endsWith('/admin')) strays.push(url);
      return good(url);
    });
    const ids = await Promise.all(forms.map(async (_, place) => (await web.follow({ id: `r${place}`, url: `https://r${place}.example/feed.xml` })).id));
    await web.follow({ id: 'good', url: GOOD });
    const before = process.memoryUsage.rss();
    const { outcomes, brokenSources } = await web.pass(...ids, 'good');
    const refused = outcomes.filter(({ sourceId }) => sourceId !== 'good');
    expect(refused.filter(({ outcome }) => !['private-address', 'bad-address'].includes(outcome)).map(({ sourceId, outcome }) => [forms[Number(sourceId.slice(1))], outcome])).toEqual([]);
    expect(refused.length).toBeGreaterThanOrEqual(150);
    expect([strays, brokenSources, outcomes.find(({ sourceId }) => sourceId === 'good')?.outcome]).toEqual([[], 0, 'ok']);
    expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(100);
  }, 60_000);
});

test.each<[string, (asked: number) => readonly string[]]>([
  ['a private address', () => ['127.0.0.1']],
  ['a public one and a private one', () => ['8.8.8.8', '127.0.0.1']],
  ['another private one each time', (asked) => [['127.0.0.1', '::1', '10.0.0.1', '::ffff:127.0.0.1'][asked % 4] ?? '']],
  ['documentation first, then loopback', (asked) => [asked === 0 ? '192.0.2.1' : '127.0.0.1']],
])('a name that answers with %s is never connected to, whatever is asked of it', async (_, answer) => {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end();
  });
  server.on('connection', () => hits.push('a connection'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = await mkdtemp(join(tmpdir(), 'writeups-dns-'));
  const store = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
  let asked = 0;
  const crawler = await createCrawler({ store, config: parseConfig({}), log: createLog('silent'), now: () => new Date().toISOString() }, {
    transport: null, hostDelayMs: 0, onEvent: () => {}, network: { resolve: async () => answer(asked++) },
  });
  const { port } = server.address() as AddressInfo;
  for (const [id, url] of [['web', 'http://flip.example/feed.xml'], ['tls', 'https://flip.example/feed.xml'], ['port', `http://flip.example:${port}/feed.xml`]] as const) {
    await addSource(store.db, { id, kind: 'feed', url, addedUrl: url, siteUrl: null, title: id, publisher: id, discovery: null, topics: [] }, new Date().toISOString());
  }
  const { outcomes, brokenSources } = await crawl(crawler.deps, await listSources(store.db), 'test');
  expect(outcomes.map(({ sourceId, outcome }) => [sourceId, outcome]).toSorted()).toEqual([['port', 'bad-address'], ['tls', 'private-address'], ['web', 'private-address']]);
  expect([hits, brokenSources]).toEqual([[], 0]);
  await crawler.close();
  await store.close();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});
