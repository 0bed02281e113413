/** Work that only one process does at a time, whichever it is: a name, who holds it, until when, and how often it was given (the fence). */

import type { Instant } from '../core/feed.ts';
import { leaseOwner, mayBeAlive } from './lease-owner.ts';
import type { Database } from './schema.ts';

/** Longer than any pause of a healthy process, and than machines' clocks may differ. */
const LEASE_SECONDS = 120;

/** A lease that this process holds; its fence is higher than every former holder's. */
export type Lease = { readonly name: string; readonly fence: number };

/** Takes or prolongs a lease; null while another living process holds it. */
export async function takeLease(db: Database, name: string, now: Instant): Promise<Lease | null> {
  const row = await db.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst();
  if (row === undefined) {
    const values = { name, owner: leaseOwner(), until: leaseEnd(now), fence: 1 };
    const taken = await db.insertInto('leases').values(values).onConflict((conflict) => conflict.doNothing()).returning('fence').executeTakeFirst();
    return taken === undefined ? null : { name, fence: taken.fence };
  }
  const isOwn = row.owner === leaseOwner();
  if (!isOwn && row.until > now && mayBeAlive(row.owner)) return null;
  const taken = await db.updateTable('leases').set({ owner: leaseOwner(), until: leaseEnd(now), fence: isOwn ? row.fence : row.fence + 1 })
    .where('name', '=', name).where('fence', '=', row.fence).where('owner', '=', row.owner).returning('fence').executeTakeFirst();
  return taken === undefined ? null : { name, fence: taken.fence };
}

/** Whether the lease is still this process's. */
export async function holdsLease(db: Database, { name, fence }: Lease): Promise<boolean> {
  const row = await db.selectFrom('leases').select('fence').where('name', '=', name).where('owner', '=', leaseOwner()).executeTakeFirst();
  return row?.fence === fence;
}

/** Gives a lease back before its end. */
export async function giveLease(db: Database, { name, fence }: Lease, now: Instant): Promise<void> {
  await db.updateTable('leases').set({ until: now }).where('name', '=', name).where('fence', '=', fence).where('owner', '=', leaseOwner()).execute();
}

function leaseEnd(now: Instant): Instant {
  return new Date(Date.parse(now) + LEASE_SECONDS * 1_000).toISOString();
}
