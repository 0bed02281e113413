/** Hosts that asked to be left alone. Rule R21: a 429 or 503 holds for the whole host. */

import { FetchError } from '../../core/errors.ts';
import { hostKey } from './host-key.ts';

export type Holds = {
  /** Until when the host is to be left alone, in milliseconds since 1970; null: it did not ask. */
  readonly untilMs: (host: string) => number | null;
  /** Takes in what the host asked another process for. */
  readonly learn: (host: string, untilMs: number) => void;
  /** Takes in how a request at the address ended: with a failure, or with an answer (null), which ends the doubling. */
  readonly note: (url: string, failure: FetchError | null, nowMs: number) => void;
  /** @throws FetchError kind `rate-limited` while the host of the address is to be left alone. */
  readonly check: (url: string, nowMs: number) => void;
};

/** For a 429 or 503 that does not say how long; doubled for each further one, up to a day. */
const DEFAULT_HOLD_SECONDS = 3_600;
const MAX_DEFAULT_HOLD_SECONDS = 24 * 3_600;

type Hold = { readonly untilMs: number; readonly count: number };

/** The holds of one process, beginning with those of former ones (by host key). */
export function createHolds(former: ReadonlyMap<string, number>): Holds {
  const holds = new Map<string, Hold>([...former].map(([host, untilMs]) => [host, { untilMs, count: 1 }]));
  return {
    untilMs: (host) => holds.get(host)?.untilMs ?? null,
    learn: (host, untilMs) => {
      if (untilMs > (holds.get(host)?.untilMs ?? 0)) holds.set(host, { untilMs, count: holds.get(host)?.count ?? 1 });
    },
    note: (url, failure, nowMs) => {
      const host = hostKey(url);
      if (failure === null) {
        holds.delete(host);
        return;
      }
      const count = (holds.get(host)?.count ?? 0) + 1;
      const seconds = holdSeconds(failure, count);
      if (seconds !== null) holds.set(host, { untilMs: nowMs + seconds * 1_000, count });
    },
    check: (url, nowMs) => {
      const host = hostKey(url);
      const seconds = Math.ceil(((holds.get(host)?.untilMs ?? 0) - nowMs) / 1_000);
      if (seconds <= 0) return;
      throw new FetchError('rate-limited', url, `${host} asked to be left alone for another ${seconds} seconds; it will be tried again after that.`, { retryAfterSeconds: seconds });
    },
  };
}

function holdSeconds({ status, retryAfterSeconds }: FetchError, count: number): number | null {
  if (status !== 429 && status !== 503) return null;
  return retryAfterSeconds ?? Math.min(DEFAULT_HOLD_SECONDS * 2 ** (count - 1), MAX_DEFAULT_HOLD_SECONDS);
}
