/** What a source wrote over the years: what is held of it, what is not, and what it was about. */

import { sql } from 'kysely';
import { fromJson } from './json.ts';
import type { Database } from './schema.ts';

export type YearOfSource = {
  readonly year: number;
  readonly held: number;
  /** Known by their entries, not held: waiting, failed or refused. */
  readonly missing: number;
};

/** Entries beyond that would cost more than a page may. */
const MAX_MISSING = 20_000;

/** Each year in which a source published something known, with what is held of it; what has no date counts in none. */
export async function yearsOfSource(db: Database, sourceId: string): Promise<YearOfSource[]> {
  const held = await db.selectFrom('posts').select([sql<string>`substr(published_at, 1, 4)`.as('year'), (select) => select.fn.countAll<number>().as('count')])
    .where('sourceId', '=', sourceId).where('publishedAt', 'is not', null).groupBy(sql`substr(published_at, 1, 4)`).execute();
  const missing = await db.selectFrom('entries').select('entry').where('sourceId', '=', sourceId).where('state', 'in', ['due', 'failed', 'refused']).limit(MAX_MISSING).execute();
  const missingYears = Map.groupBy(missing.flatMap(({ entry }) => yearOf(fromJson<{ readonly publishedAt: string | null }>(entry).publishedAt)), (year) => year);
  const heldIn = new Map(held.map(({ year, count }) => [Number(year), Number(count)]));
  return [...new Set([...heldIn.keys(), ...missingYears.keys()])].sort((a, b) => a - b)
    .map((year) => ({ year, held: heldIn.get(year) ?? 0, missing: missingYears.get(year)?.length ?? 0 }));
}

export type TopicYears = { readonly tag: string; readonly count: number; readonly years: ReadonlyMap<number, number> };

/** A source's most frequent topics, with how many posts of each year are about them. */
export async function topicsOfSource(db: Database, sourceId: string, limit: number): Promise<TopicYears[]> {
  // A row for each year: thousands of rows would take longer to hand over than to read.
  const rows = await db.selectFrom('posts').select([sql<string>`substr(published_at, 1, 4)`.as('year'), sql<string>`'[' || string_agg(tags, ',') || ']'`.as('tagLists')])
    .where('sourceId', '=', sourceId).where('publishedAt', 'is not', null).whereRef('clusterId', '=', 'id').groupBy(sql`substr(published_at, 1, 4)`).execute();
  const mentions = rows.flatMap(({ year, tagLists }) => fromJson<readonly (readonly { readonly tag: string }[])[]>(tagLists).flat().map(({ tag }) => ({ tag, year: Number(year) })));
  return [...Map.groupBy(mentions, ({ tag }) => tag)]
    .map(([tag, all]) => ({ tag, count: all.length, years: new Map([...Map.groupBy(all, ({ year }) => year)].map(([year, posts]) => [year, posts.length])) }))
    .sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1)).slice(0, limit);
}

/** How many posts each source holds. */
export async function postsBySource(db: Database): Promise<Map<string, number>> {
  const rows = await db.selectFrom('posts').select(['sourceId', (select) => select.fn.countAll<number>().as('count')]).where('sourceId', 'is not', null).groupBy('sourceId').execute();
  return new Map(rows.map(({ sourceId, count }) => [sourceId ?? '', Number(count)]));
}

function yearOf(publishedAt: string | null | undefined): number[] {
  const year = Number((publishedAt ?? '').slice(0, 4));
  return year > 0 ? [year] : [];
}
