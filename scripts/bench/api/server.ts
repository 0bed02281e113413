/** The server under measurement, in a process of its own: folder, number of posts. Does what its parent asks for between requests. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { IndexDocument } from '../../../core/search.ts';
import { parseQuery } from '../../../api/query/parse-query.ts';
import { SearchQuery } from '../../../api/search/schema.ts';
import { requestOf } from '../../../api/search/search.ts';
import { startServer } from '../../../api/server.ts';
import { decideJoin } from '../../../crawler/settle-cluster.ts';
import { enqueue } from '../../../store/outbox.ts';
import { listPostIds, upsertPost } from '../../../store/posts.ts';
import type { RankDocument } from '../../stages/rank.ts';
import { apiDeps } from '../../system/api-deps.ts';
import type { System } from '../../system/open-system.ts';
import { setV8Flags } from '../../system/v8-flags.ts';
import { readJsonLines } from '../relevance.ts';
import { recombinedPosts } from '../search-corpus.ts';
import { openCorpus, toPost } from './corpus.ts';

/** Linux alone tells memory apart. */
const STATUS = '/proc/self/status';

/** What the parent may ask for; each is answered with one message. */
export type Order =
  | { readonly order: 'usage' } | { readonly order: 'crawl' }
  | { readonly order: 'direct'; readonly q: string }
  | { readonly order: 'arrive'; readonly posts: number; readonly merges: number }
  | { readonly order: 'stop' };

async function main(): Promise<void> {
  setV8Flags();
  process.on('disconnect', () => process.exit());
  const [folder = '', count = ''] = process.argv.slice(2);
  const system = await openCorpus(folder, Number(count));
  const server = await startServer(apiDeps(system), { host: '127.0.0.1', port: 0 });
  const stop = async (): Promise<never> => {
    await server.stop();
    await system.close();
    return process.exit();
  };
  process.send?.({ port: server.port });
  process.on('message', ({ call, order }: { call: number; order: Order }) => void perform(system, order, stop).then((answer) => process.send?.({ call, answer })));
}

async function perform(system: System, order: Order, stop: () => Promise<never>): Promise<object> {
  switch (order.order) {
    case 'usage': return { memoryBytes: ownBytes(), cpuMicros: process.cpuUsage().user + process.cpuUsage().system };
    case 'crawl': return crawlFarm(process.argv.slice(2));
    case 'direct': return askEngine(system, order.q);
    case 'arrive': return arrive(system, order);
    case 'stop': return stop();
  }
  return order satisfies never;
}

/** Memory of this process alone. Mapped pages of the database are the system's cache: they come and go with what is read, and are given up when others need them. */
function ownBytes(): number {
  const [, kib] = /^RssAnon:\s+(\d+) kB$/mu.exec(existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '') ?? [];
  return kib === undefined ? process.memoryUsage.rss() : Number(kib) * 1024;
}

async function askEngine(system: System, q: string): Promise<{ readonly tookMs: number }> {
  const request = requestOf(parseQuery(q, system.now()), SearchQuery.parse({ q }));
  const started = performance.now();
  await system.engine.search(request);
  return { tookMs: performance.now() - started };
}

/** Begins to crawl a farm; the crawl goes on until this process ends. */
async function crawlFarm(args: readonly string[]): Promise<object> {
  const crawler = fork(new URL('./crawler.ts', import.meta.url).pathname, args, { stdio: 'inherit' });
  const [begun] = await once(crawler, 'message') as [object];
  return begun;
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
