/** Synthetic posts of synthetic sources, written many at a time. */

import { sql } from 'kysely';
import { isPostgres } from '../../../store/locks.ts';
import type { Store } from '../../../store/open.ts';
import type { NewPost } from '../../../store/posts.ts';
import { postIdOf } from '../../../store/posts.ts';
import type { Database, Schema } from '../../../store/schema.ts';

export const POSTS_PER_SOURCE = 20;
/** So many sources have a tenth of all posts between them, as platforms and large companies do. */
const LARGE_SOURCES = 10;
const CHECKS_PER_SOURCE = 5;
/** One post in so many was discussed somewhere. */
const POSTS_PER_MENTION = 5;
/** Rows in one statement, and in one transaction. */
const BATCH = 1_000;
const TOGETHER = 50_000;
/** Of SQLite while it is filled. */
const CACHE_KIB = 1_000_000;
const START_MS = Date.parse('2010-01-01T00:00:00Z');
const TEN_YEARS_MS = 10 * 365 * 86_400_000;
const DAY_MS = 86_400_000;
const WORDS = 'we measured the queue behind our storage and moved it to another region without losing a single message because every write is kept twice before it is acknowledged';

export function sourceIdAt(index: number): string {
  return `source-${index}`;
}

function sourceOf(post: number): number {
  return post % 10 === 9 ? Math.floor(post / 10) % LARGE_SOURCES : Math.floor(post / POSTS_PER_SOURCE);
}

/** The post of this number; its texts are short, since no step that is measured reads many of them. */
export function postAt(index: number): NewPost {
  const source = sourceOf(index);
  const canonicalUrl = `https://source-${source}.example/posts/${index}-how-we-measured-it`;
  const text = `Part ${index}: ${WORDS}. ${WORDS}. ${WORDS}.`;
  return {
    sourceId: sourceIdAt(source), url: canonicalUrl, canonicalUrl, host: `source-${source}.example`, publisher: `Source ${source}`, title: `How we measured it, part ${index}`,
    authors: ['Ada'], publishedAt: new Date(START_MS + (index * 7_919_317) % TEN_YEARS_MS).toISOString(), publishedRange: null, updatedAt: null, language: 'en', kind: 'case-study',
    tags: [{ tag: 'performance', score: 0.7, evidence: 'measured' }, { tag: 'queues', score: 0.6, evidence: 'the queue' }], categories: ['Infrastructure'], excerpt: WORDS, text, markdown: text,
    sections: [], wordCount: 80, codeLanguages: [], imageUrl: null, quality: { score: 0.8, reasons: [] }, excerptOnly: false, rulesVersion: 1,
  };
}

/**
 * Puts everything into an empty store that a crawl leaves behind but raw pages and fingerprints, which `dedupe --million` measures.
 * Indexes are made at the end, and few transactions write each page of the others few times.
 */
export async function fillStore({ db, dialect, transact }: Store, posts: number): Promise<void> {
  const now = new Date().toISOString();
  const sources = Math.ceil(posts / POSTS_PER_SOURCE);
  if (dialect === 'sqlite') await sql`pragma cache_size = ${sql.lit(-CACHE_KIB)}`.execute(db);
  const indexes = await dropIndexes(db);
  for (const part of parts(numbers(sources), TOGETHER)) await transact(async (transaction) => { for (const batch of parts(part, BATCH)) await fillSources(transaction, batch, now); });
  for (const part of parts(numbers(posts), TOGETHER)) await transact(async (transaction) => { for (const batch of parts(part, BATCH)) await fillPosts(transaction, batch.map(postAt), now); });
  for (const index of indexes) await sql.raw(index).execute(db);
}

/** Drops every index that is no constraint; gives the statements that make them again. */
async function dropIndexes(db: Store['db']): Promise<string[]> {
  const { rows } = await (isPostgres(db)
    ? sql<{ name: string; ddl: string }>`select indexname as name, indexdef as ddl from pg_indexes where schemaname = current_schema() and indexname not in (select conname from pg_constraint)`
    : sql<{ name: string; ddl: string }>`select name, sql as ddl from sqlite_master where type = 'index' and sql is not null`).execute(db);
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(db);
  return rows.map(({ ddl }) => ddl);
}

