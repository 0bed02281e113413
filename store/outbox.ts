/** What the search engines still have to learn. Rows are written in the transaction that changes a post (R24). */

import { fault } from '../core/fault.ts';
import type { Instant } from '../core/feed.ts';
import { readSettledOutbox } from './locks.ts';
import type { Database } from './schema.ts';

/** Says that these posts changed. A post has one row; a new change moves it to the end. */
export async function enqueue(db: Database, postIds: readonly string[]): Promise<void> {
  if (postIds.length === 0) return;
  // In one order everywhere, so that two transactions do not wait for each other.
  const rows = [...new Set(postIds)].sort().map((postId) => ({ postId }));
  await db.insertInto('outbox').values(rows).onConflict((conflict) => conflict.column('postId').doUpdateSet((set) => ({ seq: set.ref('excluded.seq') }))).execute();
  await fault('enqueued');
}

export type Change = { readonly seq: number; readonly postId: string };

/** Changes after a cursor, oldest first. */
export async function changesAfter(db: Database, seq: number, limit: number): Promise<Change[]> {
  const read = (from: Database): Promise<Change[]> => from.selectFrom('outbox').select(['seq', 'postId']).where('seq', '>', seq).orderBy('seq').limit(limit).execute();
  return (await read(db)).length === 0 ? [] : readSettledOutbox(db, read);
}

/** How far the hindmost of these cursors has read; 0 where one is new. */
export async function engineCursor(db: Database, cursors: readonly string[]): Promise<number> {
  const rows = await db.selectFrom('engineCursors').select('seq').where('engine', 'in', cursors).execute();
  return rows.length < cursors.length ? 0 : Math.min(...rows.map(({ seq }) => Number(seq)));
}

/** Writes down how far an engine has read, after it said that everything up to there is durable. */
export async function moveEngineCursor(db: Database, engine: string, seq: number, now: Instant): Promise<void> {
  const row = { engine, seq, movedAt: now };
  await db.insertInto('engineCursors').values(row).onConflict((conflict) => conflict.column('engine').doUpdateSet(row)).execute();
}

/** How many changes the hindmost of these cursors has not read yet. */
export async function countPending(db: Database, cursors: readonly string[]): Promise<number> {
  const cursor = await engineCursor(db, cursors);
  const row = await db.selectFrom('outbox').select((select) => select.fn.countAll<number>().as('count')).where('seq', '>', cursor).executeTakeFirstOrThrow();
  return Number(row.count);
}

/** The highest number given so far; 0 in an empty store. */
export async function lastSeq(db: Database): Promise<number> {
  const row = await readSettledOutbox(db, (from) => from.selectFrom('outbox').select((select) => select.fn.max('seq').as('seq')).executeTakeFirst());
  return Number(row?.seq ?? 0);
}
