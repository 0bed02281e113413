/** Issues of the digest as they were frozen, and what they hold for each set of wishes. */

import type { Selectable } from 'kysely';
import type { Instant } from '../core/feed.ts';
import { fromJson, toJson } from './json.ts';
import type { IssuesTable } from './digest-tables.ts';
import type { Database } from './schema.ts';

export type Issue<Pool> = {
  readonly key: string;
  readonly cadence: string;
  readonly zone: string;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly frozenAt: Instant;
  /** Null where only the issue itself was asked for. */
  readonly pool: Pool | null;
  readonly candidates: number;
  readonly queuedAt: Instant | null;
  readonly announcedAt: Instant | null;
};

export type NewIssue<Pool> = Pick<Issue<Pool>, 'key' | 'cadence' | 'zone' | 'startAt' | 'endAt' | 'frozenAt' | 'candidates'> & { readonly pool: Pool };

const COLUMNS = ['key', 'cadence', 'zone', 'startAt', 'endAt', 'frozenAt', 'candidates', 'queuedAt', 'announcedAt'] as const;

/** Freezes an issue, unless it is frozen already: who comes second changes nothing. */
export async function saveIssue(db: Database, { pool, ...issue }: NewIssue<unknown>): Promise<void> {
  await db.insertInto('issues').values({ ...issue, pool: toJson(pool), queuedAt: null, announcedAt: null }).onConflict((conflict) => conflict.doNothing()).execute();
}

/** A frozen issue with its pool; null where it is not frozen. */
export async function findIssue<Pool>(db: Database, key: string): Promise<(Issue<Pool> & { readonly pool: Pool }) | null> {
  const row = await db.selectFrom('issues').selectAll().where('key', '=', key).executeTakeFirst();
  return row === undefined ? null : { ...toIssue<Pool>(row), pool: fromJson<Pool>(row.pool) };
}

/** Frozen issues without their pools, newest first. */
export async function listIssues(db: Database, { cadence, before, limit }: { readonly cadence: string; readonly before: Instant | null; readonly limit: number }): Promise<Issue<never>[]> {
  const all = db.selectFrom('issues').select(COLUMNS).where('cadence', '=', cadence).orderBy('endAt', 'desc').limit(limit);
  return (await (before === null ? all : all.where('endAt', '<', before)).execute()).map(toIssue<never>);
}

/** Issues that still have to be queued, or (weekly ones) to be posted to the channels. */
export async function openIssues(db: Database, what: 'queuedAt' | 'announcedAt', since: Instant): Promise<Issue<never>[]> {
  return (await db.selectFrom('issues').select(COLUMNS).where(what, 'is', null).where('endAt', '>=', since).orderBy('endAt').execute()).map(toIssue<never>);
}

/** Says that every subscriber has a delivery of the issue. */
export async function markQueued(db: Database, key: string, now: Instant): Promise<void> {
  await db.updateTable('issues').set({ queuedAt: now }).where('key', '=', key).execute();
}

/** Says that the issue is about to be posted to the channels; false where somebody else said so. Said before: a channel is rather missed than told twice. */
export async function markAnnounced(db: Database, key: string, now: Instant): Promise<boolean> {
  const result = await db.updateTable('issues').set({ announcedAt: now }).where('key', '=', key).where('announcedAt', 'is', null).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** An edition's content, as text of JSON. */
export type StoredEdition = { readonly wishes: string; readonly items: string; readonly itemCount: number };

/** What an issue holds for an edition; null where nobody asked for it yet. */
export async function findEdition(db: Database, issueKey: string, key: string): Promise<StoredEdition | null> {
  return await db.selectFrom('editions').select(['wishes', 'items', 'itemCount']).where('issueKey', '=', issueKey).where('key', '=', key).executeTakeFirst() ?? null;
}

/** Keeps an edition with the clusters that it holds; the first one stays. Call it in a transaction. */
export async function saveEdition(
  db: Database, edition: StoredEdition & { readonly issueKey: string; readonly key: string; readonly clusterIds: readonly string[] }, now: Instant,
): Promise<void> {
  const { clusterIds, ...row } = edition;
  const result = await db.insertInto('editions').values({ ...row, frozenAt: now }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  if (Number(result.numInsertedOrUpdatedRows ?? 0n) === 0 || clusterIds.length === 0) return;
  await db.insertInto('editionItems').values(clusterIds.map((clusterId) => ({ issueKey: edition.issueKey, editionKey: edition.key, clusterId })))
    .onConflict((conflict) => conflict.doNothing()).execute();
}

/** Clusters that an edition carried in issues that had ended by a moment. */
export async function carriedBy(db: Database, editionKey: string, by: Instant): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('editionItems').innerJoin('issues', 'issues.key', 'editionItems.issueKey').select('editionItems.clusterId')
    .where('editionItems.editionKey', '=', editionKey).where('issues.endAt', '<=', by).execute();
  return new Set(rows.map((row) => row.clusterId));
}

/** The last few contents of an edition (JSON) in issues that had ended by a moment, newest first. */
export async function lastEditions(db: Database, editionKey: string, by: Instant, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('editions').innerJoin('issues', 'issues.key', 'editions.issueKey').select('editions.items')
    .where('editions.key', '=', editionKey).where('issues.endAt', '<=', by).orderBy('issues.endAt', 'desc').limit(limit).execute();
  return rows.map((row) => row.items);
}

function toIssue<Pool>(row: Omit<Selectable<IssuesTable>, 'pool'>): Issue<Pool> {
  const { key, cadence, zone, startAt, endAt, frozenAt, candidates, queuedAt, announcedAt } = row;
  return { key, cadence, zone, startAt, endAt, frozenAt, pool: null, candidates, queuedAt, announcedAt };
}
