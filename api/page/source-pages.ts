/** All sources, and one of them with its health and coverage. */

import type { Instant } from '../../core/feed.ts';
import type { SourceDetail, SourceView } from '../sources/schema.ts';
import { html, outLink, type Html } from './html.ts';
import { layout } from './layout.ts';
import { postUrl, queryUrl, sourceUrl } from './links.ts';
import { ago, counted, day, number } from './words.ts';

/** The table of sources, troubled ones counted at the top. */
export function renderSourcesPage(sources: readonly SourceView[], now: Instant): string {
  const failing = sources.filter(({ health }) => health.status === 'failing' || health.status === 'gone').length;
  return layout({
    title: 'Sources · Writeups', description: 'Everything that is followed, with its health.', q: '', keep: {}, path: '/sources', head: null,
    main: html`<div class="prose wide"><h1>Sources</h1>
<p class="lead">${counted(sources.length, 'source')}${failing === 0 ? null : html`, ${number(failing)} in trouble`}.</p>
${sources.length === 0 ? html`<p>Nothing is followed yet. <code>npx writeups sources add https://example.com/blog</code> adds the first one.</p>` : html`<div class="scroll"><table><thead><tr><th scope="col">Source</th><th scope="col">Kind</th><th scope="col">State</th><th scope="col">Last checked</th><th scope="col">Next</th></tr></thead><tbody>${sources.map((source) => sourceRow(source, now))}</tbody></table></div>`}</div>`,
  });
}

function sourceRow(source: SourceView, now: Instant): Html {
  const { health, lastCheckedAt } = source;
  return html`<tr><th scope="row"><a href="${sourceUrl(source.id)}">${source.title}</a><span class="note">${source.publisher === source.title ? null : source.publisher}</span></th><td>${source.kind}</td><td>${stateBadge(source)}${health.status === 'failing' ? html`<span class="note">${health.message}</span>` : null}</td><td>${lastCheckedAt === null ? 'never' : ago(lastCheckedAt, now)}</td><td>${source.state === 'active' ? nextCheck(source.nextCheckAt, now) : '–'}</td></tr>`;
}

function nextCheck(at: Instant, now: Instant): string {
  return at <= now ? 'due' : ago(at, now);
}

function stateBadge({ health }: SourceView): Html {
  return html`<span class="state ${health.status}">${health.status}</span>`;
}

/** A source's own page. */
export function renderSourcePage(source: SourceDetail, now: Instant): string {
  const { coverage } = source;
  const share = coverage.known === 0 ? null : Math.round((coverage.held / coverage.known) * 100);
  return layout({
    title: `${source.title} · Writeups`, description: `What is known of ${source.title}.`, q: '', keep: {}, path: '/sources/', head: null,
    main: html`<div class="prose"><p class="eyebrow"><a href="/sources">Sources</a></p><h1>${source.title}</h1>
<p>${stateBadge(source)} ${source.health.message}</p>
<p>${outLink(source.siteUrl ?? source.url, html`Visit ${source.publisher}`, 'primary')} <a href="${queryUrl(`source:${source.id}`)}">Search in it</a></p>
<section><h2>Coverage</h2><p>${counted(coverage.posts, 'writeup')} held${coverage.oldestAt === null || coverage.newestAt === null ? null : html`, published from ${day(coverage.oldestAt)} to ${day(coverage.newestAt)}`}.${coverage.known === 0 ? null : html` Of ${number(coverage.known)} entries that it named ${number(coverage.held)} are held${share === null ? null : ` (${share} %)`}${remainder(coverage)}.`}</p>${coverage.known === 0 ? null : html`<meter min="0" max="${coverage.known}" value="${coverage.held}" aria-label="Entries held">${number(coverage.held)} of ${number(coverage.known)}</meter>`}</section>
${source.newest.length === 0 ? null : html`<section><h2>Newest writeups</h2><ul class="rows">${source.newest.map((post) => html`<li><a href="${postUrl(post.id)}">${post.title}</a>${post.publishedAt === null ? null : html`<span class="note">${day(post.publishedAt)}</span>`}</li>`)}</ul></section>`}
<section><h2>Facts</h2><dl class="facts"><div><dt>Kind</dt><dd>${source.kind}</dd></div><div><dt>Address</dt><dd>${outLink(source.url, source.url)}</dd></div>${source.discovery === null ? null : html`<div><dt>Found</dt><dd>${source.discovery}</dd></div>`}<div><dt>Followed since</dt><dd>${day(source.addedAt)}</dd></div><div><dt>Last checked</dt><dd>${source.lastCheckedAt === null ? 'never' : ago(source.lastCheckedAt, now)}</dd></div><div><dt>Next check</dt><dd>${nextCheck(source.nextCheckAt, now)}</dd></div></dl></section>
${source.outcomes.length === 0 ? null : html`<section><h2>Last checks</h2><ul class="rows">${source.outcomes.map((outcome) => html`<li>${outcome.message}<span class="note">${ago(outcome.endedAt, now)}, ${counted(outcome.entries, 'entry', 'entries')}, ${number(outcome.newPosts)} new</span></li>`)}</ul></section>`}</div>`,
  });
}

function remainder({ due, refused, failed, mentioned }: SourceDetail['coverage']): string {
  const parts = [[due, 'waiting'], [failed, 'could not be had'], [refused, 'refused'], [mentioned, 'belong to sites that are not followed']] as const;
  const text = parts.filter(([count]) => count > 0).map(([count, name]) => `${number(count)} ${name}`).join(', ');
  return text === '' ? '' : `; ${text}`;
}
