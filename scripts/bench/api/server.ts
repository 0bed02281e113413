/** The server under measurement, in a process of its own: folder, number of posts. Does what its parent asks for between requests. */

import { spawn } from 'node:child_process';
import type { IndexDocument } from '../../../core/search.ts';
import { parseQuery } from '../../../api/query/parse-query.ts';
import { SearchQuery } from '../../../api/search/schema.ts';
import { requestOf } from '../../../api/search/search.ts';
import { startServer } from '../../../api/server.ts';
import { crawl } from '../../../crawler/crawl.ts';
import { decideJoin } from '../../../crawler/settle-cluster.ts';
import { enqueue } from '../../../store/outbox.ts';
import { listPostIds, upsertPost } from '../../../store/posts.ts';
import { addSource, listSources } from '../../../store/sources.ts';
import { readLines } from '../../json-lines.ts';
import type { RankDocument } from '../../stages/rank.ts';
import { apiDeps } from '../../system/api-deps.ts';
import { createCrawler } from '../../system/crawler.ts';
import type { System } from '../../system/open-system.ts';
import { startSyncLoop } from '../../system/crawl-loop.ts';
import { readJsonLines } from '../relevance.ts';
import { recombinedPosts } from '../search-corpus.ts';
import { openCorpus, toPost } from './corpus.ts';

/** Hosts that are crawled at once, as many as by default, but five times as fast. */
const CRAWLED_HOSTS = 16;

/** What the parent may ask for; each is answered with one message. */
export type Order =
  | { readonly order: 'usage' } | { readonly order: 'crawl' }
  | { readonly order: 'direct'; readonly q: string }
  | { readonly order: 'arrive'; readonly posts: number; readonly merges: number }
  | { readonly order: 'stop' };

async function main(): Promise<void> {
  const [folder = '', count = ''] = process.argv.slice(2);
  const system = await openCorpus(folder, Number(count));
  const server = await startServer(apiDeps(system), { host: '127.0.0.1', port: 0 });
  const sync = startSyncLoop(system);
  const stop = async (): Promise<never> => {
    sync.stop();
    await server.stop();
    await system.close();
    return process.exit();
  };
  process.send?.({ port: server.port });
  process.on('message', ({ call, order }: { call: number; order: Order }) => void perform(system, order, stop).then((answer) => process.send?.({ call, answer })));
}

async function perform(system: System, order: Order, stop: () => Promise<never>): Promise<object> {
  switch (order.order) {
    case 'usage': return { rssBytes: process.memoryUsage.rss(), cpuMicros: process.cpuUsage().user + process.cpuUsage().system };
    case 'crawl': return crawlFarm(system);
    case 'direct': return askEngine(system, order.q);
    case 'arrive': return arrive(system, order);
    case 'stop': return stop();
  }
  return order satisfies never;
}

async function askEngine(system: System, q: string): Promise<{ readonly tookMs: number }> {
  const request = requestOf(parseQuery(q, system.now()), SearchQuery.parse({ q }));
  const started = performance.now();
  await system.engine.search(request);
  return { tookMs: performance.now() - started };
}

/** Begins to crawl a farm; the crawl goes on until the process ends. */
async function crawlFarm(system: System): Promise<object> {
  const farm = spawn(process.execPath, [new URL('farm/server.ts', new URL('..', import.meta.url)).pathname, '300', '50'], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => farm.kill());
  let port = 0;
  for await (const line of readLines(farm.stdout as never)) {
    ({ port } = JSON.parse(line) as { port: number });
    break;
  }
  for (let host = 0; host < CRAWLED_HOSTS; host += 1) {
    const url = `https://h${host}.example/feed.xml`;
    await addSource(system.store.db, { id: `h${host}`, kind: 'feed', url, addedUrl: url, siteUrl: null, title: `h${host}`, publisher: `h${host}`, discovery: null, topics: [] }, system.now());
  }
  const crawler = await createCrawler(system, { transport: { connect: () => ({ host: '127.0.0.1', port }) }, hostDelayMs: 1_000, onEvent: () => {} });
  void crawl(crawler.deps, await listSources(system.store.db), 'bench').catch((error: unknown) => {
    if (process.connected) throw error; // else the store was closed under it, at the end
  });
  return { crawling: CRAWLED_HOSTS };
}

/** New posts come and others turn out to be one writeup, as in a crawl; returns which were told to be copies. */
async function arrive(system: System, { posts, merges }: Order & { readonly order: 'arrive' }): Promise<object> {
  const documents: IndexDocument[] = [...recombinedPosts(readJsonLines<RankDocument>('docs.jsonl.gz').slice(0, 500), posts, 2_000)];
  const known = await listPostIds(system.store.db, '', 2 * merges);
  for (const [index, document] of documents.entries()) {
    const { id } = await upsertPost(system.store.db, { ...toPost(document), canonicalUrl: `https://new.example/${index}`, url: `https://new.example/${index}` }, system.now());
    await enqueue(system.store.db, [id]);
    const [left, right] = [known[2 * index], known[2 * index + 1]];
    if (index < merges && left !== undefined && right !== undefined) await system.store.transact((transaction) => decideJoin(transaction, [left, right], 'same', system.now()));
    if (index % 50 === 49) await system.sync();
  }
  await system.sync();
  return { arrived: documents.length, touched: known };
}

if (import.meta.main) await main();
