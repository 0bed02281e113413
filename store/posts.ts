/** Posts: one row for each canonical address, whether original or copy. */

import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import { fault } from '../core/fault.ts';
import type { Instant } from '../core/feed.ts';
import type { Kind, Post } from '../core/post.ts';
import { addressKey } from './address-key.ts';
import { classify } from './corrections.ts';
import { fromJson, toJson } from './json.ts';
import { lockPosts } from './locks.ts';
import type { Database, PostsTable, PostTextsTable } from './schema.ts';

/** A post as a stage makes it; the store adds its cluster and its times. */
export type NewPost = Omit<Post, 'id' | 'clusterId' | 'contentHash' | 'firstSeenAt' | 'modifiedAt'> & { readonly rulesVersion: number };

/** A post without its long texts. */
export type PostSummary = Omit<Post, 'text' | 'markdown' | 'sections'>;

/** The id of the post at a canonical address: the same on every machine, 22 characters of `[A-Za-z0-9_-]`. */
export function postIdOf(canonicalUrl: string): string {
  return createHash('sha256').update(canonicalUrl).digest('base64url').slice(0, 22);
}

/**
 * Writes a post and says whether anything changed. A new one is a cluster of its own until it is joined.
 * An unchanged one costs no write. A better text is not replaced by a mere excerpt, and what people said about its topics stays.
 */
export async function upsertPost(db: Database, post: NewPost, now: Instant): Promise<{ id: string; change: 'added' | 'changed' | 'none' }> {
  const id = postIdOf(post.canonicalUrl);
  await lockPosts(db);
  const known = await db.selectFrom('posts').select(['contentHash', 'excerptOnly']).where('id', '=', id).executeTakeFirst();
  const contentHash = hashOf(post);
  if (known !== undefined && (known.contentHash === contentHash || (post.excerptOnly && known.excerptOnly === 0))) return { id, change: 'none' };
  const { text, markdown, sections, quality, publishedRange, ...rest } = post;
  const { tags, kind } = known === undefined ? post : await classify(db, id, post);
  const columns = {
    ...rest, kind,
    authors: toJson(post.authors), tags: toJson(tags), categories: toJson(post.categories), codeLanguages: toJson(post.codeLanguages),
    qualityScore: quality.score, qualityReasons: toJson(quality.reasons), excerptOnly: Number(post.excerptOnly),
    publishedEarliestAt: publishedRange?.earliestAt ?? null, publishedLatestAt: publishedRange?.latestAt ?? null,
    contentHash, modifiedAt: now,
  };
  const texts = { text, markdown, sections: toJson(sections) };
  if (known === undefined) {
    await db.insertInto('posts').values({ id, clusterId: id, firstSeenAt: now, ...columns }).execute();
    await db.insertInto('clusters').values({ id, originalId: id, changedAt: now }).onConflict((conflict) => conflict.doNothing()).execute();
    await db.insertInto('postTexts').values({ postId: id, ...texts }).execute();
    await fault('post-written');
    return { id, change: 'added' };
  }
  await db.updateTable('posts').set(columns).where('id', '=', id).execute();
  await db.updateTable('postTexts').set(texts).where('postId', '=', id).execute();
  return { id, change: 'changed' };
}

/** Replaces what the rules found of topics and kinds; what people said stays. Returns the ids of the posts that are different now. */
export async function updateTags(db: Database, found: readonly Pick<Post, 'id' | 'tags' | 'kind'>[], now: Instant): Promise<string[]> {
  const stored = new Map((await loadSummaries(db, found.map(({ id }) => id))).map((post) => [post.id, post]));
  const changed: string[] = [];
  for (const post of found) {
    const [was, is] = [stored.get(post.id), await classify(db, post.id, post)];
    if (was === undefined || toJson([was.tags, was.kind]) === toJson([is.tags, is.kind])) continue;
    await db.updateTable('posts').set({ tags: toJson(is.tags), kind: is.kind, modifiedAt: now }).where('id', '=', post.id).execute();
    changed.push(post.id);
  }
  return changed;
}

/** The posts with these ids, in no particular order, with their texts. */
export async function loadPosts(db: Database, ids: readonly string[]): Promise<Post[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('posts').innerJoin('postTexts', 'postTexts.postId', 'posts.id').selectAll().where('posts.id', 'in', ids).execute();
  return rows.map(toPost);
}

/** The post with this id, with its texts; null where there is none. */
export async function findPost(db: Database, id: string): Promise<Post | null> {
  return (await loadPosts(db, [id]))[0] ?? null;
}

