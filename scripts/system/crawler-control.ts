/** The crawler as the API may use it, which never imports it. */

import type { CrawlerControl, CrawlProgress } from '../../api/deps.ts';
import { IndexError } from '../../core/errors.ts';
import type { Source } from '../../core/post.ts';
import { addSourceByAddress } from '../../crawler/add-source.ts';
import { decideJoin } from '../../crawler/settle-cluster.ts';
import { createCrawler, type Crawler } from './crawler.ts';
import type { System } from './open-system.ts';

/** A crawler that runs beside the API; `crawler` is null where it has a process of its own. */
export type RunningCrawler = { readonly crawler: Crawler | null; readonly progress: () => CrawlProgress; readonly check: (source: Source) => void };

/** What the API may ask of the crawler that runs beside it; where none does in this process, one is opened for as long as an address is looked at. */
export function createCrawlerControl(system: System, running: RunningCrawler | null, open: () => Promise<Crawler> = () => openCrawler(system)): CrawlerControl {
  return {
    progress: () => running?.progress() ?? null,
    checkNow(source) {
      running?.check(source);
      return running !== null;
    },
    async decideJoin(postIds, decision) {
      await system.store.transact((transaction) => decideJoin(transaction, postIds, decision, system.now()));
      await syncNow(system);
    },
    indexChanges: () => syncNow(system),
    addSource: (address) => addWith(running?.crawler ?? null, open, address),
  };
}

function openCrawler(system: System): Promise<Crawler> {
  return createCrawler(system, { transport: null, hostDelayMs: system.config.hostDelaySeconds * 1000, onEvent: () => {} });
}

async function addWith(running: Crawler | null, open: () => Promise<Crawler>, address: string): ReturnType<typeof addSourceByAddress> {
  if (running !== null) return addSourceByAddress(running.deps, address);
  const crawler = await open();
  try {
    return await addSourceByAddress(crawler.deps, address);
  } finally {
    await crawler.close();
  }
}

/** The outbox keeps what an engine that is away does not take. */
async function syncNow(system: System): Promise<void> {
  try {
    await system.sync();
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    system.log.warn({ reason: error.message }, 'the search engine is away; its changes wait in the outbox');
  }
}
