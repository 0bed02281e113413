/** The crawler in a process of its own, so that nobody who asks something waits for a page to be read. */

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CrawlProgress } from '../../api/deps.ts';
import { FETCHED, INDEX_FAILED } from '../../core/events.ts';
import type { Source } from '../../core/post.ts';
import type { CrawlLoop } from './crawl-loop.ts';
import type { Order, Report } from './crawler-child.ts';
import { createCrawlerControl } from './crawler-control.ts';
import type { System } from './open-system.ts';

const CHILD = fileURLToPath(new URL('./crawler-child.ts', import.meta.url));
/** A process that ends by itself is started again after a second, then after twice as long each time. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** One that ran so long was sound: what ended it is taken for a first failure. */
const SOUND_MS = 120_000;
const AT_REST: CrawlProgress = { isRunning: false, sourcesDone: 0, sourcesTotal: 0, isOffline: false };

export type CrawlerProcess = CrawlLoop & {
  /** The process that runs at the moment; null while none does. */
  readonly pid: () => number | null;
};

export type CrawlerProcessOptions = {
  /** Whether it also feeds the search engines. */
  readonly isFeeding: boolean;
  /** Before it is started again for the first time. */
  readonly firstPauseMs?: number;
};

/** Starts the process. One that ends by itself is started again. */
export function startCrawlerProcess(system: System, { isFeeding, firstPauseMs = FIRST_PAUSE_MS }: CrawlerProcessOptions): CrawlerProcess {
  let child: ChildProcess | null = null;
  let progress: CrawlProgress | null = null;
  let pauseMs = firstPauseMs;
  let restart: NodeJS.Timeout | null = null;
  let isStopping = false;
  start();
  return {
    pid: () => child?.pid ?? null,
    control: createCrawlerControl(system, { crawler: null, progress: () => progress ?? AT_REST, check: (source: Source) => tell(child, { order: 'check', source }) }),
    stop,
  };

  function start(): void {
    const startedMs = performance.now();
    const started = fork(CHILD, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
    child = started;
    started.on('message', take);
    const ended = (code: number | null, signal: string | null): void => {
      child = null;
      progress = null;
      if (!isStopping) startAgain({ code, signal, ranMs: performance.now() - startedMs });
    };
    started.once('exit', ended);
    started.on('error', (error) => {
      system.log.error({ err: error }, 'the crawler’s process cannot be started');
      if (started.pid === undefined) ended(null, null); // there was none that could exit
    });
    tell(started, { order: 'start', config: system.config, isFeeding });
  }

  /** Only once the pause is over is it said: an end that the whole server shares is no event. */
  function startAgain({ code, signal, ranMs }: { readonly code: number | null; readonly signal: string | null; readonly ranMs: number }): void {
    if (ranMs > SOUND_MS) pauseMs = firstPauseMs;
    restart = setTimeout(() => {
      system.log.error({ code, signal, ranSeconds: Math.round(ranMs / 1_000) }, 'the crawler ended by itself and is started again');
      start();
    }, pauseMs);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }

  function take(message: Report): void {
    if (message.report === 'progress') progress = message.progress;
    else if (message.report === 'fetched') FETCHED.publish(message.outcome);
    else INDEX_FAILED.publish(message.kind);
  }

  async function stop(): Promise<void> {
    isStopping = true;
    if (restart !== null) clearTimeout(restart);
    const ending = child;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
    // One that has not begun yet has nothing to end.
    if (progress === null) ending.kill('SIGKILL');
    else tell(ending, { order: 'stop' });
    await ended;
  }
}

/** A process that is gone says so by its exit. */
function tell(child: ChildProcess | null, order: Order): void {
  if (child?.connected === true) child.send(order, () => {});
}
