/** The crawler of a running server: woken every minute, told by the database what is due (R29). */

import cron from 'node-cron';
import type { CrawlerControl, CrawlProgress } from '../../api/deps.ts';
import { IndexError } from '../../core/errors.ts';
import type { Source } from '../../core/post.ts';
import { backfill, crawl, resume, type CrawlSummary } from '../../crawler/crawl.ts';
import type { CrawlEvent } from '../../crawler/deps.ts';
import { sourcesWithoutPast } from '../../store/backfill.ts';
import { abandonedSources, dueSources, findSource, hastenSources } from '../../store/sources.ts';
import { storageFailure } from '../../store/storage-failure.ts';
import { createCrawlerControl } from './crawler-control.ts';
import { createCrawler, type CrawlerOptions } from './crawler.ts';
import type { System } from './open-system.ts';

export type CrawlLoop = { readonly control: CrawlerControl; readonly stop: () => Promise<void> };

/** Sources taken up in one pass; what is due beyond that is taken up in the next, which follows at once. */
const PASS_SOURCES = 500;
/** While a pass runs its posts become searchable at this pace. */
const SYNC_EVERY_MS = 5_000;
/** An offline machine looks for its network more often than a site that is down is asked again. */
const OFFLINE_RETRY_MINUTES = 5;
/** Sources whose past is walked at the same time. */
const PAST_SOURCES = 8;
/** They are drawn from so many times more, so that several crawlers seldom choose the same. */
const PAST_CHOICE = 8;
/** Failures that say more about this machine's network than about the site. */
const NETWORK_FAILURES = ['dns', 'connection', 'timeout'];

/** Starts the loop; `onOffline` is called once when a whole pass could reach nothing. `web`: of measurements, which bring their own. */
export async function startCrawlLoop(system: System, onOffline: () => void, web: Partial<Pick<CrawlerOptions, 'transport' | 'hostDelayMs'>> = {}): Promise<CrawlLoop> {
  let progress: CrawlProgress = { isRunning: false, sourcesDone: 0, sourcesTotal: 0, isOffline: false };
  const onEvent = (event: CrawlEvent): void => {
    if (event.type === 'source-done') progress = { ...progress, sourcesDone: progress.sourcesDone + 1 };
  };
  const crawler = await createCrawler(system, { transport: null, hostDelayMs: system.config.hostDelaySeconds * 1000, onEvent, ...web });
  let isStopping = false;
  /** Crawls what is due; whether there may be more. */
  const pass = async (): Promise<boolean> => {
    const sources = await dueSources(system.store.db, system.now(), PASS_SOURCES);
    if (sources.length === 0 || isStopping) return false;
    progress = { ...progress, isRunning: true, sourcesDone: 0, sourcesTotal: sources.length };
    const summary = await crawl({ ...crawler.deps, isStopping: () => isStopping }, sources, 'schedule');
    const isOffline = reachedNothing(summary, progress.isOffline);
    if (isOffline) await hastenSources(system.store.db, summary.outcomes.map((outcome) => outcome.sourceId), inMinutes(system.now(), OFFLINE_RETRY_MINUTES));
    if (isOffline && !progress.isOffline) onOffline();
    progress = { ...progress, isRunning: false, isOffline };
    system.log.info({ ...summary, outcomes: undefined }, 'crawl pass ended');
    return !isOffline && sources.length === PASS_SOURCES && summary.outcomes.some(({ outcome }) => outcome !== 'held-elsewhere');
  };
  const passes = async (): Promise<void> => {
    while (await pass());
  };
  const past = async (): Promise<void> => {
    const candidates = await sourcesWithoutPast(system.store.db, PAST_SOURCES * PAST_CHOICE);
    const ids = candidates.map((id) => ({ id, place: Math.random() })).sort((a, b) => a.place - b.place).slice(0, PAST_SOURCES).map(({ id }) => id);
    const sources = (await Promise.all(ids.map((id) => findSource(system.store.db, id)))).filter((source) => source !== null);
    if (sources.length > 0 && !isStopping) await backfill({ ...crawler.deps, onEvent: () => {}, isStopping: () => isStopping }, sources, 'past');
  };
  const cutOff = async (): Promise<void> => {
    const sources = await abandonedSources(system.store.db, system.now());
    if (sources.length > 0 && !isStopping) await resume({ ...crawler.deps, onEvent: () => {}, isStopping: () => isStopping }, sources);
  };
  const workers = [passes, past, cutOff].map((work) => createWorker(work, system));
  const tick = (): void => {
    if (!isStopping) for (const worker of workers) worker.wake();
  };
  const checks = new Set<Promise<void>>();
  /** Beside the pass, which may take an hour; the source's lease keeps the two apart. */
  const check = (source: Source): void => {
    const work = crawl({ ...crawler.deps, onEvent: () => {}, isStopping: () => isStopping }, [source], 'request')
      .then(() => {}, (error: unknown) => system.log.error({ err: error, source: source.id }, 'a bug stopped a check'))
      .finally(() => { checks.delete(work); });
    checks.add(work);
  };
  const task = cron.schedule('* * * * *', tick);
  tick();
  return {
    control: createCrawlerControl(system, { crawler, progress: () => progress, check }),
    stop: async () => {
      isStopping = true;
      await task.stop();
      await Promise.all([...workers.map((worker) => worker.settled()), ...checks]);
      await crawler.close();
    },
  };
}

/** Work that is woken often and never runs beside itself. */
function createWorker(work: () => Promise<void>, system: System): { readonly wake: () => void; readonly settled: () => Promise<void> } {
  let running: Promise<void> | null = null;
  return {
    wake: () => {
      running ??= work()
        .catch((error: unknown) => reportFailure(system, error))
        .finally(() => { running = null; });
    },
    settled: () => running ?? Promise.resolve(),
  };
}

/** A full disk is nobody's bug, and the next minute's pass takes up what it cut off. */
function reportFailure({ log }: System, error: unknown): void {
  const reason = storageFailure(error);
  if (reason === null) log.error({ err: error }, 'a bug stopped a pass of the crawler');
  else log.error({ reason }, 'nothing can be stored; the crawl goes on as soon as it can');
}

/** Feeds the search engine while the server runs; an engine that is away is tried again. */
export function startSyncLoop(system: System): { readonly stop: () => void } {
  let [isAway, isRunning] = [false, false];
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    system.sync(0).then(
      (changes) => {
        if (isAway) system.log.info({ changes }, 'the search engine is fed again');
        isAway = false;
      },
      (error: unknown) => {
        const reason = error instanceof IndexError ? error.message : storageFailure(error);
        if (reason === null) system.log.error({ err: error }, 'a bug stopped the sync');
        else if (!isAway) system.log.warn({ reason }, 'the search engine cannot be fed; its changes wait in the outbox');
        isAway = true;
      },
    ).finally(() => { isRunning = false; });
  }, SYNC_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

/** A few failures are the sites' own, unless nothing was reached before either. */
function reachedNothing(summary: CrawlSummary, wasOffline: boolean): boolean {
  return (summary.outcomes.length >= 3 || (wasOffline && summary.outcomes.length > 0)) && summary.outcomes.every((outcome) => NETWORK_FAILURES.includes(outcome.outcome));
}

function inMinutes(now: string, minutes: number): string {
  return new Date(Date.parse(now) + minutes * 60_000).toISOString();
}
