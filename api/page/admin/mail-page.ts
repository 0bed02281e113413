/** Who is written to: the digest's subscribers and mails, saved searches and what they sent. */

import type { Instant } from '../../../core/feed.ts';
import type { SavedSearchState, StateCount } from '../../../store/overview.ts';
import { html, type Html } from '../html.ts';
import { queryUrl } from '../links.ts';
import { ago, counted, number } from '../words.ts';

export type Mail = {
  readonly subscribers: readonly StateCount[];
  readonly suppressed: number;
  readonly issues: readonly { readonly issueKey: string; readonly states: readonly StateCount[] }[];
  readonly searches: readonly SavedSearchState[];
};

/** Counts alone: addresses are nobody's to read. */
export function renderMail({ subscribers, suppressed, issues, searches }: Mail, now: Instant): Html {
  return html`<section><h2>Subscribers of the digest</h2><p>${subscribers.length === 0 ? 'None yet.' : stateText(subscribers)}${suppressed === 0 ? null : ` ${counted(suppressed, 'address', 'addresses')} get no mail any more.`}</p></section>
<section><h2>Mails of the last issues</h2>${issues.length === 0 ? html`<p class="note">None were sent.</p>` : html`<ul class="rows dated">${issues.map(({ issueKey, states }) => html`<li>${issueKey}<span class="note">${states.length === 0 ? 'no mails' : stateText(states)}</span></li>`)}</ul>`}</section>
<section><h2>Saved searches</h2>${searches.length === 0 ? html`<p class="note">None yet.</p>` : html`<div class="scroll" tabindex="0" role="region" aria-label="Saved searches"><table><caption class="sr">Saved searches</caption><thead><tr><th scope="col">Name</th><th scope="col">By</th><th scope="col">State</th><th scope="col" class="figure-column">Delivered</th><th scope="col" class="figure-column">Waiting</th><th scope="col">Last</th></tr></thead><tbody>${searches.map((search) => searchRow(search, now))}</tbody></table></div>`}</section>`;
}

function stateText(states: readonly StateCount[]): string {
  return states.map(({ state, count }) => `${number(count)} ${state}`).join(', ');
}

function searchRow({ name, q, targetKind, state, problem, failures, retryAt, delivered, waiting, lastDeliveredAt }: SavedSearchState, now: Instant): Html {
  return html`<tr><th scope="row">${name}<span class="note"><a href="${queryUrl(q)}">${q}</a></span></th><td>${targetKind}</td><td><span class="state ${failures > 0 ? 'failing' : state === 'active' ? 'healthy' : 'paused'}">${failures > 0 ? `${number(failures)} failed` : state}</span>${problem === null ? null : html`<span class="note">${problem}</span>`}${retryAt === null ? null : html`<span class="note">again ${ago(retryAt, now)}</span>`}</td><td class="figure-column">${number(delivered)}</td><td class="figure-column">${number(waiting)}</td><td>${lastDeliveredAt === null ? 'never' : ago(lastDeliveredAt, now)}</td></tr>`;
}
