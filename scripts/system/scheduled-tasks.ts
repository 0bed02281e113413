/** What a server does by the clock beside crawling. */

import type { Deps } from '../../api/deps.ts';
import { createDigest } from '../../api/digest/tick.ts';
import { tickSavedSearches } from '../../api/saved-searches/tick.ts';
import type { OperationConfig } from '../../core/operation-config.ts';
import { forget } from '../../store/retention.ts';
import type { ScheduledTask } from './scheduler.ts';

const DAY_MS = 86_400_000;
/** Mails leave soon after a mail server is back, and one that is away is not hammered. */
const MAIL_PROBE_MS = 5_000;

/** The tasks, in no particular order: none waits for another. */
export function scheduledTasks(deps: Deps, operation: OperationConfig): ScheduledTask[] {
  const digest = createDigest(deps, { limits: { probeEveryMs: MAIL_PROBE_MS } });
  return [
    { name: 'digest', run: (isStopping) => digest.tick(isStopping) },
    { name: 'saved searches', run: (isStopping) => tickSavedSearches(deps, isStopping) },
    { name: 'forgetting', run: () => forgetDaily(deps, operation) },
  ];
}

let forgottenAtMs = Number.NEGATIVE_INFINITY;

/** Once a day in each process: what another one has forgotten costs a look. */
async function forgetDaily({ store, now, log }: Deps, { keepDays }: OperationConfig): Promise<void> {
  if (performance.now() - forgottenAtMs < DAY_MS) return;
  forgottenAtMs = performance.now();
  const forgotten = await forget(store.db, keepDays, now());
  if (Object.values(forgotten).some((count) => count > 0)) log.info(forgotten, 'what was kept long enough is forgotten');
}
