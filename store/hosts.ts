/** What politeness has to remember of hosts across restarts: last visits, and their robots.txt. */

import type { Instant } from '../core/feed.ts';
import type { Database } from './schema.ts';

/** When each host was last visited, and until when it asked to be left alone. */
export async function loadHosts(db: Database): Promise<Map<string, { visitedAt: Instant; notBefore: Instant | null }>> {
  const rows = await db.selectFrom('hosts').selectAll().execute();
  return new Map(rows.map(({ host, visitedAt, notBefore }) => [host, { visitedAt, notBefore }]));
}

/** Writes down a visit. */
export async function saveHost(db: Database, host: string, visitedAt: Instant, notBefore: Instant | null): Promise<void> {
  const row = { host, visitedAt, notBefore };
  await db.insertInto('hosts').values(row).onConflict((conflict) => conflict.column('host').doUpdateSet(row)).execute();
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
