/** Work that only one process does at a time, whichever it is: a name, who holds it, and until when. */

import type { Instant } from '../core/feed.ts';
import { leaseOwner, mayBeAlive } from './lease-owner.ts';
import { isPostgres } from './locks.ts';
import type { Database } from './schema.ts';

/** Longer than any pause of a healthy process, and than machines' clocks may differ. */
const LEASE_MS = 120_000;
const RENEW_EVERY_MS = 30_000;

/** What this process holds, by database and name: parts of it that do the same kind of work share one lease. */
const held = new WeakMap<object, Map<string, { users: number; readonly renewing: NodeJS.Timeout }>>();

/**
 * Does work while holding the lease of this name, which is renewed meanwhile and given back at the end; null, and no work, while
 * another living process holds it. A process that stood still for longer than its lease does not notice by itself: what it
 * writes asks {@link holdsLease} first.
 */
export async function underLease<T>(db: Database, name: string, now: () => Instant, work: () => Promise<T>): Promise<T | null> {
  const leases = held.get(db) ?? new Map<string, { users: number; readonly renewing: NodeJS.Timeout }>();
  held.set(db, leases);
  if (!await takeLease(db, name, now())) return null;
  const lease = leases.get(name) ?? { users: 0, renewing: renewing(db, name, now) };
  leases.set(name, lease);
  lease.users += 1;
  try {
    return await work();
  } finally {
    lease.users -= 1;
    if (lease.users === 0) {
      clearInterval(lease.renewing);
      leases.delete(name);
      await giveLease(db, name);
    }
  }
}

/**
 * Takes or prolongs a lease; false while another living process holds it. What fails at first may have been done by another part
 * of this process, or by this one itself, on a connection that was cut before the answer: a second look tells.
 */
export async function takeLease(db: Database, name: string, now: Instant): Promise<boolean> {
  return await tryLease(db, name, now) || tryLease(db, name, now);
}

async function tryLease(db: Database, name: string, now: Instant): Promise<boolean> {
  const lease = { owner: leaseOwner(), until: leaseEnd(now) };
  const row = await db.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst();
  if (row === undefined) {
    const added = await db.insertInto('leases').values({ name, ...lease, fence: 1 }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
    return Number(added.numInsertedOrUpdatedRows ?? 0n) > 0;
  }
  if (row.owner !== lease.owner && row.until > now && mayBeAlive(row.owner)) return false;
  const taken = await db.updateTable('leases').set({ ...lease, fence: row.fence + 1 })
    .where('name', '=', name).where('owner', '=', row.owner).$if(row.owner !== lease.owner, (query) => query.where('fence', '=', row.fence)).executeTakeFirst();
  return taken.numUpdatedRows > 0n;
}

/** Gives a lease back, if it is still this process's. */
export async function giveLease(db: Database, name: string): Promise<void> {
  await db.deleteFrom('leases').where('name', '=', name).where('owner', '=', leaseOwner()).execute();
}

/** Whether the lease is this process's and stays so until the end of the transaction that asks. */
export async function holdsLease(transaction: Database, name: string): Promise<boolean> {
  const row = await transaction.selectFrom('leases').select('owner').where('name', '=', name).$if(isPostgres(transaction), (query) => query.forShare()).executeTakeFirst();
  return row?.owner === leaseOwner();
}

/** A renewal that fails is tried again; when the lease ends all the same, another process goes on. */
function renewing(db: Database, name: string, now: () => Instant): NodeJS.Timeout {
  return setInterval(() => { prolongLease(db, name, now()).catch(() => {}); }, RENEW_EVERY_MS).unref();
}

/** Prolongs a lease of this process; one that was given back meanwhile stays so, however long this waited for the database. */
export async function prolongLease(db: Database, name: string, now: Instant): Promise<void> {
  await db.updateTable('leases').set({ until: leaseEnd(now) }).where('name', '=', name).where('owner', '=', leaseOwner()).execute();
}

function leaseEnd(now: Instant): Instant {
  return new Date(Date.parse(now) + LEASE_MS).toISOString();
}
