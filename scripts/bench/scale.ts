/** What single steps cost when the store holds a million posts and 50,000 sources, on SQLite and on PostgreSQL, beside 10,000 posts. */

import { parseArgs } from 'node:util';
import { startFarm } from './processes/farm.ts';
import { PG_BIN } from './processes/postgres-server.ts';
import { postgresPlace, sqlitePlace, type Place } from './scale/places.ts';
import { processorClock } from './scale/processor-clock.ts';
import { createFeedCrawler, PAGES_PER_FEED, stepsOf, type FeedTimes, type Step } from './scale/steps.ts';
import type { Store } from '../../store/open.ts';

const MAX_CRAWL_RATIO = 1.3;
const WARM_UP = 20;
const ROUNDS = 300;
/** Of what is only told. */
const FEW_ROUNDS = 60;
const CRAWLS = 15;
const FEEDS = 5;
const SMALL = 10_000;

/**
 * `npm run bench -- scale [--posts N] [--million] [--only sqlite|postgres] [--keep DIR]`; 100,000 posts where nothing is said.
 * What is kept is not filled again.
 */
async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args], options: { posts: { type: 'string' }, million: { type: 'boolean', default: false }, only: { type: 'string' }, keep: { type: 'string' } },
  });
  const posts = Number(values.posts ?? (values.million ? 1_000_000 : 100_000));
  const kept = values.keep ?? null;
  const results: boolean[] = [];
  if (values.only !== 'postgres') results.push(await measureOn(sqlitePlace(kept), posts));
  if (values.only !== 'sqlite' && PG_BIN !== null) results.push(await measureOn(await postgresPlace(kept), posts));
  return results.every((isFine) => isFine);
}

async function measureOn(place: Place, posts: number): Promise<boolean> {
  const small = await place.open(SMALL);
  const large = await place.open(posts);
  try {
    console.log(`${place.name}, ms at ${SMALL.toLocaleString('en')} and at ${posts.toLocaleString('en')} posts: median and p95; p95 of processor time there:`);
    const areQuick = await measureSteps([small, await stepsOf(small, SMALL)], [large, await stepsOf(large, posts)]);
    const isEven = await measureCrawls(small, large);
    return areQuick && isEven;
  } finally {
    await small.close();
    await large.close();
    place.close();
  }
}

type StoreAndSteps = readonly [Store, readonly Step[]];

async function measureSteps([small, steps]: StoreAndSteps, [large, largeSteps]: StoreAndSteps): Promise<boolean> {
  let isFine = true;
  for (const [index, step] of largeSteps.entries()) {
    const [before, after] = [await timesOf(small, steps[index] ?? step), await timesOf(large, step)];
    const isMet = step.limitMs === null ? null : p95(after.ms) <= step.limitMs;
    isFine &&= isMet !== false;
    const columns = [median(before.ms), p95(before.ms), median(after.ms), p95(after.ms), p95(after.processorMs)].map((ms) => ms.toFixed(1).padStart(8)).join('');
    console.log(`${mark(isMet)} ${step.name.padEnd(38)}${columns}${step.limitMs === null ? '' : `   asked p95 ≤ ${step.limitMs}`}`);
  }
  return isFine;
}

/** Null: nothing was asked. */
function mark(isMet: boolean | null): string {
  return isMet === null ? ' ' : isMet ? '✓' : '✗';
}

/** New feeds, in turns here and there, so that what else the machine does meets both. */
async function measureCrawls(small: Store, large: Store): Promise<boolean> {
  const farm = await startFarm({ pages: PAGES_PER_FEED, latencyMs: 0 });
  const crawlers = [await createFeedCrawler(small, farm), await createFeedCrawler(large, farm)] as const;
  const times: [FeedTimes[], FeedTimes[]] = [[], []];
  for (let round = -1; round < CRAWLS; round += 1) {
    // Who comes first changes, since what is measured leaves work behind for what follows.
    for (const index of round % 2 === 0 ? [0, 1] as const : [1, 0] as const) {
      const taken = await crawlers[index].crawlFeeds(FEEDS);
      if (round >= 0) times[index].push(taken);
    }
  }
  const posts = (CRAWLS + 1) * FEEDS * PAGES_PER_FEED;
  console.log(`  ${(crawlers[1].statements() / posts).toFixed(0)} statements for a new post, its share of two checks of the feed included`);
  for (const crawler of crawlers) await crawler.close();
  await farm.close();
  const of = (what: keyof FeedTimes): [number, number] => [median(times[0].map((each) => each[what])), median(times[1].map((each) => each[what]))];
  const results = [report('crawl of a new feed with ten posts', of('first')), report('the same feed again, nothing new', of('again'))];
  return results.every((isMet) => isMet);
}

function report(name: string, [before, after]: readonly [number, number]): boolean {
  const isMet = after <= before * MAX_CRAWL_RATIO;
  console.log(`${mark(isMet)} ${name.padEnd(38)}${before.toFixed(1).padStart(8)}${' '.repeat(8)}${after.toFixed(1).padStart(8)}${' '.repeat(8)}   ${(after / before).toFixed(2)} ×, asked ≤ ${MAX_CRAWL_RATIO} ×`);
  return isMet;
}

async function timesOf(store: Store, { work, limitMs }: Step): Promise<{ readonly ms: readonly number[]; readonly processorMs: readonly number[] }> {
  const [ms, processorMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < WARM_UP; round += 1) await work();
  const clock = await processorClock(store);
  for (let round = 0; round < (limitMs === null ? FEW_ROUNDS : ROUNDS); round += 1) {
    const [started, used] = [performance.now(), clock()];
    await work();
    ms.push(performance.now() - started);
    processorMs.push(clock() - used);
  }
  return { ms, processorMs };
}

function median(times: readonly number[]): number {
  return quantile(times, 0.5);
}

function p95(times: readonly number[]): number {
  return quantile(times, 0.95);
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2)) ? 0 : 1;
