/** A second engine behind the first: it answers while the first is away, slow or broken, and says so. */

import { IndexError } from '../core/errors.ts';
import type { SearchAnswer } from '../core/search.ts';
import { createBreaker, type Breaker, type BreakerOptions } from './breaker.ts';
import type { SearchEngine } from './engine.ts';

/**
 * The main engine, with searches, suggestions and similar posts answered by the standby while the main one cannot.
 * Writes, listing and status are the main engine's alone: the standby is fed by an outbox cursor of its own.
 */
export function withFallback(main: SearchEngine, standby: SearchEngine, options: Partial<BreakerOptions> = {}): SearchEngine {
  const breaker = createBreaker(options);
  const ask = <Answer>(call: (engine: SearchEngine) => Promise<Answer>, excuse: (answer: Answer, reason: string) => Answer): Promise<Answer> =>
    askEither(breaker, { main: () => call(main), standby: () => call(standby), excuse });
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
