/** The mail that tells what a saved search found. Pure. */

import { cleanLine } from '../../../core/text.ts';
import { html } from '../../page/html.ts';
import type { Notice, NoticePost } from '../../saved-searches/deliverer.ts';
import { mailPage } from './mail-page.ts';
import { STYLES } from './mail-styles.ts';

export type NoticeLinks = { readonly preferencesUrl: string; readonly unsubscribeUrl: string; readonly note: string | null };

const MAX_SUBJECT = 150;

/** Its parts; the text says the same as the HTML, with every link. */
export function renderNotice({ event, search, posts }: Notice, { preferencesUrl, unsubscribeUrl, note }: NoticeLinks): { readonly subject: string; readonly html: string; readonly text: string } {
  const what = event === 'points' ? `reached ${search.minPoints} points` : posts.length === 1 ? 'has a new writeup' : `has ${posts.length} new writeups`;
  const subject = cleanLine(`${search.name} ${what}`, MAX_SUBJECT);
  const body = mailPage(subject, html`<h1 class="ink" style="${STYLES.h1}">${subject}</h1>
${posts.map((post) => html`<p class="ink" style="${STYLES.sentence}"><a class="ink" style="${STYLES.title}" href="${post.pageUrl}">${post.title}</a><br>${post.excerpt}</p>
<p class="soft" style="${STYLES.further}">${aboutOf(post)} · <a class="accent" style="${STYLES.link}" href="${post.url}">original</a></p>`)}
<p class="soft" style="${STYLES.further}">The search: <a class="accent" style="${STYLES.link}" href="${search.pageUrl}">${search.q}</a></p>
<p class="soft" style="${STYLES.further}"><a class="accent" style="${STYLES.link}" href="${preferencesUrl}">Your preferences</a> · <a class="accent" style="${STYLES.link}" href="${unsubscribeUrl}">Stop all mail</a></p>
${note === null ? null : html`<p class="soft" style="${STYLES.further}">${note}</p>`}
`);
  const text = [
    subject, ...posts.map((post) => `${post.title}\n${aboutOf(post)}\n${post.excerpt}\n${post.url}\n${post.pageUrl}`),
    `The search: ${search.q}\n${search.pageUrl}`, `Your preferences: ${preferencesUrl}\nStop all mail: ${unsubscribeUrl}`, ...note === null ? [] : [note],
  ].join('\n\n');
  return { subject, html: body, text: `${text}\n` };
}

function aboutOf({ publisher, authors, publishedAt, points }: NoticePost): string {
  return [publisher, authors.join(', '), publishedAt?.slice(0, 10) ?? '', points > 0 ? `${points} points` : ''].filter((part) => part !== '').join(' · ');
}
