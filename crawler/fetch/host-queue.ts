/** Whose turn it is: one request at a time for each host, with a pause between two, and no host before the others. Rule R22. */

import { hostKey } from './host-key.ts';

export type HostQueueOptions = {
  /** The pause that must lie between the end of the host's former request and the start of one for this address. */
  readonly delayMsFor: (url: string) => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** How many requests may be under way at once, over all hosts. */
  readonly concurrency: number;
  /** When a host was last visited before this process began, in milliseconds since 1970; null: never. */
  readonly lastVisitedAt?: (host: string) => number | null;
  /** Told at the end of every turn, so that a restart keeps the distance. */
  readonly onVisited?: (host: string, atMs: number) => void;
  /** Takes the turn among all processes: 0, or after how many milliseconds to ask again. What it throws ends the waiter. */
  readonly takeTurn?: (host: string, url: string) => Promise<number>;
};

export type HostQueue = {
  /** Runs the task when its turn has come, and gives what it gives. */
  readonly run: <T>(url: string, task: () => Promise<T>) => Promise<T>;
  /** Waits for a turn; the host stays occupied until the returned function is called. Whoever aborts leaves the line. */
  readonly acquire: (url: string, signal?: AbortSignal | null) => Promise<() => void>;
};

/** The longest pause that can be set is an hour: after two nobody needs to remember a visit. */
const REMEMBER_MS = 7_200_000;

/** `enter` hands over the turn; it gives false where the waiter has left. `fail` ends its waiting. */
type Waiter = { readonly url: string; readonly enter: (release: () => void) => boolean; readonly fail: (error: unknown) => void };

/** A queue in memory; hosts without work cost nothing. */
export function createHostQueue(options: HostQueueOptions): HostQueue {
  const slots = createSlots(options.concurrency);
  const lines = new Map<string, Waiter[]>();
  const visits = createVisits(options);

  /** Works through one host's line, then forgets the host. */
  const serve = async (host: string, line: Waiter[]): Promise<void> => {
    for (let waiter = line.shift(); waiter !== undefined; waiter = line.shift()) {
      await options.sleep(visits.pauseMs(host, options.delayMsFor(waiter.url)));
      await serveOne(host, waiter);
    }
    lines.delete(host);
  };

  /** While another process is at the host, its place among the requests under way is left to other hosts. */
  const serveOne = async (host: string, waiter: Waiter): Promise<void> => {
    for (let waitMs = await tryOne(host, waiter); waitMs > 0; waitMs = await tryOne(host, waiter)) await options.sleep(waitMs);
  };

  const tryOne = async (host: string, waiter: Waiter): Promise<number> => {
    await slots.take();
    try {
      const waitMs = await options.takeTurn?.(host, waiter.url) ?? 0;
      if (waitMs === 0 && (await occupy(waiter) || options.takeTurn !== undefined)) visits.end(host);
      return waitMs;
    } catch (error) {
      waiter.fail(error);
      return 0;
    } finally {
      slots.give();
    }
  };

  const join = (waiter: Waiter): void => {
    const host = hostKey(waiter.url);
    const line = lines.get(host);
    if (line !== undefined) {
      line.push(waiter);
      return;
    }
    const newLine = [waiter];
    lines.set(host, newLine);
    void serve(host, newLine);
  };

  const acquire: HostQueue['acquire'] = (url, signal = null) => new Promise((resolve, reject) => {
    let hasLeft = false;
    const leave = (): void => {
      hasLeft = true;
      reject(signal?.reason);
    };
    const enter = (release: () => void): boolean => {
      signal?.removeEventListener('abort', leave);
      if (!hasLeft) resolve(release);
      return !hasLeft;
    };
    if (signal?.aborted === true) return leave();
    signal?.addEventListener('abort', leave, { once: true });
    join({ url, enter, fail: reject });
  });

  return {
    acquire,
    run: async (url, task) => {
      const release = await acquire(url);
      try {
        return await task();
      } finally {
        release();
      }
    },
  };
}

/** Gives a waiter the turn and waits for its end; false where it did not want it any more. */
function occupy({ enter }: Waiter): Promise<boolean> {
  return new Promise((done) => {
    if (!enter(() => done(true))) done(false);
  });
}

/** When each host was last visited. */
function createVisits({ now, lastVisitedAt, onVisited }: HostQueueOptions) {
  const endedAt = new Map<string, number>();
  return {
    pauseMs: (host: string, delayMs: number): number => {
      const former = endedAt.get(host) ?? lastVisitedAt?.(host) ?? null;
      // A clock that was set back must not stop a host for hours.
      return former === null ? 0 : Math.min(Math.max(former + delayMs - now(), 0), delayMs);
    },
    end: (host: string): void => {
      // Newest last, so that the oldest stand first for the clearing.
      endedAt.delete(host);
      endedAt.set(host, now());
      for (const [oldest, at] of endedAt) {
        if (at > now() - REMEMBER_MS) break;
        endedAt.delete(oldest);
      }
      onVisited?.(host, now());
    },
  };
}

/** Places for requests, given out in the order in which they were asked for: each host asks for one at a time, so none is passed over. */
function createSlots(count: number) {
  let free = count;
  const queue: (() => void)[] = [];
  return {
    take: (): Promise<void> => new Promise((resolve) => {
      if (free === 0) {
        queue.push(resolve);
        return;
      }
      free -= 1;
      resolve();
    }),
    give: (): void => {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
