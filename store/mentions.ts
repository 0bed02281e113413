/** Submissions of posts to aggregators. */

import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Instant } from '../core/feed.ts';
import type { Mention } from '../core/post.ts';
import type { Database, MentionsTable } from './schema.ts';

export type NewMention = Omit<Mention, 'id'> & { readonly canonicalUrl: string };

/** Writes a mention or refreshes its counts, and says whether anything changed. One thread is one mention. */
export async function upsertMention(db: Database, mention: NewMention, now: Instant): Promise<{ id: string; isChanged: boolean }> {
  const id = createHash('sha256').update(`${mention.site}\n${mention.discussionUrl ?? mention.canonicalUrl}`).digest('base64url').slice(0, 22);
  const { submittedRange, ...rest } = mention;
  const row = { ...rest, id, submittedEarliestAt: submittedRange?.earliestAt ?? null, submittedLatestAt: submittedRange?.latestAt ?? null };
  const known = await db.selectFrom('mentions').selectAll().where('id', '=', id).executeTakeFirst();
  // A relative date ("3 years ago") gives another range at every visit: the first one, nearest to the event, stays.
  const kept = known === undefined ? row : { ...row, submittedEarliestAt: known.submittedEarliestAt, submittedLatestAt: known.submittedLatestAt };
  if (known !== undefined && (Object.keys(row) as (keyof typeof row)[]).every((column) => known[column] === kept[column])) return { id, isChanged: false };
  await db.insertInto('mentions').values({ ...kept, refreshedAt: now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...kept, refreshedAt: now })).execute();
  return { id, isChanged: true };
}

/** Joins mentions that waited for one of these addresses to the post; returns how many. */
export async function attachMentions(db: Database, postId: string, canonicalUrls: readonly string[]): Promise<number> {
  if (canonicalUrls.length === 0) return 0;
  const result = await db.updateTable('mentions').set({ postId }).where('canonicalUrl', 'in', canonicalUrls).where('postId', 'is', null).executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** The mentions of these posts, most points first. */
export async function mentionsOf(db: Database, postIds: readonly string[]): Promise<Mention[]> {
  if (postIds.length === 0) return [];
  const rows = await db.selectFrom('mentions').selectAll().where('postId', 'in', postIds).orderBy('points', 'desc').orderBy('id').execute();
  return rows.map(toMention);
}

/** How many mentions there are, joined to a post or not. */
export async function countMentions(db: Database): Promise<number> {
  const row = await db.selectFrom('mentions').select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return Number(row.count);
}

function toMention(row: Selectable<MentionsTable>): Mention {
  return {
    id: row.id, postId: row.postId, sourceId: row.sourceId, site: row.site, url: row.url, discussionUrl: row.discussionUrl, title: row.title,
    points: row.points, comments: row.comments, submittedAt: row.submittedAt,
    submittedRange: row.submittedEarliestAt === null || row.submittedLatestAt === null
      ? null : { earliestAt: row.submittedEarliestAt, latestAt: row.submittedLatestAt },
  };
}
