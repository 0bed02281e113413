/** What single steps cost when the store holds a million posts and 50,000 sources, on SQLite and on PostgreSQL, beside 10,000 posts. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { getSourceDetail } from '../../api/sources/source-view.ts';
import type { Deps } from '../../api/deps.ts';
import { parseConfig } from '../../core/config.ts';
import { createLog } from '../../core/log.ts';
import { crawl } from '../../crawler/crawl.ts';
import { openStore, type Store } from '../../store/open.ts';
import { changesAfter, lastSeq } from '../../store/outbox.ts';
import { upsertPost } from '../../store/posts.ts';
import { addSource, claimSource, dueSources, findSource, finishCheck } from '../../store/sources.ts';
import { createCrawler } from '../system/crawler.ts';
import { startFarm } from './processes/farm.ts';
import { ask, PG_BIN, serverFolder, startServer } from './processes/postgres-server.ts';
import { fillStore, postAt, POSTS_PER_SOURCE, sourceIdAt } from './scale/fill.ts';

const LIMIT_MS = 20;
const MAX_CRAWL_RATIO = 1.3;
const ROUNDS = 300;
const CRAWLS = 6;
const FEEDS = 5;
const SMALL = 10_000;

type Steps = ReadonlyMap<string, number>;

/** `npm run bench -- scale [--posts N] [--million] [--sqlite-only]`; 100,000 posts where nothing is said. */
async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options: { posts: { type: 'string' }, million: { type: 'boolean', default: false }, 'sqlite-only': { type: 'boolean', default: false } } });
  const posts = Number(values.posts ?? (values.million ? 1_000_000 : 100_000));
  const results = [await measureOn('SQLite', posts, openSqlite)];
  if (PG_BIN !== null && !values['sqlite-only']) results.push(await measureOn('PostgreSQL', posts, openPostgres));
  return results.every((isFine) => isFine);
}

type Place = { readonly store: Store; readonly close: () => Promise<void> };

async function openSqlite(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-scale-'));
  const store = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
  return { store, close: async () => { await store.close(); rmSync(folder, { recursive: true, force: true }); } };
}

let server: string | null = null;
let databases = 0;

async function openPostgres(): Promise<Place> {
  server ??= await startServer(serverFolder(), process.pid);
  databases += 1;
  const name = `scale_${databases}`;
  await ask(server, `create database ${name}`);
  const store = await openStore({ path: '', databaseUrl: `${server}/${name}` });
  return { store, close: async () => { await store.close(); await ask(server ?? '', `drop database ${name}`); } };
}

async function measureOn(name: string, posts: number, open: () => Promise<Place>): Promise<boolean> {
  const small = await measureAt(open, SMALL);
  const large = await measureAt(open, posts);
  console.log(`${name}, p95 in ms at ${SMALL.toLocaleString('en')} and at ${posts.toLocaleString('en')} posts:`);
  let isFine = true;
  for (const [step, ms] of large) {
    const before = small.get(step) ?? 0;
    const isMet = step === CRAWL ? ms <= before * MAX_CRAWL_RATIO : ms <= LIMIT_MS;
    isFine &&= isMet;
    console.log(`${isMet ? '✓' : '✗'} ${step.padEnd(34)} ${before.toFixed(1).padStart(8)} ${ms.toFixed(1).padStart(8)}   ${step === CRAWL ? `${(ms / before).toFixed(2)} ×, asked ≤ ${MAX_CRAWL_RATIO} ×` : `asked ≤ ${LIMIT_MS}`}`);
  }
  return isFine;
}

async function measureAt(open: () => Promise<Place>, posts: number): Promise<Steps> {
  const { store, close } = await open();
  try {
    const started = performance.now();
    await fillStore(store, posts);
    console.log(`  filled with ${posts.toLocaleString('en')} posts in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    return await measureSteps(store, posts);
  } finally {
    await close();
  }
}

const CRAWL = 'crawl of one feed with ten posts';

async function measureSteps(store: Store, posts: number): Promise<Steps> {
  const { db } = store;
  const now = (): string => new Date().toISOString();
  const sources = Math.ceil(posts / POSTS_PER_SOURCE);
  const any = (count: number): number => Math.floor(Math.random() * count);
  const last = await lastSeq(db);
  const deps = { store } as Deps;
  const steps = new Map<string, number>();
  const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    for (let round = 0; round < 20; round += 1) await work();
    steps.set(name, await p95(ROUNDS, work));
  };
  await step('sources that are due (100)', () => dueSources(db, now(), 100));
  await step('claim a source and give it back', async () => {
    const id = sourceIdAt(any(sources));
    const fence = await claimSource(db, id, now());
    await finishCheck(db, id, fence ?? 0, { state: 'active', nextCheckAt: now(), failure: null }, now());
  });
  await step('write a changed post', () => store.transact((transaction) => upsertPost(transaction, { ...postAt(any(posts)), title: `Changed ${Math.random()}` }, now())));
  await step('read the outbox (200)', () => changesAfter(db, any(last), 200));
  await step('page of a source', async () => {
    const source = await findSource(db, sourceIdAt(any(sources)));
    return getSourceDetail(deps, source?.id ?? '');
  });
  steps.set(CRAWL, await measureCrawl(store));
  return steps;
}

/** The median of several passes over a few feeds each: what one feed takes, waiting for the database included. */
async function measureCrawl(store: Store): Promise<number> {
  const farm = await startFarm({ pages: 10, latencyMs: 0 });
  const now = (): string => new Date().toISOString();
  const crawler = await createCrawler({ store, config: parseConfig({ CRAWL_CONCURRENCY: '4' }), log: createLog('silent'), now }, {
    transport: { connect: () => ({ host: '127.0.0.1', port: farm.port }) }, hostDelayMs: 0, onEvent: () => {},
  });
  let host = 0;
  const crawlFeeds = async (): Promise<void> => {
    const found = [];
    for (const end = host + FEEDS; host < end; host += 1) {
      const url = `https://new${host}.example/feed.xml`;
      await addSource(store.db, { id: `new${host}`, kind: 'feed', url, addedUrl: url, siteUrl: `https://new${host}.example/`, title: `new${host}`, publisher: `new${host}`, discovery: null, topics: [] }, now());
      found.push(await findSource(store.db, `new${host}`));
    }
    await crawl(crawler.deps, found.filter((source) => source !== null), 'bench');
  };
  await crawlFeeds();
  const times: number[] = [];
  for (let round = 0; round < CRAWLS; round += 1) {
    const started = performance.now();
    await crawlFeeds();
    times.push((performance.now() - started) / FEEDS);
  }
  await crawler.close();
  await farm.close();
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

async function p95(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2)) ? 0 : 1;
