/** Forgets what was kept long enough. Posts, texts and what people decided are never forgotten here. */

import type { Instant } from '../core/feed.ts';
import type { Database } from './schema.ts';

export type KeepDays = { readonly pages: number | null; readonly runs: number | null; readonly deliveries: number | null };
export type Forgotten = { readonly pages: number; readonly runs: number; readonly deliveries: number };

/** Rows in one statement, so that nobody waits for long. */
const BATCH = 500;
const RUNS_AT_ONCE = 20;
/** Digest mails that are still on their way. */
const UNSETTLED = ['pending', 'sending', 'retry'];

/** Deletes what is older than its days; null keeps it for ever. */
export async function forget(db: Database, keepDays: KeepDays, now: Instant): Promise<Forgotten> {
  const before = (days: number): Instant => new Date(Date.parse(now) - days * 86_400_000).toISOString();
  const { pages, runs, deliveries } = keepDays;
  return {
    pages: pages === null ? 0 : await forgetPages(db, before(pages)),
    runs: runs === null ? 0 : await forgetRuns(db, before(runs)),
    deliveries: deliveries === null ? 0 : await forgetDeliveries(db, before(deliveries)),
  };
}

async function forgetPages(db: Database, before: Instant): Promise<number> {
  return untilNone(async () => {
    const urls = (await db.selectFrom('pages').select('url').where('fetchedAt', '<', before).limit(BATCH).execute()).map(({ url }) => url);
    if (urls.length > 0) await db.deleteFrom('pages').where('url', 'in', urls).execute();
    return urls.length;
  });
}

/** Runs together with what happened to each source in them. */
async function forgetRuns(db: Database, before: Instant): Promise<number> {
  return untilNone(async () => {
    const ids = (await db.selectFrom('crawlRuns').select('id').where('startedAt', '<', before).limit(RUNS_AT_ONCE).execute()).map(({ id }) => id);
    if (ids.length === 0) return 0;
    await db.deleteFrom('outcomes').where('runId', 'in', ids).execute();
    await db.deleteFrom('crawlRuns').where('id', 'in', ids).execute();
    return ids.length;
  });
}

async function forgetDeliveries(db: Database, before: Instant): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('deliveries').where('changedAt', '<', before).where('state', 'not in', UNSETTLED).executeTakeFirst();
  return Number(numDeletedRows);
}

async function untilNone(step: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let count = await step(); count > 0; count = await step()) total += count;
  return total;
}
