/** What is measured beside a store: single questions to it, and the crawl of new feeds. */

import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Deps } from '../../../api/deps.ts';
import { getSourceDetail } from '../../../api/sources/source-view.ts';
import { parseConfig } from '../../../core/config.ts';
import { createLog } from '../../../core/log.ts';
import { crawl } from '../../../crawler/crawl.ts';
import type { Store } from '../../../store/open.ts';
import { changesAfter, lastSeq } from '../../../store/outbox.ts';
import { upsertPost } from '../../../store/posts.ts';
import { topicsOfSource, yearsOfSource } from '../../../store/source-history.ts';
import { abandonedSources, addSource, claimSource, dueSources, findSource, finishCheck } from '../../../store/sources.ts';
import { createCrawler } from '../../system/crawler.ts';
import type { Farm } from '../processes/farm.ts';
import { postAt, POSTS_PER_SOURCE, sourceIdAt } from './fill.ts';

/** `limitMs`: what its p95 may be; null: told only. */
export type Step = { readonly name: string; readonly limitMs: number | null; readonly work: () => Promise<unknown> };

const LIMIT_MS = 20;

const PAGE_TOPICS = 8;
/** Of the farm. */
export const PAGES_PER_FEED = 10;

/** The steps of a store with so many posts, each of another source or post at each call. */
export async function stepsOf(store: Store, posts: number): Promise<Step[]> {
  const { db } = store;
  const now = (): string => new Date().toISOString();
  const any = (count: number): number => Math.floor(Math.random() * count);
  const anySource = (): string => sourceIdAt(10 + any(Math.ceil(posts / POSTS_PER_SOURCE) - 10));
  const last = await lastSeq(db);
  const asked = (name: string, work: () => Promise<unknown>): Step => ({ name, limitMs: LIMIT_MS, work });
  return [
    { name: 'select 1: what else goes on here', limitMs: null, work: () => sql`select 1`.execute(db) },
    asked('sources that are due (100)', () => dueSources(db, now(), 100)),
    asked('sources whose check was cut off', () => abandonedSources(db, now())),
    asked('claim a source and give it back', () => claimAndFinish(store, anySource(), now())),
    asked('write a changed post', () => store.transact((transaction) => upsertPost(transaction, { ...postAt(any(posts)), title: `Changed ${Math.random()}` }, now()))),
    asked('read the outbox (200)', () => changesAfter(db, any(last), 200)),
    asked('page of a source', () => sourcePage(store, anySource())),
    { name: `page of a source with ${(posts / 100).toLocaleString('en')} posts`, limitMs: null, work: () => sourcePage(store, sourceIdAt(any(10))) },
  ];
}

async function claimAndFinish({ db }: Store, id: string, now: string): Promise<void> {
  const dueAt = (await findSource(db, id))?.nextCheckAt ?? now;
  const fence = await claimSource(db, id, now);
  await finishCheck(db, id, fence ?? 0, { state: 'active', nextCheckAt: dueAt, failure: null }, now);
}

/** All that the page of a source asks the store. */
async function sourcePage(store: Store, id: string): Promise<void> {
  const { id: sourceId } = await getSourceDetail({ store } as Deps, id);
  await Promise.all([yearsOfSource(store.db, sourceId), topicsOfSource(store.db, sourceId, PAGE_TOPICS)]);
}

/** Milliseconds that one feed took, waiting for the database included. */
export type FeedTimes = { readonly first: number; readonly again: number };
export type FeedCrawler = { readonly crawlFeeds: (count: number) => Promise<FeedTimes>; readonly statements: () => number; readonly close: () => Promise<void> };

/** Crawls feeds that are new to a store, and once more when they bring nothing new. */
export async function createFeedCrawler(store: Store, farm: Farm): Promise<FeedCrawler> {
  const now = (): string => new Date().toISOString();
  let statements = 0;
  const db = store.db.withPlugin({ transformQuery: ({ node }) => { statements += 1; return node; }, transformResult: async ({ result }) => result });
  const counted: Store = { ...store, db, transact: (work) => db.transaction().execute(work) };
  const { deps, close } = await createCrawler({ store: counted, config: parseConfig({ CRAWL_CONCURRENCY: '4' }), log: createLog('silent'), now }, {
    transport: { connect: () => ({ host: '127.0.0.1', port: farm.port }) }, hostDelayMs: 0, onEvent: () => {},
  });
  const addFeed = async (): Promise<string> => {
    const id = `new-${randomBytes(6).toString('hex')}`;
    const site = `https://${id}.example/`;
    await addSource(store.db, { id, kind: 'feed', url: `${site}feed.xml`, addedUrl: `${site}feed.xml`, siteUrl: site, title: id, publisher: id, discovery: null, topics: [] }, now());
    return id;
  };
  const crawlOnce = async (ids: readonly string[], expectedPosts: number): Promise<number> => {
    const sources = (await Promise.all(ids.map(async (id) => await findSource(store.db, id) ?? []))).flat();
    const started = performance.now();
    const { newPosts } = await crawl(deps, sources, 'bench');
    const ms = (performance.now() - started) / ids.length;
    if (newPosts !== expectedPosts) throw new Error(`The crawl that was measured found ${newPosts} posts instead of ${expectedPosts}.`);
    return ms;
  };
  const crawlFeeds = async (count: number): Promise<FeedTimes> => {
    const ids = await Promise.all(Array.from({ length: count }, addFeed));
    return { first: await crawlOnce(ids, count * PAGES_PER_FEED), again: await crawlOnce(ids, 0) };
  };
  return { crawlFeeds, statements: () => statements, close };
}
