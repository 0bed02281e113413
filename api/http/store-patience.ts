/** The store as those ask it who can do without it: a database that is away must not hold up what the index alone can answer. */

import { isStoreAway } from '../../store/away.ts';
import type { Deps } from '../deps.ts';

/** The driver waits up to a minute for a PostgreSQL that restarts; a reader does not. */
const PATIENCE_MS = 1_000;
/** A store that was found away is left alone for so long, so that not everybody waits for it. */
const LEFT_ALONE_MS = 2_000;

const leftAloneUntilMs = new WeakMap<Deps['store'], number>();

/** What the store answers; null where it cannot, not within a second, or could not a moment ago. Other failures are thrown. */
export async function askIfThere<Answer>({ store, log }: Pick<Deps, 'store' | 'log'>, ask: () => Promise<Answer>): Promise<Answer | null> {
  if (performance.now() < (leftAloneUntilMs.get(store) ?? 0)) return null;
  const patience = Promise.withResolvers<typeof LATE>();
  const timer = setTimeout(() => patience.resolve(LATE), PATIENCE_MS);
  try {
    const answer = await Promise.race([ask(), patience.promise]);
    if (answer !== LATE) return answer;
    log.warn({ patienceMs: PATIENCE_MS }, 'the store does not answer in time');
  } catch (error) {
    if (!isStoreAway(error)) throw error;
    log.error({ err: error }, 'the store is away');
  } finally {
    clearTimeout(timer);
  }
  leftAloneUntilMs.set(store, performance.now() + LEFT_ALONE_MS);
  return null;
}

const LATE = Symbol('late');
