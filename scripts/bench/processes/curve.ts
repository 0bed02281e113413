/** How many pages a second 1, 2 and 4 crawlers read from one farm into one PostgreSQL with politeness off, and what holds them back. */

import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { openPool } from '../../../store/postgres.ts';
import { countPosts, openInstallation, type Installation, type Size } from './installation.ts';
import { cpuSeconds } from './cpu-seconds.ts';

const COUNTS = [1, 2, 4];
const LOOK_MS = 50;
const LIMIT_MS = 600_000;

type Point = { readonly crawlers: number; readonly pagesPerSecond: number; readonly isWhole: boolean };

/** Prints the curve; whether every page was read at each point of it. */
export async function measureCurve(size: Size): Promise<boolean> {
  const points: Point[] = [];
  for (const crawlers of COUNTS) points.push(await measurePoint(size, crawlers));
  const first = points[0]?.pagesPerSecond ?? 1;
  console.log(`${points.map((point) => `${point.crawlers}: ${(point.pagesPerSecond / first).toFixed(2)} ×`).join(', ')} on ${availableParallelism()} cores`);
  return points.every(({ isWhole }) => isWhole);
}

async function measurePoint(size: Size, crawlers: number): Promise<Point> {
  const installation = await openInstallation(size, { CRAWL_CONCURRENCY: '32' });
  const children = Array.from({ length: crawlers }, (_, index) => installation.crawler(index + 1));
  try {
    for (const child of children) child.start();
    await read(installation, 1);
    const before = cpuSeconds();
    const [firstPosts, started] = [await countPosts(installation.store), performance.now()];
    const lockShare = await read(installation, size.hosts * size.pages);
    const [posts, seconds] = [await countPosts(installation.store) - firstPosts, (performance.now() - started) / 1_000];
    const cpu = cpuSeconds();
    const each = (role: string): string => `${role} ${(((cpu.get(role) ?? 0) - (before.get(role) ?? 0)) / posts * 1_000).toFixed(0)} ms`;
    const busy = [...cpu].reduce((sum, [role, value]) => sum + value - (before.get(role) ?? 0), 0) / seconds;
    console.log(`${crawlers} crawlers: ${(posts / seconds).toFixed(1)} pages a second; processor time a page: ${['crawler', 'extraction', 'database', 'farm'].map(each).join(', ')}; ${busy.toFixed(2)} cores busy; the posts' lock taken ${(lockShare * 100).toFixed(0)} % of the time: at most ${(posts / seconds / Math.max(lockShare, 0.001)).toFixed(0)} pages a second`);
    return { crawlers, pagesPerSecond: posts / seconds, isWhole: posts + firstPosts === size.hosts * size.pages };
  } finally {
    for (const child of children) await child.kill();
    await installation.close();
  }
}

/** Waits until the store holds so many posts; returns in what share of the looks somebody was writing a post, which one may at a time. */
async function read({ store, databaseUrl }: Installation, posts: number): Promise<number> {
  let [looks, taken] = [0, 0];
  const pool = openPool(databaseUrl);
  const client = await pool.connect();
  for (const until = performance.now() + LIMIT_MS; performance.now() < until; await wait(LOOK_MS)) {
    const locks = await client.query<object>("select 1 from pg_locks where locktype = 'advisory' and granted", []);
    looks += 1;
    taken += Number(locks.rows.length > 0);
    if (looks % 4 === 0 && await countPosts(store) >= posts) break;
  }
  client.release();
  await pool.end();
  return taken / looks;
}
