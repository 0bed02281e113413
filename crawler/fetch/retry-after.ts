/** The `Retry-After` header. @see RFC 9110 §10.2.3 */

/** Nobody means more: one server's clock was wrong by ten years. */
const MAX_SECONDS = 7 * 24 * 3600;

/** Seconds from `nowMs` that the server asks to be left alone, at most seven days; null where it says nothing, nonsense or a time gone by. */
export function parseRetryAfter(value: string | null | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  const seconds = /^\d{1,15}$/u.test(text) ? Number(text) : secondsUntil(text, nowMs);
  return seconds === null || seconds < 0 ? null : Math.min(seconds, MAX_SECONDS);
}

/** Only the three forms of an HTTP date begin with a weekday; `Date.parse` alone would take `-5` or `12:30` for dates. */
function secondsUntil(text: string, nowMs: number): number | null {
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /u.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.ceil((at - nowMs) / 1000);
}
