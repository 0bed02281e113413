/** Entry of the crawler's own process: crawls and feeds the search engines until its parent says stop, or is gone. */

import { enableCompileCache } from 'node:module';
import { constants, setPriority } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { CrawlProgress } from '../../api/deps.ts';
import type { Config } from '../../core/config.ts';
import { FETCHED, INDEX_FAILED } from '../../core/events.ts';
import type { Source } from '../../core/post.ts';
import { startCrawlLoop, startSyncLoop } from './crawl-loop.ts';
import { setV8Flags } from './v8-flags.ts';
import { openSystem } from './open-system.ts';
import { endOnBugs } from './serve.ts';

/** What the parent says. The first message is `start`. */
export type Order =
  | { readonly order: 'start'; readonly config: Config; readonly isFeeding: boolean }
  | { readonly order: 'check'; readonly source: Source }
  | { readonly order: 'stop' };

/** What the parent is told: how far the crawl is (first of all, once it has begun), and what its measures count. */
export type Report =
  | { readonly report: 'progress'; readonly progress: CrawlProgress }
  | { readonly report: 'fetched'; readonly outcome: string }
  | { readonly report: 'index-failed'; readonly kind: string };

const REPORT_EVERY_MS = 500;
/** What has begun may end within this long; a crawl that takes longer is taken up again by whoever starts next. */
const DRAIN_MS = 10_000;

type Running = { readonly check: (source: Source) => void; readonly stop: () => Promise<void> };

async function run(config: Config, isFeeding: boolean): Promise<Running> {
  const system = await openSystem(config, isFeeding ? 'healed' : 'none');
  endOnBugs(system.log);
  FETCHED.subscribe((outcome) => report({ report: 'fetched', outcome: String(outcome) }));
  INDEX_FAILED.subscribe((kind) => report({ report: 'index-failed', kind: String(kind) }));
  const sync = system.fed.length > 0 ? startSyncLoop(system) : null;
  const loop = await startCrawlLoop(system, () => process.stderr.write('The network cannot be reached: no source answered. Crawling goes on as soon as it is back; `npm run demo` shows everything without a network.\n'));
  // From here on whoever asks goes first: a crawl that takes a little longer is noticed by nobody.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  let last = '';
  const reportProgress = (): void => {
    const progress = loop.control.progress();
    if (progress === null || JSON.stringify(progress) === last) return;
    last = JSON.stringify(progress);
    report({ report: 'progress', progress });
  };
  reportProgress();
  const reporting = setInterval(reportProgress, REPORT_EVERY_MS);
  return {
    check: (source) => void loop.control.checkNow(source),
    stop: async () => {
      await Promise.race([loop.stop(), wait(DRAIN_MS, null, { ref: false })]);
      clearInterval(reporting);
      sync?.stop();
      await system.close();
    },
  };
}

function report(message: Report): void {
  // A parent that is gone is noticed by `disconnect`.
  if (process.connected) process.send?.(message, () => {});
}

function serve(): void {
  let running: Promise<Running> | null = null;
  let stopping: Promise<void> | null = null;
  const stop = (): void => {
    stopping ??= (running ?? Promise.resolve(null)).then((started) => started?.stop()).then(() => process.exit(0));
  };
  process.on('message', (message: Order) => {
    if (message.order === 'start') running = run(message.config, message.isFeeding);
    else if (message.order === 'stop') stop();
    else void running?.then(({ check }) => check(message.source));
  });
  // A terminal and a supervisor send them to the parent too, which waits.
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('disconnect', () => process.exit(0));
}

if (import.meta.main) {
  enableCompileCache();
  setV8Flags();
  serve();
}
