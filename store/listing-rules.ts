/** Each source's own rules for its listing. */

import type { ListingRules } from '../core/listing-rules.ts';
import type { Source } from '../core/post.ts';
import type { Instant } from '../core/feed.ts';
import { addressKey } from './address-key.ts';
import { fromJson, toJson } from './json.ts';
import type { Database } from './schema.ts';

/** The source's rules; null where its listing is read by structure. */
export async function findListingRules(db: Database, sourceId: string): Promise<ListingRules | null> {
  const row = await db.selectFrom('sources').select('rules').where('id', '=', sourceId).executeTakeFirst();
  return row?.rules == null ? null : fromJson(row.rules);
}

/** The rules of all sources that have some, by source. */
export async function loadListingRules(db: Database): Promise<Map<string, ListingRules>> {
  const rows = await db.selectFrom('sources').select(['id', 'rules']).where('rules', 'is not', null).execute();
  return new Map(rows.map(({ id, rules }) => [id, fromJson(rules ?? '')]));
}

/** Gives a source other rules. Its listing is due at once and read anew, though it may not have changed. */
export async function saveListingRules(db: Database, source: Pick<Source, 'id' | 'url' | 'addedUrl'>, rules: ListingRules | null, now: Instant): Promise<void> {
  await db.updateTable('sources').set({ rules: rules === null ? null : toJson(rules), nextCheckAt: now }).where('id', '=', source.id).execute();
  // No reader has this version: what was stored is compared with nothing.
  await db.updateTable('fetches').set({ readerVersion: 0 }).where('url', 'in', [source.url, source.addedUrl].map(addressKey)).execute();
}
