/** The mails of an issue, one row for each subscriber: claimed before they are sent, so that none is ever sent twice (R28). */

import type { Selectable } from 'kysely';
import type { Instant } from '../core/feed.ts';
import type { DeliveriesTable } from './digest-tables.ts';
import type { Database } from './schema.ts';
import type { Subscriber } from './subscribers.ts';
import { findSubscriber } from './subscribers.ts';
import { findSuppression } from './suppressions.ts';

/**
 * `pending` and `retry` wait; `sending` was claimed; `unknown`: the process or the connection ended before the answer, and nobody
 * knows whether it arrived; `suppressed`: its reader left or may not be mailed; `expired`: too late to be worth it.
 */
export const DELIVERY_STATES = ['pending', 'sending', 'retry', 'sent', 'unknown', 'bounced', 'suppressed', 'expired'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export type Delivery = Omit<Readonly<Selectable<DeliveriesTable>>, 'state'> & { readonly state: DeliveryState };
export type NewDelivery = Pick<Delivery, 'issueKey' | 'subscriberId' | 'editionKey' | 'domain' | 'dueAt' | 'expiresAt'>;
export type Claim = { readonly delivery: Delivery; readonly subscriber: Subscriber };

const INSERT_ROWS = 400;
/** Rows that are looked at for one that can be claimed; others are claimed by neighbours meanwhile. */
const LOOK_AHEAD = 8;

/** Gives every subscriber a delivery; who has one keeps it. */
export async function queueDeliveries(db: Database, deliveries: readonly NewDelivery[], now: Instant): Promise<void> {
  for (let at = 0; at < deliveries.length; at += INSERT_ROWS) {
    const rows = deliveries.slice(at, at + INSERT_ROWS).map((delivery) => ({
      ...delivery, state: 'pending', attempts: 0, firstAttemptAt: null, leaseUntil: null, message: null, changedAt: now,
    }));
    await db.insertInto('deliveries').values(rows).onConflict((conflict) => conflict.doNothing()).execute();
  }
}

/**
 * Takes the next mail that is due, if its reader may still be mailed; readers that may not are marked on the way. Null: nothing
 * is due. Commit before anything is sent.
 */
export async function claimDelivery(
  db: Database, { now, leaseUntil, skipDomains }: { readonly now: Instant; readonly leaseUntil: Instant; readonly skipDomains: readonly string[] },
): Promise<Claim | null> {
  for (;;) {
    const due = db.selectFrom('deliveries').selectAll().where('state', 'in', ['pending', 'retry']).where('dueAt', '<=', now).where('expiresAt', '>', now)
      .orderBy('dueAt').orderBy('subscriberId').limit(LOOK_AHEAD);
    const rows = await (skipDomains.length === 0 ? due : due.where('domain', 'not in', skipDomains)).execute();
    if (rows.length === 0) return null;
    for (const row of rows) {
      const claim = await claimRow(db, toDelivery(row), { now, leaseUntil });
      if (claim !== null) return claim;
    }
  }
}

async function claimRow(db: Database, delivery: Delivery, { now, leaseUntil }: { readonly now: Instant; readonly leaseUntil: Instant }): Promise<Claim | null> {
  const subscriber = await findSubscriber(db, delivery.subscriberId);
  const mayMail = subscriber?.state === 'active' && await findSuppression(db, subscriber.address) === null;
  const changes = mayMail
    ? { state: 'sending', leaseUntil, attempts: delivery.attempts + 1, firstAttemptAt: delivery.firstAttemptAt ?? now, changedAt: now }
    : { state: 'suppressed', leaseUntil: null, message: subscriber?.state === 'active' ? 'the address may not be mailed' : 'the subscription has ended', changedAt: now };
  const result = await db.updateTable('deliveries').set(changes).where('issueKey', '=', delivery.issueKey).where('subscriberId', '=', delivery.subscriberId)
    .where('state', '=', delivery.state).where('attempts', '=', delivery.attempts).executeTakeFirst();
  if (!mayMail || subscriber === null || result.numUpdatedRows === 0n) return null;
  return { subscriber, delivery: { ...delivery, state: 'sending', leaseUntil, attempts: delivery.attempts + 1, firstAttemptAt: delivery.firstAttemptAt ?? now } };
}

/**
 * Writes down what became of a claimed mail; `dueAt` is when it is tried again, and one that never reached the receiver's side (`isTry`
 * false) counts for nothing. One whose claim has run out meanwhile is settled all the same: now it is known.
 */
export async function settleDelivery(
  db: Database, { issueKey, subscriberId, attempts }: Pick<Delivery, 'issueKey' | 'subscriberId' | 'attempts'>,
  outcome: { readonly state: DeliveryState; readonly message: string; readonly dueAt: Instant | null; readonly isTry: boolean }, now: Instant,
): Promise<void> {
  const { state, message, dueAt, isTry } = outcome;
  const uncounted = isTry ? {} : { attempts: attempts - 1, ...(attempts === 1 ? { firstAttemptAt: null } : {}) };
  await db.updateTable('deliveries').set({ state, message, leaseUntil: null, changedAt: now, ...uncounted, ...(dueAt === null ? {} : { dueAt }) })
    .where('issueKey', '=', issueKey).where('subscriberId', '=', subscriberId).where('attempts', '=', attempts).where('state', 'in', ['sending', 'unknown']).execute();
}

/** Marks mails whose sender is gone as unknown, and those that are too late as expired. Returns how many of each. */
export async function settleLost(db: Database, now: Instant): Promise<{ readonly unknown: number; readonly expired: number }> {
  const lost = await db.updateTable('deliveries').set({ state: 'unknown', message: 'the process that sent it ended before the answer', leaseUntil: null, changedAt: now })
    .where('state', '=', 'sending').where('leaseUntil', '<=', now).executeTakeFirst();
  const late = await db.updateTable('deliveries').set({ state: 'expired', message: 'too late to be worth sending', changedAt: now })
    .where('state', 'in', ['pending', 'retry']).where('expiresAt', '<=', now).executeTakeFirst();
  return { unknown: Number(lost.numUpdatedRows), expired: Number(late.numUpdatedRows) };
}

/** Sends unknown mails again, as an operator decides who would rather send two than none. Returns how many. */
export async function requeueUnknown(db: Database, issueKey: string, now: Instant): Promise<number> {
  const result = await db.updateTable('deliveries').set({ state: 'retry', dueAt: now, changedAt: now }).where('issueKey', '=', issueKey).where('state', '=', 'unknown').executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** How many deliveries of an issue, or of all, stand in each state. */
export async function countDeliveries(db: Database, issueKey: string | null): Promise<Readonly<Record<DeliveryState, number>>> {
  const all = db.selectFrom('deliveries').select(['state', (select) => select.fn.countAll<number>().as('count')]).groupBy('state');
  const rows = await (issueKey === null ? all : all.where('issueKey', '=', issueKey)).execute();
  const counts = new Map(rows.map((row) => [row.state, Number(row.count)]));
  return Object.fromEntries(DELIVERY_STATES.map((state) => [state, counts.get(state) ?? 0])) as Record<DeliveryState, number>;
}

/** Deliveries of an issue in some of the states, in the order of subscribers after an id. */
export async function listDeliveries(
  db: Database, issueKey: string, { states, after, limit }: { readonly states: readonly DeliveryState[]; readonly after: string; readonly limit: number },
): Promise<Delivery[]> {
  const rows = await db.selectFrom('deliveries').selectAll().where('issueKey', '=', issueKey).where('state', 'in', states)
    .where('subscriberId', '>', after).orderBy('subscriberId').limit(limit).execute();
  return rows.map(toDelivery);
}

/** All deliveries to a subscriber, newest first. */
export async function deliveriesTo(db: Database, subscriberId: string): Promise<Delivery[]> {
  return (await db.selectFrom('deliveries').selectAll().where('subscriberId', '=', subscriberId).orderBy('dueAt', 'desc').execute()).map(toDelivery);
}

/** What subscribers got in other editions than the one they get now: clusters by subscriber. */
export async function receivedElsewhere(db: Database, subscriberIds: readonly string[], editionOf: (subscriberId: string) => string): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.selectFrom('deliveries').select(['subscriberId', 'issueKey', 'editionKey']).where('subscriberId', 'in', subscriberIds)
    .where('state', 'in', ['sent', 'unknown', 'sending']).execute();
  const received = new Map<string, string[]>();
  for (const { subscriberId, issueKey, editionKey } of rows.filter((row) => row.editionKey !== editionOf(row.subscriberId))) {
    const clusters = await db.selectFrom('editionItems').select('clusterId').where('editionKey', '=', editionKey).where('issueKey', '=', issueKey).execute();
    received.set(subscriberId, [...received.get(subscriberId) ?? [], ...clusters.map((row) => row.clusterId)]);
  }
  return received;
}

function toDelivery(row: Selectable<DeliveriesTable>): Delivery {
  return { ...row, state: row.state as DeliveryState };
}

/** Marks a mail that was sent, or may have been, as bounced: it came back. */
export async function recordReturned(db: Database, { issueKey, subscriberId }: Pick<Delivery, 'issueKey' | 'subscriberId'>, message: string, now: Instant): Promise<void> {
  await db.updateTable('deliveries').set({ state: 'bounced', message, changedAt: now }).where('issueKey', '=', issueKey).where('subscriberId', '=', subscriberId)
    .where('state', 'in', ['sent', 'unknown']).execute();
}
