/** Which posts are one writeup, and why. */

import type { Instant } from '../core/feed.ts';
import type { Join, JoinEvidence } from '../core/post.ts';
import { lockPosts } from './locks.ts';
import type { Database } from './schema.ts';

/** Records a join; one that exists stays as it is, undone or not. Returns whether it is new. */
export async function addJoin(db: Database, firstId: string, secondId: string, evidence: JoinEvidence, now: Instant): Promise<boolean> {
  const [leftId, rightId] = firstId < secondId ? [firstId, secondId] : [secondId, firstId];
  const { rule, reason, similarity, containment } = evidence;
  const result = await db.insertInto('joins').values({ leftId, rightId, rule, reason, similarity, containment, joinedAt: now, undoneAt: null })
    .onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0n) > 0;
}

/** All joins in which one of the posts stands, undone ones included. */
export async function joinsOf(db: Database, postIds: readonly string[]): Promise<Join[]> {
  if (postIds.length === 0) return [];
  return db.selectFrom('joins').selectAll().where((where) => where.or([where('leftId', 'in', postIds), where('rightId', 'in', postIds)])).execute();
}

/** Takes joins back as if they had never been made; undone ones are not for this. */
export async function deleteJoins(db: Database, joins: readonly Pick<Join, 'leftId' | 'rightId'>[]): Promise<void> {
  for (const { leftId, rightId } of joins) await db.deleteFrom('joins').where('leftId', '=', leftId).where('rightId', '=', rightId).execute();
}

/** Writes a join whatever stood there before. */
export async function setJoin(
  db: Database, [firstId, secondId]: readonly [string, string], evidence: JoinEvidence, times: Pick<Join, 'joinedAt' | 'undoneAt'>,
): Promise<void> {
  await lockPosts(db);
  const [leftId, rightId] = firstId < secondId ? [firstId, secondId] : [secondId, firstId];
  const { rule, reason, similarity, containment } = evidence;
  const row = { leftId, rightId, rule, reason, similarity, containment, ...times };
  await db.insertInto('joins').values(row).onConflict((conflict) => conflict.columns(['leftId', 'rightId']).doUpdateSet(row)).execute();
}

/** Marks a join as undone, so that it is never made again. False where there is none. */
export async function undoJoin(db: Database, firstId: string, secondId: string, now: Instant): Promise<boolean> {
  const [leftId, rightId] = firstId < secondId ? [firstId, secondId] : [secondId, firstId];
  const result = await db.updateTable('joins').set({ undoneAt: now }).where('leftId', '=', leftId).where('rightId', '=', rightId).where('undoneAt', 'is', null).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Ids of the posts that stand in the same clusters as these, themselves included. */
export async function clusterMates(db: Database, postIds: readonly string[]): Promise<string[]> {
  return (await clusterMembers(db, postIds)).map(({ id }) => id);
}

/** The posts that stand in the same clusters as these, themselves included, each with its cluster. */
export async function clusterMembers(db: Database, postIds: readonly string[]): Promise<{ readonly id: string; readonly clusterId: string }[]> {
  if (postIds.length === 0) return [];
  return db.selectFrom('posts').select(['id', 'clusterId'])
    .where('clusterId', 'in', (select) => select.selectFrom('posts').select('clusterId').where('id', 'in', postIds)).execute();
}

export type Cluster = { readonly originalId: string; readonly memberIds: readonly string[] };

/**
 * Writes how posts fall into clusters; a cluster's id is its original's. All posts of the clusters concerned must be given.
 * Returns the ids of posts whose cluster or role changed.
 */
export async function saveClusters(db: Database, clusters: readonly Cluster[], now: Instant): Promise<string[]> {
  const memberIds = clusters.flatMap((cluster) => cluster.memberIds);
  if (memberIds.length === 0) return [];
  const before = await db.selectFrom('posts').innerJoin('clusters', 'clusters.id', 'posts.clusterId')
    .select(['posts.id', 'posts.clusterId', 'clusters.originalId']).where('posts.id', 'in', memberIds).execute();
  const formerCluster = new Map(before.map((row) => [row.id, row]));
  const isUnchanged = clusters.every(({ originalId, memberIds: ids }) => ids.every((id) => formerCluster.get(id)?.clusterId === originalId))
    && new Set(before.map((row) => row.clusterId)).size === clusters.length;
  if (isUnchanged) return [];
  await db.deleteFrom('clusters').where('id', 'in', before.map((row) => row.clusterId)).execute();
  for (const { originalId, memberIds: ids } of clusters) {
    await db.insertInto('clusters').values({ id: originalId, originalId, changedAt: now }).execute();
    await db.updateTable('posts').set({ clusterId: originalId }).where('id', 'in', ids).execute();
  }
  return memberIds;
}

/** The original of a post's cluster; null where there is no such post. */
export async function originalOf(db: Database, postId: string): Promise<string | null> {
  const row = await db.selectFrom('posts').innerJoin('clusters', 'clusters.id', 'posts.clusterId').select('clusters.originalId').where('posts.id', '=', postId).executeTakeFirst();
  return row?.originalId ?? null;
}

export type ClusterFacts = {
  readonly originalId: string;
  readonly copyCount: number;
  readonly points: number;
  readonly comments: number;
  /** When its members or discussions last changed. */
  readonly changedAt: Instant;
};

/** For each of the posts: its cluster's original, how many copies it has and what its discussions add up to. */
export async function clusterFacts(db: Database, postIds: readonly string[]): Promise<Map<string, ClusterFacts>> {
  if (postIds.length === 0) return new Map();
  const rows = await db.selectFrom('posts').innerJoin('clusters', 'clusters.id', 'posts.clusterId')
    .select(['posts.id', 'clusters.originalId', 'posts.clusterId', 'clusters.changedAt']).where('posts.id', 'in', postIds).execute();
  const clusterIds = [...new Set(rows.map((row) => row.clusterId))];
  const sizes = await db.selectFrom('posts').select(['clusterId', (select) => select.fn.countAll<number>().as('count')])
    .where('clusterId', 'in', clusterIds).groupBy('clusterId').execute();
  const sums = await db.selectFrom('mentions').innerJoin('posts', 'posts.id', 'mentions.postId')
    .select(['posts.clusterId', (select) => select.fn.sum<number>('mentions.points').as('points'), (select) => select.fn.sum<number>('mentions.comments').as('comments'), (select) => select.fn.max('mentions.refreshedAt').as('refreshedAt')])
    .where('posts.clusterId', 'in', clusterIds).groupBy('posts.clusterId').execute();
  const sizeOf = new Map(sizes.map((row) => [row.clusterId, Number(row.count)]));
  const sumOf = new Map(sums.map((row) => [row.clusterId, row]));
  return new Map(rows.map((row) => [row.id, {
    originalId: row.originalId,
    copyCount: (sizeOf.get(row.clusterId) ?? 1) - 1,
    points: Number(sumOf.get(row.clusterId)?.points ?? 0),
    comments: Number(sumOf.get(row.clusterId)?.comments ?? 0),
    changedAt: [row.changedAt, sumOf.get(row.clusterId)?.refreshedAt ?? ''].sort().at(-1) ?? row.changedAt,
  }]));
}
