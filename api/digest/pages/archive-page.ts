/** The archive of the digest, and one issue of it. */

import { html, outLink, type Html } from '../../page/html.ts';
import { layout } from '../../page/layout.ts';
import { counted } from '../../page/words.ts';
import type { Preferences } from '../subscribers/preferences.ts';
import type { IssueView, ItemView } from '../render/view.ts';
import type { ArchiveLine } from '../show.ts';
import { renderSubscribeForm } from './forms.ts';

const FEED = html`<link rel="alternate" type="application/rss+xml" title="Writeups, week by week" href="/digest.rss"><link rel="alternate" type="application/feed+json" title="Writeups, week by week" href="/digest.json">`;

/** All issues, and the form that asks for them by mail. */
export function renderArchivePage(issues: readonly ArchiveLine[], usual: Preferences): string {
  return layout({
    title: 'The weekly digest · Writeups', description: 'The writeups worth an engineer’s time, once a week.', q: '', keep: {}, path: '/digest', head: FEED,
    main: html`<div class="prose"><h1>The weekly digest</h1>
<p class="lead">The writeups of a week that are worth an engineer’s time, each with one honest sentence. Nothing comes twice, and a week without anything good sends nothing.</p>
${renderSubscribeForm(usual)}
<section><h2>Issues</h2>${issues.length === 0 ? html`<p class="note">The first one appears when a week has ended.</p>` : html`<ul class="rows">${issues.map(({ key, title }) => html`<li><a href="/digest/${key}">${title}</a></li>`)}</ul>`}</section>
<p class="note">Also as <a href="/digest.rss">RSS</a> and <a href="/digest.json">JSON Feed</a>.</p></div>`,
  });
}

/** One issue; an empty one says so. */
export function renderIssuePage(view: IssueView): string {
  const { key, title, summary, groups, secondLook, isEmpty } = view;
  return layout({
    title: `${title} · Writeups`, description: summary, q: '', keep: {}, path: '/digest/', head: FEED,
    main: html`<article class="prose"><p class="eyebrow"><a href="/digest">The weekly digest</a></p><h1>${title}</h1><p class="lead">${isEmpty ? summary : `${summary}.`}</p>
${groups.map(({ name, items }) => section(name, items))}${secondLook === null ? null : section('Worth a second look', [secondLook])}
<p class="note">${counted(groups.reduce((sum, { items }) => sum + items.length, 0), 'writeup')}, also as ${['html', 'txt', 'rss', 'json'].map((ending, at) => html`${at === 0 ? null : ', '}<a href="/api/v1/digest/${key}.${ending}">${ending}</a>`)}. <a href="/digest#subscribe">Get it by mail</a></p></article>`,
  });
}

function section(name: string, items: readonly ItemView[]): Html {
  return html`<section><h2>${name}</h2><ul class="rows">${items.map(item)}</ul></section>`;
}

function item({ title, url, pageUrl, facts, sentence, discussions, copies, why }: ItemView): Html {
  return html`<li>${outLink(url, title)}<span class="note">${facts.join(' · ')}</span>${sentence === null ? null : html`<p>${sentence.from === 'passage' ? `“${sentence.text}”` : sentence.text}</p>`}<span class="note">${discussions.map((link) => html`${outLink(link.url, link.text)} · `)}${copies === null ? null : `${copies} · `}<a href="${new URL(pageUrl).pathname}">More like it</a></span>${why.length === 0 ? null : html`<span class="note">Why: ${why.join('; ')}</span>`}</li>`;
}
