/** HTML in which every value is text unless it was made here: escaping is what happens by default (R43). */

import { escapeHtml } from '../search/marks.ts';

/** A piece of markup that is safe to put into a page. */
export type Html = { readonly html: string };
type Value = Html | string | number | null | false | readonly Value[];

/** Markup from a template; texts and attribute values are escaped, null and false leave nothing. Attributes must be quoted. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.reduce((all, part, index) => all + render(values[index - 1] ?? null) + part) };
}

/** What follows a mark of the same word, in scripts that part words by spaces. */
const REST_OF_WORD = /<\/mark>([[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]]+)/gv;

/** Markup that `markedHtml` has made already. Where the beginning of a word was asked for, the word is marked, as in `PostgreSQL` for `postgres`. */
export function highlightedHtml(safe: string): Html {
  return { html: safe.replace(REST_OF_WORD, '$1</mark>') };
}

/** Attributes of text in its authors' language: how it is spoken, which glyphs it has, and in which direction it runs. */
export function writtenIn(language: string | null): Html {
  return html` dir="auto"${language !== null && /^[a-z]{2,3}$/u.test(language) ? html` lang="${language}"` : null}`;
}

/** Markup that a chart was drawn into, out of our own words and numbers. */
export function drawnHtml(safe: string): Html {
  return { html: safe };
}

/** The address where it may be followed (http, https or a path of ours), else null. */
function safeHref(url: string): string | null {
  if (url.startsWith('/') && !url.startsWith('//')) return url;
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:') ? parsed.href : null;
}

/** A link that leads away from our pages; plain text where the address is none that may be followed. */
export function outLink(url: string, content: Value, className = ''): Html {
  const href = safeHref(url);
  if (href === null) return html`<span class="${className}">${content}</span>`;
  return html`<a class="${className}" href="${href}" rel="noopener nofollow ugc">${content}</a>`;
}

/** Text in which pieces between backticks are code. */
export function withCode(text: string): Html {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function render(value: Value): string {
  if (value === null || value === false) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if (isList(value)) return value.map(render).join('');
  return value.html;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
