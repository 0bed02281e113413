/** How far the past of each source has been walked: in the database, so that a kill costs one document. */

import type { Instant } from '../core/feed.ts';
import { addressKey } from './address-key.ts';
import { fromJson } from './json.ts';
import type { Database } from './schema.ts';

export type BackfillDocument = { readonly url: string; readonly rank: number; readonly why: string };

/** Adds documents that are to be read; known ones stay as they are. Returns how many are new. */
export async function addBackfillDocuments(db: Database, sourceId: string, documents: readonly BackfillDocument[]): Promise<number> {
  let added = 0;
  for (const { url, rank, why } of documents) {
    const result = await db.insertInto('backfillDocuments').values({ sourceId, key: addressKey(url), url, rank, why, state: 'due', failure: null })
      .onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
    added += Number(result.numInsertedOrUpdatedRows ?? 0n);
  }
  return added;
}

/** The next document to read, lowest rank first; null when all are read. */
export async function nextBackfillDocument(db: Database, sourceId: string): Promise<BackfillDocument | null> {
  return await db.selectFrom('backfillDocuments').select(['url', 'rank', 'why']).where('sourceId', '=', sourceId).where('state', '=', 'due')
    .orderBy('rank').orderBy('url').limit(1).executeTakeFirst() ?? null;
}

/** Marks a document as read, or as what went wrong with it. */
export async function settleBackfillDocument(db: Database, sourceId: string, url: string, failure: string | null): Promise<void> {
  await db.updateTable('backfillDocuments').set({ state: 'read', failure }).where('sourceId', '=', sourceId).where('key', '=', addressKey(url)).execute();
}

/** Every address of a source's past that is known. */
export async function backfillAddresses(db: Database, sourceId: string): Promise<Set<string>> {
  const rows = await db.selectFrom('backfillDocuments').select('url').where('sourceId', '=', sourceId).execute();
  return new Set(rows.map((row) => row.url));
}

/** Forgets what was walked, so that the past is walked again. */
export async function forgetBackfill(db: Database, sourceId: string): Promise<void> {
  await db.deleteFrom('backfillDocuments').where('sourceId', '=', sourceId).execute();
}

/** Active sources other than aggregators whose past was not walked yet, longest followed first. */
export async function sourcesWithoutPast(db: Database, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('sources').select('id').where('state', '=', 'active').where('kind', '!=', 'aggregator')
    .where('backfilledAt', 'is', null).where('lastSuccessAt', 'is not', null).orderBy('addedAt').orderBy('id').limit(limit).execute();
  return rows.map((row) => row.id);
}

/** Addresses of the entries whose posts are held: what this source's posts look like. */
export async function knownPostUrls(db: Database, sourceId: string): Promise<string[]> {
  const rows = await db.selectFrom('entries').select('url').where('sourceId', '=', sourceId).where('state', '=', 'held').execute();
  return rows.flatMap((row) => row.url ?? []);
}

export type PageRef = { readonly url: string; readonly finalUrl: string; readonly headers: Readonly<Record<string, string>>; readonly fetchedAt: Instant };

/** The stored pages of a source's posts, without their bodies. */
export async function pagesOfSource(db: Database, sourceId: string): Promise<PageRef[]> {
  const rows = await db.selectFrom('pages').innerJoin('posts', 'posts.canonicalUrl', 'pages.url')
    .select(['pages.url', 'pages.finalUrl', 'pages.headers', 'pages.fetchedAt']).where('posts.sourceId', '=', sourceId).orderBy('pages.url').execute();
  return rows.map((row) => ({ ...row, headers: fromJson(row.headers) }));
}
