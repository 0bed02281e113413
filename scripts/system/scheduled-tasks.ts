/** What a server does by the clock beside crawling. */

import type { Deps } from '../../api/deps.ts';
import { tickSavedSearches } from '../../api/saved-searches/tick.ts';
import type { ScheduledTask } from './scheduler.ts';

/** The tasks, in no particular order: none waits for another. */
export function scheduledTasks(deps: Deps): ScheduledTask[] {
  return [
    { name: 'saved searches', run: (isStopping) => tickSavedSearches(deps, isStopping) },
  ];
}
