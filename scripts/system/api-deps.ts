/** What the API is handed, from the system's parts. */

import type { CrawlerControl, Deps } from '../../api/deps.ts';
import { createCrawlerControl } from './crawler-control.ts';
import type { System } from './open-system.ts';

/** The API's view of a system. */
export function apiDeps(system: System, crawler: CrawlerControl = createCrawlerControl(system, null)): Deps {
  const { store, engine, config, now, log } = system;
  return { store, engine, config, now, log, crawler };
}
