/** A disk that fills up under the real `crawl` and the real `serve`, and has room again. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { checkSqlite } from '../../../store/backup.ts';
import { openStore } from '../../../store/open.ts';
import { countPosts } from '../../../store/posts.ts';
import { report } from '../outages/checks.ts';
import { crawlCommand, followBlogs, startServe, until } from '../outages/server.ts';
import { isIndexed } from './kills.ts';

const BLOGS = 15;
const POSTS = BLOGS * 20;
/** Enough to begin with and to index something, too little for all. */
const SMALL = '7m';
const LARGE = '200m';
const QUICKLY = { HOST_DELAY_SECONDS: '0.2' };
/** A crawl that ended is looked at once a minute. */
const AGAIN_WITHIN_MS = 300_000;

/** Prints what was found; whether it was said clearly, nothing was damaged, and all was there in the end. */
export async function measureDisk(folder: string): Promise<boolean> {
  const [first, second] = [await makeDisk(folder, 'crawl'), await makeDisk(folder, 'serve')];
  try {
    const isCrawlFine = await fillUnderCrawl(first);
    return await fillUnderServe(second) && isCrawlFine;
  } finally {
    for (const disk of [first, second]) spawnSync('umount', [disk]);
  }
}

async function makeDisk(folder: string, name: string): Promise<string> {
  const disk = join(folder, name);
  mkdirSync(disk);
  resize(disk, ['-t', 'tmpfs', '-o', `size=${SMALL}`, 'tmpfs', disk]);
  await followBlogs(disk, BLOGS);
  return disk;
}

function resize(disk: string, args: readonly string[] = ['-o', `remount,size=${LARGE}`, disk]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${disk}: ${stderr}`);
}

async function fillUnderCrawl(disk: string): Promise<boolean> {
  const full = await crawlCommand(disk, QUICKLY);
  const { posts } = checkSqlite(join(disk, 'writeups.db'));
  resize(disk);
  const again = await crawlCommand(disk, QUICKLY);
  const held = await postsIn(disk);
  return report('the disk fills up under `writeups crawl`', [
    [`ended with ${full.code}, and said: ${full.output.trim().split('\n').at(-1)}`, full.code === 1 && /disk is full/iu.test(full.output) && !/bug|stack/u.test(full.output)],
    [`the database is sound (every page looked at), with ${posts} posts`, posts > 0 && posts < POSTS],
    [`with room again the same command ends with ${again.code}: ${held} of ${POSTS} posts, index equal`, again.code === 0 && held === POSTS && isIndexed(disk)],
  ], full.output.split('\n'));
}

async function fillUnderServe(disk: string): Promise<boolean> {
  const server = await startServe(disk, QUICKLY);
  const failures: string[] = [];
  const watching = setInterval(() => {
    for (const path of ['/api/v1/search?q=lesson', '/', '/api/v1/sources']) void fetch(server.url + path).then((answer) => (answer.ok ? null : failures.push(`${answer.status} ${path}`)), (error: unknown) => failures.push(`${String(error)} ${path}`));
  }, 500);
  try {
    const isSaid = await until(async () => server.lines.some((line) => /disk is full/iu.test(line)), AGAIN_WITHIN_MS);
    await wait(20_000);
    const whenFull = await postsIn(disk);
    const startedMs = performance.now();
    resize(disk);
    const isWhole = await until(async () => await postsIn(disk) === POSTS, AGAIN_WITHIN_MS);
    const isFound = await until(async () => ((await (await fetch(`${server.url}/api/v1/search?q=lesson`)).json()) as { readonly total: number }).total === POSTS, 60_000);
    const tookMs = performance.now() - startedMs;
    const bugs = server.lines.filter((line) => /bug|"stack"/u.test(line));
    clearInterval(watching);
    const code = await server.stop();
    return report('the disk fills up under `writeups serve`', [
      [`its log says so (${server.warnings().length} lines), and calls it no bug`, isSaid && bugs.length === 0],
      [`pages and searches meanwhile: ${failures.length} failed`, failures.length === 0],
      [`at ${whenFull} posts; with room again all ${POSTS} are there and found after ${(tookMs / 1_000).toFixed(0)} s, by itself`, whenFull < POSTS && isWhole && isFound],
      [`ended with ${code}; the database is sound, index equal`, code === 0 && checkSqlite(join(disk, 'writeups.db')).posts === POSTS && isIndexed(disk)],
      [`nothing was put aside as damaged`, !readdirSync(disk).some((file) => file.includes('damaged'))],
    ], [...failures, ...bugs, ...server.warnings()]);
  } finally {
    clearInterval(watching);
    await server.stop();
  }
}

async function postsIn(disk: string): Promise<number> {
  const store = await openStore({ path: join(disk, 'writeups.db'), databaseUrl: null });
  const { originals } = await countPosts(store.db);
  await store.close();
  return originals;
}
