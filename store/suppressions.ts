/** Addresses that get no mail, by their keyed hash: who asked to be forgotten can be, and still is not mailed. */

import type { Instant } from '../core/feed.ts';
import type { Database } from './schema.ts';
import { mac, secretOf } from './secrets.ts';

export type SuppressionReason = 'bounce' | 'complaint';
export type Suppression = { readonly addressHash: string; readonly reason: SuppressionReason; readonly message: string; readonly since: Instant };

/** So many mailboxes that could not take a mail in so many days make an address that gets none (R52). */
const SOFT_BOUNCES = 5;
const SOFT_DAYS = 30;
const DAY_MS = 86_400_000;

/** What an address is kept and looked up by. */
export async function hashOfAddress(db: Database, address: string): Promise<string> {
  return mac(await secretOf(db, 'addresses'), address.toLowerCase(), 40);
}

/** The suppression of an address; null: it may be mailed. */
export async function findSuppression(db: Database, address: string): Promise<Suppression | null> {
  const row = await db.selectFrom('suppressions').selectAll().where('addressHash', '=', await hashOfAddress(db, address)).executeTakeFirst();
  return row === undefined ? null : { ...row, reason: row.reason as SuppressionReason };
}

/** Sends an address no more mail. A complaint outweighs a bounce. */
export async function suppress(db: Database, address: string, reason: SuppressionReason, message: string, now: Instant): Promise<void> {
  const row = { addressHash: await hashOfAddress(db, address), reason, message, since: now };
  await db.insertInto('suppressions').values(row).onConflict((conflict) => (reason === 'complaint' ? conflict.column('addressHash').doUpdateSet(row) : conflict.doNothing())).execute();
}

/** Lets an address be mailed again, as an operator decides. False where it could be. */
export async function liftSuppression(db: Database, address: string): Promise<boolean> {
  const result = await db.deleteFrom('suppressions').where('addressHash', '=', await hashOfAddress(db, address)).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export type Bounce = { readonly subscriberId: string; readonly issueKey: string | null; readonly kind: 'hard' | 'soft' | 'complaint'; readonly message: string };

/** Writes down that a mail did not arrive, or was not wanted; the address is suppressed at once or after the last of several. */
export async function recordBounce(db: Database, bounce: Bounce, now: Instant): Promise<void> {
  await db.insertInto('bounces').values({ ...bounce, at: now }).execute();
  const subscriber = await db.selectFrom('subscribers').select('address').where('id', '=', bounce.subscriberId).executeTakeFirst();
  if (subscriber === undefined) return;
  if (bounce.kind === 'complaint') await suppress(db, subscriber.address, 'complaint', bounce.message, now);
  else if (bounce.kind === 'hard' || await countSoft(db, bounce.subscriberId, now) >= SOFT_BOUNCES) await suppress(db, subscriber.address, 'bounce', bounce.message, now);
}

async function countSoft(db: Database, subscriberId: string, now: Instant): Promise<number> {
  const since = new Date(Date.parse(now) - SOFT_DAYS * DAY_MS).toISOString();
  const row = await db.selectFrom('bounces').select((select) => select.fn.countAll<number>().as('count'))
    .where('subscriberId', '=', subscriberId).where('kind', '=', 'soft').where('at', '>', since).executeTakeFirstOrThrow();
  return Number(row.count);
}
