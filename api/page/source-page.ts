/** One source: its health in words, what is held of it over the years, what it is about, its newest posts and its feeds. */

import type { Instant } from '../../core/feed.ts';
import type { TopicYears, YearOfSource } from '../../store/source-history.ts';
import { topicName } from '../query/topics.ts';
import type { SourceDetail, SourceView } from '../sources/schema.ts';
import { drawCoverage, drawTopics } from './charts/source-charts.ts';
import { html, outLink, type Html } from './html.ts';
import { layout } from './layout.ts';
import { postUrl, queryUrl } from './links.ts';
import { ago, counted, day, number } from './words.ts';

const FEEDS = [['atom', 'Atom'], ['rss', 'RSS'], ['json', 'JSON Feed']] as const;

export type SourceHistory = { readonly years: readonly YearOfSource[]; readonly topics: readonly TopicYears[] };

/** A source's own page. */
export async function renderSourcePage(source: SourceDetail, { years, topics }: SourceHistory, now: Instant): Promise<string> {
  const query = `source:${source.id}`;
  const feedUrl = (ending: string): string => `/api/v1/search.${ending}?${new URLSearchParams({ q: query }).toString()}`;
  return layout({
    title: `${source.title} · Writeups`, description: `What is known of ${source.title}.`, q: '', keep: {}, path: '/sources/',
    head: html`<link rel="alternate" type="application/atom+xml" title="${source.title}" href="${feedUrl('atom')}">`,
    main: html`<div class="prose"><p class="eyebrow"><a href="/sources">Sources</a></p><h1>${source.title}</h1>
<p>${stateBadge(source)} ${source.health.message}</p>
<p class="actions">${outLink(source.siteUrl ?? source.url, html`Visit ${source.publisher}`, 'primary')} <a href="${queryUrl(query)}">Search in it</a> <span class="note">Subscribe: ${FEEDS.map(([ending, name], index) => html`${index === 0 ? null : ', '}<a href="${feedUrl(ending)}">${name}</a>`)}</span></p>
${await renderCoverage(source, years)}
${topics.length === 0 ? null : html`<section><h2>Topics over the years</h2>${figure('Topics by year', await drawTopics(topics))}${topicTable(topics)}</section>`}
${source.newest.length === 0 ? null : html`<section><h2>Newest writeups</h2><ul class="rows dated">${source.newest.map((post) => html`<li><a href="${postUrl(post.id)}">${post.title}</a>${post.publishedAt === null ? null : html`<span class="note">${day(post.publishedAt)}</span>`}</li>`)}</ul></section>`}
${renderFacts(source, now)}
${source.outcomes.length === 0 ? null : html`<section><h2>Last checks</h2><ul class="rows">${source.outcomes.map((outcome) => html`<li>${outcome.message}<span class="note">${ago(outcome.endedAt, now)}, ${counted(outcome.entries, 'entry', 'entries')}, ${number(outcome.newPosts)} new</span></li>`)}</ul></section>`}</div>`,
  });
}

/** A source's state in one word. */
export function stateBadge({ health }: Pick<SourceView, 'health'>): Html {
  return html`<span class="state ${health.status}">${health.status}</span>`;
}

/** `due`, or when. */
export function nextCheck(at: Instant, now: Instant): string {
  return at <= now ? 'due' : ago(at, now);
}

async function renderCoverage({ coverage }: SourceDetail, years: readonly YearOfSource[]): Promise<Html> {
  const share = coverage.known === 0 ? null : Math.round((coverage.held / coverage.known) * 100);
  return html`<section><h2>Coverage</h2><p>${counted(coverage.posts, 'writeup')} held${coverage.oldestAt === null || coverage.newestAt === null ? null : html`, published from ${day(coverage.oldestAt)} to ${day(coverage.newestAt)}`}.${coverage.known === 0 ? null : html` Of ${number(coverage.known)} entries that it named ${number(coverage.held)} are held${share === null ? null : ` (${share} %)`}${remainder(coverage)}.`}</p>
${coverage.known === 0 ? null : html`<meter min="0" max="${coverage.known}" value="${coverage.held}" aria-label="Entries held">${number(coverage.held)} of ${number(coverage.known)}</meter>`}
${years.length < 2 ? null : html`${figure('Writeups by year', await drawCoverage(years))}${years.some(({ missing }) => missing > 0) ? html`<p class="legend note"><span class="key held"></span> held <span class="key missing"></span> known, not held</p>` : null}
<details class="figures"><summary>The figures as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Figures by year"><table><caption class="sr">Writeups by year</caption><thead><tr><th scope="col">Year</th><th scope="col" class="figure-column">held</th><th scope="col" class="figure-column">not held</th></tr></thead><tbody>${years.toReversed().map(({ year, held, missing }) => html`<tr><th scope="row">${String(year)}</th><td class="figure-column">${number(held)}</td><td class="figure-column">${number(missing)}</td></tr>`)}</tbody></table></div></details>`}</section>`;
}

/** A chart that a small screen scrolls, by keyboard too. */
function figure(name: string, chart: Html): Html {
  return html`<div class="scroll figure" tabindex="0" role="region" aria-label="${name}">${chart}</div>`;
}

function topicTable(topics: readonly TopicYears[]): Html {
  const years = [...new Set(topics.flatMap((topic) => [...topic.years.keys()]))].toSorted((a, b) => b - a);
  return html`<details class="figures"><summary>The figures as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Figures by topic"><table><caption class="sr">Topics by year</caption><thead><tr><th scope="col">Topic</th>${years.map((year) => html`<th scope="col" class="figure-column">${String(year)}</th>`)}<th scope="col" class="figure-column">all</th></tr></thead><tbody>${topics.map((topic) => html`<tr><th scope="row"><a href="${queryUrl(`tag:${topic.tag}`)}">${topicName(topic.tag)}</a></th>${years.map((year) => html`<td class="figure-column">${number(topic.years.get(year) ?? 0)}</td>`)}<td class="figure-column">${number(topic.count)}</td></tr>`)}</tbody></table></div></details>`;
}

function renderFacts(source: SourceDetail, now: Instant): Html {
  const facts: readonly (readonly [string, Html | string | null])[] = [
    ['Kind', source.kind], ['Address', outLink(source.url, source.url)], ['Found', source.discovery], ['Followed since', day(source.addedAt)],
    ['Last checked', source.lastCheckedAt === null ? 'never' : ago(source.lastCheckedAt, now)], ['Next check', source.state === 'active' ? nextCheck(source.nextCheckAt, now) : null],
  ];
  return html`<section><h2>Facts</h2><dl class="facts">${facts.map(([name, value]) => value === null ? null : html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

function remainder({ due, refused, failed, mentioned }: SourceDetail['coverage']): string {
  const parts = [[due, 'waiting'], [failed, 'could not be had'], [refused, 'refused'], [mentioned, 'belong to sites that are not followed']] as const;
  const text = parts.filter(([count]) => count > 0).map(([count, name]) => `${number(count)} ${name}`).join(', ');
  return text === '' ? '' : `; ${text}`;
}
