/** Reading dates as feeds, listings and pages write them. */

import type { Instant, InstantRange } from './feed.ts';
import { findMonth, zoneMinutes } from './time-names.ts';

export { parseRelative } from './relative-time.ts';

/** The web's first pages are of 1991: what claims to be older has a broken clock. */
const EARLIEST_YEAR = 1990;
/** How far a date may lie ahead: a time zone that was left out, and a post that is scheduled for tomorrow. */
const MAX_AHEAD_MS = 2 * 86_400_000;
/** Longer texts hold a sentence, not a date. */
const MAX_DATE_CHARS = 120;

type Fields = { readonly year: number; readonly month: number | null; readonly day: number | null; readonly time: string };

/**
 * The instant that a date text means; a missing zone is UTC, a missing day the first. Null where it is no date, an
 * impossible one, older than 1990 or more than two days after `now` (where that is given). Day and month in digits with
 * slashes are only read where their order is certain.
 */
export function parseInstant(text: string, { now = null }: { readonly now?: Instant | null } = {}): Instant | null {
  const epoch = epochMs(text.trim());
  if (epoch !== null) return plausible(epoch, now);
  const fields = readFields(text);
  return fields === null ? null : plausible(toMs(fields), now);
}

/** The month or year that a date without a day spans (`2005-11`, `March 2024`, `2019`); null where it names a day or is no date. */
export function parsePartialDate(text: string, { now = null }: { readonly now?: Instant | null } = {}): InstantRange | null {
  const fields = readFields(text);
  if (fields === null || fields.day !== null) return null;
  const { year, month } = fields;
  const start = plausible(Date.UTC(year, (month ?? 1) - 1, 1), now);
  if (start === null) return null;
  const end = month === null ? Date.UTC(year + 1, 0, 1) : Date.UTC(year, month, 1);
  return { earliestAt: start, latestAt: new Date(end - 1).toISOString() };
}

function plausible(ms: number | null, now: Instant | null): Instant | null {
  if (ms === null || !Number.isFinite(ms) || ms < Date.UTC(EARLIEST_YEAR, 0, 1) || ms >= Date.UTC(10_000, 0, 1)) return null;
  return now !== null && ms > Date.parse(now) + MAX_AHEAD_MS ? null : new Date(ms).toISOString();
}

/** Unix time in seconds (10 digits) or milliseconds (13). */
function epochMs(text: string): number | null {
  if (/^\d{10}$/u.test(text)) return Number(text) * 1000;
  return /^\d{13}$/u.test(text) ? Number(text) : null;
}

function readFields(text: string): Fields | null {
  if (text.length > MAX_DATE_CHARS * 4) return null;
  const clean = text.normalize('NFKC').replace(/[\s\u200E\u200F]+/gu, ' ').trim();
  if (clean === '' || clean.length > MAX_DATE_CHARS) return null;
  for (const read of READERS) {
    const fields = read(clean);
    if (fields !== null) return fields;
  }
  return null;
}

/** The order matters: a reader may take what a later one would misread. */
const READERS: readonly ((text: string) => Fields | null)[] = [readIso, readCompactIso, readOrdinal, readEastAsian, readNamedMonth, readDigits];

/** ISO 8601 and RFC 3339 with the liberties that feeds take: spaces, slashes, one digit, names of zones. */
function readIso(text: string): Fields | null {
  const match = /^(?:published|posted|updated|date)?:? ?(?:on )?(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?:[T, ]+(.*))?$/iu.exec(text);
  if (match === null) return null;
  const rest = match[5] ?? '';
  return rest === '' || /^\d{1,2}[:.]\d{2}|^T|^\d{1,2} ?[ap]\.?m/iu.test(rest) || zoneOnly(rest)
    ? fieldsOf(match[1], numberOrNull(match[3]), match[4], rest) : null;
}

function zoneOnly(text: string): boolean {
  return /^(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$/iu.test(text);
}

/** ISO 8601 basic format: `20240307`, `20240307T101500Z`. */
function readCompactIso(text: string): Fields | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?([.,]\d+)?(.*))?$/iu.exec(text);
  if (match === null) return null;
  const time = match[4] === undefined ? '' : `${match[4]}:${match[5]}:${match[6] ?? '00'} ${match[8] ?? ''}`;
  return fieldsOf(match[1], Number(match[2]), match[3], time);
}

/** ISO 8601 ordinal date: `2003-335`. */
function readOrdinal(text: string): Fields | null {
  const match = /^(\d{4})-?(\d{3})$/u.exec(text);
  if (match === null) return null;
  const date = new Date(Date.UTC(Number(match[1]), 0, Number(match[2])));
  return fieldsOf(match[1], date.getUTCMonth() + 1, String(date.getUTCDate()), '');
}

/** `2024年3月7日 10:30`, `2024년 3월 7일 오후 3시 5분`. */
function readEastAsian(text: string): Fields | null {
  const match = /^(\d{2,4}) ?[年년] ?(?:(\d{1,2}) ?[月월] ?(?:(\d{1,2}) ?[日일号]?)?)?(.*)$/u.exec(text);
  if (match === null) return null;
  return fieldsOf(match[1], numberOrNull(match[2]), match[3], eastAsianTime(match[4] ?? ''));
}

function eastAsianTime(text: string): string {
  const match = /(오후|下午|午後|오전|上午|午前)? ?(\d{1,2}) ?[:时時시点] ?(?:(\d{1,2})? ?(?:[:分분] ?(\d{1,2})?)?)?/u.exec(text);
  if (match === null) return '';
  const afternoon = ['오후', '下午', '午後'].includes(match[1] ?? '');
  return `${match[2]}:${(match[3] ?? '0').padStart(2, '0')}:${(match[4] ?? '0').padStart(2, '0')}${afternoon ? ' pm' : ''}`;
}

