/** Submissions of posts to aggregators. */

import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Instant } from '../core/feed.ts';
import type { Mention } from '../core/post.ts';
import { slug } from '../core/text.ts';
import type { Database, MentionsTable } from './schema.ts';

/** A discussion is looked at again so many days after the submission: most votes come on the first day, most late ones within a month. */
const REFRESH_AFTER_DAYS = [1, 7, 30];

export type NewMention = Omit<Mention, 'id'> & { readonly canonicalUrl: string };

/** Writes a mention or refreshes its counts, and says whether anything changed. One thread is one mention; without threads, one title for one address. */
export async function upsertMention(db: Database, mention: NewMention, now: Instant): Promise<{ id: string; isChanged: boolean }> {
  const id = createHash('sha256').update(`${mention.site}\n${mention.discussionUrl ?? `${mention.canonicalUrl}\n${slug(mention.title)}`}`).digest('base64url').slice(0, 22);
  const { submittedRange, ...rest } = mention;
  const row = { ...rest, id, submittedEarliestAt: submittedRange?.earliestAt ?? null, submittedLatestAt: submittedRange?.latestAt ?? null };
  const known = await db.selectFrom('mentions').selectAll().where('id', '=', id).executeTakeFirst();
  // A relative date ("3 years ago") gives another range at every visit: the first one, nearest to the event, stays.
  const kept = known === undefined ? row : { ...row, submittedEarliestAt: known.submittedEarliestAt, submittedLatestAt: known.submittedLatestAt };
  if (known !== undefined && (Object.keys(row) as (keyof typeof row)[]).every((column) => known[column] === kept[column])) return { id, isChanged: false };
  await db.insertInto('mentions').values({ ...kept, refreshedAt: now, nextRefreshAt: mention.discussionUrl === null ? null : nextRefreshAt(mention.submittedAt ?? now, now) })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...kept, refreshedAt: now })).execute();
  return { id, isChanged: true };
}

export type DueMention = {
  readonly id: string;
  readonly postId: string | null;
  readonly discussionUrl: string;
  readonly points: number | null;
  readonly comments: number | null;
  readonly submittedAt: Instant | null;
  readonly refreshedAt: Instant;
};

/** Mentions of a source whose counts are to be looked at again, longest waiting first. */
export async function dueMentions(db: Database, sourceId: string, now: Instant, limit: number): Promise<DueMention[]> {
  const rows = await db.selectFrom('mentions').select(['id', 'postId', 'discussionUrl', 'points', 'comments', 'submittedAt', 'refreshedAt'])
    .where('sourceId', '=', sourceId).where('nextRefreshAt', '<=', now).orderBy('nextRefreshAt').limit(limit).execute();
  return rows.flatMap((row) => (row.discussionUrl === null ? [] : [{ ...row, discussionUrl: row.discussionUrl }]));
}

/** Writes what a discussion counts now, null: nobody could say; and when it is looked at next. Returns whether a count changed. */
export async function saveCounts(
  db: Database, mention: DueMention, counts: { readonly points: number | null; readonly comments: number | null } | null, now: Instant,
): Promise<boolean> {
  const { points, comments } = { points: counts?.points ?? mention.points, comments: counts?.comments ?? mention.comments };
  const isChanged = points !== mention.points || comments !== mention.comments;
  await db.updateTable('mentions')
    .set({ points, comments, nextRefreshAt: nextRefreshAt(mention.submittedAt ?? mention.refreshedAt, now), ...(isChanged ? { refreshedAt: now } : {}) })
    .where('id', '=', mention.id).execute();
  return isChanged;
}

/** The next of the days on which a discussion is looked at; null after the last. */
function nextRefreshAt(submittedAt: Instant, now: Instant): Instant | null {
  return REFRESH_AFTER_DAYS.map((days) => new Date(Date.parse(submittedAt) + days * 86_400_000).toISOString()).find((at) => at > now) ?? null;
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
  const rows = await db.selectFrom('mentions').selectAll().where('postId', 'in', postIds).orderBy('points', (order) => order.desc().nullsLast()).orderBy('id').execute();
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
