/** What an issue of the digest may choose from: clusters that appeared or were discussed in a span of time, and what is usual beside them. */

import type { Instant } from '../core/feed.ts';
import type { Mention } from '../core/post.ts';
import { mentionsOf } from './mentions.ts';
import { loadSummaries, type PostSummary } from './posts.ts';
import type { Database } from './schema.ts';

/** The original of a cluster with everything that belongs to it. */
export type ClusterParts = { readonly original: PostSummary; readonly copies: readonly PostSummary[]; readonly mentions: readonly Mention[] };

/** As many ids as one statement takes on every database. */
const BATCH = 400;

/** Ids of clusters of which a member was published, or a discussion begun, in a span. */
export async function clustersInSpan(db: Database, startAt: Instant, endAt: Instant): Promise<string[]> {
  const published = await db.selectFrom('posts').select('clusterId').distinct().where('publishedAt', '>=', startAt).where('publishedAt', '<', endAt).execute();
  const discussed = await db.selectFrom('mentions').innerJoin('posts', 'posts.id', 'mentions.postId').select('posts.clusterId').distinct()
    .where('mentions.submittedAt', '>=', startAt).where('mentions.submittedAt', '<', endAt).execute();
  return [...new Set([...published, ...discussed].map((row) => row.clusterId))].toSorted();
}

/** The clusters with these ids, in the order of ids; those that are gone are left out. */
export async function loadClusters(db: Database, clusterIds: readonly string[]): Promise<ClusterParts[]> {
  const parts: ClusterParts[] = [];
  for (let at = 0; at < clusterIds.length; at += BATCH) parts.push(...await loadBatch(db, clusterIds.slice(at, at + BATCH)));
  return parts;
}

async function loadBatch(db: Database, clusterIds: readonly string[]): Promise<ClusterParts[]> {
  const members = await db.selectFrom('posts').innerJoin('clusters', 'clusters.id', 'posts.clusterId').select(['posts.id', 'posts.clusterId', 'clusters.originalId'])
    .where('posts.clusterId', 'in', clusterIds).orderBy('posts.clusterId').orderBy('posts.id').execute();
  const ids = members.map((member) => member.id);
  const [posts, mentions] = [new Map((await loadSummaries(db, ids)).map((post) => [post.id, post])), await mentionsOf(db, ids)];
  const byCluster = Map.groupBy(members, (member) => member.clusterId);
  const clusterOf = new Map(members.map((member) => [member.id, member.clusterId]));
  const mentionsBy = Map.groupBy(mentions, (mention) => clusterOf.get(mention.postId ?? '') ?? '');
  return [...byCluster].flatMap(([clusterId, group]) => {
    const original = posts.get(group[0]?.originalId ?? '');
    const copies = group.flatMap((member) => (member.id === original?.id ? [] : posts.get(member.id) ?? []));
    return original === undefined ? [] : [{ original, copies, mentions: mentionsBy.get(clusterId) ?? [] }];
  });
}

/** The texts of posts, by id. */
export async function loadTexts(db: Database, postIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (let at = 0; at < postIds.length; at += BATCH) {
    const rows = await db.selectFrom('postTexts').select(['postId', 'text']).where('postId', 'in', postIds.slice(at, at + BATCH)).execute();
    for (const row of rows) texts.set(row.postId, row.text);
  }
  return texts;
}

/** Those of these excerpts that several clusters have: they describe a site, not a writeup. */
export async function sharedExcerpts(db: Database, excerpts: readonly string[]): Promise<ReadonlySet<string>> {
  if (excerpts.length === 0) return new Set();
  const rows = await db.selectFrom('posts').select('excerpt').where('excerpt', 'in', excerpts).groupBy('excerpt')
    .having((having) => having.fn.count('clusterId').distinct(), '>', 1).execute();
  return new Set(rows.map((row) => row.excerpt));
}

export type MentionCounts = { readonly site: string; readonly publisher: string; readonly points: number | null; readonly comments: number | null };

/** What discussions in a span came to, newest first. */
export async function discussionCounts(db: Database, startAt: Instant, endAt: Instant, limit: number): Promise<MentionCounts[]> {
  return db.selectFrom('mentions').innerJoin('posts', 'posts.id', 'mentions.postId').select(['mentions.site', 'posts.publisher', 'mentions.points', 'mentions.comments'])
    .where('mentions.submittedAt', '>=', startAt).where('mentions.submittedAt', '<', endAt)
    .orderBy('mentions.submittedAt', 'desc').orderBy('mentions.id').limit(limit).execute();
}

export type TitleOfPublisher = { readonly clusterId: string; readonly publisher: string; readonly title: string };

/** What publishers have published in a span, newest first. */
export async function titlesOf(db: Database, publishers: readonly string[], startAt: Instant, endAt: Instant): Promise<TitleOfPublisher[]> {
  const titles: TitleOfPublisher[] = [];
  for (let at = 0; at < publishers.length; at += BATCH) {
    titles.push(...await db.selectFrom('posts').select(['clusterId', 'publisher', 'title']).where('publisher', 'in', publishers.slice(at, at + BATCH))
      .where('publishedAt', '>=', startAt).where('publishedAt', '<', endAt).orderBy('publishedAt', 'desc').orderBy('id').execute());
  }
  return titles;
}

/** Ids of sources that are aggregators: what only they know is somebody's link, not a publisher's word. */
export async function aggregatorIds(db: Database): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('sources').select('id').where('kind', '=', 'aggregator').execute();
  return new Set(rows.map((row) => row.id));
}

/** When the first post was seen; null in an empty store. */
export async function firstPostSeenAt(db: Database): Promise<Instant | null> {
  const row = await db.selectFrom('posts').select((select) => select.fn.min('firstSeenAt').as('at')).executeTakeFirst();
  return row?.at ?? null;
}
