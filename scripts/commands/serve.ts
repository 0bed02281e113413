/** `writeups serve` (`npm start`): API, page, crawler, sync and scheduler, or some of them. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { builtInSources } from '../../crawler/sources/source-list.ts';
import { listSources } from '../../store/sources.ts';
import { startCrawlLoop, startSyncLoop, type CrawlLoop } from '../system/crawl-loop.ts';
import { startCrawlerProcess } from '../system/crawler-process.ts';
import { apiDeps } from '../system/api-deps.ts';
import { DEMO_MARK } from '../system/demo-mark.ts';
import type { Feeding } from '../system/engine.ts';
import { addListedSources, ofBuiltIn } from '../system/listed-sources.ts';
import { startMetricsServer } from '../system/metrics-server.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { scheduledTasks } from '../system/scheduled-tasks.ts';
import { startScheduler } from '../system/scheduler.ts';
import { endOnBugs, startApi, stopSignal } from '../system/serve.ts';
import { text, UsageError, type Command } from './command.ts';

const ROLES = ['api', 'crawler', 'sync', 'scheduler'] as const;
type Role = (typeof ROLES)[number];

/** What has begun may end within this long; a crawl that takes longer is taken up again by whoever starts next. */
const DRAIN_MS = 10_000;

export const command: Command = {
  usage: ['serve [--port N]', 'serve --only api,crawler,sync,scheduler'],
  options: {
    port: { type: 'string', meaning: 'N  port of the page (default 8080)' },
    only: { type: 'string', meaning: 'ROLES  some of api, crawler, sync and scheduler, with commas; any number of processes may have each' },
  },
  run: async ({ values, positionals, config }) => {
    if (positionals.length > 0) throw new UsageError('`serve` takes no arguments.');
    const roles = rolesIn(text(values, 'only'));
    const system = await openSystem(config, feedingOf(roles));
    endOnBugs(system.log);
    try {
      await serve(system, roles);
    } finally {
      await system.close();
    }
    return 0;
  },
};

function rolesIn(only: string | null): readonly Role[] {
  if (only === null) return ROLES;
  const named = only.split(',').map((name) => name.trim());
  const unknown = named.filter((name) => !ROLES.some((role) => role === name));
  if (unknown.length > 0) throw new UsageError(`--only knows ${ROLES.join(', ')}, not ${unknown.map((name) => JSON.stringify(name)).join(', ')}.`);
  return ROLES.filter((role) => named.includes(role));
}

/** Who searches needs the index in its own folder; engines that others share are fed by whoever syncs. */
function feedingOf(roles: readonly Role[]): Feeding {
  if (roles.includes('sync')) return 'every';
  return roles.includes('api') || roles.includes('scheduler') ? 'own' : 'none';
}

async function serve(system: System, roles: readonly Role[]): Promise<void> {
  if (existsSync(join(system.config.dataDir, DEMO_MARK))) say(`${system.config.dataDir} was filled by \`npm run demo\`: its posts are recorded ones. For a live installation choose another folder with --data.`);
  else if (roles.includes('crawler')) await loadBuiltInList(system);
  const stopping = stopSignal();
  let isStopping = false;
  const metrics = await startMetricsServer(system, roles.join(','), () => isStopping);
  if (metrics !== null) say(`Measures at http://${system.config.operation.metricsHost}:${metrics.port}/metrics`);
  const loop = roles.includes('crawler') ? await startCrawling(system, roles) : null;
  const isFedElsewhere = loop !== null && roles.includes('api') && roles.includes('sync');
  const sync = system.fed.length > 0 && !isFedElsewhere ? startSyncLoop(system) : null;
  const scheduler = roles.includes('scheduler') ? startScheduler(scheduledTasks(apiDeps(system, loop?.control), system.config.operation), system.log) : null;
  try {
    const server = roles.includes('api') ? await startApi(system, system.config, loop?.control).catch(async (error: unknown) => {
      await Promise.all([scheduler?.stop(), loop?.stop()]);
      throw error;
    }) : null;
    if (server === null) say(`Running as ${roles.join(', ')} (stop with Ctrl-C)`);
    await stopping;
    isStopping = true;
    // All at once: nobody begins anything new while the others still end.
    const working = Promise.all([scheduler?.stop(), loop?.stop()]);
    await Promise.all([server?.stop(system.config.operation.prestopSeconds * 1_000), Promise.race([working, wait(DRAIN_MS, 'late', { ref: false })]).then(endIfLate)]);
  } finally {
    sync?.stop();
    await metrics?.stop();
  }
}

/** Beside an API the crawler has a process of its own, which also feeds the engines: neither holds up an answer. */
function startCrawling(system: System, roles: readonly Role[]): CrawlLoop | Promise<CrawlLoop> {
  if (roles.includes('api')) return startCrawlerProcess(system, { isFeeding: roles.includes('sync') });
  return startCrawlLoop(system, () => say('The network cannot be reached: no source answered. Crawling goes on as soon as it is back; `npm run demo` shows everything without a network.'));
}

/** Everything that was begun is in the store as far as it got; its leases end with the process. */
function endIfLate(outcome: unknown): void {
  if (outcome === 'late') process.exit(0);
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
