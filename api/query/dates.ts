/** Dates and ages as people type them, read as UTC. */

import type { Instant } from '../../core/feed.ts';

export type DateResult = { readonly from: Instant } | { readonly reason: string };
export type AgeResult = { readonly at: Instant; readonly older: boolean } | { readonly reason: string };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const UNITS: Readonly<Record<string, Unit>> = { h: 'hour', d: 'day', w: 'week', m: 'month', mo: 'month', y: 'year' };
type Unit = 'hour' | 'day' | 'week' | 'month' | 'year';
const FORMS = 'a date such as 2019, 2019-06, 2019-06-01, june-2019, yesterday or 3-months-ago';
const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2200;

/**
 * The first instant of what a date names: a year, quarter, month, ISO week or day, an instant, or a human form
 * (`june-2019`, `yesterday`, `last-month`, `3 years ago`).
 */
export function parseDate(text: string, now: Instant): DateResult {
  const value = text.trim().toLowerCase().replace(/[\s_,./]+/gu, '-');
  return calendarDate(value) ?? namedMonth(value) ?? relativeDate(value, now) ?? instant(text) ?? { reason: `“${text}” is not ${FORMS}` };
}

/** The moment that `<6m`, `6m` (younger than) or `>2y` (older than) counts back to. */
export function parseAge(text: string, now: Instant): AgeResult {
  const match = /^([<>]?)=?(\d{1,4})-?([a-z]+)$/u.exec(text.trim().toLowerCase().replace(/\s+/gu, ''));
  const unit = match === null ? null : unitOf(match[3] ?? '');
  if (match === null || unit === null) return { reason: `“${text}” is not an age such as <6m, <30d, 2w or >2y` };
  return { at: subtract(now, Number(match[2]), unit), older: match[1] === '>' };
}

function calendarDate(value: string): DateResult | null {
  const match = /^(\d{4})(?:-(?:(\d{1,2})(?:-(\d{1,2}))?|q([1-9])|w(\d{1,2})))?$/u.exec(value);
  if (match === null) return null;
  const [, year, month, day, quarter, week] = match;
  if (quarter !== undefined && Number(quarter) > 4) return { reason: `${value} has no such quarter: they are Q1 to Q4` };
  if (week !== undefined) return weekStart(Number(year), Number(week), value);
  return calendarDay(Number(year), quarter === undefined ? Number(month ?? 1) : Number(quarter) * 3 - 2, Number(day ?? 1), value);
}

function calendarDay(year: number, month: number, day: number, value: string): DateResult {
  if (year < EARLIEST_YEAR || year > LATEST_YEAR) return { reason: `the year ${year} is not between ${EARLIEST_YEAR} and ${LATEST_YEAR}` };
  if (month < 1 || month > 12) return { reason: `${value} has no month ${month}: months are 01 to 12` };
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCDate() !== day) return { reason: `${value} is not a day of the calendar` };
  return { from: date.toISOString() };
}

/** Monday of an ISO 8601 week: week 1 is the one that holds 4 January. */
function weekStart(year: number, week: number, value: string): DateResult {
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = new Date(fourth.getTime() + ((week - 1) * 7 - ((fourth.getUTCDay() + 6) % 7)) * 86_400_000);
  const thursday = new Date(monday.getTime() + 3 * 86_400_000);
  return week >= 1 && thursday.getUTCFullYear() === year ? { from: monday.toISOString() } : { reason: `${value} is not a week of that year` };
}

function namedMonth(value: string): DateResult | null {
  const match = /^(?:(\d{1,2})-)?([a-z]{3,9})(?:-(\d{1,2}))?-(\d{4})$/u.exec(value);
  const month = MONTHS.indexOf((match?.[2] ?? '').slice(0, 3)) + 1;
  return match === null || month === 0 ? null : calendarDay(Number(match[4]), month, Number(match[1] ?? match[3] ?? 1), value);
}

function relativeDate(value: string, now: Instant): DateResult | null {
  const today = `${now.slice(0, 10)}T00:00:00.000Z`;
  const [year, month] = [Number(now.slice(0, 4)), Number(now.slice(5, 7))];
  const weekday = (new Date(now).getUTCDay() + 6) % 7;
  switch (value) {
    case 'today': return { from: today };
    case 'yesterday': return { from: subtract(today, 1, 'day') };
    case 'this-week': return { from: subtract(today, weekday, 'day') };
    case 'last-week': return { from: subtract(today, weekday + 7, 'day') };
    case 'this-month': return calendarDay(year, month, 1, value);
    case 'last-month': return { from: subtract(`${now.slice(0, 7)}-01T00:00:00.000Z`, 1, 'month') };
    case 'this-year': return calendarDay(year, 1, 1, value);
    case 'last-year': return calendarDay(year - 1, 1, 1, value);
    default: return ago(value, today);
  }
}

function ago(value: string, today: Instant): DateResult | null {
  const match = /^(\d{1,3}|an?)-?([a-z]+)-ago$/u.exec(value);
  const unit = match === null ? null : unitOf(match[2] ?? '');
  return match === null || unit === null ? null : { from: subtract(today, Number(match[1]) || 1, unit) };
}

function instant(text: string): DateResult | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/u.test(text)) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : { from: date.toISOString() };
}

function unitOf(name: string): Unit | null {
  return UNITS[name] ?? (['hour', 'day', 'week', 'month', 'year'] as const).find((unit) => name === unit || name === `${unit}s`) ?? null;
}

/** Months and years go by the calendar: six months before 31 August is the last day of February. */
function subtract(from: Instant, count: number, unit: Unit): Instant {
  const date = new Date(from);
  if (unit === 'hour') return new Date(date.getTime() - count * 3_600_000).toISOString();
  if (unit === 'day' || unit === 'week') return new Date(date.getTime() - count * (unit === 'day' ? 1 : 7) * 86_400_000).toISOString();
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - count * (unit === 'month' ? 1 : 12));
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.toISOString();
}
