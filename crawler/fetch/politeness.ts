/** Robots rules and turns before every request: what makes the fetcher a guest that hosts welcome. Rules R17, R21, R22. */

import { FetchError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import { SYSTEM_CLOCK, type Clock } from './clock.ts';
import type { Fetcher, FetcherOptions } from './fetcher.ts';
import { createHolds } from './holds.ts';
import { hostKey } from './host-key.ts';
import { createHostQueue } from './host-queue.ts';
import { createRobotsCache, type RobotsCache, type RobotsStore } from './robots-cache.ts';
import { crawlDelaySeconds, isAllowed } from './robots.ts';

/** What is remembered of a host: when it was last visited, and until when it asked to be left alone. */
export type HostVisit = { readonly visitedAt: Instant; readonly notBefore: Instant | null };

export type PolitenessOptions = {
  /** Least pause between two requests to one host. */
  readonly delayMs: number;
  /** Requests under way at once, over all hosts. */
  readonly concurrency?: number;
  /** The name that robots.txt files know us by. */
  readonly productToken: string;
  /** Last visits of earlier processes, by host key. */
  readonly visits: ReadonlyMap<string, HostVisit>;
  readonly saveVisit: (host: string, visitedAt: Instant, notBefore: Instant | null) => Promise<void>;
  readonly robots: RobotsStore;
  readonly clock?: Clock;
};

export type Politeness = {
  readonly beforeRequest: NonNullable<FetcherOptions['beforeRequest']>;
  /** Robots files come through the same fetcher, so it is handed over once it exists. */
  readonly useFetcher: (fetcher: Pick<Fetcher, 'fetch'>) => void;
  /** Resolves when every visit is written down. */
  readonly settled: () => Promise<void>;
};

const DEFAULT_CONCURRENCY = 16;
/** A request that took longer is written down again at its end: the pause counts from there. */
const LONG_REQUEST_MS = 1_000;

/** The rules for one process; hosts are told apart by the queue's keys. */
export function createPoliteness(options: PolitenessOptions): Politeness {
  const askedDelaysMs = new Map<string, number>();
  const holds = createHolds(formerHolds(options.visits));
  const ledger = createLedger(options, holds.untilMs);
  const clock = options.clock ?? SYSTEM_CLOCK;
  let cache: RobotsCache | null = null;
  const queue = createHostQueue({
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    delayMsFor: (url) => Math.max(options.delayMs, askedDelaysMs.get(hostKey(url)) ?? 0),
    now: clock.now,
    sleep: clock.sleep,
    lastVisitedAt: (host) => instantMs(options.visits.get(host)?.visitedAt ?? null),
    onVisited: ledger.end,
  });

  const askRobots = async (url: string, robots: RobotsCache): Promise<void> => {
    const { rules, failure } = await robots.robotsFor(url);
    if (failure !== null) throw failure;
    const asked = crawlDelaySeconds(rules, options.productToken);
    if (asked !== null) askedDelaysMs.set(hostKey(url), asked * 1_000);
    if (isAllowed(rules, options.productToken, url)) return;
    throw new FetchError('robots', url, `The robots.txt of ${new URL(url).host} asks crawlers not to fetch this; ask the site to let ${options.productToken} in.`);
  };

  return {
    useFetcher: (fetcher) => {
      cache = createRobotsCache({ fetcher, now: clock.now, store: options.robots });
    },
    beforeRequest: async (url, kind, signal) => {
      holds.check(url, clock.now());
      if (kind !== 'robots' && cache !== null) await askRobots(url, cache);
      const leave = await queue.acquire(url, signal);
      try {
        // While this one stood in line, another may have been sent away.
        holds.check(url, clock.now());
        await ledger.begin(hostKey(url), clock.now());
      } catch (error) {
        leave();
        throw error;
      }
      return (failure) => {
        holds.note(url, failure, clock.now());
        leave();
      };
    },
    settled: ledger.settled,
  };
}

/**
 * Writes visits down: before the request is sent, so that a process that is killed in the middle of it leaves its mark, and
 * after it where the host asked to be left alone or took long.
 */
function createLedger({ delayMs, saveVisit }: PolitenessOptions, notBeforeMs: (host: string) => number | null) {
  const begunAtMs = new Map<string, number>();
  let saving: Promise<void> = Promise.resolve();
  return {
    begin: async (host: string, atMs: number): Promise<void> => {
      begunAtMs.set(host, atMs);
      // Who makes no pauses has nothing to remember.
      if (delayMs > 0) await saveVisit(host, toInstant(atMs), null);
    },
    end: (host: string, atMs: number): void => {
      const untilMs = notBeforeMs(host);
      const isHeld = untilMs !== null && untilMs > atMs;
      const wasLong = delayMs > 0 && atMs - (begunAtMs.get(host) ?? atMs) > LONG_REQUEST_MS;
      begunAtMs.delete(host);
      if (isHeld || wasLong) saving = saving.then(() => saveVisit(host, toInstant(atMs), isHeld ? toInstant(untilMs) : null));
    },
    settled: (): Promise<void> => saving,
  };
}

function formerHolds(visits: PolitenessOptions['visits']): Map<string, number> {
  return new Map([...visits].flatMap(([host, { notBefore }]) => (notBefore === null ? [] : [[host, Date.parse(notBefore)]])));
}

function instantMs(at: Instant | null): number | null {
  return at === null ? null : Date.parse(at);
}

function toInstant(atMs: number): Instant {
  return new Date(atMs).toISOString();
}
