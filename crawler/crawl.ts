/** One pass over the sources whose turn it is. */

import { randomUUID } from 'node:crypto';
import type { Source } from '../core/post.ts';
import { workTogether } from '../core/together.ts';
import { hostOf } from '../core/url.ts';
import { endRun, saveOutcome, startRun } from '../store/runs.ts';
import { listSources } from '../store/sources.ts';
import { storageFailure } from '../store/storage-failure.ts';
import { backfillSource } from './backfill.ts';
import type { SourceOfHost } from './crawl-entry.ts';
import { crawlSource, type SourceOutcome } from './crawl-source.ts';
import type { CrawlDeps } from './deps.ts';
import { resumeSource } from './resume-source.ts';

export type CrawlSummary = {
  readonly runId: string;
  readonly sources: number;
  readonly requests: number;
  readonly bodyBytes: number;
  readonly entries: number;
  readonly newPosts: number;
  readonly failedSources: number;
  /** Sources that a bug stopped; the run then counts as failed. */
  readonly brokenSources: number;
  readonly outcomes: readonly SourceOutcome[];
  readonly tookMs: number;
};

/**
 * Crawls the given sources, blogs before aggregators, so that what an aggregator names is mostly there already.
 * Never throws for what a source does; a bug ends one source, is logged, and counts in `brokenSources`. A failure of the disk ends
 * the run, since what nobody can store is not fetched, and is thrown when everything under way has ended.
 */
export async function crawl(deps: CrawlDeps, sources: readonly Source[], trigger: string): Promise<CrawlSummary> {
  return runOver(deps, sources, { trigger, work: crawlSource });
}

/** Walks the past of the given sources; aggregators have none. Otherwise as {@link crawl}. */
export async function backfill(deps: CrawlDeps, sources: readonly Source[], trigger: string): Promise<CrawlSummary> {
  return runOver(deps, sources.filter((source) => source.kind !== 'aggregator'), { trigger, work: backfillSource });
}

/** Goes on with checks that ended with their process. Otherwise as {@link crawl}. */
export async function resume(deps: CrawlDeps, sources: readonly Source[]): Promise<CrawlSummary> {
  return runOver(deps, sources, { trigger: 'resume', work: resumeSource });
}

type Work = { readonly trigger: string; readonly work: (deps: CrawlDeps, source: Source, sourceOfHost: SourceOfHost) => Promise<SourceOutcome> };

async function runOver(deps: CrawlDeps, sources: readonly Source[], { trigger, work }: Work): Promise<CrawlSummary> {
  const startedAt = deps.now();
  const started = performance.now();
  const runId = randomUUID();
  await startRun(deps.db, { id: runId, trigger, startedAt });
  deps.onEvent({ type: 'run-started', sources: sources.length });
  const blogs = sources.filter((source) => source.kind !== 'aggregator');
  const aggregators = sources.filter((source) => source.kind === 'aggregator');
  // Only what an aggregator names may belong to any of them: nobody else waits until all are read.
  const sourceOfHost = followedSources(aggregators.length > 0 ? await listSources(deps.db) : blogs);
  const outcomes: SourceOutcome[] = [];
  for (const group of [blogs, aggregators]) {
    const queue = group.values();
    await workTogether(Math.min(deps.concurrency, group.length), async (isOver) => {
      const own: CrawlDeps = { ...deps, isStopping: () => isOver() || deps.isStopping() };
      for (const source of queue) if (!own.isStopping()) outcomes.push(await workAndRecord(own, runId, source, () => work(own, source, sourceOfHost)));
    });
  }
  const summary = { ...sumUp(outcomes), runId, tookMs: Math.round(performance.now() - started) };
  await endRun(deps.db, runId, deps.now(), { ...summary, outcomes: undefined });
  return summary;
}

async function workAndRecord(deps: CrawlDeps, runId: string, source: Source, work: () => Promise<SourceOutcome>): Promise<SourceOutcome> {
  let outcome: SourceOutcome;
  try {
    outcome = await work();
  } catch (error) {
    if (storageFailure(error) !== null) throw error;
    deps.log.error({ err: error, source: source.id }, 'a bug stopped the crawl of a source');
    outcome = { sourceId: source.id, outcome: 'bug', message: 'An internal error; see the log.', requests: 0, bodyBytes: 0, entries: 0, newPosts: 0 };
  }
  await saveOutcome(deps.db, { ...outcome, runId, endedAt: deps.now() });
  deps.onEvent({ type: 'source-done', sourceId: source.id, message: outcome.message, isFailure: isFailure(outcome) });
  return outcome;
}

function isFailure(outcome: SourceOutcome): boolean {
  return !['ok', 'unchanged', 'held-elsewhere'].includes(outcome.outcome);
}

function sumUp(outcomes: readonly SourceOutcome[]): Omit<CrawlSummary, 'runId' | 'tookMs'> {
  const sum = (pick: (outcome: SourceOutcome) => number): number => outcomes.reduce((total, outcome) => total + pick(outcome), 0);
  return {
    sources: outcomes.length,
    requests: sum((outcome) => outcome.requests),
    bodyBytes: sum((outcome) => outcome.bodyBytes),
    entries: sum((outcome) => outcome.entries),
    newPosts: sum((outcome) => outcome.newPosts),
    failedSources: outcomes.filter(isFailure).length,
    brokenSources: outcomes.filter((outcome) => outcome.outcome === 'bug').length,
    outcomes,
  };
}

/** Finds the source that follows the site of an address: the one with the longest common path where a host has several. */
function followedSources(sources: readonly Source[]): SourceOfHost {
  const sites = sources.filter(({ kind }) => kind !== 'aggregator')
    .flatMap((source) => [source.siteUrl, source.addedUrl].flatMap((url) => (url === null ? [] : [{ source, host: hostOf(url), path: new URL(url).pathname }])));
  const byHost = Map.groupBy(sites, ({ host }) => host);
  return (url) => {
    const path = URL.parse(url)?.pathname ?? '/';
    const followed = [...byHost.get(hostOf(url)) ?? []].sort((a, b) => b.path.length - a.path.length);
    return (followed.find((candidate) => path.startsWith(candidate.path)) ?? followed.at(-1))?.source ?? null;
  };
}

/** Two runs over the same sources as one: the news and the past. */
export function addUp(news: CrawlSummary, past: CrawlSummary): CrawlSummary {
  return { ...sumUp([...news.outcomes, ...past.outcomes]), runId: news.runId, sources: news.sources, failedSources: news.failedSources, tookMs: news.tookMs + past.tookMs };
}
