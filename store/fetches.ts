/** Answers that were got: validators of what is asked for again, and raw pages. */

import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { Instant } from '../core/feed.ts';
import { addressKey } from './address-key.ts';
import { fromJson, toJson } from './json.ts';
import type { Database } from './schema.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export type StoredFetch = {
  readonly url: string;
  readonly finalUrl: string;
  readonly status: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly bodyHash: string | null;
  readonly fetchedAt: Instant;
  readonly readerVersion: number;
  /** What the answer said about how long it stays fresh; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
};

/** The last answer of an address that is asked for again. */
export async function findFetch(db: Database, url: string): Promise<StoredFetch | null> {
  const row = await db.selectFrom('fetches').selectAll().where('url', '=', addressKey(url)).executeTakeFirst();
  return row === undefined ? null : { ...row, url, headers: row.headers === null ? {} : fromJson(row.headers) };
}

/** Keeps an answer; to be called in the transaction that stores what the document said (R18 b). */
export async function saveFetch(db: Database, fetch: StoredFetch): Promise<void> {
  const row = { ...fetch, url: addressKey(fetch.url), headers: toJson(fetch.headers) };
  await db.insertInto('fetches').values(row).onConflict((conflict) => conflict.column('url').doUpdateSet(row)).execute();
}

export type StoredPage = {
  readonly url: string;
  readonly finalUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly fetchedAt: Instant;
};

/** A page's row, compressed, ready to be saved inside a short transaction. */
export async function packPage(page: StoredPage) {
  return {
    url: addressKey(page.url), finalUrl: page.finalUrl, headers: toJson(page.headers), body: await compress(page.body) as Uint8Array,
    bodyBytes: page.body.length, fetchedAt: page.fetchedAt,
  };
}

/** Keeps a raw page, so that any rule can be applied again without a request. */
export async function savePage(db: Database, packed: Awaited<ReturnType<typeof packPage>>): Promise<void> {
  await db.insertInto('pages').values(packed).onConflict((conflict) => conflict.column('url').doUpdateSet(packed)).execute();
}

/** The raw page of an address. */
export async function findPage(db: Database, url: string): Promise<StoredPage | null> {
  const row = await db.selectFrom('pages').selectAll().where('url', '=', addressKey(url)).executeTakeFirst();
  if (row === undefined) return null;
  return { url, finalUrl: row.finalUrl, headers: fromJson(row.headers), body: await decompress(row.body), fetchedAt: row.fetchedAt };
}
