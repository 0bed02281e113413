/** The crawler of an installation: its fetcher with robots rules and turns, its extraction pool, its tagger. */

import { availableParallelism } from 'node:os';
import type { Config } from '../../core/config.ts';
import { FetchError } from '../../core/errors.ts';
import { FETCHED } from '../../core/events.ts';
import { fault } from '../../core/fault.ts';
import type { CrawlDeps, CrawlEvent } from '../../crawler/deps.ts';
import { createExtractPool, type ExtractPool } from '../../crawler/extract/pool.ts';
import { SYSTEM_CLOCK, type Clock } from '../../crawler/fetch/clock.ts';
import { createFetcher, type FetcherOptions, type Transport } from '../../crawler/fetch/fetcher.ts';
import { createPoliteness, type HostTurns } from '../../crawler/fetch/politeness.ts';
import { createTagger } from '../../crawler/tag/tag.ts';
import { TAXONOMY } from '../../index-config/taxonomy.ts';
import { findRobots, leaveHost, loadHosts, saveRobots, takeHost } from '../../store/hosts.ts';
import type { System } from './open-system.ts';

export type Crawler = { readonly deps: CrawlDeps; readonly close: () => Promise<void> };

export type CrawlerOptions = {
  /** Null: the real network. Only `demo` and tests give one. */
  readonly transport: Transport | null;
  readonly hostDelayMs: number;
  readonly onEvent: (event: CrawlEvent) => void;
  /** The pauses' clock; absent: this machine's. The rest goes by the system's `now`. */
  readonly clock?: Clock;
  /** Of tests: less patience than usual, names that they answer themselves. No setting reaches them. */
  readonly network?: Pick<FetcherOptions, 'limits' | 'resolve'>;
  /** Extraction processes that others share, who close them; absent: the crawler's own, which it closes. */
  readonly pool?: ExtractPool;
};

/** A crawler over the system's store; closing it ends its connections and extraction processes. */
export async function createCrawler(system: Pick<System, 'store' | 'config' | 'now' | 'log'>, options: CrawlerOptions): Promise<Crawler> {
  const { store, config } = system;
  const clock = options.clock ?? SYSTEM_CLOCK;
  const politeness = createPoliteness({
    delayMs: options.hostDelayMs,
    productToken: 'Writeups',
    visits: await loadHosts(store.db),
    turns: hostTurns(store),
    concurrency: config.crawlConcurrency,
    clock,
    robots: { get: (origin) => findRobots(store.db, origin), put: (origin, record) => saveRobots(store.db, origin, record) },
  });
  const fetcher = createFetcher({ ...options.network, userAgent: userAgent(config), transport: options.transport, beforeRequest: politeness.beforeRequest, now: clock.now });
  politeness.useFetcher(fetcher);
  const pool = options.pool ?? createExtractionProcesses();
  return {
    deps: {
      db: store.db,
      transact: store.transact,
      fetch: counted(fetcher.fetch),
      extract: async (page, at) => {
        const article = await pool.extract(page, at);
        await fault('extracted');
        return article;
      },
      tag: (doc) => (usualTagger ??= createTagger(TAXONOMY))(doc),
      now: system.now,
      log: system.log,
      onEvent: options.onEvent,
      concurrency: config.crawlConcurrency,
      aggregatorFetch: config.aggregatorFetch,
      restBetweenBackfills: () => clock.sleep(options.hostDelayMs),
      entriesInWork: new Set(),
      isStopping: () => false,
    },
    close: async () => {
      await politeness.settled();
      if (options.pool === undefined) await pool.close();
      await fetcher.close();
    },
  };
}

/** Pure, and costly to make: one for all crawlers, once something is to be tagged. */
let usualTagger: CrawlDeps['tag'] | null = null;

/** Extraction processes as a crawler has them: what one page may cost, and one processor left to the rest. */
export function createExtractionProcesses(): ExtractPool {
  return createExtractPool({ workers: Math.max(1, availableParallelism() - 1), timeoutMs: 5_000, maxMemoryMb: 512 });
}

/** Tells whoever measures how each fetch ended. */
function counted(guarded: CrawlDeps['fetch']): CrawlDeps['fetch'] {
  return async (request) => {
    try {
      const fetched = await guarded(request);
      FETCHED.publish(fetched.notModified ? 'not-modified' : 'ok');
      await fault('fetched');
      return fetched;
    } catch (error) {
      if (error instanceof FetchError) FETCHED.publish(error.kind);
      throw error;
    }
  };
}

let crawlersMade = 0;

/** Turns among all crawlers on this store, of this process and others. */
function hostTurns({ db }: System['store']): HostTurns {
  crawlersMade += 1;
  const holder = `.${crawlersMade}`;
  return {
    take: (host, at) => takeHost(db, host, { holder, ...at }),
    leave: (host, fence, visit) => leaveHost(db, host, fence, visit),
  };
}

/** How the crawler introduces itself: its name, and where its owner can be reached. */
export function userAgent(config: Pick<Config, 'contactUrl'>): string {
  return `Writeups/0.1 (+${config.contactUrl})`;
}
