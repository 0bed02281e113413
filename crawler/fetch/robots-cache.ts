/** Each host's robots rules, asked for at most once a day and kept across restarts. Rule R17. */

import { FetchError } from '../../core/errors.ts';
import type { Fetcher } from './fetcher.ts';
import { ALLOW_ALL, DISALLOW_ALL, rulesForStatus, type RobotsRules } from './robots.ts';

/** `found`: a file was read. `absent`: there is none. `unreachable`: nobody knows, so nothing is allowed. */
export type RobotsState = 'found' | 'absent' | 'unreachable';

export type HostRobots = {
  readonly rules: RobotsRules;
  readonly state: RobotsState;
  /** Why they could not be read, and nothing is allowed therefore; null otherwise. */
  readonly failure: FetchError | null;
};

/** Where records are kept between two runs; they are opaque text. */
export type RobotsStore = {
  readonly get: (origin: string) => Promise<string | null>;
  readonly put: (origin: string, record: string) => Promise<void>;
};

export type RobotsCacheOptions = {
  readonly fetcher: Pick<Fetcher, 'fetch'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly store: RobotsStore;
};

export type RobotsCache = { readonly robotsFor: (url: string) => Promise<HostRobots> };

type RobotsRecord = {
  readonly state: RobotsState;
  readonly checkedAtMs: number;
  /** What the last file said; null where none was ever read. */
  readonly rules: RobotsRules | null;
  readonly unreachableSinceMs: number | null;
  readonly failure: { readonly kind: FetchError['kind']; readonly message: string } | null;
};

const HOUR_MS = 3_600_000;
/** RFC 9309 §2.4. */
const FRESH_MS = 24 * HOUR_MS;
/** A host that is down is asked again as early as its feeds would be. */
const RETRY_MS = HOUR_MS;
/** RFC 9309 §2.3.1.4: "a reasonably long period of time (for example, 30 days)". */
const GIVE_UP_MS = 30 * 24 * HOUR_MS;
/** Hosts of one pass; the store has the others. */
const MAX_IN_MEMORY = 2_000;

/** Rules of hosts by the origin of an address; the file's redirects are followed, and its rules hold for the origin that was asked. */
export function createRobotsCache(options: RobotsCacheOptions): RobotsCache {
  const memory = new Map<string, Promise<RobotsRecord>>();
  return {
    robotsFor: async (url) => {
      const { origin } = new URL(url);
      const record = await remember(memory, origin, async (former) => {
        const known = former ?? await readRecord(options.store, origin);
        return known !== null && isFresh(known, options.now()) ? known : refresh(options, origin, known);
      });
      return toHostRobots(record, origin, options.now());
    },
  };
}

/** Runs `renew` on what is known of the origin, one at a time, and keeps what it gives. */
async function remember(memory: Map<string, Promise<RobotsRecord>>, origin: string, renew: (former: RobotsRecord | null) => Promise<RobotsRecord>): Promise<RobotsRecord> {
  const pending = memory.get(origin);
  const record = pending === undefined ? renew(null) : pending.then(renew);
  memory.delete(origin);
  memory.set(origin, record);
  const [oldest] = memory.keys();
  if (memory.size > MAX_IN_MEMORY && oldest !== undefined) memory.delete(oldest);
  return record.catch((error: unknown) => {
    if (memory.get(origin) === record) memory.delete(origin);
    throw error;
  });
}

function isFresh({ state, checkedAtMs }: RobotsRecord, nowMs: number): boolean {
  const age = nowMs - checkedAtMs;
  return age >= 0 && age < (state === 'unreachable' ? RETRY_MS : FRESH_MS);
}

async function refresh({ fetcher, now, store }: RobotsCacheOptions, origin: string, former: RobotsRecord | null): Promise<RobotsRecord> {
  const record = await askForRobots(fetcher, origin).then(
    (rules): RobotsRecord => ({ state: 'found', checkedAtMs: now(), rules, unreachableSinceMs: null, failure: null }),
    (error: unknown): RobotsRecord => {
      if (!(error instanceof FetchError)) throw error;
      return recordOfFailure(error, former, now());
    },
  );
  await store.put(origin, JSON.stringify(record));
  return record;
}

async function askForRobots(fetcher: Pick<Fetcher, 'fetch'>, origin: string): Promise<RobotsRules> {
  const { status, body } = await fetcher.fetch({ url: `${origin}/robots.txt`, kind: 'robots', validators: null });
  return rulesForStatus(status, body);
}

function recordOfFailure(error: FetchError, former: RobotsRecord | null, nowMs: number): RobotsRecord {
  if (!isUnreachable(error)) return { state: 'absent', checkedAtMs: nowMs, rules: ALLOW_ALL, unreachableSinceMs: null, failure: null };
  return {
    state: 'unreachable',
    checkedAtMs: nowMs,
    rules: former?.rules ?? null,
    unreachableSinceMs: former?.unreachableSinceMs ?? nowMs,
    failure: { kind: error.kind, message: error.message },
  };
}

/** A client error says that there is no file; so do endless redirects (§2.3.1.2) and something that is no text. */
function isUnreachable({ kind, status }: FetchError): boolean {
  if (status !== null && (status >= 500 || status === 429)) return true;
  return status === null && !['bad-address', 'wrong-type', 'too-many-redirects'].includes(kind);
}

function toHostRobots({ state, rules, unreachableSinceMs, failure }: RobotsRecord, origin: string, nowMs: number): HostRobots {
  if (state !== 'unreachable') return { state, rules: rules ?? ALLOW_ALL, failure: null };
  if (unreachableSinceMs !== null && nowMs - unreachableSinceMs >= GIVE_UP_MS) return { state, rules: rules ?? ALLOW_ALL, failure: null };
  return {
    state,
    rules: DISALLOW_ALL,
    failure: failure === null ? null : new FetchError(failure.kind, `${origin}/robots.txt`, failure.message),
  };
}

async function readRecord(store: RobotsStore, origin: string): Promise<RobotsRecord | null> {
  const text = await store.get(origin);
  // Written by `refresh` alone.
  return text === null ? null : JSON.parse(text) as RobotsRecord;
}