/** RFC 822 and its relatives, asctime, and what people write: a month's name with a day and a year on either side. */
function readNamedMonth(text: string): Fields | null {
  const words = text.replace(/\((?:[^()]*)\)/gu, ' ');
  const dayFirst = /(?:^|[^\d:])(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?[ ,./-]*(?:of |de |d')?(\p{L}[\p{L}\p{M}]+)\.?,?[ ,./-]*(?:de |del |г |of )?['’]?(\d{4}|\d{2})(?!\d|:)(.*)$/iu.exec(words);
  const named = dayFirst === null ? null : fromNames(dayFirst[1], dayFirst[2], dayFirst[3], dayFirst[4]);
  if (named !== null) return named;
  return readMonthFirst(words) ?? readYearFirst(words) ?? readMonthAndYear(words);
}

function readMonthFirst(words: string): Fields | null {
  const match = /(?:^|[^\p{L}])(\p{L}[\p{L}\p{M}]+)\.?[ ,.-]*(\d{1,2})(?:st|nd|rd|th)?(?![\d])(.*)$/iu.exec(afterWeekday(words));
  if (match === null) return null;
  const rest = match[3] ?? '';
  // asctime puts the time before the year: "Thu Jan 1 19:48:21 2004".
  const yearLast = /^ (\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?)(.{0,12}?) (\d{4})$/iu.exec(rest);
  if (yearLast !== null) return fromNames(match[2], match[1], yearLast[3], `${yearLast[1]} ${yearLast[2]}`);
  const year = /^[ ,.-]+['’]?(\d{4}|\d{2})(?!\d|:)(.*)$/u.exec(rest);
  return year === null ? null : fromNames(match[2], match[1], year[1], year[2]);
}

/** A weekday would be taken for the month's name. */
function afterWeekday(words: string): string {
  return words.replace(/^(?:published|posted|updated)?:? ?(?:on )?(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[., ]+/iu, '');
}

function readYearFirst(words: string): Fields | null {
  const match = /^(\d{4})[ .,-]+(?:г |de )?(\p{L}[\p{L}\p{M}]+)\.?[ .,-]+(\d{1,2})(?!\d)\.?(.*)$/iu.exec(words);
  return match === null ? null : fromNames(match[3], match[2], match[1], match[4]);
}

function readMonthAndYear(words: string): Fields | null {
  const match = /^(\p{L}[\p{L}\p{M}]+)\.?[ ,-]+(?:de )?(\d{4})$/iu.exec(words);
  const month = match === null ? null : findMonth(match[1] ?? '');
  return match === null || month === null ? null : { year: Number(match[2]), month, day: null, time: '' };
}

function fromNames(day: string | undefined, month: string | undefined, year: string | undefined, time: string | undefined): Fields | null {
  const number = findMonth(month ?? '');
  return number === null ? null : fieldsOf(year, number, day, time ?? '');
}

/** `07.03.2024` is written day first everywhere; with slashes the order is only certain where a number exceeds 12. */
function readDigits(text: string): Fields | null {
  const match = /^(?:\p{L}+,? )?(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:,? (.*))?$/u.exec(text);
  if (match === null) return null;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const dayFirst = match[2] === '.' || first > 12;
  if (!dayFirst && second <= 12 && first !== second) return null;
  return dayFirst ? fieldsOf(match[4], second, match[1], match[5] ?? '') : fieldsOf(match[4], first, match[3], match[5] ?? '');
}

function fieldsOf(year: string | undefined, month: number | null, day: string | undefined, time: string): Fields {
  return { year: fullYear(year ?? ''), month, day: numberOrNull(day), time };
}

/** RFC 2822 §4.3: two digits below 50 are of this century. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}

function toMs({ year, month, day, time }: Fields): number | null {
  const date = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const read = new Date(date);
  if (read.getUTCMonth() !== (month ?? 1) - 1 || read.getUTCDate() !== (day ?? 1)) return null;
  const offset = timeMs(time);
  return offset === null ? null : date + offset;
}

/** Milliseconds from midnight UTC; 0 where the text holds no time, null where it holds an impossible one. */
function timeMs(text: string): number | null {
  const match = /(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2})(?:[.,](\d+))?)? ?([ap])?\.?(?:m\b)?\.?(.*)$/iu.exec(text);
  if (match === null || (match[2] === undefined && match[5] === undefined)) return -zoneMinutes(lastWord(text)) * 60_000;
  const minutes = Number(match[2] ?? 0);
  const seconds = Number(match[3] ?? 0);
  const hours = hoursOf(Number(match[1]), match[5]);
  if (hours > 24 || minutes > 59 || seconds > 60) return null;
  const fraction = match[4] === undefined ? 0 : Math.round(Number(`0.${match[4].slice(0, 6)}`) * 1000);
  return ((hours * 60 + minutes - zoneMinutes(zoneWord(match[6] ?? ''))) * 60 + seconds) * 1000 + fraction;
}

function hoursOf(hours: number, half: string | undefined): number {
  if (half === undefined) return hours;
  return (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

function zoneWord(text: string): string {
  return /^[ (,]*([a-z]{0,5}[+\u2212-]\d{1,2}:?\d{0,2}|[a-z]{1,5})\b/iu.exec(text)?.[1] ?? '';
}

function lastWord(text: string): string {
  return text.trim().split(' ').at(-1) ?? '';
}
