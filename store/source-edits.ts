/** What people change about a source, and what there is of it. */

import type { Instant } from '../core/feed.ts';
import type { Source } from '../core/post.ts';
import { toJson } from './json.ts';
import type { Database } from './schema.ts';

/**
 * Writes changes of a source. Another state also ends the check that may be running, so that its end does not undo the change;
 * a source that becomes active is due at once.
 */
export async function editSource(db: Database, source: Source, changes: Pick<Source, 'state' | 'title' | 'publisher' | 'topics'>, now: Instant): Promise<void> {
  const { state, title, publisher, topics } = changes;
  const isOther = state !== source.state;
  await db.updateTable('sources').set((set) => ({
    state, title, publisher, topics: toJson(topics),
    ...(isOther ? { fence: set('fence', '+', 1), leaseOwner: null, leaseUntil: null } : {}),
    ...(isOther && state === 'active' ? { nextCheckAt: now } : {}),
  })).where('id', '=', source.id).execute();
}

/** How much is known through a source: what goes with it, and its mentions, which stay. */
export async function countOfSource(db: Database, id: string): Promise<{ readonly entries: number; readonly outcomes: number; readonly documents: number; readonly mentions: number }> {
  const count = async (table: 'entries' | 'outcomes' | 'backfillDocuments' | 'mentions'): Promise<number> => {
    const row = await db.selectFrom(table).select((select) => select.fn.countAll<number>().as('count')).where('sourceId', '=', id).executeTakeFirstOrThrow();
    return Number(row.count);
  };
  return { entries: await count('entries'), outcomes: await count('outcomes'), documents: await count('backfillDocuments'), mentions: await count('mentions') };
}
