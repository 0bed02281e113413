/** What we follow, and whose turn it is. */

import type { Selectable } from 'kysely';
import { fault } from '../core/fault.ts';
import type { Instant, PublisherSchedule } from '../core/feed.ts';
import type { Source, SourceKind, SourceState } from '../core/post.ts';
import { fromJson, toJson } from './json.ts';
import { leaseOwner, mayBeAlive } from './lease-owner.ts';
import { isPostgres } from './locks.ts';
import type { Database, SourcesTable } from './schema.ts';

/** How long a claim lasts that nobody prolongs; a crash frees its source after that, or at once for the next process of the same machine. */
const CLAIM_MINUTES = 5;
/** A claim that has less than this left is prolonged; clocks may differ by a minute, and a busy machine be late by some. */
const KEEP_MINUTES = 4.5;

/**
 * The claims that this process works under. One of its own that is not among them is nobody's: its connection was cut before the
 * answer came, or its work ended where the end could not be written down.
 */
const atWork = new Set<string>();

export type NewSource = Pick<Source, 'id' | 'kind' | 'url' | 'addedUrl' | 'siteUrl' | 'title' | 'publisher' | 'discovery' | 'topics'>;

/** Adds a source that is due at once; false where one with the same address or id exists, which stays as it is. */
export async function addSource(db: Database, source: NewSource, now: Instant): Promise<boolean> {
  const result = await db.insertInto('sources').values({
    ...source, topics: toJson(source.topics), state: 'active', addedAt: now, nextCheckAt: now, lastCheckedAt: null, lastSuccessAt: null,
    failureCount: 0, failure: null, backfilledAt: null, leaseOwner: null, leaseUntil: null, fence: 0, proposedUrl: null, publisherSchedule: null, rules: null,
  }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0n) > 0;
}

/** All sources by title. */
export async function listSources(db: Database): Promise<Source[]> {
  const rows = await db.selectFrom('sources').selectAll().orderBy('title').orderBy('id').execute();
  return rows.map(toSource);
}

/** The source with this id, its own, its added or its site's address. */
export async function findSource(db: Database, idOrUrl: string): Promise<Source | null> {
  const row = await db.selectFrom('sources').selectAll()
    .where((where) => where.or([where('id', '=', idOrUrl), where('url', '=', idOrUrl), where('addedUrl', '=', idOrUrl), where('siteUrl', '=', idOrUrl)]))
    .orderBy('addedAt').executeTakeFirst();
  return row === undefined ? null : toSource(row);
}

