/** All sources in a table that is sorted and narrowed by links. */

import type { Instant } from '../../core/feed.ts';
import type { SourceView } from '../sources/schema.ts';
import { html, type Html } from './html.ts';
import { layout } from './layout.ts';
import { sourceUrl } from './links.ts';
import { nextCheck, stateBadge } from './source-page.ts';
import { ago, counted, number } from './words.ts';

const SOURCE_SORTS = ['name', 'kind', 'state', 'posts', 'checked', 'next'] as const;
type SourceSort = (typeof SOURCE_SORTS)[number];
export const HEALTHS = ['failing', 'gone', 'paused', 'new', 'healthy'] as const;
export type Health = SourceView['health']['status'];

export type SourcesState = { readonly sort: SourceSort; readonly isDescending: boolean; readonly health: Health | null };
type CountedSource = SourceView & { readonly posts: number };

const COLUMNS: readonly (readonly [SourceSort, string])[] = [['name', 'Source'], ['kind', 'Kind'], ['state', 'State'], ['posts', 'Writeups'], ['checked', 'Last checked'], ['next', 'Next']];
/** What people look for first: troubles, many posts, what was checked just now. */
const DESCENDING_FIRST: readonly SourceSort[] = ['posts', 'checked'];

/** What an address asks for; what does not fit falls back to the usual. */
export function readSourcesState(parameters: URLSearchParams): SourcesState {
  const sort = SOURCE_SORTS.find((name) => name === parameters.get('sort')) ?? 'name';
  const direction = parameters.get('dir');
  return {
    sort, isDescending: direction === 'desc' || (direction !== 'asc' && DESCENDING_FIRST.includes(sort)),
    health: HEALTHS.find((name) => name === parameters.get('state')) ?? null,
  };
}

/** The page with the table. */
export function renderSourcesPage(sources: readonly CountedSource[], state: SourcesState, now: Instant): string {
  return layout({
    title: 'Sources · Writeups', description: 'Everything that is followed, with its health.', q: '', keep: {}, path: '/sources', head: null,
    main: html`<div class="prose wide"><h1>Sources</h1>
${sources.length === 0 ? html`<p>Nothing is followed yet. <code>npx writeups sources add https://example.com/blog</code> adds the first one.</p>` : html`${renderStates(sources, state)}
<div class="scroll" tabindex="0" role="region" aria-label="Table of sources"><table class="sources"><caption class="sr">Sources</caption><thead><tr>${COLUMNS.map((column) => heading(column, state))}</tr></thead><tbody>${sorted(sources, state).map((source) => row(source, now))}</tbody></table></div>`}</div>`,
  });
}

function sourcesUrl({ sort, isDescending, health }: SourcesState): string {
  const parameters = new URLSearchParams();
  if (health !== null) parameters.set('state', health);
  if (sort !== 'name' || isDescending) parameters.set('sort', sort);
  if (isDescending !== DESCENDING_FIRST.includes(sort)) parameters.set('dir', isDescending ? 'desc' : 'asc');
  return parameters.size === 0 ? '/sources' : `/sources?${parameters.toString()}`;
}

/** How many are in which state; each count narrows the table to it. */
function renderStates(sources: readonly CountedSource[], state: SourcesState): Html {
  const counts = HEALTHS.map((health) => [health, sources.filter((source) => source.health.status === health).length] as const).filter(([, count]) => count > 0);
  const link = (health: Health | null, name: string) => html`<li><a href="${sourcesUrl({ ...state, health })}"${health === state.health ? html` aria-current="true"` : null}>${name}</a></li>`;
  return html`<ul class="tabs" aria-label="States">${link(null, counted(sources.length, 'source'))}${counts.map(([health, count]) => link(health, `${number(count)} ${health}`))}</ul>`;
}

function heading([sort, name]: readonly [SourceSort, string], state: SourcesState): Html {
  const isCurrent = state.sort === sort;
  const isDescending = isCurrent ? !state.isDescending : DESCENDING_FIRST.includes(sort);
  const direction = state.isDescending ? 'descending' : 'ascending';
  return html`<th scope="col"${isCurrent ? html` aria-sort="${direction}"` : null}${sort === 'posts' ? html` class="figure-column"` : null}><a href="${sourcesUrl({ ...state, sort, isDescending })}" rel="nofollow">${name}${isCurrent ? html`<span aria-hidden="true"> ${state.isDescending ? '↓' : '↑'}</span>` : null}</a></th>`;
}

const TEXT = new Intl.Collator('en-GB', { sensitivity: 'base', numeric: true });
const VALUES: Readonly<Record<SourceSort, (source: CountedSource) => string | number>> = {
  name: ({ title }) => title, kind: ({ kind }) => kind, state: ({ health }) => HEALTHS.indexOf(health.status), posts: ({ posts }) => posts,
  checked: ({ lastCheckedAt }) => lastCheckedAt ?? '', next: ({ state, nextCheckAt }) => (state === 'active' ? nextCheckAt : '9999'),
};

/** Equal ones by name, whatever the direction. */
function sorted(sources: readonly CountedSource[], { sort, isDescending, health }: SourcesState): CountedSource[] {
  const value = VALUES[sort];
  const compare = (left: string | number, right: string | number): number => (typeof left === 'number' && typeof right === 'number' ? left - right : TEXT.compare(String(left), String(right)));
  return sources.filter((source) => health === null || source.health.status === health)
    .toSorted((left, right) => (isDescending ? -1 : 1) * compare(value(left), value(right)) || TEXT.compare(left.title, right.title));
}

function row(source: CountedSource, now: Instant): Html {
  const { health, lastCheckedAt } = source;
  return html`<tr><th scope="row"><a href="${sourceUrl(source.id)}">${source.title}</a>${source.publisher === source.title ? null : html`<span class="note">${source.publisher}</span>`}</th><td>${source.kind}</td><td>${stateBadge(source)}${health.status === 'failing' ? html`<span class="note">${health.message}</span>` : null}</td><td class="figure-column">${number(source.posts)}</td><td>${lastCheckedAt === null ? 'never' : ago(lastCheckedAt, now)}</td><td>${source.state === 'active' ? nextCheck(source.nextCheckAt, now) : '–'}</td></tr>`;
}
