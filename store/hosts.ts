/** What politeness has to remember of hosts, over restarts and between processes: whose turn it is, last visits, robots.txt. */

import type { Instant } from '../core/feed.ts';
import { leaseOwner, mayBeAlive } from './lease-owner.ts';
import type { Database, HostsTable } from './schema.ts';

/** Longer than any request with its redirects may take, and than machines' clocks may differ. */
const TURN_MS = 120_000;
/** While another process is at a host, this one looks again after so long at most. */
const LOOK_AGAIN_MS = 1_000;
/** After a turn that another process took at the same moment. */
const OVERTAKEN_MS = 50;

/** When each host was last visited, and until when it asked to be left alone. */
export async function loadHosts(db: Database): Promise<Map<string, { visitedAt: Instant; notBefore: Instant | null }>> {
  const rows = await db.selectFrom('hosts').select(['host', 'visitedAt', 'notBefore']).execute();
  return new Map(rows.map(({ host, visitedAt, notBefore }) => [host, { visitedAt, notBefore }]));
}

/**
 * A turn at a host: its number, higher than every former one's, and until when the host asked to be left alone; or how long to
 * wait, because another process is there or was there less than the pause ago.
 */
export type HostTurn = { readonly fence: number; readonly notBefore: Instant | null } | { readonly waitMs: number };

/** Takes the next turn at a host for the crawler `holder` of this process, and writes the visit down. */
export async function takeHost(db: Database, host: string, { holder, nowMs, delayMs }: { readonly holder: string; readonly nowMs: number; readonly delayMs: number }): Promise<HostTurn> {
  const turn = { visitedAt: instant(nowMs), leaseOwner: `${leaseOwner()}${holder}`, leaseUntil: instant(nowMs + TURN_MS) };
  const row = await db.selectFrom('hosts').selectAll().where('host', '=', host).executeTakeFirst();
  if (row === undefined) {
    const taken = await db.insertInto('hosts').values({ host, notBefore: null, fence: 1, ...turn }).onConflict((conflict) => conflict.doNothing()).returning('fence').executeTakeFirst();
    return taken === undefined ? { waitMs: OVERTAKEN_MS } : { fence: taken.fence, notBefore: null };
  }
  if (row.leaseOwner !== null && !mayBeAlive(row.leaseOwner)) {
    // When its request ended nobody knows; its connections closed with it, so the pause counts from now.
    await leaveHost(db, host, row.fence, { visitedAt: turn.visitedAt, notBefore: null });
    return { waitMs: delayMs };
  }
  const waitMs = waitFor(row, { owner: turn.leaseOwner, nowMs, delayMs });
  if (waitMs > 0) return { waitMs };
  const taken = await db.updateTable('hosts').set({ ...turn, fence: row.fence + 1 }).where('host', '=', host).where('fence', '=', row.fence).returning('fence').executeTakeFirst();
  return taken === undefined ? { waitMs: OVERTAKEN_MS } : { fence: taken.fence, notBefore: row.notBefore };
}

function waitFor({ leaseOwner: owner, leaseUntil, visitedAt }: HostsTable, asked: { readonly owner: string; readonly nowMs: number; readonly delayMs: number }): number {
  const { nowMs, delayMs } = asked;
  const isTaken = owner !== null && owner !== asked.owner && leaseUntil !== null && Date.parse(leaseUntil) > nowMs;
  if (isTaken) return Math.min(Math.max(delayMs / 4, OVERTAKEN_MS), LOOK_AGAIN_MS);
  // A clock that was set back must not stop a host for hours.
  return Math.min(Math.max(Date.parse(visitedAt) + delayMs - nowMs, 0), delayMs);
}

/** Ends a turn, unless it was taken over since: the pause counts from here. A null `notBefore` keeps what the host asked for before. */
export async function leaveHost(db: Database, host: string, fence: number, { visitedAt, notBefore }: { readonly visitedAt: Instant; readonly notBefore: Instant | null }): Promise<void> {
  await db.updateTable('hosts').set({ visitedAt, leaseOwner: null, leaseUntil: null, ...(notBefore === null ? {} : { notBefore }) })
    .where('host', '=', host).where('fence', '=', fence).execute();
}

/** The stored robots record of a host, as the robots cache wrote it. */
export async function findRobots(db: Database, host: string): Promise<string | null> {
  const row = await db.selectFrom('robots').select('record').where('host', '=', host).executeTakeFirst();
  return row?.record ?? null;
}

/** Keeps a host's robots record. */
export async function saveRobots(db: Database, host: string, record: string): Promise<void> {
  await db.insertInto('robots').values({ host, record }).onConflict((conflict) => conflict.column('host').doUpdateSet({ record })).execute();
}

function instant(ms: number): Instant {
  return new Date(ms).toISOString();
}
