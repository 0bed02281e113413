/** Dates as pages write them → instants. */

import type { Instant } from '../../../core/feed.ts';
import { monthNumber } from './month-names.ts';

/** How the order of day and month is settled where both are 12 or less: `3/4/2020`. */
export type DayOrder = 'day-first' | 'month-first';

/** Before the first weblogs a "date" is a number of something else. */
const FIRST_YEAR = 1990;

/**
 * The instant that the text begins with or holds, or null where it holds no date with year, month and day. Dates without
 * a time are midnight UTC; the day is always the one that is written, whatever the offset. Two dates in one text: the first counts.
 */
export function parseDate(text: string, order: DayOrder = 'day-first'): Instant | null {
  const start = text.slice(0, 200);
  if (!/\d{4}|\d[./-]\d/u.test(start)) return null;
  const short = start.replace(/[\u00A0\u202F\s]+/gu, ' ');
  return isoDate(short) ?? epochDate(short) ?? namedMonthDate(short) ?? numericDate(short, order) ?? cjkDate(short);
}

const ISO = /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)(?:(?:T| |, )(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?/iu;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?Z?)?$/u;

function isoDate(text: string): Instant | null {
  const match = ISO.exec(text) ?? COMPACT.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, zone] = match;
  return makeInstant({ year: Number(year), month: Number(month), day: Number(day), time: clock(hour, minute, second), offsetMinutes: zoneMinutes(zone) });
}

/** Seconds or milliseconds since 1970, alone. */
function epochDate(text: string): Instant | null {
  const digits = /^\s*(\d{10}|\d{13})\s*$/u.exec(text)?.[1];
  if (digits === undefined) return null;
  const date = new Date(Number(digits) * (digits.length === 10 ? 1000 : 1));
  return date.getUTCFullYear() >= FIRST_YEAR ? date.toISOString() : null;
}

const DAY_MONTH = /(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.|ης|η)?,?[ -]?(?: ?(?:de|of|den|di) )? ?([\p{L}\p{M}]{3,14})\.?,?[ -]?(?:de |del |του )?(?:')?(\d{4})(?!\d)/u;
const MONTH_DAY = /(?<![\p{L}\p{M}])([\p{L}\p{M}]{3,14})\.? (\d{1,2})(?:st|nd|rd|th|er)?,? ?(?:at )?(\d{4})(?!\d)/u;
const YEAR_MONTH_DAY = /(?<!\d)(\d{4})[., -]{1,2}([\p{L}\p{M}]{3,14})\.?[ -](\d{1,2})(?!\d)/u;
const TIME = /(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))? ?(am|pm|a\.m\.|p\.m\.)?(?: ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?/iu;

/** A year that counts; most numbers on a page are none, and the expressions above take ten times as long. */
const YEAR = /199\d|2[0-2]\d\d/u;

function namedMonthDate(text: string): Instant | null {
  if (!YEAR.test(text)) return null;
  const found = [
    namedMatch(DAY_MONTH.exec(text), 1, 2, 3), namedMatch(MONTH_DAY.exec(text), 2, 1, 3), namedMatch(YEAR_MONTH_DAY.exec(text), 3, 2, 1),
  ].filter((match) => match !== null).sort((a, b) => a.index - b.index);
  const [first] = found;
  if (first === undefined) return null;
  const time = TIME.exec(text.slice(first.end, first.end + 30));
  return makeInstant({ ...first, time: time === null ? [0, 0, 0] : clock12(time), offsetMinutes: time === null ? 0 : zoneMinutes(time[5]) });
}

type DayParts = { readonly year: number; readonly month: number; readonly day: number; readonly index: number; readonly end: number };

function namedMatch(match: RegExpExecArray | null, day: number, month: number, year: number): DayParts | null {
  const number = match === null ? null : monthNumber(match[month] ?? '');
  if (match === null || number === null) return null;
  return { year: Number(match[year]), month: number, day: Number(match[day]), index: match.index, end: match.index + match[0].length };
}

const YEAR_FIRST = /(?<![\d/.])(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?![\d/])/u;
const YEAR_LAST = /(?<![\d/.-])(\d{1,2})([/.-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?![\d/-]|\.\d)/u;

function numericDate(text: string, order: DayOrder): Instant | null {
  const first = YEAR_FIRST.exec(text);
  if (first !== null) return makeInstant({ year: Number(first[1]), month: Number(first[2]), day: Number(first[3]), time: [0, 0, 0], offsetMinutes: 0 });
  const last = YEAR_LAST.exec(text);
  if (last === null) return null;
  const [a, b] = [Number(last[1]), Number(last[3])];
  const year = Number(last[4]) + (last[4]?.length === 2 ? 2000 : 0);
  const monthFirst = b > 12 || (a <= 12 && last[2] === '/' && order === 'month-first');
  return makeInstant({ year, month: monthFirst ? a : b, day: monthFirst ? b : a, time: [0, 0, 0], offsetMinutes: 0 });
}

const CJK = /(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]?/u;

function cjkDate(text: string): Instant | null {
  const match = CJK.exec(text);
  return match === null ? null : makeInstant({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]), time: [0, 0, 0], offsetMinutes: 0 });
}

type Clock = readonly [hour: number, minute: number, second: number];

function clock(hour: string | undefined, minute: string | undefined, second: string | undefined): Clock {
  return [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
}

function clock12(match: RegExpExecArray): Clock {
  const half = match[4]?.toLowerCase()[0];
  const hour = Number(match[1]);
  return [half === 'p' && hour < 12 ? hour + 12 : half === 'a' && hour === 12 ? 0 : hour, Number(match[2]), Number(match[3] ?? 0)];
}

function zoneMinutes(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/u.exec(zone ?? '');
  return match === null ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

function makeInstant(parts: { readonly year: number; readonly month: number; readonly day: number; readonly time: Clock; readonly offsetMinutes: number }): Instant | null {
  const { year, month, day, time: [hour, minute, second] } = parts;
  if (year < FIRST_YEAR || year > 2200 || month < 1 || month > 12 || day < 1 || hour > 24 || minute > 59) return null;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCDate() !== day) return null;
  const at = midnight.getTime() + ((hour * 60 + minute - parts.offsetMinutes) * 60 + Math.min(second, 59)) * 1000;
  return new Date(withinDay(at, midnight.getTime())).toISOString();
}

const DAY_MS = 86_400_000;

/** An evening in California is the next day in UTC: the day that the page shows is kept, at the price of some hours. */
function withinDay(atMs: number, midnightMs: number): number {
  return Math.min(Math.max(atMs, midnightMs), midnightMs + DAY_MS - 1000);
}
