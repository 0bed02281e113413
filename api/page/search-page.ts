/** The search page. */

import type { Instant } from '../../core/feed.ts';
import { SORTS, type Sort } from '../../core/search.ts';
import type { CrawlProgress } from '../deps.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { Item } from '../query/parser.ts';
import type { SearchResult } from '../search/schema.ts';
import { renderFacets } from './facets.ts';
import { renderHit } from './hit.ts';
import { html, type Html } from './html.ts';
import { layout } from './layout.ts';
import { queryUrl, searchUrl, type PageState } from './links.ts';
import { renderChips, renderNotes } from './notes.ts';
import { counted, number } from './words.ts';

/** What is known of the whole collection, for a page that has nothing to show yet. */
export type Collection = { readonly posts: number; readonly sources: number; readonly uncheckedSources: number; readonly progress: CrawlProgress | null };

/** `publishers` names hosts, where all that is followed there has one publisher. */
export type SearchPage = { readonly result: SearchResult; readonly state: PageState; readonly collection: Collection; readonly publishers: ReadonlyMap<string, string>; readonly now: Instant };

const SORT_NAMES: Readonly<Record<Sort, string>> = { relevance: 'Relevance', newest: 'Newest', oldest: 'Oldest' };

/** The whole page for an answered search. */
export function renderSearchPage(page: SearchPage): string {
  const { result, state, collection, publishers, now } = page;
  return searchLayout(state, html`
${crawlBanner(collection)}
<div class="columns">
${renderResults(page, renderPaging(result, state))}
<aside class="facets" id="filters" aria-label="Filters">${renderFacets(result, state, { items: parseQuery(state.q, now).items, publishers })}</aside>
</div>`);
}

/** What changes with each key: title and hits, without the frame, filters and further pages. The page's script puts it in place. */
export function renderBeginning(page: SearchPage): string {
  return `${html`<title>${titleOf(page.state)}</title>`.html}${renderResults(page, null).html}`;
}

function renderResults({ result, state, collection, now }: SearchPage, paging: Html | null): Html {
  const { items } = parseQuery(state.q, now);
  const isHome = state.q === '' && state.page === 1 && state.sort === null;
  return html`<section class="results" aria-label="Results">
${isHome && collection.posts > 0 ? html`<h1 class="intro">${counted(collection.posts, 'writeup')} from ${counted(collection.sources, 'source')}, newest first</h1>` : html`<h1 class="sr">${state.q === '' ? 'All writeups' : `Writeups for ${state.q}`}</h1>`}
${renderChips(items, state, now)}
${result.total === 0 ? null : renderStatus(result, state, items)}
${renderNotes(result, state)}
${result.hits.length === 0 ? renderNothing(result, state, collection) : html`<ol class="hits" start="${(result.page - 1) * result.perPage + 1}">${result.hits.map((hit) => html`<li>${renderHit(hit)}</li>`)}</ol>${paging}`}
</section>`;
}

/** The search page for a query that is not answered, with the reason. */
export function renderUnanswered(state: PageState, message: string): string {
  return searchLayout(state, html`<div class="columns">${renderReason(state, message)}</div>`);
}

/** The same in place of the beginning of an answer. */
export function renderUnansweredBeginning(state: PageState, message: string): string {
  return `${html`<title>${titleOf(state)}</title>`.html}${renderReason(state, message).html}`;
}

function renderReason(state: PageState, message: string): Html {
  return html`<section class="results" aria-label="Results"><h1 class="sr">Search</h1><div class="empty"><p class="lead">${message}</p><p><a href="${searchUrl(state)}">Try again</a> · <a href="/about">How to search</a></p></div></section>`;
}

function titleOf({ q }: PageState): string {
  return q === '' ? 'Writeups: what engineers have already written' : `${q} · Writeups`;
}

