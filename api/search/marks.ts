/** Text with marks of matches, as plain text and as safe HTML (R43). */

import { MARK_END, MARK_START } from '../../core/search.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const MEANS_SOMETHING = /[&<>"']/u;

/** The text with every character that means something in HTML as an entity. */
export function escapeHtml(text: string): string {
  return MEANS_SOMETHING.test(text) ? text.replace(/[&<>"']/gu, (char) => ESCAPES[char] ?? char) : text;
}

/** The text without its marks. */
export function withoutMarks(text: string): string {
  return isMarked(text) ? text.replaceAll(MARK_START, '').replaceAll(MARK_END, '') : text;
}

/** The text as HTML in which nothing but `<mark>` is an element; marks that do not pair are left out. */
export function markedHtml(text: string): string {
  // Escaped as a whole: a mark is no character that means something in HTML.
  const escaped = escapeHtml(text);
  if (!isMarked(text)) return escaped;
  const [first = '', ...rest] = escaped.split(MARK_START);
  return withoutMarks(first) + rest.map((part) => {
    const end = part.indexOf(MARK_END);
    return end < 0 ? part : `<mark>${part.slice(0, end)}</mark>${withoutMarks(part.slice(end + MARK_END.length))}`;
  }).join('');
}

function isMarked(text: string): boolean {
  return text.includes(MARK_START) || text.includes(MARK_END);
}
