/** Leaves a server alone that does not answer, and finds out when it is back. */

import { IndexError } from '../core/errors.ts';

export type BreakerOptions = {
  /** A longer answer counts as none. */
  readonly cutoffMs: number;
  /** Pause before a server that was given up is asked again; it doubles up to `maxProbeAfterMs` while it stays away. */
  readonly probeAfterMs: number;
  readonly maxProbeAfterMs: number;
  /** Told when the server is given up and when it is back (`reason` null). */
  readonly onChange: (reason: string | null) => void;
};

export type Breaker = {
  /** Why the server is left alone; null while it is asked. */
  reason(): string | null;
  /** The answer of a call. @throws IndexError kind `timeout` after `cutoffMs`, and what the call throws */
  ask<Answer>(call: () => Promise<Answer>): Promise<Answer>;
  /** Once per pause makes the call, only to learn whether the server is back: nobody waits for it. */
  probe(call: () => Promise<unknown>): void;
};

const DEFAULTS: BreakerOptions = { cutoffMs: 2_000, probeAfterMs: 1_000, maxProbeAfterMs: 30_000, onChange: () => {} };
/** Failures in a row after which a server is left alone for a while. A refused connection counts as all of them. */
const STRIKES = 3;

/** A breaker for one server. Only an IndexError is the server's fault. */
export function createBreaker(options: Partial<BreakerOptions> = {}): Breaker {
  const { cutoffMs, probeAfterMs, maxProbeAfterMs, onChange } = { ...DEFAULTS, ...options };
  let reason: string | null = null;
  let strikes = 0;
  let pauseMs = probeAfterMs;
  let probeAtMs = 0;
  const succeed = (): void => {
    strikes = 0;
    pauseMs = probeAfterMs;
    if (reason === null) return;
    reason = null;
    onChange(null);
  };
  const fail = (error: IndexError): void => {
    strikes += error.kind === 'unreachable' ? STRIKES : 1;
    if (strikes < STRIKES) return;
    if (reason !== null) pauseMs = Math.min(maxProbeAfterMs, pauseMs * 2);
    else onChange(error.message);
    reason = error.message;
    probeAtMs = performance.now() + pauseMs;
  };
  const ask = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    try {
      const answer = await within(cutoffMs, call());
      succeed();
      return answer;
    } catch (error) {
      if (error instanceof IndexError) fail(error);
      throw error;
    }
  };
  return {
    reason: () => reason,
    ask,
    probe: (call) => {
      if (performance.now() < probeAtMs) return;
      probeAtMs = performance.now() + pauseMs;
      void ask(call).catch(() => null);
    },
  };
}

async function within<Answer>(cutoffMs: number, work: Promise<Answer>): Promise<Answer> {
  const cutoff = Promise.withResolvers<never>();
  const timer = setTimeout(() => cutoff.reject(new IndexError('timeout', `It did not answer within ${cutoffMs / 1000} s.`)), cutoffMs);
  return Promise.race([work, cutoff.promise]).finally(() => clearTimeout(timer));
}