function searchLayout(state: PageState, main: Html): string {
  const feedUrl = (ending: string) => searchUrl({ ...state, page: 1 }, `/api/v1/search.${ending}`);
  return layout({
    title: titleOf(state),
    description: 'Search the posts of engineering blogs: one record for each writeup, with its copies and discussions.',
    q: state.q, keep: state.sort === null ? {} : { sort: state.sort }, path: '/', main,
    head: html`<link rel="alternate" type="application/atom+xml" title="This search as a feed" href="${feedUrl('atom')}">`,
  });
}

function renderStatus({ total, tookMs, sort }: SearchResult, state: PageState, items: readonly Item[]): Html {
  const hasWords = items.some((item) => item.type === 'text' && !item.excluded);
  const sorts = SORTS.filter((name) => name !== 'relevance' || hasWords);
  return html`<div class="bar"><p class="status">${counted(total, 'writeup')} <span class="took">in ${Math.max(1, Math.round(tookMs))} ms</span></p><p class="sorts"><a class="to-filters" href="#filters">Filters</a>${sorts.map((name) => html`<a href="${searchUrl({ ...state, sort: name, page: 1 })}"${name === sort ? html` aria-current="true"` : null} rel="nofollow">${SORT_NAMES[name]}</a>`)}</p></div>`;
}

function renderNothing({ query, total }: SearchResult, state: PageState, { posts, progress }: Collection): Html {
  if (posts === 0) return html`<div class="empty"><p class="lead">There are no writeups yet.</p><p>${progress?.isRunning === true ? 'The first ones appear here by themselves, within a minute.' : html`<code>npx writeups sources add blog.example.org</code> follows a blog; <code>npm start</code> begins to read.`}</p></div>`;
  const looser = query.looser.map(({ q, without, total: count }) => html`<li><a href="${queryUrl(q)}">${counted(count, 'writeup')}</a> without <code>${without}</code></li>`);
  return html`<div class="empty"><p class="lead">${total > 0 ? 'There are no more pages.' : 'No writeup matches all of this.'}</p>
${looser.length === 0 ? html`<ul class="tips"><li>Fewer or other words find more.</li><li>Is a word spelt as its authors spell it?</li>${state.q === '' ? null : html`<li><a href="/">All writeups</a>, newest first.</li>`}</ul>` : html`<p>There are:</p><ul class="looser">${looser}</ul>`}</div>`;
}

function renderPaging({ page, pages }: SearchResult, state: PageState): Html | null {
  if (pages < 2) return null;
  const link = (target: number, name: string, rel: string) =>
    html`<a class="step" href="${searchUrl({ ...state, page: target })}" rel="${rel}">${name}</a>`;
  return html`<nav class="paging" aria-label="Pages of results">${page > 1 ? link(page - 1, '← Previous', 'prev') : html`<span></span>`}<span class="where">Page ${number(page)} of ${number(pages)}</span>${page < pages ? link(page + 1, 'Next →', 'next') : html`<span></span>`}</nav>`;
}

/** Passes go on all the time; only the first one is worth a line, while this share of the sources was never checked. */
const FIRST_PASS_SHARE = 0.1;

/** A line while the first pass runs, or where nothing could be reached at all. */
function crawlBanner({ posts, sources, uncheckedSources, progress }: Collection): Html | null {
  if (progress === null) return null;
  if (progress.isOffline) {
    return html`<div class="banner warn" role="status"><p><b>The network cannot be reached</b>, so there is nothing new to read. <code>npm run demo</code> shows everything with a recorded web.</p></div>`;
  }
  if (!progress.isRunning || uncheckedSources < sources * FIRST_PASS_SHARE) return null;
  return html`<div class="banner" role="status"><p>The first crawl is running: ${number(progress.sourcesDone)} of ${counted(progress.sourcesTotal, 'source')}, ${counted(posts, 'writeup')} so far.</p><progress max="${Math.max(1, progress.sourcesTotal)}" value="${progress.sourcesDone}" aria-label="Sources crawled"></progress></div>`;
}