/** Removes the source with its entries and outcomes; its posts stay. */
export async function removeSource(db: Database, id: string): Promise<boolean> {
  await db.deleteFrom('moveSightings').where('sourceId', '=', id).execute();
  await db.deleteFrom('backfillDocuments').where('sourceId', '=', id).execute();
  await db.deleteFrom('entries').where('sourceId', '=', id).execute();
  await db.deleteFrom('outcomes').where('sourceId', '=', id).execute();
  const result = await db.deleteFrom('sources').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Active sources whose time has come, longest waiting first. */
export async function dueSources(db: Database, now: Instant, limit: number): Promise<Source[]> {
  const rows = await db.selectFrom('sources').selectAll()
    .where('state', '=', 'active').where('nextCheckAt', '<=', now)
    .orderBy('nextCheckAt').limit(limit).execute();
  return rows.map(toSource);
}

/**
 * Takes the source for this process: its fencing number, or null where a living process holds it, or another one took its turn
 * since `dueAt`, its next check as the caller saw it. Its next check moves by the usual interval at once, so that a process that
 * dies in the middle leaves no source that is asked again too soon.
 */
export async function claimSource(db: Database, id: string, now: Instant, dueAt: Instant | null = null): Promise<number | null> {
  const row = await db.selectFrom('sources').select(['id', 'leaseOwner', 'leaseUntil', 'fence', 'lastCheckedAt', 'nextCheckAt']).where('id', '=', id).executeTakeFirst();
  if (row === undefined || isHeld(row, now) || (dueAt !== null && row.nextCheckAt !== dueAt)) return null;
  return claim(db, row, { leaseUntil: minutesAfter(now, CLAIM_MINUTES), nextCheckAt: minutesAfter(now, usualMinutes(row)) });
}

/** Writes a claim down unless the source went to another one since its row was read; its fencing number. */
async function claim(db: Database, row: Pick<SourcesTable, 'id' | 'fence' | 'nextCheckAt'>, lease: Partial<Pick<SourcesTable, 'leaseUntil' | 'nextCheckAt'>>): Promise<number | null> {
  const claimed = await db.updateTable('sources').set({ ...lease, leaseOwner: leaseOwner(), fence: row.fence + 1 })
    .where('id', '=', row.id).where('fence', '=', row.fence).where('nextCheckAt', '=', row.nextCheckAt)
    .returning('fence').executeTakeFirst();
  if (claimed === undefined) return null;
  atWork.add(nameOf(row.id, claimed.fence));
  return claimed.fence;
}

/** Says that this process does no more under a claim; one that was not given back is open to whoever looks for cut-off checks. */
export function dropClaim(id: string, fence: number): void {
  atWork.delete(nameOf(id, fence));
}

/**
 * Says that something of a check that has ended is still to be done: its process stops, or another one is at a part of it. Whoever
 * looks for cut-off checks goes on with it.
 */
export async function leaveOpen(db: Database, id: string, fence: number): Promise<void> {
  await db.updateTable('sources').set({ leaseOwner: leaseOwner(), leaseUntil: null }).where('id', '=', id).where('fence', '=', fence).where('leaseOwner', 'is', null).execute();
}

/** Whether a living process works under the row's claim. */
function isHeld({ id, leaseOwner: owner, leaseUntil, fence }: Pick<SourcesTable, 'id' | 'leaseOwner' | 'leaseUntil' | 'fence'>, now: Instant): boolean {
  if (owner === null || leaseUntil === null || leaseUntil <= now) return false;
  return owner === leaseOwner() ? atWork.has(nameOf(id, fence)) : mayBeAlive(owner);
}

function nameOf(id: string, fence: number): string {
  return `${fence} ${id}`;
}

/**
 * Whether the source is still this process's under that fencing number, and stays so until the end of the transaction that asks.
 * A claim that has run for a while is prolonged, so that a check may take hours.
 */
export async function keepClaim(transaction: Database, id: string, fence: number, now: Instant): Promise<boolean> {
  const row = await transaction.selectFrom('sources').select(['fence', 'leaseUntil']).where('id', '=', id).$if(isPostgres(transaction), (query) => query.forNoKeyUpdate()).executeTakeFirst();
  if (row?.fence !== fence) return false;
  if ((row.leaseUntil ?? '') < minutesAfter(now, KEEP_MINUTES)) {
    await transaction.updateTable('sources').set({ leaseUntil: minutesAfter(now, CLAIM_MINUTES) }).where('id', '=', id).where('fence', '=', fence).where('leaseOwner', 'is not', null).execute();
  }
  return true;
}

/** Sources whose check was cut off: their process is gone or works on them no more, or their claim has run out. */
export async function abandonedSources(db: Database, now: Instant): Promise<Source[]> {
  const rows = await db.selectFrom('sources').selectAll().where('leaseOwner', 'is not', null).execute();
  return rows.filter((row) => row.state === 'active' && !isHeld(row, now)).map(toSource);
}

/** Takes an abandoned source without moving its next check: its fencing number; null where another process was faster. */
export async function takeOver(db: Database, id: string, now: Instant): Promise<number | null> {
  const row = await db.selectFrom('sources').select(['id', 'leaseOwner', 'leaseUntil', 'fence', 'nextCheckAt']).where('id', '=', id).executeTakeFirst();
  if (row?.leaseOwner == null || isHeld(row, now)) return null;
  return claim(db, row, { leaseUntil: minutesAfter(now, CLAIM_MINUTES) });
}

/** Gives a source back, if it is still held under that fencing number. */
export async function freeSource(db: Database, id: string, fence: number): Promise<void> {
  await db.updateTable('sources').set({ leaseOwner: null, leaseUntil: null }).where('id', '=', id).where('fence', '=', fence).execute();
  dropClaim(id, fence);
}

export type CheckResult = {
  readonly state: SourceState;
  readonly nextCheckAt: Instant;
  readonly failure: string | null;
};

/** Writes down how a check ended and frees the source, if this process still holds it. */
export async function finishCheck(db: Database, id: string, fence: number, result: CheckResult, now: Instant): Promise<void> {
  await db.updateTable('sources').set((set) => ({
    state: result.state,
    nextCheckAt: result.nextCheckAt,
    lastCheckedAt: now,
    failure: result.failure,
    ...(result.failure === null ? { lastSuccessAt: now, failureCount: 0, proposedUrl: null } : { failureCount: set('failureCount', '+', 1) }),
    leaseOwner: null,
    leaseUntil: null,
  })).where('id', '=', id).where('fence', '=', fence).execute();
  dropClaim(id, fence);
  await fault('check-finished');
}

/** When the publisher asks to be polled, as the source's last document said; null where none was read yet. */
export async function findPublisherSchedule(db: Database, id: string): Promise<PublisherSchedule | null> {
  const row = await db.selectFrom('sources').select('publisherSchedule').where('id', '=', id).executeTakeFirst();
  return row?.publisherSchedule == null ? null : fromJson(row.publisherSchedule);
}

/** Keeps it, for checks that find the document unchanged. */
export async function savePublisherSchedule(db: Database, id: string, schedule: PublisherSchedule): Promise<void> {
  const text = toJson(schedule);
  await db.updateTable('sources').set({ publisherSchedule: text }).where('id', '=', id)
    .where((where) => where.or([where('publisherSchedule', 'is', null), where('publisherSchedule', '!=', text)])).execute();
}

/** Times of what the source brought last, newest first: its posts' publication, or an aggregator's submissions. */
export async function lastPublications(db: Database, source: Pick<Source, 'id' | 'kind'>, limit: number): Promise<Instant[]> {
  const rows = source.kind === 'aggregator'
    ? await db.selectFrom('mentions').select('submittedAt as at').where('sourceId', '=', source.id).where('submittedAt', 'is not', null).orderBy('submittedAt', 'desc').limit(limit).execute()
    : await db.selectFrom('posts').select('publishedAt as at').where('sourceId', '=', source.id).where('publishedAt', 'is not', null).orderBy('publishedAt', (order) => order.desc().nullsLast()).limit(limit).execute();
  return rows.flatMap(({ at }) => at ?? []);
}

/** Keeps where the source was found again, for people to accept. */
export async function proposeAddress(db: Database, id: string, url: string | null): Promise<void> {
  await db.updateTable('sources').set({ proposedUrl: url }).where('id', '=', id).execute();
}

/** Brings the next check of these sources forward, where it is later than that. */
export async function hastenSources(db: Database, ids: readonly string[], nextCheckAt: Instant): Promise<void> {
  if (ids.length === 0) return;
  await db.updateTable('sources').set({ nextCheckAt }).where('id', 'in', ids).where('nextCheckAt', '>', nextCheckAt).execute();
}

/** Marks that the past of the source has been walked. */
export async function markBackfilled(db: Database, id: string, now: Instant): Promise<void> {
  await db.updateTable('sources').set({ backfilledAt: now }).where('id', '=', id).execute();
}

/** Whether the past of the source has been walked. */
export async function isBackfilled(db: Database, id: string): Promise<boolean> {
  const row = await db.selectFrom('sources').select('backfilledAt').where('id', '=', id).executeTakeFirst();
  return row?.backfilledAt != null;
}

function toSource(row: Selectable<SourcesTable>): Source {
  return {
    id: row.id, kind: row.kind as SourceKind, url: row.url, addedUrl: row.addedUrl, siteUrl: row.siteUrl, title: row.title,
    publisher: row.publisher, state: row.state as SourceState, discovery: row.discovery, topics: fromJson(row.topics), addedAt: row.addedAt,
    nextCheckAt: row.nextCheckAt, lastCheckedAt: row.lastCheckedAt, lastSuccessAt: row.lastSuccessAt,
    failureCount: row.failureCount, failure: row.failure,
  };
}

/** Between an hour and a day (R20), as the last check had it. */
function usualMinutes({ lastCheckedAt, nextCheckAt }: Pick<SourcesTable, 'lastCheckedAt' | 'nextCheckAt'>): number {
  const minutes = lastCheckedAt === null ? 0 : (Date.parse(nextCheckAt) - Date.parse(lastCheckedAt)) / 60_000;
  return Math.min(Math.max(minutes, 60), 24 * 60);
}

function minutesAfter(now: Instant, minutes: number): Instant {
  return new Date(Date.parse(now) + minutes * 60_000).toISOString();
}
