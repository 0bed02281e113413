/** Small pieces of markup that every host of the demo web needs: escaping, dates, excerpts. */

import type { DemoPost } from './post.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** The text with the five characters that mean something in HTML and XML as entities. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** `2024-03-07` as `March 7, 2024`. */
export function longDate(date: string): string {
  const [year, month, day] = parts(date);
  return `${MONTHS[month - 1]} ${day}, ${year}`;
}

/** `2024-03-07` as `Mar 7, 2024`. */
export function shortDate(date: string): string {
  const [year, month, day] = parts(date);
  return `${MONTHS[month - 1]?.slice(0, 3)} ${day}, ${year}`;
}

/** `2024-03-07` as `7 March 2024`. */
export function dayFirstDate(date: string): string {
  const [year, month, day] = parts(date);
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

/** The day at nine in the morning as RFC 822 wants it for RSS. */
export function rssDate(date: string): string {
  return new Date(`${date}T09:00:00Z`).toUTCString().replace('GMT', '+0000');
}

/** The post's running text without headings, tables, code and marks, for excerpts. */
export function plainText(post: DemoPost): string {
  const prose = post.markdown.replace(/^```[^]*?^```$/gmu, '').split('\n').filter((line) => !/^(?:#|\||>)/u.test(line)).join(' ');
  return prose.replace(/\[([^\]]*)\]\([^)]*\)/gu, '$1').replaceAll(/[*`]/gu, '').replace(/\s+/gu, ' ').trim();
}

/** The first `words` words of the post with three dots. */
export function excerptOf(post: DemoPost, words: number): string {
  return `${plainText(post).split(' ').slice(0, words).join(' ')}...`;
}

function parts(date: string): [year: number, month: number, day: number] {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return [year, month, day];
}
