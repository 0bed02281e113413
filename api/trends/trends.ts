/** How many posts were written about something in each month, quarter or year, beside how many were written at all. */

import type { FacetCount, Filter, SearchRequest } from '../../core/search.ts';
import type { Deps } from '../deps.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { Period, Trends, TrendsInput } from './schema.ts';

/** Engines give the 100 most frequent values of a facet: eight years have 96 months. */
const WINDOW_YEARS = 8;
const MONTHS: Readonly<Record<Period, number>> = { month: 1, quarter: 3, year: 12 };

type Counted = { readonly total: number; readonly corrected: Trends['series'][number]['corrected']; readonly months: ReadonlyMap<string, number> };

/**
 * The counts of up to five queries by date of publication. Every word of a query must match.
 * @throws RequestError `bad-query` and IndexError where the engine is away.
 */
export async function trends(deps: Deps, { q, by }: TrendsInput): Promise<Trends> {
  const now = deps.now();
  const queries = (q.length === 0 ? [''] : q).map((text) => parseQuery(text, now));
  const [all, ...counted] = await Promise.all([countMonths(deps, EVERYTHING), ...queries.map((query) => countMonths(deps, { ...EVERYTHING, terms: query.terms, excluded: query.excluded, filter: query.filter }))]);
  const periods = periodsOver(counted.flatMap(({ months }) => [...months.keys()]), by);
  return {
    by,
    periods: periods.map(({ months, ...period }) => ({ ...period, total: sum(months, all.months) })),
    series: counted.map(({ total, corrected, months }, index) => {
      const counts = periods.map((period) => sum(period.months, months));
      return { q: queries[index]?.text ?? '', understood: [...queries[index]?.understood ?? []], corrected, total, undated: total - counts.reduce((left, right) => left + right, 0), counts };
    }),
  };
}

const EVERYTHING: SearchRequest = { terms: [], excluded: [], filter: null, sort: 'newest', page: 1, perPage: 1, facets: [], correctTypos: true, dropWords: false };

async function countMonths({ engine }: Pick<Deps, 'engine'>, request: SearchRequest): Promise<Counted> {
  const { total, corrected, facets } = await engine.search({ ...request, facets: ['year'] });
  const windows = windowsOver((facets.year ?? []).map(({ value }) => Number(value)));
  const answers = await Promise.all(windows.map((window) => engine.search({ ...request, facets: ['month'], filter: both(request.filter, window) })));
  const counts = answers.flatMap((answer): readonly FacetCount[] => answer.facets.month ?? []);
  return { total, corrected: [...corrected], months: new Map(counts.map(({ value, count }) => [value, count])) };
}

/** Spans of years that hold all of these and none for nothing. */
function windowsOver(years: readonly number[]): Filter[] {
  const [first, ...rest] = years.toSorted((a, b) => a - b);
  if (first === undefined) return [];
  const window: Filter = { type: 'published', from: monthStart(first * 12), before: monthStart((first + WINDOW_YEARS) * 12) };
  return [window, ...windowsOver(rest.filter((year) => year >= first + WINDOW_YEARS))];
}

function both(filter: Filter | null, window: Filter): Filter {
  return filter === null ? window : { type: 'and', clauses: [filter, window] };
}

type Span = { readonly period: string; readonly from: string; readonly before: string; readonly months: readonly string[] };

/** The periods from the first to the last of these months, without gaps. */
function periodsOver(months: readonly string[], by: Period): Span[] {
  const size = MONTHS[by];
  const indexes = months.map((month) => Math.floor(indexOf(month) / size));
  if (indexes.length === 0) return [];
  const [first, last] = [indexes.reduce((a, b) => Math.min(a, b)), indexes.reduce((a, b) => Math.max(a, b))];
  return Array.from({ length: last - first + 1 }, (_, offset) => {
    const start = (first + offset) * size;
    return { period: nameOf(start, by), from: monthStart(start), before: monthStart(start + size), months: Array.from({ length: size }, (_month, place) => monthName(start + place)) };
  });
}

/** Months since the year 0. */
function indexOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}

function monthName(index: number): string {
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

function monthStart(index: number): string {
  return `${monthName(index)}-01T00:00:00.000Z`;
}

function nameOf(index: number, by: Period): string {
  const month = monthName(index);
  if (by === 'month') return month;
  return by === 'year' ? month.slice(0, 4) : `${month.slice(0, 4)}-Q${Math.floor((index % 12) / 3) + 1}`;
}

function sum(months: readonly string[], counts: ReadonlyMap<string, number>): number {
  return months.reduce((total, month) => total + (counts.get(month) ?? 0), 0);
}