/** The posts with these ids, without their texts. */
export async function loadSummaries(db: Database, ids: readonly string[]): Promise<PostSummary[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('posts').selectAll().where('id', 'in', ids).execute();
  return rows.map(toSummary);
}

/** Ids of all posts after `afterId` in the order of ids: for walks over everything. */
export async function listPostIds(db: Database, afterId: string, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('posts').select('id').where('id', '>', afterId).orderBy('id').limit(limit).execute();
  return rows.map((row) => row.id);
}

/** A source's newest posts that are originals. */
export async function newestPostsOf(db: Database, sourceId: string, limit: number): Promise<PostSummary[]> {
  const rows = await db.selectFrom('posts').selectAll().whereRef('clusterId', '=', 'id')
    .where('sourceId', '=', sourceId).orderBy('publishedAt', (order) => order.desc().nullsLast()).limit(limit).execute();
  return rows.map(toSummary);
}

/** The post met under a canonical address, by any of its addresses. */
export async function findPostIdByAddress(db: Database, canonicalUrl: string): Promise<string | null> {
  const row = await db.selectFrom('addresses').select('postId').where('canonicalUrl', '=', addressKey(canonicalUrl)).executeTakeFirst();
  return row?.postId ?? null;
}

/** Remembers addresses that lead to a post; an address keeps the post that it was given first. */
export async function addAddresses(db: Database, postId: string, addresses: readonly { canonicalUrl: string; url: string; evidence: string }[], now: Instant): Promise<void> {
  if (addresses.length === 0) return;
  const rows = addresses.map((address) => ({ ...address, canonicalUrl: addressKey(address.canonicalUrl), postId, seenAt: now }));
  await db.insertInto('addresses').values(rows).onConflict((conflict) => conflict.doNothing()).execute();
}

/** Every address under which a post was met; of a very long one the canonical form is given by its key. */
export async function listAddresses(db: Database, postId: string): Promise<{ url: string; canonicalUrl: string; evidence: string }[]> {
  return db.selectFrom('addresses').select(['url', 'canonicalUrl', 'evidence']).where('postId', '=', postId).orderBy('seenAt').orderBy('url').execute();
}

/** How many posts are originals and how many are copies. */
export async function countPosts(db: Database): Promise<{ originals: number; copies: number }> {
  const all = await db.selectFrom('posts').select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  const originals = await db.selectFrom('clusters').select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return { originals: Number(originals.count), copies: Number(all.count) - Number(originals.count) };
}

/** What a source's held posts are: how many, the oldest and the newest published date. */
export async function holdingsOf(db: Database, sourceId: string): Promise<{ posts: number; oldestAt: Instant | null; newestAt: Instant | null }> {
  const row = await db.selectFrom('posts').select((select) => [
    select.fn.countAll<number>().as('posts'), select.fn.min('publishedAt').as('oldestAt'), select.fn.max('publishedAt').as('newestAt'),
  ]).where('sourceId', '=', sourceId).executeTakeFirstOrThrow();
  return { posts: Number(row.posts), oldestAt: row.oldestAt, newestAt: row.newestAt };
}

function hashOf(post: NewPost): string {
  return createHash('sha256').update(toJson(post)).digest('base64url');
}

function toSummary(row: Selectable<PostsTable>): PostSummary {
  return {
    id: row.id, clusterId: row.clusterId, sourceId: row.sourceId, url: row.url, canonicalUrl: row.canonicalUrl, host: row.host,
    publisher: row.publisher, title: row.title, authors: fromJson(row.authors), publishedAt: row.publishedAt,
    publishedRange: row.publishedEarliestAt === null || row.publishedLatestAt === null
      ? null : { earliestAt: row.publishedEarliestAt, latestAt: row.publishedLatestAt },
    updatedAt: row.updatedAt, language: row.language, kind: row.kind as Kind, tags: fromJson(row.tags), categories: fromJson(row.categories),
    excerpt: row.excerpt, wordCount: row.wordCount, codeLanguages: fromJson(row.codeLanguages), imageUrl: row.imageUrl,
    quality: { score: row.qualityScore, reasons: fromJson(row.qualityReasons) }, excerptOnly: row.excerptOnly === 1,
    contentHash: row.contentHash, firstSeenAt: row.firstSeenAt, modifiedAt: row.modifiedAt,
  };
}

function toPost(row: Selectable<PostsTable & PostTextsTable>): Post {
  return { ...toSummary(row), text: row.text, markdown: row.markdown, sections: fromJson(row.sections) };
}
