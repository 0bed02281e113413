/** What the API is handed, from the system's parts. */

import type { CrawlerControl, Deps } from '../../api/deps.ts';
import type { System } from './open-system.ts';

/** Where no crawler runs beside the API there is no progress to show. */
const NO_CRAWLER: CrawlerControl = { progress: () => null };

/** The API's view of a system. */
export function apiDeps(system: System, crawler: CrawlerControl = NO_CRAWLER): Deps {
  const { store, engine, config, now, log } = system;
  return { store, engine, config, now, log, crawler };
}
