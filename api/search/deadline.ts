/** An engine that may be away, slow or stuck must not hold its readers for ever, nor work for those who have given up (R39). */

import { IndexError } from '../../core/errors.ts';
import type { SearchEngine } from '../../index-config/engine.ts';

/** R39 asks for 2 s; the first search after a start on a small and busy machine has been seen to take longer. */
export const SEARCH_DEADLINE_MS = 5_000;
/** Questions that an engine has at once: enough to keep any busy, and few that it answers in vain. */
const AT_ONCE = 4;
/** So many wait no longer than a reader hardly notices, a tenth of a second or two. */
const FEW = 16;

/**
 * The same engine, whose questions end with IndexError kind `timeout` when no answer has come in time. Who comes first is asked
 * first, unless more come than it can answer: then the newest is, and whoever has waited too long is never asked, so that what is
 * answered is answered in time (Maurer 2015, “Fail at scale”: adaptive LIFO).
 */
export function withDeadline(engine: SearchEngine, deadlineMs: number): SearchEngine {
  const waiting = new Set<() => void>();
  const asked = new Set<() => void>();
  const askNext = (): void => {
    const next = [...waiting].at(waiting.size > FEW ? -1 : 0);
    if (next === undefined || asked.size >= AT_ONCE) return;
    waiting.delete(next);
    asked.add(next);
    next();
  };
  const inTime = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const question = (): void => void ask().then(resolve, reject);
    const timer = setTimeout(() => reject(new IndexError('timeout', `The search engine has not answered within ${deadlineMs} ms.`)), deadlineMs);
    waiting.add(question);
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
