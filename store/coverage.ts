/** What is known of a source's posts against what is held of them. */

import { sql } from 'kysely';
import type { EntryOrigin, Instant } from '../core/feed.ts';
import type { EntryState } from './entries.ts';
import type { Database } from './schema.ts';

export type Coverage = {
  readonly sourceId: string;
  /** Entries by what named them first; those of older versions count as the feed's. */
  readonly knownBy: Readonly<Record<EntryOrigin, number>>;
  readonly known: number;
  readonly states: Readonly<Record<EntryState, number>>;
  /** Posts held, and when the first and last of them with a date appeared. */
  readonly posts: number;
  readonly oldestAt: Instant | null;
  readonly newestAt: Instant | null;
  /** Years between them without any post: a blog that slept, or posts that are missing. */
  readonly emptyYears: readonly number[];
  /** When its past was walked to the end; null: not yet. */
  readonly backfilledAt: Instant | null;
  /** Where the source was found again after its address was gone. */
  readonly proposedUrl: string | null;
};

const NONE_KNOWN: Readonly<Record<EntryOrigin, number>> = { feed: 0, archive: 0, sitemap: 0, aggregator: 0, link: 0 };
const NONE_IN_STATE: Readonly<Record<EntryState, number>> = { due: 0, held: 0, mentioned: 0, refused: 0, failed: 0 };

/** The coverage of every source, by its id; or of the one that is named. */
export async function loadCoverage(db: Database, sourceId: string | null = null): Promise<Map<string, Coverage>> {
  const sources = await db.selectFrom('sources').select(['id', 'backfilledAt', 'proposedUrl']).$if(sourceId !== null, (query) => query.where('id', '=', sourceId ?? '')).execute();
  const entries = await db.selectFrom('entries').select(['sourceId', 'origin', 'state', (select) => select.fn.countAll<number>().as('count')])
    .$if(sourceId !== null, (query) => query.where('sourceId', '=', sourceId ?? '')).groupBy(['sourceId', 'origin', 'state']).execute();
  const years = await db.selectFrom('posts')
    .select(['sourceId', sql<string | null>`substr(published_at, 1, 4)`.as('year'), (select) => select.fn.countAll<number>().as('count'), (select) => select.fn.min('publishedAt').as('oldestAt'), (select) => select.fn.max('publishedAt').as('newestAt')])
    .where('sourceId', 'is not', null).$if(sourceId !== null, (query) => query.where('sourceId', '=', sourceId ?? '')).groupBy(['sourceId', sql`substr(published_at, 1, 4)`]).execute();
  const [entriesOf, yearsOf] = [Map.groupBy(entries, (row) => row.sourceId), Map.groupBy(years, (row) => row.sourceId ?? '')];
  return new Map(sources.map(({ id, ...source }) => [id, { sourceId: id, ...source, ...sumEntries(entriesOf.get(id) ?? []), ...sumPosts(yearsOf.get(id) ?? []) }]));
}

/** A source that gives much the same as another one. */
export type Overlap = { readonly sourceId: string; readonly shared: number; readonly known: number };

/** So few entries may be shared by chance: posts of guests, releases told twice. */
const MIN_SHARED = 3;
const MIN_SHARE = 0.9;

/** Other sources that name nearly all that this one names, at the same addresses or as copies elsewhere (a staging site, a mirror). Aggregators repeat others by nature. */
export async function sourcesWithTheSame(db: Database, sourceId: string): Promise<Overlap[]> {
  const { known } = await db.selectFrom('entries').select((select) => select.fn.count<number>('canonicalUrl').distinct().as('known')).where('sourceId', '=', sourceId).executeTakeFirstOrThrow();
  const atSameAddress = await db.selectFrom('entries as own').innerJoin('entries as other', 'other.canonicalUrl', 'own.canonicalUrl').innerJoin('sources', 'sources.id', 'other.sourceId')
    .select(['other.sourceId', (select) => select.fn.count<number>('own.canonicalUrl').distinct().as('shared')])
    .where('own.sourceId', '=', sourceId).where('other.sourceId', '!=', sourceId).where('sources.kind', '!=', 'aggregator').groupBy('other.sourceId').execute();
  const asCopies = await db.selectFrom('posts as own').innerJoin('posts as other', 'other.clusterId', 'own.clusterId')
    .select(['other.sourceId', (select) => select.fn.count<number>('own.id').distinct().as('shared')])
    .where('own.sourceId', '=', sourceId).where('other.sourceId', 'is not', null).where('other.sourceId', '!=', sourceId).groupBy('other.sourceId').execute();
  const overlaps = [...atSameAddress, ...asCopies].map((row) => ({ sourceId: row.sourceId ?? '', shared: Number(row.shared), known: Number(known) }));
  return overlaps.filter(({ shared }) => shared >= MIN_SHARED && shared >= Number(known) * MIN_SHARE);
}

type EntryCount = { readonly origin: string | null; readonly state: string; readonly count: number };

function sumEntries(rows: readonly EntryCount[]): Pick<Coverage, 'knownBy' | 'known' | 'states'> {
  const [knownBy, states] = [{ ...NONE_KNOWN }, { ...NONE_IN_STATE }];
  for (const { origin, state, count } of rows) {
    knownBy[(origin ?? 'feed') as EntryOrigin] += Number(count);
    states[state as EntryState] += Number(count);
  }
  return { knownBy, states, known: rows.reduce((sum, { count }) => sum + Number(count), 0) };
}

type YearCount = { readonly year: string | null; readonly count: number; readonly oldestAt: Instant | null; readonly newestAt: Instant | null };

function sumPosts(rows: readonly YearCount[]): Pick<Coverage, 'posts' | 'oldestAt' | 'newestAt' | 'emptyYears'> {
  const dated = rows.filter(({ year }) => year !== null).sort((a, b) => Number(a.year) - Number(b.year));
  const years = new Set(dated.map(({ year }) => Number(year)));
  const [first = 0, last = -1] = [Math.min(...years), Math.max(...years)].filter(Number.isFinite);
  return {
    posts: rows.reduce((sum, { count }) => sum + Number(count), 0),
    oldestAt: dated[0]?.oldestAt ?? null,
    newestAt: dated.at(-1)?.newestAt ?? null,
    emptyYears: Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index).filter((year) => !years.has(year)),
  };
}
