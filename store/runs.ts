/** Crawl runs and what happened to each source in them. */

import type { Instant } from '../core/feed.ts';
import { fromJson, toJson } from './json.ts';
import type { CrawlRunsTable, Database, OutcomesTable } from './schema.ts';

export type Outcome = Readonly<OutcomesTable>;

/** Begins a run; a second time is no other one. */
export async function startRun(db: Database, run: { readonly id: string; readonly trigger: string; readonly startedAt: Instant }): Promise<void> {
  await db.insertInto('crawlRuns').values({ ...run, endedAt: null, summary: null }).onConflict((conflict) => conflict.doNothing()).execute();
}

/** Ends a run with its summary. */
export async function endRun(db: Database, id: string, endedAt: Instant, summary: unknown): Promise<void> {
  await db.updateTable('crawlRuns').set({ endedAt, summary: toJson(summary) }).where('id', '=', id).execute();
}

/** Writes down what happened to one source. */
export async function saveOutcome(db: Database, outcome: Outcome): Promise<void> {
  await db.insertInto('outcomes').values(outcome)
    .onConflict((conflict) => conflict.columns(['runId', 'sourceId']).doUpdateSet(outcome)).execute();
}

/** The last outcomes of a source, newest first. */
export async function listOutcomes(db: Database, sourceId: string, limit: number): Promise<Outcome[]> {
  return db.selectFrom('outcomes').selectAll().where('sourceId', '=', sourceId).orderBy('endedAt', 'desc').limit(limit).execute();
}

export type CrawlRun = { readonly id: string; readonly trigger: string; readonly startedAt: Instant; readonly endedAt: Instant | null; readonly summary: unknown };

/** A run; null where there is none of this id. */
export async function findRun(db: Database, id: string): Promise<CrawlRun | null> {
  const row = await db.selectFrom('crawlRuns').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toRun(row);
}

/** Runs, newest first; with `after` those that began before that one. */
export async function listRuns(db: Database, { after, limit }: { readonly after: Pick<CrawlRun, 'startedAt' | 'id'> | null; readonly limit: number }): Promise<CrawlRun[]> {
  const all = db.selectFrom('crawlRuns').selectAll().orderBy('startedAt', 'desc').orderBy('id', 'desc').limit(limit);
  const rows = after === null ? await all.execute() : await all.where((where) => where.or([
    where('startedAt', '<', after.startedAt), where.and([where('startedAt', '=', after.startedAt), where('id', '<', after.id)]),
  ])).execute();
  return rows.map(toRun);
}

/** What happened to each source of a run, in the order in which they ended. */
export async function outcomesOfRun(db: Database, runId: string): Promise<Outcome[]> {
  return db.selectFrom('outcomes').selectAll().where('runId', '=', runId).orderBy('endedAt').orderBy('sourceId').execute();
}

/** The newest run, or null before the first. */
export async function latestRun(db: Database): Promise<CrawlRun | null> {
  const row = await db.selectFrom('crawlRuns').selectAll().orderBy('startedAt', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? null : toRun(row);
}

function toRun(row: CrawlRunsTable): CrawlRun {
  return { ...row, summary: row.summary === null ? null : fromJson(row.summary) };
}
