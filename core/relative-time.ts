/** Reading "3 years ago". */

import type { Instant, InstantRange } from './feed.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Mean lengths of the Gregorian calendar. */
const MONTH_MS = 30.436875 * DAY_MS;
const YEAR_MS = 365.2425 * DAY_MS;

/** Beginnings of unit names, longest first where one begins another: English, German, French, Spanish, Portuguese, Italian, Dutch, Russian. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:sec|sek|seg|s$|秒|초|сек)/u, 1000],
  [/^(?:mon|mois|mes|mês|mesi|maand|mo$|个月|個月|ヶ月|か月|カ月|개월|месяц)/u, MONTH_MS],
  [/^(?:min|m$|分|분|минут)/u, MINUTE_MS],
  [/^(?:h(?:ou)?rs?$|hour|stunde|heure|hora|ore$|ora$|uur|uren|h$|小时|小時|時間|시간|час)/u, HOUR_MS],
  [/^(?:day|tag|jour|día|dia|giorn|dag|d$|天|日|일|дн|день)/u, DAY_MS],
  [/^(?:week|woche|wk|semaine|seman|settiman|w$|周|週|주|недел)/u, 7 * DAY_MS],
  [/^(?:year|yr|jahr|année|an$|ans$|año|ano|anni|anno|jaar|y$|年|년|год|года|лет)/u, YEAR_MS],
];
const ONE = new Set(['a', 'an', 'one', 'ein', 'eine', 'einem', 'einer', 'un', 'une', 'uno', 'una', 'een', 'um', 'uma', 'last']);
const NAMED: Readonly<Record<string, readonly [number, number]>> = {
  'just now': [0, HOUR_MS], now: [0, HOUR_MS], 'moments ago': [0, HOUR_MS], today: [0, DAY_MS], yesterday: [0, 2 * DAY_MS],
};

/**
 * The span in which "3 years ago" lies, seen from `now`; null where the text is no such phrase. Sites round down or to the
 * nearest, so n units span from n − ½ to n + 1 of them.
 */
export function parseRelative(text: string, now: Instant): InstantRange | null {
  const clean = text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  if (clean === '' || clean.length > 60) return null;
  const named = Object.hasOwn(NAMED, clean) ? NAMED[clean] : undefined;
  if (named !== undefined) return span(now, named[0], named[1]);
  const amount = readAmount(clean);
  return amount === null ? null : span(now, Math.max(0, amount.count - 0.5) * amount.unitMs, (amount.count + 1) * amount.unitMs);
}

function readAmount(text: string): { readonly count: number; readonly unitMs: number } | null {
  const west = /^(?:posted |published |updated |submitted |about |over |almost |around |~|vor |il y a |hace |há |fa )*(\d{1,4}|[\p{L}]{1,6}) ?(\p{L}+)\.?(?: ago| fa| atrás| geleden| назад)?$/u.exec(text);
  const marked = /ago$|^vor |^il y a |^hace |^há | fa$|geleden$|назад$|atrás$|^last |^\d+ ?(?:[smhdwy]|mo|min|hrs?|days?)$/u.test(text);
  if (west !== null && marked) return amountOf(west[1] ?? '', west[2] ?? '');
  const east = /^(?:约|約)? ?(\d{1,4}) ?(\p{L}+?) ?(?:以?前|전)$/u.exec(text);
  return east === null ? null : amountOf(east[1] ?? '', east[2] ?? '');
}

function amountOf(countText: string, unitText: string): { readonly count: number; readonly unitMs: number } | null {
  const count = ONE.has(countText) ? 1 : Number(countText);
  const unit = UNITS.find(([pattern]) => pattern.test(unitText));
  return Number.isInteger(count) && unit !== undefined ? { count, unitMs: unit[1] } : null;
}

function span(now: Instant, latestAgoMs: number, earliestAgoMs: number): InstantRange {
  const nowMs = Date.parse(now);
  return { earliestAt: new Date(nowMs - earliestAgoMs).toISOString(), latestAt: new Date(nowMs - latestAgoMs).toISOString() };
}
