/** Figures about the whole store for whoever watches it; each costs one indexed look or a count of few rows. */

import type { Instant } from '../core/feed.ts';
import { DELIVERY_STATES, type DeliveryState } from './deliveries.ts';
import { countPending, engineCursor } from './outbox.ts';
import type { Database } from './schema.ts';

/** How long the source that waits longest is overdue; 0 where none is. */
export async function crawlLagSeconds(db: Database, now: Instant): Promise<number> {
  const row = await db.selectFrom('sources').select('nextCheckAt as at').where('state', '=', 'active').orderBy('nextCheckAt').limit(1).executeTakeFirst();
  return secondsBetween(row?.at ?? now, now);
}

/** How long ago any source answered well; 0 before the first did. */
export async function secondsSinceFetch(db: Database, now: Instant): Promise<number> {
  const row = await db.selectFrom('sources').select((select) => select.fn.max('lastSuccessAt').as('at')).executeTakeFirst();
  return secondsBetween(row?.at ?? now, now);
}

/** Sources by state. */
export async function sourceCounts(db: Database): Promise<Record<string, number>> {
  const rows = await db.selectFrom('sources').select(['state', (select) => select.fn.countAll<number>().as('count')]).groupBy('state').execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

/** What an engine has not taken yet, and how old the first of it is: since its post last changed. */
export async function outboxLag(db: Database, cursors: readonly string[], now: Instant): Promise<{ readonly depth: number; readonly oldestSeconds: number }> {
  const depth = await countPending(db, cursors);
  const first = depth === 0 ? undefined : await db.selectFrom('outbox').innerJoin('posts', 'posts.id', 'outbox.postId').select('posts.modifiedAt as at')
    .where('seq', '>', await engineCursor(db, cursors)).orderBy('seq').limit(1).executeTakeFirst();
  return { depth, oldestSeconds: secondsBetween(first?.at ?? now, now) };
}

/** Digest mails by state, those of no mail included. */
export async function deliveryCounts(db: Database): Promise<Record<DeliveryState, number>> {
  const rows = await db.selectFrom('deliveries').select(['state', (select) => select.fn.countAll<number>().as('count')]).groupBy('state').execute();
  const counts = Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
  return Object.fromEntries(DELIVERY_STATES.map((state) => [state, counts[state] ?? 0])) as Record<DeliveryState, number>;
}

function secondsBetween(from: Instant, to: Instant): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000);
}
