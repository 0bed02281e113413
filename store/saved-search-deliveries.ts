/** What saved searches have to say and have said: a queue for each search, in order, and the log of it. */

import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Instant } from '../core/feed.ts';
import { fromJson, toJson } from './json.ts';
import { toSavedSearch, type SavedSearch } from './saved-searches.ts';
import type { Database, SavedSearchDeliveriesTable } from './schema.ts';

/** One try to deliver. `status` is the receiver's, null where there was none; `message` null where it succeeded. */
export type DeliveryAttempt = { readonly at: Instant; readonly status: number | null; readonly message: string | null };

export type SavedSearchDelivery = {
  readonly seq: number;
  /** What the receiver knows it by, through all tries. */
  readonly id: string;
  readonly searchId: string;
  /** JSON, as it is handed to the deliverer. */
  readonly notice: string;
  readonly postCount: number;
  readonly createdAt: Instant;
  readonly deliveredAt: Instant | null;
  readonly attemptCount: number;
  /** The last ones, oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
};

/** Three days of tries by the schedule are fewer. */
const KEPT_ATTEMPTS = 20;

/** An id for a delivery that is to be queued. */
export function newDeliveryId(): string {
  return `msg_${randomBytes(16).toString('hex')}`;
}

/** Puts a delivery at the end of its search's queue. */
export async function queueDelivery(db: Database, delivery: Pick<SavedSearchDelivery, 'id' | 'searchId' | 'notice' | 'postCount'>, now: Instant): Promise<void> {
  await db.insertInto('savedSearchDeliveries').values({ ...delivery, createdAt: now, deliveredAt: null, attemptCount: 0, attempts: '[]' }).execute();
  await db.updateTable('savedSearches').set({ queuedAt: now }).where('id', '=', delivery.searchId).execute();
}

/** How many deliveries of a search have not arrived. */
export async function countWaiting(db: Database, searchId: string): Promise<number> {
  const row = await db.selectFrom('savedSearchDeliveries').select((select) => select.fn.countAll<number>().as('count'))
    .where('searchId', '=', searchId).where('deliveredAt', 'is', null).executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Ids of the searches that have something to deliver now, longest waiting first. */
export async function searchesToDeliver(db: Database, now: Instant): Promise<string[]> {
  const rows = await db.selectFrom('savedSearches').innerJoin('savedSearchDeliveries', 'savedSearchDeliveries.searchId', 'savedSearches.id')
    .select('savedSearches.id').where('savedSearches.state', '=', 'active').where('savedSearchDeliveries.deliveredAt', 'is', null)
    .where((where) => where.or([where('savedSearches.retryAt', 'is', null), where('savedSearches.retryAt', '<=', now)]))
    .where((where) => where.or([where('savedSearches.leaseUntil', 'is', null), where('savedSearches.leaseUntil', '<=', now)]))
    .groupBy('savedSearches.id').orderBy((select) => select.fn.min('savedSearchDeliveries.seq')).execute();
  return rows.map(({ id }) => id);
}

/**
 * Takes a search's queue for oneself until `until`: its oldest delivery that has not arrived. Null where another process has it, nothing waits,
 * or it must not be tried now. Whoever dies with it gives it up when the lease ends.
 */
export async function claimDelivery(db: Database, searchId: string, { now, until }: { readonly now: Instant; readonly until: Instant }): Promise<{ readonly search: SavedSearch; readonly delivery: SavedSearchDelivery } | null> {
  const search = await db.updateTable('savedSearches').set({ leaseUntil: until }).where('id', '=', searchId).where('state', '=', 'active')
    .where((where) => where.or([where('retryAt', 'is', null), where('retryAt', '<=', now)]))
    .where((where) => where.or([where('leaseUntil', 'is', null), where('leaseUntil', '<=', now)])).returningAll().executeTakeFirst();
  if (search === undefined) return null;
  const delivery = await db.selectFrom('savedSearchDeliveries').selectAll().where('searchId', '=', searchId).where('deliveredAt', 'is', null).orderBy('seq').limit(1).executeTakeFirst();
  if (delivery !== undefined) return { search: toSavedSearch(search), delivery: toDelivery(delivery) };
  await db.updateTable('savedSearches').set({ leaseUntil: null }).where('id', '=', searchId).execute();
  return null;
}

/** Writes down a try that succeeded, and gives the queue back. */
export async function recordSuccess(db: Database, { searchId, ...delivery }: SavedSearchDelivery, attempt: DeliveryAttempt): Promise<void> {
  await db.updateTable('savedSearchDeliveries').set({ ...withAttempt(delivery, attempt), deliveredAt: attempt.at }).where('seq', '=', delivery.seq).execute();
  await db.updateTable('savedSearches').set({ failingSince: null, failures: 0, retryAt: null, leaseUntil: null }).where('id', '=', searchId).execute();
}

/** Writes down a try that failed, and when to go on: at `retryAt`, or, where that is null, once its owner wakes the search. */
export async function recordFailure(
  db: Database, { search, delivery }: { readonly search: SavedSearch; readonly delivery: SavedSearchDelivery }, attempt: DeliveryAttempt, retryAt: Instant | null,
): Promise<void> {
  await db.updateTable('savedSearchDeliveries').set(withAttempt(delivery, attempt)).where('seq', '=', delivery.seq).execute();
  await db.updateTable('savedSearches').set({
    failingSince: search.failingSince ?? attempt.at, failures: search.failures + 1, retryAt, leaseUntil: null,
    ...(retryAt === null ? { state: 'paused', problem: attempt.message } : {}),
  }).where('id', '=', search.id).execute();
}

/** The deliveries of a search, newest first, before one of them. */
export async function listDeliveries(db: Database, searchId: string, { beforeSeq, limit }: { readonly beforeSeq: number | null; readonly limit: number }): Promise<SavedSearchDelivery[]> {
  const all = db.selectFrom('savedSearchDeliveries').selectAll().where('searchId', '=', searchId);
  const rows = await (beforeSeq === null ? all : all.where('seq', '<', beforeSeq)).orderBy('seq', 'desc').limit(limit).execute();
  return rows.map(toDelivery);
}

/** Forgets deliveries that arrived before a time; returns how many. What has not arrived is never forgotten. */
export async function forgetDelivered(db: Database, before: Instant): Promise<number> {
  const result = await db.deleteFrom('savedSearchDeliveries').where('deliveredAt', '<', before).executeTakeFirst();
  return Number(result.numDeletedRows);
}

function withAttempt({ attempts, attemptCount }: Pick<SavedSearchDelivery, 'attempts' | 'attemptCount'>, attempt: DeliveryAttempt): { readonly attempts: string; readonly attemptCount: number } {
  return { attempts: toJson([...attempts, attempt].slice(-KEPT_ATTEMPTS)), attemptCount: attemptCount + 1 };
}

function toDelivery(row: Selectable<SavedSearchDeliveriesTable>): SavedSearchDelivery {
  return { ...row, attempts: fromJson(row.attempts) };
}
