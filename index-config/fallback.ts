/** A second engine behind the first: it answers while the first is away, slow or broken, and says so. */

import { IndexError } from '../core/errors.ts';
import type { SearchAnswer } from '../core/search.ts';
import type { SearchEngine } from './engine.ts';

export type FallbackOptions = {
  /** An answer that takes longer comes from the standby. */
  readonly cutoffMs: number;
  /** Pause before the main engine is asked again; it doubles up to `maxProbeAfterMs` while it stays away. */
  readonly probeAfterMs: number;
  readonly maxProbeAfterMs: number;
  /** Told when the main engine is given up and when it is back (`reason` null). */
  readonly onChange: (reason: string | null) => void;
};

export const FALLBACK_DEFAULTS: FallbackOptions = { cutoffMs: 2_000, probeAfterMs: 1_000, maxProbeAfterMs: 30_000, onChange: () => {} };

/** Failures in a row after which the main engine is left alone for a while. A refused connection counts as all of them. */
const STRIKES = 3;

/**
 * The main engine, with searches, suggestions and similar posts answered by the standby while the main one cannot.
 * Writes, listing and status are the main engine's alone: the standby is fed by an outbox cursor of its own.
 */
export function withFallback(main: SearchEngine, standby: SearchEngine, options: Partial<FallbackOptions> = {}): SearchEngine {
  const settings = { ...FALLBACK_DEFAULTS, ...options };
  const breaker = createBreaker(settings);
  const ask = <Answer>(call: (engine: SearchEngine) => Promise<Answer>, excuse: (answer: Answer, reason: string) => Answer): Promise<Answer> =>
    askEither(breaker, settings.cutoffMs, { main: () => call(main), standby: () => call(standby), excuse });
  return {
    ...main,
    search: (request) => ask((engine) => engine.search(request), degradedBecause),
    suggest: (text, limit) => ask((engine) => engine.suggest(text, limit), asItIs),
    similar: (id, limit) => ask((engine) => engine.similar(id, limit), asItIs),
    close: async () => {
      await Promise.all([main.close(), standby.close()]);
    },
  };
}

type Choice<Answer> = {
  readonly main: () => Promise<Answer>;
  readonly standby: () => Promise<Answer>;
  readonly excuse: (answer: Answer, reason: string) => Answer;
};

async function askEither<Answer>(breaker: Breaker, cutoffMs: number, choice: Choice<Answer>): Promise<Answer> {
  const attempt = async (): Promise<Answer> => {
    try {
      const answer = await within(cutoffMs, choice.main());
      breaker.succeeded();
      return answer;
    } catch (error) {
      if (error instanceof IndexError) breaker.failed(error);
      throw error;
    }
  };
  const reason = breaker.reason();
  if (reason !== null) {
    // Nobody waits for the probe: it only finds out whether the main engine is back.
    if (breaker.isProbeDue()) void attempt().catch(() => null);
    return choice.excuse(await choice.standby(), reason);
  }
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    return choice.excuse(await choice.standby(), error.message);
  }
}

function degradedBecause(answer: SearchAnswer, reason: string): SearchAnswer {
  return { ...answer, degraded: `The built-in engine answers, since the main one cannot: ${reason}` };
}

function asItIs<Answer>(answer: Answer): Answer {
  return answer;
}

type Breaker = {
  /** Why the main engine is left alone; null while it is asked. */
  reason(): string | null;
  /** True once per pause. */
  isProbeDue(): boolean;
  succeeded(): void;
  failed(error: IndexError): void;
};

function createBreaker({ probeAfterMs, maxProbeAfterMs, onChange }: FallbackOptions): Breaker {
  let reason: string | null = null;
  let strikes = 0;
  let pauseMs = probeAfterMs;
  let probeAtMs = 0;
  return {
    reason: () => reason,
    isProbeDue: () => {
      if (performance.now() < probeAtMs) return false;
      probeAtMs = performance.now() + pauseMs;
      return true;
    },
    succeeded: () => {
      strikes = 0;
      pauseMs = probeAfterMs;
      if (reason === null) return;
      reason = null;
      onChange(null);
    },
    failed: (error) => {
      strikes += error.kind === 'unreachable' ? STRIKES : 1;
      if (strikes < STRIKES) return;
      if (reason !== null) pauseMs = Math.min(maxProbeAfterMs, pauseMs * 2);
      else onChange(error.message);
      reason = error.message;
      probeAtMs = performance.now() + pauseMs;
    },
  };
}

async function within<Answer>(cutoffMs: number, work: Promise<Answer>): Promise<Answer> {
  const cutoff = Promise.withResolvers<never>();
  const timer = setTimeout(() => cutoff.reject(new IndexError('timeout', `It did not answer within ${cutoffMs / 1000} s.`)), cutoffMs);
  return Promise.race([work, cutoff.promise]).finally(() => clearTimeout(timer));
}
