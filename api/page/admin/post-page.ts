/** A writeup's cluster and topics, for those who may correct them. */

import { KINDS } from '../../../core/post.ts';
import { TAXONOMY } from '../../../index-config/taxonomy.ts';
import type { Correction } from '../../../store/corrections.ts';
import type { PostView } from '../../posts/schema.ts';
import { topicName } from '../../query/topics.ts';
import { html, outLink, type Html } from '../html.ts';
import { postUrl } from '../links.ts';
import { day, kindName } from '../words.ts';
import { buttonForm, postForm } from './frame.ts';
import type { Administrator } from './session.ts';

export function adminPostUrl(id: string): string {
  return `/admin/posts/${encodeURIComponent(id)}`;
}

/** Where one begins. */
export function renderFindPost(): Html {
  return html`<p>The address of a writeup, or the one of its page here:</p>
<form class="form row" method="get" action="/admin/posts"><label class="sr" for="find">Address or id</label><input class="field" id="find" name="find" type="text" required maxlength="2000" placeholder="https://blog.example.org/post" autocomplete="off" spellcheck="false"> <button class="button" type="submit">Open</button></form>`;
}

/** What can be corrected: which posts are this writeup, and what it is about. */
export function renderAdminPost(post: PostView, correction: Correction, administrator: Administrator): Html {
  const action = (what: string): string => `${adminPostUrl(post.id)}/${what}`;
  return html`<p>${outLink(post.url, post.url)} · <a href="${postUrl(post.id)}">Its public page</a></p>
<section><h2>Copies</h2>${post.copies.length === 0 ? html`<p class="note">None are known.</p>` : html`<ul class="rows">${post.copies.map((copy) => html`<li class="with-action"><div>${outLink(copy.url, copy.title)}<span class="note">${copy.host}${copy.publishedAt === null ? null : html`, ${day(copy.publishedAt)}`}</span>${copy.reasons.map(({ reason }) => html`<span class="note">${reason}</span>`)}</div>${buttonForm(administrator, action('split'), { label: 'Not the same', name: `Not the same: ${copy.title} at ${copy.host}`, fields: { other: copy.id } })}</li>`)}</ul>`}
${postForm(administrator, action('join'), html`<label for="other">The same as</label><input class="field" id="other" name="other" type="text" required maxlength="2000" placeholder="address or id of another writeup" autocomplete="off" spellcheck="false"> <button class="button" type="submit">Join</button>`, 'form row')}</section>
<section><h2>Topics</h2>${post.tags.length === 0 ? html`<p class="note">None.</p>` : html`<ul class="rows">${post.tags.map(({ tag, evidence }) => html`<li class="with-action"><div>${topicName(tag)}<span class="note">${correction.added.includes(tag) ? 'by hand' : evidence === '' ? null : `“…${evidence}…”`}</span></div>${buttonForm(administrator, action('tags'), { label: 'Not about this', name: `Not about this: ${topicName(tag)}`, fields: { remove: tag } })}</li>`)}</ul>`}
${correction.removed.length === 0 ? null : html`<h3>Taken away by hand</h3><ul class="rows">${correction.removed.map((tag) => html`<li class="with-action"><div>${topicName(tag)}</div>${buttonForm(administrator, action('tags'), { label: 'Leave it to the rules', name: `Leave it to the rules: ${topicName(tag)}`, fields: { forget: tag } })}</li>`)}</ul>`}
${postForm(administrator, action('tags'), html`<label for="add">It is about</label><input class="field" id="add" name="add" type="text" list="topics" required maxlength="60" autocomplete="off"><datalist id="topics">${TAXONOMY.topics.map(({ name }) => html`<option value="${name}"></option>`)}</datalist> <button class="button" type="submit">Add</button>`, 'form row')}</section>
<section><h2>Kind</h2>${postForm(administrator, action('tags'), html`<label class="sr" for="kind">Kind</label><select id="kind" name="kind"><option value="">${correction.kind === null ? `As the rules say: ${kindName(post.kind)}` : 'As the rules say'}</option>${KINDS.map((kind) => html`<option value="${kind}"${kind === correction.kind ? html` selected` : null}>${kindName(kind)}</option>`)}</select> <button class="button" type="submit">Save</button>`, 'form row')}</section>`;
}
