/** What the links of the digest's mails open. A GET changes nothing: programs that check mail open every link. */

import type { Subscriber } from '../../../store/subscribers.ts';
import { html, type Html } from '../../page/html.ts';
import { layout } from '../../page/layout.ts';
import { readPreferences, type Preferences } from '../subscribers/preferences.ts';
import { preferenceFields } from './forms.ts';

/** A page with a heading, some words and perhaps a form. */
export function renderNotePage(title: string, words: string, form: Html | null = null): string {
  return frame(title, html`<h1>${title}</h1><p class="lead">${words}</p>${form}`);
}

/** Asks for the one click that begins a subscription. */
export function renderConfirmPage(token: string): string {
  return renderNotePage('Confirm your digest', 'One click, and it comes.', button(`/digest/confirm/${token}`, 'Confirm the subscription'));
}

/** Asks for the one click that ends it. */
export function renderUnsubscribePage(subscriber: Pick<Subscriber, 'state' | 'address'>, token: string): string {
  if (subscriber.state !== 'active') return renderUnsubscribed(token);
  return renderNotePage('Stop the digest?', `${subscriber.address} will get no further issue.`,
    html`${button(`/digest/unsubscribe/${token}`, 'Unsubscribe')}<p><a href="/digest/preferences/${token}">Rather get less of it, or something else</a></p>`);
}

/** Says that a subscription has ended. */
export function renderUnsubscribed(token: string): string {
  return renderNotePage('You are unsubscribed', 'No further issue will be sent to you.', html`<p><a href="/digest/preferences/${token}">Your data</a> · <a href="/digest">Subscribe again</a></p>`);
}

/** What a subscriber gets, to be changed; their data to be taken away or deleted. `notice` says what just happened. */
export function renderPreferencesPage({ subscriber, token, notice, given }: {
  readonly subscriber: Subscriber; readonly token: string; readonly notice: string | null; readonly given: Preferences | null;
}): string {
  const path = `/digest/preferences/${token}`;
  return frame('Your digest', html`<h1>Your digest</h1>${notice === null ? null : html`<p class="notes" role="status"><strong>${notice}</strong></p>`}
<p>${subscriber.state === 'active' ? `It goes to ${subscriber.address}.` : `${subscriber.address} gets no digest at the moment.`}</p>
<form class="form" method="post" action="${path}">${preferenceFields(given ?? readPreferences(subscriber.preferences))}<div class="row"><button class="button" type="submit">Save</button></div></form>
<section><h2>Stop</h2>${button(`/digest/unsubscribe/${token}`, 'Unsubscribe')}</section>
<section><h2>Your data</h2><p><a href="${path}/data">Everything that is kept of you</a>, as JSON.</p>${button(`${path}/delete`, 'Delete it all and stop', 'danger')}</section>`);
}

function button(action: string, label: string, className = ''): Html {
  return html`<form class="form" method="post" action="${action}"><button class="button ${className}" type="submit">${label}</button></form>`;
}

function frame(title: string, main: Html): string {
  return layout({ title: `${title} · Writeups`, description: title, q: '', keep: {}, path: '/digest/', head: html`<meta name="robots" content="noindex">`, main: html`<div class="prose">${main}</div>` });
}
