/** Robots rules and turns before every request: what makes the fetcher a guest that hosts welcome. Rules R17, R21, R22. */

import { FetchError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import { SYSTEM_CLOCK, type Clock } from './clock.ts';
import type { Fetcher, FetcherOptions } from './fetcher.ts';
import { createHolds, type Holds } from './holds.ts';
import { hostKey } from './host-key.ts';
import { createHostQueue } from './host-queue.ts';
import { createRobotsCache, type RobotsCache, type RobotsStore } from './robots-cache.ts';
import { crawlDelaySeconds, isAllowed } from './robots.ts';

/** What is remembered of a host: when it was last visited, and until when it asked to be left alone. */
export type HostVisit = { readonly visitedAt: Instant; readonly notBefore: Instant | null };

/** Whose turn it is at a host, over all processes. */
export type HostTurns = {
  /** A turn with its number and what the host asked for before; or how long to wait for the next try. */
  readonly take: (host: string, at: { readonly nowMs: number; readonly delayMs: number }) => Promise<{ readonly fence: number; readonly notBefore: Instant | null } | { readonly waitMs: number }>;
  /** Ends a turn; a null `notBefore` keeps what the host asked for before. */
  readonly leave: (host: string, fence: number, visit: HostVisit) => Promise<void>;
};

export type PolitenessOptions = {
  /** Least pause between two requests to one host. */
  readonly delayMs: number;
  /** Requests under way at once, over all hosts. */
  readonly concurrency?: number;
  /** The name that robots.txt files know us by. */
  readonly productToken: string;
  /** Last visits of earlier processes, by host key. */
  readonly visits: ReadonlyMap<string, HostVisit>;
  /** Turns among all processes; null where nobody else is there and nothing has to be remembered. */
  readonly turns: HostTurns | null;
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

/** The rules for one process; hosts are told apart by the queue's keys. */
export function createPoliteness(options: PolitenessOptions): Politeness {
  const askedDelaysMs = new Map<string, number>();
  const holds = createHolds(formerHolds(options.visits));
  const ledger = options.turns === null ? null : createLedger(options.turns, holds);
  const clock = options.clock ?? SYSTEM_CLOCK;
  let cache: RobotsCache | null = null;
  const delayMsFor = (url: string): number => Math.max(options.delayMs, askedDelaysMs.get(hostKey(url)) ?? 0);
  const queue = createHostQueue({
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    delayMsFor,
    now: clock.now,
    sleep: clock.sleep,
    lastVisitedAt: (host) => instantMs(options.visits.get(host)?.visitedAt ?? null),
    ...(ledger === null ? {} : { onVisited: ledger.end, takeTurn: (host, url) => ledger.take(host, { nowMs: clock.now(), delayMs: delayMsFor(url) }) }),
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
      } catch (error) {
        leave();
        throw error;
      }
      return (failure) => {
        holds.note(url, failure, clock.now());
        leave();
      };
    },
    settled: async () => ledger?.settled(),
  };
}

/**
 * Turns of this process and their ends. A turn is written down before its request is sent, so that a process that is killed in
 * the middle of it leaves its mark; its end tells from when the pause counts, and what the host asked for.
 */
function createLedger(turns: HostTurns, holds: Holds) {
  const fences = new Map<string, number>();
  const saving = new Set<Promise<void>>();
  return {
    take: async (host: string, at: { readonly nowMs: number; readonly delayMs: number }): Promise<number> => {
      const turn = await turns.take(host, at);
      if ('waitMs' in turn) return turn.waitMs;
      fences.set(host, turn.fence);
      if (turn.notBefore !== null) holds.learn(host, Date.parse(turn.notBefore));
      return 0;
    },
    end: (host: string, atMs: number): void => {
      const untilMs = holds.untilMs(host);
      const notBefore = untilMs !== null && untilMs > atMs ? toInstant(untilMs) : null;
      // A turn whose end cannot be written ends by itself a little later.
      const saved = turns.leave(host, fences.get(host) ?? 0, { visitedAt: toInstant(atMs), notBefore }).catch(() => {}).finally(() => { saving.delete(saved); });
      fences.delete(host);
      saving.add(saved);
    },
    settled: async (): Promise<void> => {
      await Promise.all(saving);
    },
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
