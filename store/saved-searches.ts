/** Searches that somebody wants to hear of: what is watched, how far it was looked at, and to whom it goes. */

import type { Selectable } from 'kysely';
import type { Instant } from '../core/feed.ts';
import { fromJson, toJson } from './json.ts';
import type { Database, SavedSearchesTable } from './schema.ts';

export const TARGET_KINDS = ['webhook', 'mail', 'slack', 'discord', 'telegram'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

export const SAVED_SEARCH_EVENTS = ['new-posts', 'points'] as const;
/** When to tell: of each new post that matches, or once its discussions first reach so many points. */
export type SavedSearchEvent = (typeof SAVED_SEARCH_EVENTS)[number];

/** A secret that signs webhooks, as `whsec_` and base64; `endsAt` null: until it is replaced. */
export type SigningSecret = { readonly secret: string; readonly createdAt: Instant; readonly endsAt: Instant | null };

export type SavedSearch = {
  readonly id: string;
  /** Of the key that it belongs to. */
  readonly ownerId: string;
  readonly name: string;
  readonly q: string;
  readonly event: SavedSearchEvent;
  /** Of the event `points`. */
  readonly minPoints: number | null;
  readonly targetKind: TargetKind;
  readonly address: string;
  /** Newest first. */
  readonly secrets: readonly SigningSecret[];
  readonly state: 'active' | 'paused';
  /** Why it was paused by itself; null where its owner did it, or it is active. */
  readonly problem: string | null;
  /** The last change of the outbox that it was held against. */
  readonly seenSeq: number;
  /** At least so long between two deliveries, which then tell of all that came meanwhile; 0: as it comes. */
  readonly pauseMinutes: number;
  /** When something was last put in its queue; null: never. */
  readonly queuedAt: Instant | null;
  readonly createdAt: Instant;
  /** Since when nothing could be delivered; null while all is well. */
  readonly failingSince: Instant | null;
  /** Tries in a row that failed. */
  readonly failures: number;
  /** Before that nothing is tried again. */
  readonly retryAt: Instant | null;
};

export type NewSavedSearch = Omit<SavedSearch, 'state' | 'problem' | 'failingSince' | 'failures' | 'retryAt' | 'queuedAt'>;

/** Writes a new search. */
export async function addSavedSearch(db: Database, search: NewSavedSearch): Promise<void> {
  await db.insertInto('savedSearches').values({
    ...search, secrets: toJson(search.secrets), state: 'active', problem: null, failingSince: null, failures: 0, retryAt: null, leaseUntil: null, queuedAt: null,
  }).execute();
}

/** The search with this id; null where there is none. */
export async function findSavedSearch(db: Database, id: string): Promise<SavedSearch | null> {
  const row = await db.selectFrom('savedSearches').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toSavedSearch(row);
}

/** The searches of an owner, or of all where that is null; newest first. */
export async function listSavedSearches(db: Database, ownerId: string | null): Promise<SavedSearch[]> {
  const all = db.selectFrom('savedSearches').selectAll();
  const rows = await (ownerId === null ? all : all.where('ownerId', '=', ownerId)).orderBy('createdAt', 'desc').orderBy('id').execute();
  return rows.map(toSavedSearch);
}

/** The searches that are held against what is new; the order is of no account. */
export async function activeSavedSearches(db: Database): Promise<SavedSearch[]> {
  return (await db.selectFrom('savedSearches').selectAll().where('state', '=', 'active').execute()).map(toSavedSearch);
}

export type SavedSearchChanges = Partial<Pick<SavedSearch, 'name' | 'q' | 'minPoints' | 'pauseMinutes' | 'targetKind' | 'address' | 'secrets'>>;

/** Changes what is named. */
export async function changeSavedSearch(db: Database, id: string, { secrets, ...changes }: SavedSearchChanges): Promise<void> {
  const columns = { ...changes, ...(secrets === undefined ? {} : { secrets: toJson(secrets) }) };
  if (Object.keys(columns).length > 0) await db.updateTable('savedSearches').set(columns).where('id', '=', id).execute();
}

/** Pauses a search, with why where it was not its owner's wish. What waits for delivery stays. */
export async function pauseSavedSearch(db: Database, id: string, problem: string | null): Promise<void> {
  await db.updateTable('savedSearches').set({ state: 'paused', problem }).where('id', '=', id).execute();
}

/** Wakes a search; it goes on where it was left, and delivery is tried at once. */
export async function resumeSavedSearch(db: Database, id: string): Promise<void> {
  await db.updateTable('savedSearches').set({ state: 'active', problem: null, failingSince: null, failures: 0, retryAt: null }).where('id', '=', id).execute();
}

/** Removes a search with everything that it was told; returns how many deliveries had not arrived, null where there is no such search. */
export async function removeSavedSearch(db: Database, id: string): Promise<{ readonly undelivered: number } | null> {
  const waiting = await db.selectFrom('savedSearchDeliveries').select((select) => select.fn.countAll<number>().as('count'))
    .where('searchId', '=', id).where('deliveredAt', 'is', null).executeTakeFirstOrThrow();
  const result = await db.deleteFrom('savedSearches').where('id', '=', id).executeTakeFirst();
  if (result.numDeletedRows === 0n) return null;
  await db.deleteFrom('savedSearchDeliveries').where('searchId', '=', id).execute();
  await db.deleteFrom('savedSearchMatches').where('searchId', '=', id).execute();
  return { undelivered: Number(waiting.count) };
}

/** Moves on how far a search has looked; false where another process did so meanwhile, or it is gone. */
export async function moveSeenSeq(db: Database, id: string, { from, to }: { readonly from: number; readonly to: number }): Promise<boolean> {
  const result = await db.updateTable('savedSearches').set({ seenSeq: to }).where('id', '=', id).where('seenSeq', '=', from).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Which of these posts a search has told of, or counts as told. */
export async function matchedPosts(db: Database, searchId: string, postIds: readonly string[]): Promise<Set<string>> {
  if (postIds.length === 0) return new Set();
  const rows = await db.selectFrom('savedSearchMatches').select('postId').where('searchId', '=', searchId).where('postId', 'in', postIds).execute();
  return new Set(rows.map(({ postId }) => postId));
}

/** Writes down that a search tells of these posts. */
export async function addMatches(db: Database, searchId: string, postIds: readonly string[]): Promise<void> {
  if (postIds.length === 0) return;
  await db.insertInto('savedSearchMatches').values(postIds.map((postId) => ({ searchId, postId }))).onConflict((conflict) => conflict.doNothing()).execute();
}

/** Counts every post as told whose discussions have so many points already: reaching them later is no news. */
export async function addPostsWithPoints(db: Database, searchId: string, minPoints: number): Promise<void> {
  await db.insertInto('savedSearchMatches').columns(['searchId', 'postId']).expression((select) => select
    .selectFrom('mentions').innerJoin('posts', 'posts.id', 'mentions.postId').innerJoin('clusters', 'clusters.id', 'posts.clusterId')
    .select((row) => [row.val(searchId).$castTo<string>().as('searchId'), 'clusters.originalId as postId'])
    .groupBy('clusters.originalId').having((row) => row(row.fn.sum('mentions.points'), '>=', minPoints)))
    .execute();
}

export type ClusterMember = { readonly id: string; readonly originalId: string; readonly firstSeenAt: Instant };

/** All posts of the clusters in which these stand. */
export async function clusterMembersOf(db: Database, postIds: readonly string[]): Promise<ClusterMember[]> {
  if (postIds.length === 0) return [];
  return db.selectFrom('posts').innerJoin('clusters', 'clusters.id', 'posts.clusterId').select(['posts.id', 'clusters.originalId', 'posts.firstSeenAt'])
    .where('posts.clusterId', 'in', (select) => select.selectFrom('posts').select('clusterId').where('id', 'in', postIds)).execute();
}

export function toSavedSearch(row: Selectable<SavedSearchesTable>): SavedSearch {
  const { leaseUntil: _lease, secrets, state, event, targetKind, ...rest } = row;
  return { ...rest, secrets: fromJson(secrets), state: state as SavedSearch['state'], event: event as SavedSearchEvent, targetKind: targetKind as TargetKind };
}
