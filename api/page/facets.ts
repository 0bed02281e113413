/** Facets as links: each adds its condition to the query, or takes it away again. */

import type { Facet } from '../../core/search.ts';
import type { QueryField } from '../query/fields.ts';
import { withField } from '../query/format.ts';
import type { Item } from '../query/parser.ts';
import type { SearchResult } from '../search/schema.ts';
import { html, type Html } from './html.ts';
import { itemsUrl, searchUrl, type PageState } from './links.ts';
import { facetLabel, number, siteName } from './words.ts';

const MAX_VALUES = 8;
/** `replaces`: fields of which a query has only one at a time. */
const LISTS: readonly { readonly facet: Exclude<Facet, 'year' | 'month'>; readonly name: string; readonly replaces: readonly QueryField[] }[] = [
  { facet: 'tag', name: 'Topic', replaces: [] },
  { facet: 'kind', name: 'Kind', replaces: ['kind'] },
  { facet: 'source', name: 'Publisher', replaces: ['source'] },
  { facet: 'code', name: 'Code in', replaces: ['code'] },
  { facet: 'language', name: 'Language', replaces: ['language'] },
];
const PRESETS = [['Past month', '<1m'], ['Past year', '<1y'], ['Past 5 years', '<5y'], ['Older than 10 years', '>10y']] as const;
/** A year is no wider than `maxStep`, so that few years are bars too and no blocks. */
const HISTOGRAM = { width: 208, height: 44, gap: 1.5, minBar: 2, maxStep: 26 };

/** The column of facets; values that narrow nothing are left out. `publishers` names hosts. */
export function renderFacets({ facets, total }: SearchResult, state: PageState, { items, publishers }: { readonly items: readonly Item[]; readonly publishers: ReadonlyMap<string, string> }): Html {
  const label = (facet: Facet, value: string): string => (facet === 'source' ? publishers.get(value) ?? siteName(value) : facetLabel(facet, value));
  return html`${renderYears(facets.year ?? [], state, items)}${LISTS.map(({ facet, name, replaces }) => {
    const on = valuesOf(items, facet);
    const counts = (facets[facet] ?? []).filter(({ value, count }) => count < total && value !== 'other' && !on.includes(value.toLowerCase())).slice(0, MAX_VALUES);
    return counts.length === 0 ? null : html`<section class="facet"><h3>${name}</h3><ul>${counts.map(({ value, count }) =>
      html`<li><a href="${itemsUrl(state, withField(items, facet, value, replaces))}" rel="nofollow"><span class="value" title="${facet === 'source' ? value : label(facet, value)}">${label(facet, value)}</span><span class="count">${number(count)}</span></a></li>`)}</ul></section>`;
  })}`;
}

function valuesOf(items: readonly Item[], field: QueryField): string[] {
  return items.flatMap((item) => item.type === 'clause' && item.clause.type === 'field' && item.clause.field === field ? [item.clause.value.toLowerCase()] : []);
}

const DATES: readonly QueryField[] = ['after', 'before', 'age'];

function renderYears(counts: readonly { readonly value: string; readonly count: number }[], state: PageState, items: readonly Item[]): Html | null {
  const years = counts.map(({ value, count }) => ({ year: Number(value), count })).filter(({ year }) => Number.isInteger(year)).toSorted((a, b) => a.year - b.year);
  const [first, last] = [years[0]?.year, years.at(-1)?.year];
  const isNarrowed = DATES.some((field) => valuesOf(items, field).length > 0);
  if (first === undefined || last === undefined) return null;
  return html`<section class="facet years"><h3>Published</h3>${first === last ? null : html`${histogram(years, (year) => itemsUrl(state, spanItems(items, year, year)))}${spanForm(state, [first, last])}`}
<ul class="presets">${isNarrowed ? html`<li><a href="${itemsUrl(state, items.filter((item) => !isOnDates(item)))}">Any time</a></li>` : null}${PRESETS.map(([name, age]) => html`<li><a href="${itemsUrl(state, withField(items, 'age', age, DATES))}" rel="nofollow"${valuesOf(items, 'age').includes(age) ? html` aria-current="true"` : null}>${name}</a></li>`)}</ul></section>`;
}

/** From one year to another, for those who cannot drag; the search page turns it into conditions of the query. */
function spanForm(state: PageState, [first, last]: readonly [number, number]): Html {
  const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const choice = (name: string, label: string, chosen: number) => html`<label class="sr" for="${name}">${label}</label><select id="${name}" name="${name}">${years.map((year) => html`<option${year === chosen ? html` selected` : null}>${String(year)}</option>`)}</select>`;
  return html`<form class="span" action="/" method="get" aria-label="Years">${[...new URL(searchUrl({ ...state, page: 1 }), 'http://localhost').searchParams].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${choice('from', 'From', first)}<span aria-hidden="true">–</span>${choice('to', 'To', last)}<button type="submit" class="button">Show</button></form>`;
}

function isOnDates(item: Item): boolean {
  return item.type === 'clause' && item.clause.type === 'field' && DATES.includes(item.clause.field);
}

/** The same search within the years from one to another, both included. */
export function spanItems(items: readonly Item[], from: number, to: number): Item[] {
  return withField(withField(items, 'after', String(Math.min(from, to)), DATES), 'before', String(Math.max(from, to) + 1), []);
}

/** One bar a year, years without posts included; an SVG because style attributes are forbidden by our own policy. */
function histogram(years: readonly { readonly year: number; readonly count: number }[], urlOf: (year: number) => string): Html {
  const countOf = new Map(years.map(({ year, count }) => [year, count]));
  const [from, to] = [years[0]?.year ?? 0, years.at(-1)?.year ?? 0];
  const most = Math.max(...countOf.values());
  const step = Math.min(HISTOGRAM.maxStep, HISTOGRAM.width / (to - from + 1));
  const width = step * (to - from + 1);
  const bars = Array.from({ length: to - from + 1 }, (_, index) => {
    const count = countOf.get(from + index) ?? 0;
    const height = count === 0 ? 0 : Math.max(HISTOGRAM.minBar, (count / most) * HISTOGRAM.height);
    return { year: from + index, count, x: index * step, height };
  });
  return html`<svg class="histogram" viewBox="0 0 ${width.toFixed(2)} ${HISTOGRAM.height}" width="${Math.round(width)}" height="${HISTOGRAM.height}" data-from="${from}" data-to="${to}" role="group" aria-label="Writeups a year; drag to choose several">${bars.map(({ year, count, x, height }) => count === 0 ? null : html`<a href="${urlOf(year)}" data-year="${year}" aria-label="${year}: ${number(count)}" rel="nofollow"><title>${year}: ${number(count)}</title><rect class="reach" x="${x.toFixed(2)}" y="0" width="${step.toFixed(2)}" height="${HISTOGRAM.height}"/><rect class="bar" x="${x.toFixed(2)}" y="${(HISTOGRAM.height - height).toFixed(2)}" width="${Math.max(1, step - HISTOGRAM.gap).toFixed(2)}" height="${height.toFixed(2)}" rx="1"/></a>`)}</svg>`;
}
