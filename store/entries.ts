/** What sources name: the record of what is known and the queue of what is still to be fetched. */

import type { Selectable } from 'kysely';
import type { Entry, EntryOrigin, Instant } from '../core/feed.ts';
import { addressKey } from './address-key.ts';
import { fromJson, toJson } from './json.ts';
import type { Database, EntriesTable } from './schema.ts';

/**
 * `due`: to be fetched. `held`: its post is in the store. `mentioned`: it points to a site that we do not follow.
 * `refused`: robots rules or the page itself forbid it. `failed`: it could not be had; tried again at `notBefore`.
 */
export type EntryState = 'due' | 'held' | 'mentioned' | 'refused' | 'failed';

export type StoredEntry = {
  readonly id: number;
  readonly sourceId: string;
  readonly url: string | null;
  readonly canonicalUrl: string | null;
  readonly entry: Entry;
  readonly state: EntryState;
  readonly attempts: number;
  /** Null in rows of older versions. */
  readonly origin: EntryOrigin | null;
  /** Its post is held, and what its source says of it changed since. */
  readonly hasChanged: boolean;
};

/** `contentHash` is null where the document says too little of a post to tell whether it changed. */
export type NewEntry = {
  readonly key: string;
  readonly canonicalUrl: string | null;
  readonly contentHash: string | null;
  readonly entry: Entry;
  readonly origin: EntryOrigin;
};

/** How many times a page is tried again before its entry is left alone. */
const MAX_ATTEMPTS = 8;

/**
 * Writes the entries of one document and returns how many are new or changed; the others cost no write.
 * The same entry in any order and any number gives the same rows (R26).
 */
export async function upsertEntries(db: Database, sourceId: string, entries: readonly NewEntry[], now: Instant): Promise<{ added: number; changed: number }> {
  let [added, changed] = [0, 0];
  for (const { key: name, canonicalUrl, contentHash, entry, origin } of entries) {
    const key = addressKey(name);
    const known = await db.selectFrom('entries').select(['id', 'contentHash']).where('sourceId', '=', sourceId).where('key', '=', key).executeTakeFirst();
    if (known === undefined) {
      await db.insertInto('entries').values({
        sourceId, key, url: entry.url, canonicalUrl, entry: toJson(entry), contentHash: contentHash ?? '', state: 'due', attempts: 0, notBefore: now,
        failure: null, postId: null, firstSeenAt: now, origin,
      }).onConflict((conflict) => conflict.doNothing()).execute();
      added += 1;
    } else if (contentHash !== null && known.contentHash !== contentHash) {
      await db.updateTable('entries')
        .set({ url: entry.url, canonicalUrl, entry: toJson(entry), contentHash, origin, state: 'due', attempts: 0, notBefore: now })
        .where('id', '=', known.id).execute();
      changed += 1;
    }
  }
  return { added, changed };
}

/** Entries of a source that are to be fetched now, in the order they were met. */
export async function dueEntries(db: Database, sourceId: string, now: Instant, limit: number): Promise<StoredEntry[]> {
  const rows = await db.selectFrom('entries').selectAll()
    .where('sourceId', '=', sourceId).where('state', 'in', ['due', 'failed'])
    .where((where) => where.or([
      where('state', '=', 'due'),
      where.and([where('state', '=', 'failed'), where('notBefore', '<=', now), where('attempts', '<', MAX_ATTEMPTS)]),
    ]))
    .orderBy('id').limit(limit).execute();
  return rows.map(toStoredEntry);
}

/** Keeps where an aggregator's own link really leads, so that it is followed once. */
export async function retargetEntry(db: Database, id: number, target: { readonly canonicalUrl: string; readonly entry: Entry }): Promise<void> {
  await db.updateTable('entries').set({ url: target.entry.url, canonicalUrl: target.canonicalUrl, entry: toJson(target.entry) }).where('id', '=', id).execute();
}

export type EntryOutcome = { readonly state: EntryState; readonly postId: string | null; readonly failure: string | null; readonly notBefore: Instant | null };

/** Writes down what became of an entry. */
export async function settleEntry(db: Database, id: number, outcome: EntryOutcome): Promise<void> {
  await db.updateTable('entries').set((set) => ({
    state: outcome.state,
    postId: outcome.postId,
    failure: outcome.failure,
    attempts: outcome.state === 'failed' ? set('attempts', '+', 1) : 0,
    ...(outcome.notBefore === null ? {} : { notBefore: outcome.notBefore }),
  })).where('id', '=', id).execute();
}

/** Takes an attempt back that never reached the server. */
export async function uncountAttempt(db: Database, id: number): Promise<void> {
  await db.updateTable('entries').set((set) => ({ attempts: set('attempts', '-', 1) })).where('id', '=', id).where('attempts', '>', 0).execute();
}

/** How many entries of each state a source has. */
export async function countEntries(db: Database, sourceId: string): Promise<Record<EntryState, number>> {
  const rows = await db.selectFrom('entries').select(['state', (select) => select.fn.countAll<number>().as('count')])
    .where('sourceId', '=', sourceId).groupBy('state').execute();
  const counts: Record<EntryState, number> = { due: 0, held: 0, mentioned: 0, refused: 0, failed: 0 };
  for (const row of rows) counts[row.state as EntryState] = Number(row.count);
  return counts;
}

/** What tells more of a post first. */
const TELLING_ORDER: readonly string[] = ['feed', 'archive', 'sitemap', 'link', 'aggregator'] satisfies EntryOrigin[];

/**
 * The entry whose words make a post, of those that led to it and one that is about to: a feed's before a listing's, an aggregator's
 * last, of equals the first by source and key; so it is the same in whatever order they came. Null where none led to it.
 */
export async function tellingEntry(db: Database, postId: string, candidateId: number | null): Promise<StoredEntry | null> {
  const rows = await db.selectFrom('entries').selectAll()
    .where((where) => where.or([where('postId', '=', postId), ...(candidateId === null ? [] : [where('id', '=', candidateId)])])).execute();
  const [first] = rows.toSorted((a, b) => placeOf(a) - placeOf(b) || compareText(a.sourceId, b.sourceId) || compareText(a.key, b.key));
  return first === undefined ? null : toStoredEntry(first);
}

/** Rows of older versions do not say what named them: only a feed's have a hash. */
function placeOf({ origin, contentHash }: Selectable<EntriesTable>): number {
  return TELLING_ORDER.indexOf(origin ?? (contentHash === '' ? 'archive' : 'feed'));
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function toStoredEntry(row: Selectable<EntriesTable>): StoredEntry {
  return {
    id: row.id, sourceId: row.sourceId, url: row.url, canonicalUrl: row.canonicalUrl, entry: fromJson(row.entry),
    state: row.state as EntryState, attempts: row.attempts, origin: row.origin as EntryOrigin | null, hasChanged: row.postId !== null && row.state === 'due',
  };
}
