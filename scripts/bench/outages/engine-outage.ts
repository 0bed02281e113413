/** Meilisearch goes away while posts are crawled, and comes back when all of them are there. */

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openMeilisearchEngine } from '../../../index-config/meilisearch/engine.ts';
import { verifyEngine } from '../../../index-config/sync.ts';
import { openStore, type Store } from '../../../store/open.ts';
import { countPosts } from '../../../store/posts.ts';
import { createSyncStore } from '../../system/sync-store.ts';
import { report } from './checks.ts';
import { createMeilisearch, meilisearchVersion } from './meilisearch-server.ts';
import { crawlCommand, followBlogs, startServe, until } from './server.ts';

const PORT = 7_700;
const INDEX = 'posts';
/** So much may be missing from an answer that is not marked: what one batch of the sync brings. */
const BATCH = 200;
/** It goes when so much of the crawl is done. */
const AWAY_FROM = 0.15;
const SEARCH_EVERY_MS = 250;
/** What is asked. */
const BACK_WITHIN_MS = 60_000;
/** A crawl that brings nothing for so long has ended, or is stuck. */
const IDLE_MS = 120_000;

type Answer = { readonly total: number; readonly degraded: string | null };
type Watch = { readonly answers: Answer[]; readonly failures: string[]; readonly stop: () => Promise<void> };

/** Prints what was found; whether all of it is as asked. */
export async function measureEngineOutage(folder: string, posts: number, pagesOfBlog: number): Promise<boolean> {
  const version = meilisearchVersion();
  if (version === null) {
    console.log('– engine away: not measured, there is no Meilisearch here (MEILI=PROGRAM, or meilisearch on the PATH)');
    return true;
  }
  const meilisearch = createMeilisearch(folder, PORT);
  await followBlogs(folder, Math.ceil(posts / pagesOfBlog));
  const store = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
  await meilisearch.start();
  const env = { MEILI_URL: meilisearch.url, MEILI_KEY: meilisearch.key, MEILI_INDEX: INDEX };
  const server = await startServe(folder, env, 'api,sync,scheduler');
  // A process of its own with a patience of its own: at its end it feeds the engines too, as far as it can.
  const crawling = crawlCommand(folder, { ...env, HOST_DELAY_SECONDS: '0.2', CRAWL_CONCURRENCY: '32' });
  try {
    await postsReach(store, posts * AWAY_FROM);
    await meilisearch.kill();
    const [awayFrom, away] = [performance.now(), watch(server.url)];
    const held = await postsReach(store, posts);
    // The standby is fed every five seconds.
    const crawled = await crawling;
    const isAllFound = await until(async () => (await search(server.url)).total === held, 30_000);
    await away.stop();
    const awaySeconds = (performance.now() - awayFrom) / 1_000;
    await meilisearch.start();
    const [backAt, back] = [performance.now(), watch(server.url)];
    const engine = openMeilisearchEngine({ url: meilisearch.url, key: meilisearch.key, index: INDEX });
    const isEqual = await until(async () => (await verifyEngine(createSyncStore(store.db, () => new Date().toISOString()), engine).catch(() => null))?.isEqual === true, 4 * BACK_WITHIN_MS);
    const equalMs = performance.now() - backAt;
    const isOwnAgain = await until(async () => (await search(server.url)).degraded === null, 2 * BACK_WITHIN_MS);
    const ownMs = performance.now() - backAt;
    await back.stop();
    const marked = away.answers.filter(({ degraded }) => degraded !== null).length;
    const stale = back.answers.filter(({ degraded, total }) => degraded === null && total < held - BATCH).length;
    return report(`${version} away for ${awaySeconds.toFixed(0)} s while ${posts} posts were crawled`, [
      [`posts held: ${held}; the crawl ended with ${crawled.code} and said that the engine was not fed`, held === posts && crawled.code === 1 && /reaches the search engine/u.test(crawled.output)],
      [`index equals store ${(equalMs / 1_000).toFixed(1)} s after its return (asked ≤ 60)`, isEqual && equalMs <= BACK_WITHIN_MS],
      [`searches while it was away: ${away.answers.length}, failed ${away.failures.length}, marked ${marked}`, away.failures.length === 0 && marked === away.answers.length],
      ['the fall-back finds what was crawled meanwhile', isAllFound],
      [`after its return: ${back.answers.length} searches, failed ${back.failures.length}, more than a batch behind and unmarked ${stale}; it answers itself after ${(ownMs / 1_000).toFixed(1)} s`, back.failures.length === 0 && stale === 0 && isOwnAgain],
    ], [...away.failures, ...back.failures, ...server.warnings()]);
  } finally {
    await server.stop();
    await meilisearch.kill();
    await store.close();
  }
}

async function search(url: string): Promise<Answer> {
  const answer = await fetch(`${url}/api/v1/search?q=lesson&perPage=5`);
  if (!answer.ok) throw new Error(`${answer.status} ${(await answer.text()).slice(0, 200)}`);
  return await answer.json() as Answer;
}

/** Searches at a pace until it is stopped. */
function watch(url: string): Watch {
  const answers: Answer[] = [];
  const failures: string[] = [];
  let isStopped = false;
  const watching = (async () => {
    for (; !isStopped; await wait(SEARCH_EVERY_MS)) await search(url).then((answer) => answers.push(answer), (error: unknown) => failures.push(String(error)));
  })();
  return { answers, failures, stop: async () => { isStopped = true; await watching; } };
}

/** Waits until the store holds so many posts, or no more come; how many those are. */
async function postsReach(store: Store, wanted: number): Promise<number> {
  let [held, changedAt] = [0, performance.now()];
  for (;; await wait(500)) {
    const { originals } = await countPosts(store.db);
    if (originals > held) [held, changedAt] = [originals, performance.now()];
    if (held >= wanted || performance.now() - changedAt > IDLE_MS) return held;
  }
}
