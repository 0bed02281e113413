/** Names in dates: months of many languages, time zones. */

/** Languages whose month names are read, beyond English. The names come from the runtime's own locale data (CLDR). */
const LANGUAGES = [
  'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru', 'uk', 'sv', 'da', 'nb', 'fi', 'cs', 'sk', 'hu', 'ro', 'bg', 'el', 'tr', 'id', 'ca', 'hr', 'sl', 'lt',
] as const;

const ENGLISH: readonly string[] = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ENGLISH_LONG: readonly string[] = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december',
];

let foreignMonths: ReadonlyMap<string, number> | null = null;

/** 1–12 for a month's name or abbreviation in English or one of about 25 other languages; null where it is none. */
export function findMonth(name: string): number | null {
  const folded = foldName(name);
  const english = ENGLISH.indexOf(folded === 'sept' ? 'sep' : folded);
  if (english >= 0) return english + 1;
  const long = ENGLISH_LONG.indexOf(folded);
  if (long >= 0) return long + 1;
  foreignMonths ??= collectForeignMonths();
  return foreignMonths.get(folded) ?? null;
}

function collectForeignMonths(): Map<string, number> {
  const months = new Map<string, number>();
  for (const language of LANGUAGES) {
    for (let month = 1; month <= 12; month += 1) {
      for (const name of monthNames(language, month)) if (!months.has(name)) months.set(name, month);
    }
  }
  return months;
}

/** A month beside a day stands in another case than alone in many languages, so both are asked for. */
function monthNames(language: string, month: number): string[] {
  const date = new Date(Date.UTC(2024, month - 1, 15));
  const names: string[] = [];
  for (const style of ['long', 'short'] as const) {
    names.push(new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' }).format(date));
    const parts = new Intl.DateTimeFormat(language, { month: style, day: 'numeric', timeZone: 'UTC' }).formatToParts(date);
    names.push(parts.find((part) => part.type === 'month')?.value ?? '');
  }
  return names.map(foldName).filter((name) => name.length >= 3 && !/\d/u.test(name));
}

function foldName(name: string): string {
  return name.normalize('NFKD').replace(/[\p{M}.]/gu, '').toLowerCase();
}

/** Minutes east of UTC. RFC 822 §5.1 names, then those that feeds use without its leave; IST is India's, the commonest in blogs. */
const ZONES: Readonly<Record<string, number>> = {
  z: 0, ut: 0, utc: 0, gmt: 0, wet: 0,
  est: -300, edt: -240, et: -300, cst: -360, cdt: -300, ct: -360, mst: -420, mdt: -360, mt: -420, pst: -480, pdt: -420, pt: -480,
  akst: -540, akdt: -480, hst: -600, ast: -240, adt: -180, brt: -180, art: -180,
  bst: 60, west: 60, cet: 60, met: 60, mez: 60, cest: 120, mest: 120, mesz: 120, eet: 120, eest: 180, msk: 180, trt: 180,
  ist: 330, pkt: 300, hkt: 480, sgt: 480, awst: 480, jst: 540, kst: 540, aest: 600, aedt: 660, nzst: 720, nzdt: 780,
};

/**
 * Minutes east of UTC for `+0100`, `-07:00`, `+2`, `GMT+1`, `EST`; 0 where the zone is empty or unknown (a wrong zone costs
 * hours, a refused date costs the order of the whole feed).
 */
export function zoneMinutes(zone: string): number {
  const trimmed = zone.trim().toLowerCase();
  const offset = /^(?:gmt|utc|ut)?([+\u2212-])(\d{1,2}):?(\d{2})?$/u.exec(trimmed);
  if (offset === null) return Object.hasOwn(ZONES, trimmed) ? (ZONES[trimmed] ?? 0) : 0;
  const hours = Number(offset[2]);
  const minutes = hours * 60 + Number(offset[3] ?? 0);
  if (hours > 14 || Number(offset[3] ?? 0) > 59) return 0;
  return offset[1] === '+' ? minutes : -minutes;
}
