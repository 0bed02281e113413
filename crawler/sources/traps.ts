/** Addresses that a crawler must not follow: they never end, or show again what it has seen. */

import { pathSegments } from '../parse/listing-links.ts';
import { remembering } from '../parse/remember.ts';

/** Longer addresses, deeper paths and more parameters than any archive page needs. */
const MAX_CHARS = 512;
const MAX_SEGMENTS = 9;
const MAX_PARAMETERS = 3;
/** 500 pages of ten posts are more than any blog has. */
const MAX_PAGE_NUMBER = 500;
const FIRST_YEAR = 1990;

const SESSION = /^(?:s?sid|sess(?:ion)?(?:_?id)?|phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|token|nonce|timestamp|_t|rand(?:om)?)$/iu;
const VIEW = /^(?:sort(?:_?by)?|order(?:_?by)?|dir|filter\w*|view|display|layout|replytocom|share|like_comment|add-to-cart|print|preview|amp|color|theme|q|s|search|query|month|day|date|week|calendar|from|until|ref|redirect_to|return\w*)$/iu;
const FOLDERS = /^(?:calendar|cgi-bin|login|logout|signin|signup|register|wp-admin|wp-login\.php|cart|checkout|account|print|email|reply|comment-page-\d+|cdn-cgi|search)$/iu;

/** Why an address is left alone, in words; null where it may be followed. `year` is the current one. */
export function findTrap(url: string, year: number): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || url.length > MAX_CHARS) return 'a very long address';
  const segments = pathSegments(url);
  if (segments.length > MAX_SEGMENTS) return 'a very deep path';
  if (repeats(segments)) return 'a path that repeats itself';
  if (/;jsessionid=/iu.test(parsed.pathname)) return 'a session in the address';
  const names = [...parsed.searchParams.keys()];
  if (names.length > MAX_PARAMETERS) return 'many parameters';
  if (names.some((name) => SESSION.test(name))) return 'a session in the address';
  if (names.some((name) => VIEW.test(name))) return 'another view of the same page';
  if (segments.some((segment) => FOLDERS.test(segment))) return 'a form or a calendar';
  return findEndless(segments, parsed, year);
}

/** The same segment three times, or a run of segments twice: relative links that were resolved against themselves. */
function repeats(segments: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const segment of segments) counts.set(segment, (counts.get(segment) ?? 0) + 1);
  if ([...counts].some(([segment, count]) => count >= 3 && !/^\d+$/u.test(segment))) return true;
  for (let length = 2; length * 2 <= segments.length; length += 1) {
    for (let start = 0; start + length * 2 <= segments.length; start += 1) {
      if (segments.slice(start, start + length).join('/') === segments.slice(start + length, start + length * 2).join('/')) return true;
    }
  }
  return false;
}

/** Numbers that can be counted up for ever. */
function findEndless(segments: readonly string[], url: URL, year: number): string | null {
  const page = /(?:^|\/)page[-_/]?(\d+)/iu.exec(segments.join('/'))?.[1] ?? url.searchParams.get('page') ?? url.searchParams.get('paged') ?? '0';
  if (Number(page) > MAX_PAGE_NUMBER) return 'a page number without end';
  const dated = segments.findIndex((segment) => /^\d{4}$/u.test(segment));
  const isDateOnly = dated >= 0 && segments.length <= dated + 3 && segments.slice(dated + 1).every((segment) => /^\d{1,2}$/u.test(segment));
  const archiveYear = Number(segments[dated]);
  return isDateOnly && (archiveYear > year + 1 || archiveYear < FIRST_YEAR) ? 'a calendar beyond its blog' : null;
}

/** The address with its numbers and its last words blanked: what a machine varies when it makes addresses up. */
export const patternOf: (url: string) => string = remembering(20_000, (url) => {
  const parsed = URL.parse(url);
  if (parsed === null) return '';
  const names = [...new Set(parsed.searchParams.keys())].sort().join('&');
  const segments = pathSegments(url).map((segment) => segment.replace(/\d+/gu, '0'));
  const last = segments.length > 1 ? [...segments.slice(0, -1), '*'] : segments;
  return `${parsed.host}/${last.join('/')}?${names}`;
});
