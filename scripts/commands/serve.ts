/** `writeups serve` (`npm start`): API, page, crawler and sync in one process. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { builtInSources } from '../../crawler/sources/source-list.ts';
import { listSources } from '../../store/sources.ts';
import { startCrawlLoop, startSyncLoop, type CrawlLoop } from '../system/crawl-loop.ts';
import { apiDeps } from '../system/api-deps.ts';
import { DEMO_MARK } from '../system/demo-mark.ts';
import { addListedSources, ofBuiltIn } from '../system/listed-sources.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { scheduledTasks } from '../system/scheduled-tasks.ts';
import { startScheduler } from '../system/scheduler.ts';
import { serveUntilStopped, stopSignal } from '../system/serve.ts';
import { text, UsageError, type Command } from './command.ts';

const ROLES = ['api', 'crawler', 'sync'] as const;
type Role = (typeof ROLES)[number];

export const command: Command = {
  summary: 'the search page and API, with crawler and sync beside it (npm start)',
  usage: ['serve [--port N]', 'serve --only api|crawler|sync'],
  options: {
    port: { type: 'string', meaning: 'N  port of the page (default 8080)' },
    only: { type: 'string', meaning: 'ROLE  one role of several: api, crawler or sync' },
  },
  run: async ({ values, positionals, config }) => {
    if (positionals.length > 0) throw new UsageError('`serve` takes no arguments.');
    const only = text(values, 'only');
    const roles = only === null ? ROLES : ROLES.filter((role) => role === only);
    if (roles.length === 0) throw new UsageError(`--only is ${ROLES.join(', ')}.`);
    const system = await openSystem(config);
    try {
      await serve(system, roles);
    } finally {
      await system.close();
    }
    return 0;
  },
};

async function serve(system: System, roles: readonly Role[]): Promise<void> {
  if (existsSync(join(system.config.dataDir, DEMO_MARK))) say(`${system.config.dataDir} was filled by \`npm run demo\`: its posts are recorded ones. For a live installation choose another folder with --data.`);
  else if (roles.includes('crawler')) await loadBuiltInList(system);
  const sync = roles.includes('sync') ? startSyncLoop(system) : null;
  const loop: CrawlLoop | null = roles.includes('crawler')
    ? await startCrawlLoop(system, () => say('The network cannot be reached: no source answered. Crawling goes on as soon as it is back; `npm run demo` shows everything without a network.')) : null;
  const scheduler = roles.includes('sync') ? startScheduler(scheduledTasks(apiDeps(system, loop?.control)), system.log) : null;
  try {
    if (roles.includes('api')) await serveUntilStopped(system, system.config, loop?.control);
    else await stopSignal();
  } finally {
    await scheduler?.stop();
    await loop?.stop();
    sync?.stop();
  }
}

/** An empty installation begins with the built-in list of engineering blogs. */
async function loadBuiltInList(system: System): Promise<void> {
  if (!system.config.builtInSources || (await listSources(system.store.db)).length > 0) return;
  const { added } = await addListedSources(system, builtInSources().map(ofBuiltIn));
  say(`First start: following ${added} engineering blogs. The first posts can be found within a minute; all of them take a few hours.`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
