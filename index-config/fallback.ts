/** A second engine behind the first: it answers while the first is away, slow, broken or far behind, and says so. */

import { IndexError } from '../core/errors.ts';
import type { SearchAnswer } from '../core/search.ts';
import { createBreaker, type Breaker, type BreakerOptions } from './breaker.ts';
import type { SearchEngine } from './engine.ts';

export type FallbackOptions = Partial<BreakerOptions> & {
  /** How far the main engine is behind the standby, in numbers of the outbox. */
  readonly lag?: () => Promise<number>;
  /** How long a lag that was read holds. */
  readonly lagIsFreshMs?: number;
};

/** Ordinary syncing stays below the first; who was behind by more, or away, has caught up at the second, one batch. */
const FAR_BEHIND = 2_000;
const CAUGHT_UP = 200;
const BEHIND = 'it still takes in what changed while it was away.';

/**
 * The main engine, with searches, suggestions and similar posts answered by the standby while the main one cannot, or lacks much.
 * Writes, listing and status are the main engine's alone: the standby is fed by an outbox cursor of its own.
 */
export function withFallback(main: SearchEngine, standby: SearchEngine, { lag, lagIsFreshMs = 2_000, ...options }: FallbackOptions = {}): SearchEngine {
  const breaker = createBreaker(options);
  const isBehind = lag === undefined ? () => false : createLagReader({ lag, isFreshMs: lagIsFreshMs, isAway: () => breaker.reason() !== null });
  const ask = async <Answer>(call: (engine: SearchEngine) => Promise<Answer>, excuse: (answer: Answer, reason: string) => Answer): Promise<Answer> => {
    if (isBehind() && breaker.reason() === null) return excuse(await call(standby), BEHIND);
    return askEither(breaker, { main: () => call(main), standby: () => call(standby), excuse });
  };
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

type LagOptions = { readonly lag: () => Promise<number>; readonly isFreshMs: number; readonly isAway: () => boolean };

/** Whether the main engine lacks much, as it does when it was away. No search waits for that: what was last known decides. */
function createLagReader({ lag, isFreshMs, isAway }: LagOptions): () => boolean {
  let readAtMs = Number.NEGATIVE_INFINITY;
  let isBehind = false;
  return () => {
    if (isAway()) isBehind = true;
    else if (performance.now() - readAtMs >= isFreshMs) {
      readAtMs = performance.now();
      void lag().then((behind) => { isBehind = behind > (isBehind ? CAUGHT_UP : FAR_BEHIND); }, () => {});
    }
    return isBehind;
  };
}

type Choice<Answer> = {
  readonly main: () => Promise<Answer>;
  readonly standby: () => Promise<Answer>;
  readonly excuse: (answer: Answer, reason: string) => Answer;
};

async function askEither<Answer>(breaker: Breaker, { main, standby, excuse }: Choice<Answer>): Promise<Answer> {
  const reason = breaker.reason();
  if (reason !== null) {
    breaker.probe(main);
    return excuse(await standby(), reason);
  }
  try {
    return await breaker.ask(main);
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    return excuse(await standby(), error.message);
  }
}

function degradedBecause(answer: SearchAnswer, reason: string): SearchAnswer {
  return { ...answer, degraded: `The built-in engine answers, since the main one cannot: ${reason}` };
}

function asItIs<Answer>(answer: Answer): Answer {
  return answer;
}
