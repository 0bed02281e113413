/** Several processes of one installation for a measurement: a farm to crawl, a PostgreSQL server, and a search engine that can be cut off. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../../store/open.ts';
import { addSource } from '../../../store/sources.ts';
import { createChild, type Child } from './children.ts';
import { startFarm, type Farm } from './farm.ts';
import { ask, serverFolder, startServer } from './postgres-server.ts';

const CLI = new URL('../../writeups.ts', import.meta.url).pathname;
const CRAWLER = new URL('crawler-main.ts', import.meta.url).pathname;
const LATENCY_MS = 15;
/** A name of its own, by which its connections are known among others of this machine. */
export const DATABASE = `bench_${process.pid}`;

export type Size = { readonly hosts: number; readonly pages: number; readonly delayMs: number };
export type Installation = Size & {
  readonly farm: Farm;
  readonly folder: string;
  readonly databaseUrl: string;
  readonly store: Store;
  /** What every process of it is told by its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends every connection to the database. */
  readonly cutDatabase: () => Promise<void>;
  readonly crawler: (number: number) => Child;
  readonly serve: (name: string, role: string, folder: string) => Child;
  readonly close: () => Promise<void>;
};

/** An installation that follows every host of its farm and has read nothing yet; no process of it runs. `env`: further settings. */
export async function openInstallation(size: Size, env: Readonly<Record<string, string>>): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-processes-'));
  const farm = await startFarm({ pages: size.pages, latencyMs: LATENCY_MS, delayMs: size.delayMs });
  const server = await startServer(serverFolder(), process.pid);
  await ask(server, `create database ${DATABASE}`);
  const databaseUrl = `${server}/${DATABASE}`;
  const store = await openStore({ path: '', databaseUrl });
  await follow(store, size.hosts);
  const all = { BUILT_IN_SOURCES: 'off', LOG_LEVEL: 'error', MEILI_URL: '', ...env, DATABASE_URL: databaseUrl };
  return {
    ...size, farm, folder, databaseUrl, store, env: all,
    cutDatabase: () => ask(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${DATABASE}'`),
    crawler: (number) => createChild(`crawler-${number}`, (life) => [CRAWLER, life, join(folder, `crawler-${number}`), String(farm.port), String(size.delayMs)], all),
    serve: (name, role, data) => createChild(name, () => [CLI, 'serve', '--only', role, '--port', '0', '--data', join(folder, data)], all),
    close: async () => {
      await farm.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function follow({ db }: Store, hosts: number): Promise<void> {
  for (let host = 0; host < hosts; host += 1) {
    const site = `https://h${host}.example`;
    await addSource(db, { id: `h${host}`, kind: 'feed', url: `${site}/feed.xml`, addedUrl: `${site}/feed.xml`, siteUrl: `${site}/`, title: `h${host}`, publisher: `h${host}`, discovery: null, topics: [] }, new Date().toISOString());
  }
  // The farm has no past; whoever walked it would ask for each feed once more.
  await db.updateTable('sources').set({ backfilledAt: new Date().toISOString() }).execute();
}

/** How many posts the store holds. */
export async function countPosts({ db }: Store): Promise<number> {
  const row = await db.selectFrom('posts').select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return Number(row.count);
}
