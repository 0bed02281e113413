/** When an item of a listing was published: marked up, written beside it, or in its address. */

import type { Instant, InstantRange } from '../../core/feed.ts';
import { parseInstant, parsePartialDate, parseRelative } from '../../core/time.ts';
import { attributeOf, hintsOf, isElement, lineOf, walk, type TreeElement, type TreeNode } from './tree.ts';

export type FoundDate = { readonly publishedAt: Instant | null; readonly publishedRange: InstantRange | null };

const MONTH = '(?:jan|feb|m[aä]r|apr|ma[yij]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\\p{L}{0,8}';
/** A date within a longer line: "Posted on 7 March 2024 by Ada". Bounded repetitions only. */
const WRITTEN = new RegExp(
  [
    `${MONTH}\\.? \\d{1,2}(?:st|nd|rd|th)?,? ?\\d{4}`,
    `\\d{1,2}(?:st|nd|rd|th|\\.)?[ -](?:of |de )?${MONTH}\\.?,?[ -](?:de )?\\d{4}`,
    '(?:19|20)\\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\\d|3[01])(?!\\d)',
    '(?:19|20)\\d{2} ?[年년] ?\\d{1,2} ?[月월] ?\\d{1,2} ?[日일号]?',
    '(?<![\\d.])(?:0?[1-9]|[12]\\d|3[01])\\.(?:0?[1-9]|1[0-2])\\.(?:19|20)\\d{2}(?!\\d)',
  ].join('|'),
  'iu',
);
const AGO = /(?<!\p{L})(?:(?:about |over |almost )?(?:\d{1,3}|an?) (?:second|minute|hour|day|week|month|year)s? ago|yesterday|just now|\d{1,3} ?(?:年|个月|個月|か月|ヶ月|日|天|時間|小时|分)前)(?!\p{L})/iu;
/** "Mar 07" or "07 Mar" under the heading of a year. */
const DAY_AND_MONTH = new RegExp(`^(?:${MONTH}\\.? \\d{1,2}(?:st|nd|rd|th)?|\\d{1,2}(?:st|nd|rd|th|\\.)? ${MONTH}\\.?|\\d{2}[-/.]\\d{2})$`, 'iu');
/** Longer texts are paragraphs: a date in them is part of what they tell. */
const MAX_LINE_CHARS = 160;

/** The date that belongs to an item; null where it has none. `now` makes "3 years ago" a range and refuses dates ahead. */
export function findDateIn(item: readonly TreeElement[], now: Instant | null): FoundDate | null {
  const elements = item.flatMap((element) => [...walk(element)]);
  for (const element of elements) {
    const marked = readMarked(element, now);
    if (marked !== null) return marked;
  }
  for (const element of elements) {
    for (const text of ownTexts(element)) {
      const written = readWritten(text, now);
      if (written !== null) return written;
    }
  }
  return null;
}

/** `time`, microdata, and whatever is called a date. */
function readMarked(element: TreeElement, now: Instant | null): FoundDate | null {
  const property = attributeOf(element, 'itemprop').toLowerCase();
  const isDate = element.name === 'time' || /^date(?:published|created)?$/u.test(property) || /(?:^|[\s_-])(?:date|time|published|posted|pubdate|datetime|timestamp|age)(?:[\s_-]|$)/u.test(hintsOf(element));
  if (!isDate) return null;
  const given = attributeOf(element, 'datetime') || attributeOf(element, 'content') || (element.name === 'time' ? attributeOf(element, 'title') : '');
  const instant = parseInstant(given, { now });
  if (instant !== null && parsePartialDate(given) === null) return { publishedAt: instant, publishedRange: null };
  const line = lineOf(element, MAX_LINE_CHARS);
  return readWhole(line, now) ?? readWritten(line, now) ?? (now === null ? null : readWhole(attributeOf(element, 'title'), now));
}

function readWhole(line: string, now: Instant | null): FoundDate | null {
  if (!/\d{4}/u.test(line) && !/[’']\d{2}$/u.test(line)) return null;
  const range = parsePartialDate(line, { now });
  if (range !== null) return /^\d{4}$/u.test(line) ? null : { publishedAt: null, publishedRange: range };
  const instant = parseInstant(line, { now });
  return instant === null ? null : { publishedAt: instant, publishedRange: null };
}

function readWritten(line: string, now: Instant | null): FoundDate | null {
  if (line.length > MAX_LINE_CHARS) return null;
  const written = WRITTEN.exec(line)?.[0];
  const instant = written === undefined ? null : parseInstant(written, { now });
  if (instant !== null) return { publishedAt: instant, publishedRange: null };
  const ago = AGO.exec(line)?.[0];
  if (ago === undefined) return null;
  return { publishedAt: null, publishedRange: now === null ? null : parseRelative(ago, now) };
}

/** The element's own text nodes, and its whole line where it is short (dates are cut into day, month and year). */
function ownTexts(element: TreeElement): string[] {
  if (element.name === 'script' || element.name === 'style') return [];
  const texts = element.children.filter((node: TreeNode) => node.type === 'text').map((node) => ('data' in node ? node.data.replace(/\s+/gu, ' ').trim() : ''));
  const children = element.children.filter(isElement);
  const whole = children.length > 0 && children.length <= 4 ? [lineOf(element, MAX_LINE_CHARS + 1)].filter((line) => line.length <= 40) : [];
  return [...texts.filter((text) => text !== '' && text.length <= MAX_LINE_CHARS), ...whole];
}

/** The text without a written date at its start, and whether one stands anywhere in it. */
export function withoutLeadingDate(text: string): { readonly rest: string; readonly holdsDate: boolean } {
  const written = WRITTEN.exec(text.slice(0, 2_000));
  if (written === null) return { rest: text, holdsDate: false };
  const isLeading = written.index <= 12;
  return { rest: isLeading ? text.slice(written.index + written[0].length).replace(/^[\s,·|•–—:-]+/u, '') : text, holdsDate: true };
}

/** Day and month in an item whose list stands under a year. */
export function findDateUnderYear(item: readonly TreeElement[], year: number, now: Instant | null): FoundDate | null {
  for (const element of item.flatMap((part) => [...walk(part)])) {
    for (const text of ownTexts(element)) {
      const day = text.replace(/[:,·|—–-]+\s*$/u, '').trim();
      if (!DAY_AND_MONTH.test(day)) continue;
      const digits = /^(\d{2})[-/.](\d{2})$/u.exec(day);
      const instant = parseInstant(digits === null ? `${day} ${year}` : `${year}-${digits[1]}-${digits[2]}`, { now });
      if (instant !== null) return { publishedAt: instant, publishedRange: null };
    }
  }
  return null;
}

/** The date in an address: `/2024/03/07/`, `/2024-03-07-`; a range where it has no day. */
export function findDateInAddress(url: string, now: Instant | null): FoundDate | null {
  const match = /[/-]((?:19|20)\d{2})[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?(?=[/_.-])/u.exec(URL.parse(url)?.pathname ?? '');
  if (match === null) return null;
  const [, year, month, day] = match;
  if (day === undefined) {
    const range = parsePartialDate(`${year}-${month}`, { now });
    return range === null ? null : { publishedAt: null, publishedRange: range };
  }
  const instant = parseInstant(`${year}-${month}-${day}`, { now });
  return instant === null ? null : { publishedAt: instant, publishedRange: null };
}
