/** Local time in the zones of the IANA database, by what the platform knows of them. */

import type { Instant } from './feed.ts';

/** A day of the calendar; month and day count from 1. */
export type LocalDate = { readonly year: number; readonly month: number; readonly day: number };

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the platform knows a zone of this name, such as `Europe/Berlin`. Offsets such as `+02:00` are none: they know no summer. */
export function isZone(name: string): boolean {
  if (!/^(?:UTC|[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)+)$/u.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // RangeError: no such zone
  }
}

/** The day that it is in a zone. */
export function localDate(at: Instant, zone: string): LocalDate {
  return dateOf(Date.parse(at) + offsetMs(Date.parse(at), zone));
}

/**
 * The instant of a full hour in a zone. Where clocks are put forward over it, as much later as they are; where it comes twice,
 * the first time.
 */
export function instantOf({ year, month, day }: LocalDate, hour: number, zone: string): Instant {
  const local = Date.UTC(year, month - 1, day) + hour * HOUR_MS;
  const [before, after] = [offsetMs(local - DAY_MS, zone), offsetMs(local + DAY_MS, zone)];
  const fitting = [local - before, local - after].filter((ms) => ms + offsetMs(ms, zone) === local);
  return new Date(fitting.length === 0 ? local - before : Math.min(...fitting)).toISOString();
}

/** The day so many days later. */
export function plusDays({ year, month, day }: LocalDate, days: number): LocalDate {
  return dateOf(Date.UTC(year, month - 1, day + days));
}

function dateOf(ms: number): LocalDate {
  const date = new Date(ms);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** How far a zone's clocks are ahead of UTC at a moment. */
function offsetMs(ms: number, zone: string): number {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}
