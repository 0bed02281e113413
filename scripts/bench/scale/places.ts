/** Databases with many posts, that can be kept from one measurement to the next. */

import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openStore, type Store, type StoreLocation } from '../../../store/open.ts';
import { ask, startServer } from '../processes/postgres-server.ts';
import { fillStore } from './fill.ts';

export type Place = {
  readonly name: string;
  /** A store that holds that many posts; one that was kept is not filled again. */
  readonly open: (posts: number) => Promise<Store>;
  readonly close: () => void;
};

/** SQLite files, kept in a folder where one is given. */
export function sqlitePlace(kept: string | null): Place {
  const folder = folderFor(kept, 'sqlite');
  const open = async (posts: number): Promise<Store> => {
    const path = join(folder, `${posts}.db`);
    if (!existsSync(path)) {
      await fill({ path: `${path}.new`, databaseUrl: null }, posts);
      renameSync(`${path}.new`, path);
    }
    await readThrough(folder);
    return openStore({ path, databaseUrl: null });
  };
  return { name: 'SQLite', open, close: () => { if (kept === null) rmSync(folder, { recursive: true, force: true }); } };
}

/** Databases of a PostgreSQL server that runs as its makers ship it: what is committed is on the disk. It ends with this process. */
export async function postgresPlace(kept: string | null): Promise<Place> {
  const folder = folderFor(kept, 'postgres');
  await readThrough(folder);
  const server = await startServer(folder, process.pid, { isDurable: true, isKept: kept !== null });
  const open = async (posts: number): Promise<Store> => {
    const name = `posts_${posts}`;
    const found = await openStore({ path: '', databaseUrl: `${server}/${name}` }).catch(() => null);
    if (found !== null) return found;
    for (const statement of ['drop database if exists filling', 'create database filling']) await ask(server, statement);
    await fill({ path: '', databaseUrl: `${server}/filling` }, posts);
    await ask(server, `alter database filling rename to ${name}`);
    return openStore({ path: '', databaseUrl: `${server}/${name}` });
  };
  return { name: 'PostgreSQL', open, close: () => {} };
}

/** Brings kept files into the machine's memory, as they are where a store has been at work for a while. */
async function readThrough(folder: string): Promise<void> {
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
    for await (const _ of createReadStream(join(file.parentPath, file.name), { highWaterMark: 4 * 1_048_576 }));
  }
}

function folderFor(kept: string | null, name: string): string {
  if (kept === null) return mkdtempSync(join(tmpdir(), `writeups-scale-${name}-`));
  mkdirSync(join(kept, name), { recursive: true });
  return join(kept, name);
}

/** Fills a store under another name, so that one that is found is whole. */
async function fill(location: StoreLocation, posts: number): Promise<void> {
  if (location.databaseUrl === null) for (const end of ['', '-wal', '-shm']) rmSync(`${location.path}${end}`, { force: true });
  const started = performance.now();
  const store = await openStore(location);
  await fillStore(store, posts);
  // The server would do it by itself within a minute.
  if (store.dialect === 'postgres') await sql`vacuum analyze`.execute(store.db);
  await store.close();
  console.log(`  filled with ${posts.toLocaleString('en')} posts in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
