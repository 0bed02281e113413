/** Who gets the digest: addresses that were confirmed, and what they asked for. */

import { createHash, randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Instant } from '../core/feed.ts';
import type { SubscribersTable } from './digest-tables.ts';
import type { Database } from './schema.ts';

/** `pending`: not confirmed, and never mailed; `unsubscribed`: kept a while, so that the link of the last mail still says so. */
export type SubscriberState = 'pending' | 'active' | 'unsubscribed';

export type Subscriber = Omit<Readonly<Selectable<SubscribersTable>>, 'state'> & { readonly state: SubscriberState };

/** Confirmations that nobody used, and addresses that nobody confirmed, are forgotten after so long. */
const UNCONFIRMED_DAYS = 7;
/** After so long nobody opens the link of the last mail any more. */
const UNSUBSCRIBED_DAYS = 30;
const DAY_MS = 86_400_000;

/** The subscriber of an address, in any state; null: there is none. */
export async function findSubscriberByAddress(db: Database, address: string): Promise<Subscriber | null> {
  const row = await db.selectFrom('subscribers').selectAll().where('address', '=', address).executeTakeFirst();
  return row === undefined ? null : toSubscriber(row);
}

/** The subscriber with this id; null: there is none. */
export async function findSubscriber(db: Database, id: string): Promise<Subscriber | null> {
  const row = await db.selectFrom('subscribers').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toSubscriber(row);
}

/** The subscribers with these ids. */
export async function findSubscribers(db: Database, ids: readonly string[]): Promise<Subscriber[]> {
  return ids.length === 0 ? [] : (await db.selectFrom('subscribers').selectAll().where('id', 'in', ids).execute()).map(toSubscriber);
}

/** The id of an address's subscriber; a new one is pending. */
export async function ensureSubscriber(db: Database, { address, preferences, cadence }: { readonly address: string; readonly preferences: string; readonly cadence: string }, now: Instant): Promise<string> {
  // Hexadecimal, since the id stands in the local part of bounce addresses, whose capitals not every server keeps.
  const row = {
    id: randomBytes(12).toString('hex'), address, domain: address.slice(address.lastIndexOf('@') + 1), state: 'pending', preferences, cadence,
    linkVersion: 1, createdAt: now, confirmedAt: null, consentFrom: null, unsubscribedAt: null,
  };
  await db.insertInto('subscribers').values(row).onConflict((conflict) => conflict.column('address').doNothing()).execute();
  return (await db.selectFrom('subscribers').select('id').where('address', '=', address).executeTakeFirstOrThrow()).id;
}

/** Makes a subscriber active with these preferences, and writes down when and from where the consent came. */
export async function activateSubscriber(
  db: Database, id: string, consent: { readonly preferences: string; readonly cadence: string; readonly consentFrom: string }, now: Instant,
): Promise<void> {
  await db.updateTable('subscribers').set({ ...consent, state: 'active', confirmedAt: now, unsubscribedAt: null }).where('id', '=', id).execute();
}

/** Replaces what a subscriber asked for. */
export async function setPreferences(db: Database, id: string, preferences: string, cadence: string): Promise<void> {
  await db.updateTable('subscribers').set({ preferences, cadence }).where('id', '=', id).execute();
}

/** Ends a subscription; one that has ended stays as it is. */
export async function unsubscribe(db: Database, id: string, now: Instant): Promise<void> {
  await db.updateTable('subscribers').set({ state: 'unsubscribed', unsubscribedAt: now }).where('id', '=', id).where('state', '=', 'active').execute();
}

/** Removes everything that names the person; what was delivered stays without an address. */
export async function deleteSubscriber(db: Database, id: string): Promise<void> {
  await db.deleteFrom('confirmations').where('subscriberId', '=', id).execute();
  await db.deleteFrom('bounces').where('subscriberId', '=', id).execute();
  await db.deleteFrom('subscribers').where('id', '=', id).execute();
}

/** Active subscribers of a cadence after an id, in the order of ids. */
export async function activeSubscribers(db: Database, cadence: string, afterId: string, limit: number): Promise<Pick<Subscriber, 'id' | 'domain' | 'preferences'>[]> {
  return db.selectFrom('subscribers').select(['id', 'domain', 'preferences']).where('state', '=', 'active').where('cadence', '=', cadence)
    .where('id', '>', afterId).orderBy('id').limit(limit).execute();
}

/** How many subscribers there are in each state. */
export async function countSubscribers(db: Database): Promise<Readonly<Record<SubscriberState, number>>> {
  const rows = await db.selectFrom('subscribers').select(['state', (select) => select.fn.countAll<number>().as('count')]).groupBy('state').execute();
  const of = (state: SubscriberState): number => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { pending: of('pending'), active: of('active'), unsubscribed: of('unsubscribed') };
}

export type NewConfirmation = { readonly token: string; readonly addressHash: string; readonly subscriberId: string; readonly preferences: string; readonly expiresAt: Instant };

/** Keeps a confirmation by its token's digest alone. */
export async function saveConfirmation(db: Database, { token, ...rest }: NewConfirmation, now: Instant): Promise<void> {
  await db.insertInto('confirmations').values({ ...rest, digest: digestOf(token), createdAt: now, usedAt: null }).execute();
}

/** How many confirmations an address was sent since a moment. */
export async function countConfirmations(db: Database, addressHash: string, since: Instant): Promise<number> {
  const row = await db.selectFrom('confirmations').select((select) => select.fn.countAll<number>().as('count'))
    .where('addressHash', '=', addressHash).where('createdAt', '>', since).executeTakeFirstOrThrow();
  return Number(row.count);
}

export type Confirmation = { readonly subscriberId: string; readonly preferences: string; readonly isUsed: boolean };

/** The confirmation of a token that has not ended; null: there is none. */
export async function findConfirmation(db: Database, token: string, now: Instant): Promise<Confirmation | null> {
  const row = await db.selectFrom('confirmations').selectAll().where('digest', '=', digestOf(token)).where('expiresAt', '>', now).executeTakeFirst();
  return row === undefined || row.subscriberId === null ? null : { subscriberId: row.subscriberId, preferences: row.preferences, isUsed: row.usedAt !== null };
}

/** Uses a confirmation; false where it was used before or has ended. */
export async function takeConfirmation(db: Database, token: string, now: Instant): Promise<boolean> {
  const result = await db.updateTable('confirmations').set({ usedAt: now }).where('digest', '=', digestOf(token)).where('usedAt', 'is', null).where('expiresAt', '>', now).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Forgets addresses that were never confirmed, used-up confirmations, and who left a while ago. */
export async function forgetOld(db: Database, now: Instant): Promise<void> {
  const before = (days: number): Instant => new Date(Date.parse(now) - days * DAY_MS).toISOString();
  await db.deleteFrom('confirmations').where('createdAt', '<', before(UNCONFIRMED_DAYS)).execute();
  await db.deleteFrom('subscribers').where('state', '=', 'pending').where('createdAt', '<', before(UNCONFIRMED_DAYS))
    .where('id', 'not in', (select) => select.selectFrom('confirmations').select('subscriberId').where('subscriberId', 'is not', null).$castTo<{ subscriberId: string }>()).execute();
  const gone = await db.selectFrom('subscribers').select('id').where('state', '=', 'unsubscribed').where('unsubscribedAt', '<', before(UNSUBSCRIBED_DAYS)).limit(500).execute();
  for (const { id } of gone) await deleteSubscriber(db, id);
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function toSubscriber(row: Selectable<SubscribersTable>): Subscriber {
  return { ...row, state: row.state as SubscriberState };
}
