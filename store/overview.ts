/** What an administrator sees at a glance: queues, engines' cursors, mail. */

import type { Instant } from '../core/feed.ts';
import { addressKey } from './address-key.ts';
import { postIdOf } from './posts.ts';
import type { Database } from './schema.ts';

type Table = 'mentions' | 'subscribers' | 'savedSearches' | 'deliveries' | 'suppressions' | 'corrections';

/** How many rows a table has. */
export async function countRows(db: Database, table: Table): Promise<number> {
  const row = await db.selectFrom(table).select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return Number(row.count);
}

export type StateCount = { readonly state: string; readonly count: number };

/** How many entries of all sources are in each state, most frequent first. */
export async function entryStates(db: Database): Promise<StateCount[]> {
  return counted(await db.selectFrom('entries').select(['state', (select) => select.fn.countAll<number>().as('count')]).groupBy('state').execute());
}

/** How many subscribers of the digest are in each state. */
export async function subscriberStates(db: Database): Promise<StateCount[]> {
  return counted(await db.selectFrom('subscribers').select(['state', (select) => select.fn.countAll<number>().as('count')]).groupBy('state').execute());
}

/** How many mails of the digest are in each state, by issue, newest issue first. */
export async function mailStates(db: Database, limit: number): Promise<{ readonly issueKey: string; readonly states: readonly StateCount[] }[]> {
  const issues = await db.selectFrom('issues').select('key').orderBy('startAt', 'desc').limit(limit).execute();
  if (issues.length === 0) return [];
  const rows = await db.selectFrom('deliveries').select(['issueKey', 'state', (select) => select.fn.countAll<number>().as('count')])
    .where('issueKey', 'in', issues.map(({ key }) => key)).groupBy(['issueKey', 'state']).execute();
  const statesOf = Map.groupBy(rows, ({ issueKey }) => issueKey);
  return issues.map(({ key }) => ({ issueKey: key, states: counted(statesOf.get(key) ?? []) }));
}

export type EngineLag = { readonly name: string; readonly seq: number; readonly movedAt: Instant; readonly pending: number };

/** How far each engine has read, and how many changes it has not. */
export async function engineLags(db: Database): Promise<EngineLag[]> {
  const cursors = await db.selectFrom('engineCursors').selectAll().orderBy('engine').execute();
  const lags = cursors.map(async ({ engine, seq, movedAt }) => {
    const row = await db.selectFrom('outbox').select((select) => select.fn.countAll<number>().as('count')).where('seq', '>', seq).executeTakeFirstOrThrow();
    return { name: engine, seq: Number(seq), movedAt, pending: Number(row.count) };
  });
  return Promise.all(lags);
}

export type SavedSearchState = {
  readonly id: string;
  readonly name: string;
  readonly q: string;
  readonly targetKind: string;
  readonly state: string;
  readonly problem: string | null;
  readonly failures: number;
  readonly retryAt: Instant | null;
  readonly delivered: number;
  readonly waiting: number;
  readonly lastDeliveredAt: Instant | null;
};

/** All saved searches with what became of their messages, troubled ones first. */
export async function savedSearchStates(db: Database): Promise<SavedSearchState[]> {
  const searches = await db.selectFrom('savedSearches').select(['id', 'name', 'q', 'targetKind', 'state', 'problem', 'failures', 'retryAt']).execute();
  const rows = await db.selectFrom('savedSearchDeliveries')
    .select(['searchId', (select) => select.fn.countAll<number>().as('all'), (select) => select.fn.count<number>('deliveredAt').as('delivered'), (select) => select.fn.max('deliveredAt').as('lastDeliveredAt')])
    .groupBy('searchId').execute();
  const sums = new Map(rows.map((row) => [row.searchId, row]));
  return searches.map(({ failures, ...search }) => {
    const sum = sums.get(search.id);
    return { ...search, failures: Number(failures), delivered: Number(sum?.delivered ?? 0), waiting: Number(sum?.all ?? 0) - Number(sum?.delivered ?? 0), lastDeliveredAt: sum?.lastDeliveredAt ?? null };
  }).sort((a, b) => b.failures - a.failures || (a.name < b.name ? -1 : 1));
}

/** The post that a text names: its id, or an address under which it was met. Null where there is none. */
export async function findPostIdByText(db: Database, text: string): Promise<string | null> {
  const post = await db.selectFrom('posts').select('id').where('id', 'in', [text, postIdOf(text)]).executeTakeFirst();
  if (post !== undefined) return post.id;
  // Addresses as they were met have no index: they are looked through only for what is not canonical.
  const row = await db.selectFrom('addresses').select('postId').where('canonicalUrl', '=', addressKey(text)).executeTakeFirst()
    ?? await db.selectFrom('addresses').select('postId').where('url', '=', text).executeTakeFirst();
  return row?.postId ?? null;
}

function counted(rows: readonly { readonly state: string; readonly count: number }[]): StateCount[] {
  return rows.map(({ state, count }) => ({ state, count: Number(count) })).sort((a, b) => b.count - a.count);
}
