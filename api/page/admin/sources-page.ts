/** What is followed, for those who may change it. */

import type { z } from 'zod';
import type { Instant } from '../../../core/feed.ts';
import type { AddedSourceSchema, RemovalSchema } from '../../admin/schema.ts';
import { topicName } from '../../query/topics.ts';
import type { SourceDetail, SourceView } from '../../sources/schema.ts';
import { html, outLink, type Html } from '../html.ts';
import { sourceUrl } from '../links.ts';
import { nextCheck, stateBadge } from '../source-page.ts';
import { HEALTHS, type Health } from '../sources-page.ts';
import { ago, counted, number } from '../words.ts';
import { buttonForm, postForm } from './frame.ts';
import type { Administrator } from './session.ts';

type Added = z.output<typeof AddedSourceSchema>;
type Removal = z.output<typeof RemovalSchema>;

/** Few enough that the page stays light with thousands of sources; the states and the search narrow them. */
const MAX_ROWS = 200;

export function adminSourceUrl(id: string): string {
  return `/admin/sources/${encodeURIComponent(id)}`;
}

/** The form that adds one, and the sources that there are, troubled ones first. */
export function renderAdminSources(sources: readonly SourceView[], { health, find }: { readonly health: Health | null; readonly find: string }, administrator: Administrator, now: Instant): Html {
  const wanted = sources.filter((source) => (health === null || source.health.status === health) && [source.title, source.publisher, source.url, source.id].some((text) => text.toLowerCase().includes(find.toLowerCase())))
    .toSorted((a, b) => HEALTHS.indexOf(a.health.status) - HEALTHS.indexOf(b.health.status));
  return html`${renderAddForm(administrator, '')}
<ul class="tabs" aria-label="States">${[null, ...HEALTHS].map((name) => html`<li><a href="/admin/sources${name === null ? '' : `?state=${name}`}"${name === health ? html` aria-current="true"` : null}>${name === null ? counted(sources.length, 'source') : `${number(sources.filter((source) => source.health.status === name).length)} ${name}`}</a></li>`)}</ul>
<form class="form row" method="get" action="/admin/sources"><label class="sr" for="find">Find a source</label><input class="field" id="find" name="find" type="search" value="${find}" placeholder="Find by name or address" autocomplete="off"> <button class="button" type="submit">Find</button></form>
<div class="scroll" tabindex="0" role="region" aria-label="Table of sources"><table><caption class="sr">Sources</caption><thead><tr><th scope="col">Source</th><th scope="col">State</th><th scope="col">Last checked</th><th scope="col">Next</th></tr></thead><tbody>${wanted.slice(0, MAX_ROWS).map((source) => html`<tr><th scope="row"><a href="${adminSourceUrl(source.id)}">${source.title}</a><span class="note">${source.url}</span></th><td>${stateBadge(source)}${source.health.status === 'failing' || source.health.status === 'gone' ? html`<span class="note">${source.health.message}</span>` : null}</td><td>${source.lastCheckedAt === null ? 'never' : ago(source.lastCheckedAt, now)}</td><td>${source.state === 'active' ? nextCheck(source.nextCheckAt, now) : '–'}</td></tr>`)}</tbody></table></div>
${wanted.length > MAX_ROWS ? html`<p class="note">${number(wanted.length - MAX_ROWS)} more: narrow them above.</p>` : null}`;
}

/** What discovery found, why it chose what it did, and what else can be followed there. */
export function renderAdded({ source, message, discovery }: Added, administrator: Administrator): Html {
  const others = discovery.candidates.filter(({ url }) => url !== source.url);
  return html`<p class="lead">${message} Its first check has begun.</p>
<p class="actions"><a class="primary" href="${adminSourceUrl(source.id)}">${source.title}</a></p>
<section><h2>How it was found</h2><ol class="steps">${discovery.steps.map((step) => html`<li>${step}</li>`)}</ol></section>
${others.length === 0 ? null : html`<section><h2>What else is there</h2><ul class="rows">${others.map((candidate) => html`<li>${outLink(candidate.url, candidate.title ?? candidate.url)}<span class="note">${candidate.kind}, ${candidate.url}</span>${buttonForm(administrator, '/admin/sources', { label: 'Follow this too', name: `Follow this too: ${candidate.url}`, fields: { url: candidate.url } })}${buttonForm(administrator, '/admin/sources', { label: 'Follow this instead', name: `Follow this instead: ${candidate.url}`, fields: { url: candidate.url, instead: source.id } })}</li>`)}</ul></section>`}
<section><h2>Another one</h2>${renderAddForm(administrator, '')}</section>`;
}

/** Everything that can be done with one source; `removal` says what would go with it. */
export function renderAdminSource(source: SourceDetail, removal: Removal, administrator: Administrator, now: Instant): Html {
  const action = (what: string): string => `${adminSourceUrl(source.id)}/${what}`;
  const { entries, outcomes, documents } = removal.removes;
  return html`<p>${stateBadge(source)} ${source.health.message} <a href="${sourceUrl(source.id)}">Its public page</a></p>
<p class="note">Last checked ${source.lastCheckedAt === null ? 'never' : ago(source.lastCheckedAt, now)}${source.state === 'active' ? html`, next ${nextCheck(source.nextCheckAt, now)}` : null}. ${source.url}</p>
<div class="actions">${source.state === 'active' ? html`${buttonForm(administrator, action('crawl'), { label: 'Check now', name: null })}${buttonForm(administrator, action('pause'), { label: 'Pause', name: null })}` : buttonForm(administrator, action('resume'), { label: 'Make active', name: null })}</div>
<section><h2>Name</h2>${postForm(administrator, action('edit'), html`<p class="row"><label for="title">Title</label><input class="field" id="title" name="title" type="text" value="${source.title}" maxlength="300" required></p><p class="row"><label for="publisher">Publisher</label><input class="field" id="publisher" name="publisher" type="text" value="${source.publisher}" maxlength="100" required></p><p class="row"><label for="topics">Topics</label><input class="field" id="topics" name="topics" type="text" value="${source.topics.map(topicName).join(', ')}" placeholder="none; by commas"></p><p><button class="button" type="submit">Save</button></p>`)}</section>
<section><h2>Last checks</h2>${source.outcomes.length === 0 ? html`<p class="note">None yet.</p>` : html`<ul class="rows">${source.outcomes.map((outcome) => html`<li>${outcome.message}<span class="note">${outcome.outcome}, ${ago(outcome.endedAt, now)}, ${counted(outcome.entries, 'entry', 'entries')}, ${number(outcome.newPosts)} new</span></li>`)}</ul>`}</section>
<section><h2>Follow no more</h2><p>Takes away ${counted(entries, 'entry', 'entries')}, ${counted(outcomes, 'check')} and ${counted(documents, 'address', 'addresses')} of its past. Its ${counted(removal.keeps.posts, 'writeup')} and ${counted(removal.keeps.mentions, 'mention')} stay.</p>${postForm(administrator, action('remove'), html`<p><label><input type="checkbox" name="sure" value="yes" required> Yes, all of that</label></p><p><button class="button danger" type="submit">Remove</button></p>`)}</section>`;
}

function renderAddForm(administrator: Administrator, url: string): Html {
  return postForm(administrator, '/admin/sources', html`<label class="sr" for="url">Address to follow</label><input class="field" id="url" name="url" type="text" value="${url}" required maxlength="2000" placeholder="blog.example.org, a post, or a feed" autocomplete="off" autocapitalize="none" spellcheck="false"> <button class="button" type="submit">Follow</button>`, 'form row');
}
