/** Kills a crawl of a recorded web at random, starts the same command again, and compares every row with those of a crawl that nobody disturbed. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { openStore } from '../../store/open.ts';
import type { Database } from '../../store/schema.ts';
import { randomNumbers } from './search-corpus.ts';

const OWN_WEB = new URL('../demo-web', import.meta.url).pathname;
const COMMAND = new URL('../writeups.ts', import.meta.url).pathname;

/** `npm run bench -- crawl-kills [--web DIR] [--kills 3] [--seed 1] [--backfill]` */
async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: {
    web: { type: 'string', default: OWN_WEB }, kills: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' }, backfill: { type: 'boolean', default: false },
  } });
  const demo = ['demo', '--web', values.web, '--once', '--json', ...(values.backfill ? ['--backfill'] : [])];
  const folder = await mkdtemp(join(tmpdir(), 'writeups-crawl-kills-'));
  const [calm, killed] = [join(folder, 'calm'), join(folder, 'killed')];
  try {
    await runDemo([...demo, '--data', calm], null);
    const posts = await countPostsAt(calm);
    const random = randomNumbers(Number(values.seed));
    let atWork = 0;
    for (let kill = 1; kill <= Number(values.kills); kill += 1) {
      // By what is held, not by time: how long a crawl takes differs from run to run, and each kill has to meet one at work.
      const share = (kill - 1 + random()) / Number(values.kills) * 0.95;
      const wasAtWork = await runDemo([...demo, '--data', killed], { dataDir: killed, posts: Math.ceil(share * posts) });
      atWork += Number(wasAtWork);
      console.log(`kill ${kill} from ${Math.ceil(share * posts)} of ${posts} posts on: ${wasAtWork ? `at work, ${await countPostsAt(killed)} held` : 'it had ended already'}`);
    }
    await runDemo([...demo, '--data', killed], null);
    console.log(`kills that met a crawl at work: ${atWork} of ${values.kills}`);
    const isEqual = report(await rowsOf(calm), await rowsOf(killed));
    return isEqual && atWork === Number(values.kills) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type KillAt = { readonly dataDir: string; readonly posts: number };

const LOOK_EVERY_MS = 100;

/** Runs the command to its end, or until so many posts are held; whether it was killed. */
async function runDemo(args: readonly string[], killAt: KillAt | null): Promise<boolean> {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  while (killAt !== null && child.exitCode === null && child.signalCode === null) {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))]);
    if (await countPostsAt(killAt.dataDir) >= killAt.posts) break;
  }
  if (killAt !== null) child.kill('SIGKILL');
  const [code, signal] = await ended;
  if (signal === null && code !== 0) throw new Error(`The demonstration ended with code ${code}.`);
  return signal === 'SIGKILL';
}

/** Without the store's own opening, which would migrate it; 0 before there is one. */
async function countPostsAt(dataDir: string): Promise<number> {
  try {
    const database = new DatabaseSync(join(dataDir, 'writeups.db'), { readOnly: true });
    const row = database.prepare('select count(*) as count from posts').get();
    database.close();
    return Number(row?.['count'] ?? 0);
  } catch {
    // Not made yet, or its tables are being made.
    return 0;
  }
}

/** The rows of every table that a crawl fills, as text; without the times of the crawl and the numbers that it gives out. */
async function rowsOf(dataDir: string): Promise<Map<string, string[]>> {
  const store = await openStore({ path: join(dataDir, 'writeups.db'), databaseUrl: null });
  try {
    const { db } = store;
    const tables = {
      sources: await db.selectFrom('sources').select(['id', 'kind', 'url', 'addedUrl', 'siteUrl', 'title', 'publisher', 'state', 'failure', 'rules']).execute(),
      entries: await db.selectFrom('entries').select(['sourceId', 'key', 'url', 'canonicalUrl', 'state', 'failure', 'origin']).execute(),
      posts: await db.selectFrom('posts').select(['canonicalUrl', 'url', 'sourceId', 'publisher', 'title', 'authors', 'publishedAt', 'kind', 'tags', 'excerpt', 'wordCount', 'contentHash']).execute(),
      addresses: await db.selectFrom('addresses').innerJoin('posts', 'posts.id', 'addresses.postId').select(['addresses.canonicalUrl', 'posts.canonicalUrl as post']).execute(),
      copies: await copiesOf(db),
      mentions: await db.selectFrom('mentions').leftJoin('posts', 'posts.id', 'mentions.postId').select(['mentions.site', 'mentions.canonicalUrl', 'mentions.discussionUrl', 'mentions.points', 'mentions.comments', 'posts.canonicalUrl as post']).execute(),
      pages: await db.selectFrom('pages').select(['url', 'finalUrl', 'bodyBytes']).execute(),
      'documents of the past': await db.selectFrom('backfillDocuments').select(['sourceId', 'url', 'state', 'failure']).execute(),
    };
    return new Map(Object.entries(tables).map(([name, rows]) => [name, rows.map((row) => JSON.stringify(row)).toSorted()]));
  } finally {
    await store.close();
  }
}

async function copiesOf(db: Database): Promise<object[]> {
  return db.selectFrom('posts').innerJoin('clusters', 'clusters.id', 'posts.clusterId').innerJoin('posts as originals', 'originals.id', 'clusters.originalId')
    .select(['posts.canonicalUrl', 'originals.canonicalUrl as original']).execute();
}

/** Prints how the two differ; true where they do not. */
function report(calm: ReadonlyMap<string, readonly string[]>, killed: ReadonlyMap<string, readonly string[]>): boolean {
  let differing = 0;
  for (const [table, rows] of calm) {
    const others = killed.get(table) ?? [];
    const [known, found] = [new Set(rows), new Set(others)];
    const [lost, added] = [rows.filter((row) => !found.has(row)), others.filter((row) => !known.has(row))];
    differing += lost.length + added.length + Math.abs(rows.length - others.length);
    console.log(`${table}: ${rows.length} undisturbed, ${others.length} after the kills, ${lost.length + added.length} differ`);
    for (const row of [...lost.slice(0, 3).map((text) => `  only undisturbed: ${text}`), ...added.slice(0, 3).map((text) => `  only after kills: ${text}`)]) console.log(row.slice(0, 400));
  }
  console.log(`rows that differ: ${differing} (asked: 0)`);
  return differing === 0;
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2));
