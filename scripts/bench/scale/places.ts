/** Databases with many posts, that can be kept from one measurement to the next. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openStore, type Store } from '../../../store/open.ts';
import { countPosts } from '../../../store/posts.ts';
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
  const open = async (posts: number): Promise<Store> => filled(await openStore({ path: join(folder, `${posts}.db`), databaseUrl: null }), posts);
  return { name: 'SQLite', open, close: () => { if (kept === null) rmSync(folder, { recursive: true, force: true }); } };
}

/** Databases of a PostgreSQL server that runs as its makers ship it: what is committed is on the disk. It ends with this process. */
export async function postgresPlace(kept: string | null): Promise<Place> {
  const server = await startServer(folderFor(kept, 'postgres'), process.pid, { isDurable: true, isKept: kept !== null });
  const open = async (posts: number): Promise<Store> => {
    const name = `posts_${posts}`;
    await ask(server, `create database ${name}`).catch((error: unknown) => { if (!String(error).includes('already exists')) throw error; });
    return filled(await openStore({ path: '', databaseUrl: `${server}/${name}` }), posts);
  };
  return { name: 'PostgreSQL', open, close: () => {} };
}

function folderFor(kept: string | null, name: string): string {
  if (kept === null) return mkdtempSync(join(tmpdir(), `writeups-scale-${name}-`));
  mkdirSync(join(kept, name), { recursive: true });
  return join(kept, name);
}

async function filled(store: Store, posts: number): Promise<Store> {
  const { originals } = await countPosts(store.db);
  if (originals >= posts) return store;
  const started = performance.now();
  await fillStore(store, posts);
  // The server would do it by itself within a minute.
  if (store.dialect === 'postgres') await sql`vacuum analyze`.execute(store.db);
  console.log(`  filled with ${posts.toLocaleString('en')} posts in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return store;
}
