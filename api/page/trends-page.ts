/** How much was written about something over time: up to five queries side by side. */

import { MAX_SERIES, PERIODS, type Period, type Trends } from '../trends/schema.ts';
import { drawTrends, SYMBOLS, type Measure } from './charts/trends-chart.ts';
import { html, type Html } from './html.ts';
import { layout } from './layout.ts';
import { queryUrl } from './links.ts';
import { counted, listed, number } from './words.ts';

export type TrendsState = { readonly queries: readonly string[]; readonly by: Period; readonly measure: Measure };

const EXAMPLES: readonly (readonly string[])[] = [
  ['tag:kubernetes', 'tag:docker'], ['tag:rust', 'tag:go', 'tag:java'], ['kind:postmortem'], ['microservices', 'monolith'], ['tag:postgresql', 'tag:mysql', 'tag:mongodb'],
];
const MEASURES: readonly (readonly [Measure, string])[] = [['posts', 'writeups'], ['share', 'share of all']];
const SHAPES: Readonly<Record<(typeof SYMBOLS)[number], string>> = {
  circle: 'M6 2.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7Z', square: 'M2.8 2.8h6.4v6.4H2.8Z', triangle: 'M6 1.8L10.4 9.6H1.6Z', diamond: 'M6 1L9.6 6L6 11L2.4 6Z',
  star: 'M6 1l1.3 3.4 3.7.2-2.9 2.3 1 3.6L6 8.5l-3.1 2 1-3.6L1 4.6l3.7-.2Z',
};

/** The page; `trends` null where there is nothing to count yet, `trouble` why it could not be counted. */
export async function renderTrendsPage(state: TrendsState, trends: Trends | null, trouble: string | null): Promise<string> {
  return layout({
    title: state.queries.length === 0 ? 'Trends · Writeups' : `${state.queries.join(' / ')} · Trends · Writeups`,
    description: 'How much was written about something over the years, up to five queries side by side.', q: '', keep: {}, path: '/trends', head: null,
    main: html`<div class="prose wide"><h1>Trends</h1>
<p class="lead">How much was written about something, by date of publication.</p>
${renderForm(state, trends)}
${trouble === null ? null : html`<p class="notes" role="status">${trouble}</p>`}
${trends === null || trends.periods.length === 0 ? html`<p class="empty-chart">${trouble === null ? 'There is nothing with a date to count.' : null}</p>` : await renderChart(state, trends)}
<section><h2>For example</h2><ul class="examples-row">${EXAMPLES.map((queries) => html`<li><a href="${trendsUrl({ ...state, queries })}">${queries.join(' / ')}</a></li>`)}</ul></section></div>`,
  });
}

/** The address of a comparison. */
export function trendsUrl({ queries, by, measure }: TrendsState): string {
  const parameters = queryParameters(queries);
  if (by !== 'quarter') parameters.set('by', by);
  if (measure !== 'posts') parameters.set('show', measure);
  return parameters.size === 0 ? '/trends' : `/trends?${parameters.toString()}`;
}

function queryParameters(queries: readonly string[]): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const q of queries) parameters.append('q', q);
  return parameters;
}

/** One field more than there are queries, so that the next one has its place. */
function renderForm({ queries, by, measure }: TrendsState, trends: Trends | null): Html {
  const fields = [...queries, ''].slice(0, MAX_SERIES);
  return html`<form class="compare" action="/trends" method="get" aria-label="Compare">
<ol>${fields.map((query, index) => html`<li${query === '' ? html` class="next"` : null}>${swatch(index)}<label class="sr" for="q${index + 1}">Query ${index + 1}</label><input class="field" id="q${index + 1}" name="q" type="search" value="${query}" maxlength="256" placeholder="${index === 0 ? 'a word or a query, such as tag:kafka' : 'compare with'}" autocomplete="off" autocapitalize="none" spellcheck="false">${query === '' ? null : html`<span class="note">${seriesNote(trends?.series[index] ?? null)}</span>`}</li>`)}</ol>
<p class="choices"><label for="by">per</label> <select id="by" name="by">${PERIODS.map((period) => html`<option value="${period}"${period === by ? html` selected` : null}>${period}</option>`)}</select> <label for="show">in</label> <select id="show" name="show">${MEASURES.map(([value, name]) => html`<option value="${value}"${value === measure ? html` selected` : null}>${name}</option>`)}</select> <button type="submit" class="button">Compare</button></p></form>`;
}

function seriesNote(series: Trends['series'][number] | null): Html | null {
  if (series === null) return null;
  const corrected = series.corrected.length === 0 ? null : ` · corrected to ${listed(series.corrected.map(({ to }) => to))}`;
  return html`<a href="${queryUrl(series.q)}">${counted(series.total, 'writeup')}</a>${series.undated === 0 ? null : ` · ${number(series.undated)} without a date`}${corrected}`;
}

/** A line's colour and shape. */
function swatch(index: number): Html {
  return html`<svg class="swatch series-${index}" viewBox="0 0 12 12" width="14" height="14" aria-hidden="true"><path d="${SHAPES[SYMBOLS[index] ?? 'circle']}"/></svg>`;
}

async function renderChart({ queries, by, measure }: TrendsState, trends: Trends): Promise<Html> {
  const parameters = queryParameters(queries);
  parameters.set('by', by);
  const csv = `/api/v1/trends.csv?${parameters.toString()}`;
  const name = (q: string): string => (q === '' ? 'all writeups' : q);
  return html`<figure class="figure"><div class="scroll" tabindex="0" role="region" aria-label="Chart">${await drawTrends(trends, measure)}</div>
<figcaption>${measure === 'share' ? `Of 100 writeups of a ${by}, so many are found by each query.` : `Writeups that each query finds, by ${by}.`} The last ${by} may still be going on. <a href="${csv}">Download as CSV</a></figcaption></figure>
<details class="figures"><summary>The figures as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Figures"><table><caption class="sr">Writeups by ${by}</caption><thead><tr><th scope="col">${by}</th>${trends.series.map(({ q }, index) => html`<th scope="col" class="figure-column">${swatch(index)} ${name(q)}</th>`)}<th scope="col" class="figure-column">all</th></tr></thead><tbody>${trends.periods.map(({ period, total }, index) => html`<tr><th scope="row">${period}</th>${trends.series.map(({ counts }) => html`<td class="figure-column">${number(counts[index] ?? 0)}</td>`)}<td class="figure-column">${number(total)}</td></tr>`).toReversed()}</tbody></table></div></details>`;
}