/** Their checks are spread over a day, a tenth of it past: so many are due. */
async function fillSources(db: Database, indexes: readonly number[], now: string): Promise<void> {
  const at = (days: number): string => new Date(Date.parse(now) + days * DAY_MS).toISOString();
  await insert(db, 'sources', indexes.map((index) => {
    const [id, site] = [sourceIdAt(index), `https://source-${index}.example`];
    return {
      id, kind: 'feed', url: `${site}/feed`, addedUrl: `${site}/`, siteUrl: `${site}/`, title: `Source ${index}`, publisher: `Source ${index}`, state: 'active', discovery: null, topics: '[]', addedAt: now,
      nextCheckAt: at((index % 1_000) / 1_000 - 0.1), lastCheckedAt: at(-0.2), lastSuccessAt: at(-0.2), failureCount: 0, failure: null, backfilledAt: now, leaseOwner: null, leaseUntil: null, fence: 1,
    };
  }));
  await insert(db, 'fetches', indexes.map((index) => {
    const url = `https://source-${index}.example/feed`;
    return { url, finalUrl: url, status: 200, etag: `"${index}"`, lastModified: null, bodyHash: null, fetchedAt: now, readerVersion: 1, headers: null };
  }));
  await insert(db, 'hosts', indexes.map((index) => ({ host: `source-${index}.example`, visitedAt: at(-0.2), notBefore: null, leaseOwner: null, leaseUntil: null, fence: 3 })));
  await insert(db, 'outcomes', indexes.flatMap((index) => numbers(CHECKS_PER_SOURCE).map((check) => ({
    runId: `run-${check}-${index % 100}`, sourceId: sourceIdAt(index), outcome: 'unchanged', message: 'Nothing new.', requests: 1, bodyBytes: 0, entries: 0, newPosts: 0, endedAt: at(-check),
  }))));
}

async function fillPosts(db: Database, posts: readonly NewPost[], now: string): Promise<void> {
  const withIds = posts.map((post) => ({ post, id: postIdOf(post.canonicalUrl) }));
  await insert(db, 'posts', withIds.map(({ post, id }) => {
    const { text: _text, markdown: _markdown, sections: _sections, quality, publishedRange: _range, ...rest } = post;
    return {
      ...rest, id, clusterId: id, authors: JSON.stringify(post.authors), tags: JSON.stringify(post.tags), categories: JSON.stringify(post.categories), codeLanguages: '[]', qualityScore: quality.score,
      qualityReasons: '[]', excerptOnly: 0, publishedEarliestAt: null, publishedLatestAt: null, contentHash: `hash of ${id}`, firstSeenAt: now, modifiedAt: now,
    };
  }));
  await insert(db, 'clusters', withIds.map(({ id }) => ({ id, originalId: id, changedAt: now })));
  await insert(db, 'postTexts', withIds.map(({ post, id }) => ({ postId: id, text: post.text, markdown: post.markdown, sections: '[]' })));
  await insert(db, 'addresses', withIds.map(({ post, id }) => ({ canonicalUrl: post.canonicalUrl, url: post.url, postId: id, evidence: 'named by the source', seenAt: now })));
  await insert(db, 'entries', withIds.map(({ post, id }) => ({
    sourceId: post.sourceId, key: post.canonicalUrl, url: post.url, canonicalUrl: post.canonicalUrl, entry: JSON.stringify({ url: post.url, title: post.title, publishedAt: post.publishedAt }),
    contentHash: id, state: 'held', attempts: 0, notBefore: now, failure: null, postId: id, firstSeenAt: now, origin: 'feed',
  })));
  await insert(db, 'mentions', withIds.flatMap(({ post, id }, index) => (index % POSTS_PER_MENTION > 0 ? [] : [{
    id, postId: id, sourceId: 'lobsters', site: 'Lobsters', url: post.url, canonicalUrl: post.canonicalUrl, discussionUrl: `https://lobste.rs/s/${id}`, title: post.title, points: 7, comments: 2,
    submittedAt: post.publishedAt, submittedEarliestAt: null, submittedLatestAt: null, refreshedAt: now, nextRefreshAt: null,
  }])));
  await insert(db, 'outbox', withIds.map(({ id }) => ({ postId: id })));
}

/** All rows in one statement with one parameter, which is several times as quick as a parameter for each value. */
async function insert(db: Database, table: keyof Schema, rows: readonly { readonly [column: string]: unknown }[]): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0] ?? {}).map((name) => [name, name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)] as const);
  const json = JSON.stringify(rows.map((row) => Object.fromEntries(names.map(([name, column]) => [column, row[name]]))));
  const columns = names.map(([name]) => sql.ref(name));
  const from = isPostgres(db)
    ? sql`select ${sql.join(columns)} from json_populate_recordset(null::${sql.table(table)}, ${json})`
    : sql`with rows (row) as materialized (select jsonb(value) from json_each(${json})) select ${sql.join(names.map(([, column]) => sql`row ->> ${sql.lit(column)}`))} from rows`;
  await sql`insert into ${sql.table(table)} (${sql.join(columns)}) ${from}`.execute(db);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function parts(all: readonly number[], size: number): (readonly number[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));
}
