/** Weeks, days and months in any time zone: which issue a moment belongs to, and when somebody wants it. Pure. */

import type { Instant } from '../../core/feed.ts';
import { instantOf, localDate, plusDays, type LocalDate } from '../../core/zones.ts';

export const CADENCES = ['daily', 'weekly', 'monthly'] as const;
export type Cadence = (typeof CADENCES)[number];

/** Monday first, as ISO 8601 counts them. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** What one issue covers. The key is `2026-W34`, `2026-08-24` or `2026-08`; the end is not part of it. */
export type Period = {
  readonly cadence: Cadence;
  readonly key: string;
  readonly zone: string;
  readonly startAt: Instant;
  readonly endAt: Instant;
};

/** When somebody wants the issue: a weekday (weekly: in the week after it; monthly: the first of the month after; daily: every day) and an hour, 0–23, in a zone. */
export type Wish = { readonly day: Weekday; readonly hour: number; readonly zone: string };

const DAY_MS = 86_400_000;
/** How long after the moment that somebody wished for an issue is still worth sending. */
const LATE_DAYS: Readonly<Record<Cadence, number>> = { daily: 1, weekly: 7, monthly: 7 };

/** The period that a key names, in a zone; null where there is none of that name, such as `2026-W54`. */
export function findPeriod(key: string, zone: string): Period | null {
  const start = startOf(key);
  if (start === null) return null;
  const period = periodFrom(start.cadence, start.date, zone);
  return period.key === key ? period : null;
}

/** The period in which a moment lies. */
export function periodAt(cadence: Cadence, at: Instant, zone: string): Period {
  const date = localDate(at, zone);
  if (cadence === 'daily') return periodFrom(cadence, date, zone);
  return periodFrom(cadence, cadence === 'weekly' ? plusDays(date, -weekdayOf(date)) : { ...date, day: 1 }, zone);
}

/** The last period that has ended by a moment. */
export function lastEnded(cadence: Cadence, now: Instant, zone: string): Period {
  const current = periodAt(cadence, now, zone);
  return periodAt(cadence, new Date(Date.parse(current.startAt) - 1).toISOString(), zone);
}

/** When an issue is due for somebody: at the wished time after its end by their own calendar, but never before it has ended. */
export function dueAt(period: Period, { day, hour, zone }: Wish): Instant {
  const due = instantOf(dueDate(period, day), hour, zone);
  return due > period.endAt ? due : period.endAt;
}

/** When an issue that was due at a moment is not worth sending any more. */
export function expiryOf(cadence: Cadence, due: Instant): Instant {
  return new Date(Date.parse(due) + LATE_DAYS[cadence] * DAY_MS).toISOString();
}

/** What a period is called: `Week 34, 17–23 August 2026`. */
export function titleOf({ cadence, key, startAt, endAt, zone }: Period): string {
  const [first, last] = [new Date(startAt), new Date(Date.parse(endAt) - 1)];
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
  if (cadence === 'monthly') return format({ month: 'long', year: 'numeric' }).format(first);
  const full = format({ day: 'numeric', month: 'long', year: 'numeric' });
  if (cadence === 'daily') return full.format(first);
  return `Week ${Number(key.slice(6))}, ${full.formatRange(first, last)}`;
}

function dueDate({ cadence, endAt, zone }: Period, day: Weekday): LocalDate {
  const next = localDate(endAt, zone);
  if (cadence === 'daily') return next;
  return plusDays(next, (WEEKDAYS.indexOf(day) - weekdayOf(next) + 7) % 7);
}

function periodFrom(cadence: Cadence, start: LocalDate, zone: string): Period {
  const end = cadence === 'monthly' ? nextMonth(start) : plusDays(start, cadence === 'weekly' ? 7 : 1);
  return { cadence, key: keyOf(cadence, start), zone, startAt: instantOf(start, 0, zone), endAt: instantOf(end, 0, zone) };
}

function keyOf(cadence: Cadence, { year, month, day }: LocalDate): string {
  const yearMonth = `${String(year).padStart(4, '0')}-${two(month)}`;
  if (cadence === 'monthly') return yearMonth;
  return cadence === 'daily' ? `${yearMonth}-${two(day)}` : weekKey({ year, month, day });
}

/** ISO 8601 §5.5: a week belongs to the year in which its Thursday lies. */
function weekKey(monday: LocalDate): string {
  const thursday = plusDays(monday, 3);
  const first = firstMonday(thursday.year);
  const week = Math.round((utcOf(monday) - utcOf(first)) / (7 * DAY_MS)) + 1;
  return `${String(thursday.year).padStart(4, '0')}-W${two(week)}`;
}

function startOf(key: string): { readonly cadence: Cadence; readonly date: LocalDate } | null {
  const week = /^(\d{4})-W(\d{2})$/u.exec(key);
  if (week !== null) return { cadence: 'weekly', date: plusDays(firstMonday(Number(week[1])), (Number(week[2]) - 1) * 7) };
  const day = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/u.exec(key);
  if (day === null || Number(day[2]) < 1 || Number(day[2]) > 12) return null;
  const date = plusDays({ year: Number(day[1]), month: Number(day[2]), day: Number(day[3] ?? '1') }, 0);
  return { cadence: day[3] === undefined ? 'monthly' : 'daily', date };
}

/** Monday of the week in which 4 January lies. */
function firstMonday(year: number): LocalDate {
  const fourth = { year, month: 1, day: 4 };
  return plusDays(fourth, -weekdayOf(fourth));
}

/** 0 is Monday. */
function weekdayOf(date: LocalDate): number {
  return (new Date(utcOf(date)).getUTCDay() + 6) % 7;
}

function nextMonth({ year, month }: LocalDate): LocalDate {
  return month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
}

function utcOf({ year, month, day }: LocalDate): number {
  return Date.UTC(year, month - 1, day);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
