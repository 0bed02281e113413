/** How a query was read, in a few quiet lines above the hits. */

import type { Instant } from '../../core/feed.ts';
import { describeItem } from '../query/describe.ts';
import type { Item } from '../query/parser.ts';
import type { SearchResult } from '../search/schema.ts';
import { html, type Html } from './html.ts';
import { itemsUrl, queryUrl, searchUrl, type PageState } from './links.ts';
import { counted, listed } from './words.ts';

/** How the query was read where it holds more than words: a chip for each condition, which takes it away. */
export function renderChips(items: readonly Item[], state: PageState, now: Instant): Html | null {
  if (items.every(isBareWord)) return null;
  const chips = items.map((item, index) => {
    const text = describeItem(item, now);
    return html`<li><a class="chip" href="${itemsUrl(state, items.toSpliced(index, 1))}" aria-label="Remove: ${text}">${isBareWord(item) ? item.text : text}<span aria-hidden="true">×</span></a></li>`;
  });
  return html`<div class="understood"><p id="understood">Understood as</p><ul class="chips" aria-labelledby="understood">${chips}</ul></div>`;
}

function isBareWord(item: Item): item is Item & { readonly type: 'text' } {
  return item.type === 'text' && !item.excluded && !item.phrase;
}

/** Corrections, dropped words, synonyms, what had no effect, and why the answer may be incomplete. */
export function renderNotes({ query, degraded, total }: SearchResult, state: PageState): Html | null {
  const lines = [
    degraded === null ? null : html`<p class="note warn">${degraded}</p>`,
    corrections(query, state),
    dropped(query, state, total),
    ...query.problems.map(({ message, suggestion }) => html`<p class="note">${sentence(message)}${suggestion === null ? null : html` <a href="${queryUrl(suggestion)}">Search for <b>${suggestion}</b></a>`}</p>`),
    ...unexplained(query).map(({ text, reason }) => html`<p class="note"><code>${text}</code> is not used: ${reason}.</p>`),
    query.synonyms.length === 0 ? null : html`<p class="note">Also found: ${query.synonyms.map(({ word, matched }, index) => html`${index === 0 ? null : '; '}${listed(matched)} for <b>${word}</b>`)}.</p>`,
  ].filter((line) => line !== null);
  return lines.length === 0 ? null : html`<div class="notes">${lines}</div>`;
}

function corrections({ corrected, text }: SearchResult['query'], state: PageState): Html | null {
  if (corrected.length === 0) return null;
  const words = corrected.map(({ to }, index) => html`${index === 0 ? null : ', '}<b>${to}</b>`);
  return html`<p class="note">Corrected to ${words}. <a href="${searchUrl({ ...state, correct: false, page: 1 })}">Search instead for <b>${text}</b></a></p>`;
}

function dropped(query: SearchResult['query'], state: PageState, total: number): Html | null {
  if (query.dropped.length === 0 || total === 0) return null;
  const exact = query.totalWithAllWords;
  return html`<p class="note">Few writeups hold all words, so ${listed(query.dropped.map((word) => `“${word}”`))} may be missing. <a href="${searchUrl({ ...state, drop: false, page: 1 })}">${exact === 0 ? 'None holds all of them' : `Only the ${counted(exact, 'writeup')} with all of them`}</a></p>`;
}

/** Pieces whose reason a problem does not tell already. */
function unexplained({ ignored, problems }: SearchResult['query']): SearchResult['query']['ignored'] {
  return ignored.filter(({ start }) => !problems.some((problem) => problem.start === start));
}

function sentence(text: string): string {
  const end = /[.?!]$/u.test(text) ? '' : '.';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;
}
