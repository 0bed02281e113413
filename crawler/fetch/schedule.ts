/** When a source is asked again. Pure; the answer lives in the database, so that no restart forgets it. Rules R19–R21. */

import { createHash } from 'node:crypto';
import type { FetchFailureKind } from '../../core/errors.ts';
import type { Instant, PublisherSchedule } from '../../core/feed.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

const MIN_INTERVAL = HOUR;
const MAX_INTERVAL = DAY;
/** Where neither the publisher nor the posts tell: four times a day. */
const DEFAULT_INTERVAL = 6 * HOUR;
/** A post is then found after at most an eighth of the time that usually lies between two. */
const CHECKS_PER_POST = 8;
/** More of the past says nothing about the next post. */
const JUDGED_POSTS = 10;
/** Checks of the same interval are moved apart by up to this share of it, at most an hour, and always to later. */
const SPREAD_SHARE = 0.1;

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export type SuccessfulCheck = {
  readonly now: Instant;
  readonly publisher: PublisherSchedule;
  /** Of the answer, names in lower case; empty: not known. */
  readonly headers: Readonly<Record<string, string>>;
  /** Publication times of the source's last posts, in any order. */
  readonly recentPublishedAts: readonly Instant[];
  readonly sourceId: string;
};

/**
 * The next check of a source that answered: as often as it posts asks for, never sooner than the publisher does, 1–24 hours
 * from now, out of its skipped hours and days. A server that gives no validators is asked once a day (R19).
 */
export function nextCheckAfterSuccess({ now, publisher, headers, recentPublishedAts, sourceId }: SuccessfulCheck): Instant {
  const nowMs = Date.parse(now);
  const asked = Math.max((publisher.intervalMinutes ?? 0) * 60 * SECOND, freshForMs(headers, nowMs), lacksValidators(headers) ? MAX_INTERVAL : 0);
  const interval = clamp(Math.max(asked, postingInterval(recentPublishedAts, nowMs)), MIN_INTERVAL, MAX_INTERVAL);
  return new Date(outOfSkipped(nowMs + interval + spread(interval, sourceId), publisher)).toISOString();
}

export type FailedCheck = {
  readonly now: Instant;
  /** Failures in a row, this one included. */
  readonly failureCount: number;
  readonly kind: FetchFailureKind;
  readonly retryAfterSeconds: number | null;
  readonly sourceId: string;
};

/** Failures that no server will mend within the day: they are left to people, or to tomorrow. */
const SLOW: ReadonlySet<FetchFailureKind> = new Set(['robots', 'bad-address', 'private-address']);

/** The next check of a source that failed: 1 hour, doubled each time up to a day, never before the server's own `Retry-After`. */
export function afterFailure({ now, failureCount, kind, retryAfterSeconds, sourceId }: FailedCheck): { readonly nextCheckAt: Instant; readonly state: 'active' | 'gone' } {
  const isGone = kind === 'gone';
  const doublings = clamp(failureCount - 1, 0, 10);
  const backoff = isGone || SLOW.has(kind) ? MAX_INTERVAL : Math.min(HOUR * 2 ** doublings, MAX_INTERVAL);
  const wait = Math.max(backoff, (retryAfterSeconds ?? 0) * SECOND);
  return { nextCheckAt: new Date(Date.parse(now) + wait + spread(backoff, sourceId)).toISOString(), state: isGone ? 'gone' : 'active' };
}

/** One check of a source: where a chain of permanent redirects led, or null where it led nowhere else. */
export type MoveSighting = { readonly checkedAt: Instant; readonly movedTo: string | null };

const SIGHTINGS_FOR_MOVE = 3;
/** Sightings closer together count as one. */
export const SIGHTING_DISTANCE_MS = DAY;

/**
 * The address that a source has moved to, once its last three checks at least a day apart said the same (else a hotel's login
 * page would move every feed); null until then, and for a step down from https. Sightings in order, oldest first.
 */
export function confirmMove(history: { readonly url: string; readonly sightings: readonly MoveSighting[] }): string | null {
  const target = history.sightings.at(-1)?.movedTo ?? null;
  if (target === null || target === history.url) return null;
  if (history.url.startsWith('https:') && !target.startsWith('https:')) return null;
  const since = history.sightings.findLastIndex(({ movedTo }) => movedTo !== target);
  let count = 0;
  let countedMs = -Infinity;
  for (const { checkedAt } of history.sightings.slice(since + 1)) {
    if (Date.parse(checkedAt) - countedMs < SIGHTING_DISTANCE_MS) continue;
    count += 1;
    countedMs = Date.parse(checkedAt);
  }
  return count >= SIGHTINGS_FOR_MOVE ? target : null;
}

/** Where the permanent redirects (301, 308) at the beginning of a chain lead; null where it begins with none. */
export function permanentTarget(redirects: readonly { readonly to: string; readonly status: number }[]): string | null {
  const temporary = redirects.findIndex(({ status }) => status !== 301 && status !== 308);
  return (temporary === -1 ? redirects : redirects.slice(0, temporary)).at(-1)?.to ?? null;
}

/** How often the posts themselves make it worth to look; the time since the last one counts, so that sleeping blogs are left alone. */
function postingInterval(publishedAts: readonly Instant[], nowMs: number): number {
  const times = publishedAts.map((at) => Date.parse(at)).filter((at) => at <= nowMs).sort((a, b) => b - a).slice(0, JUDGED_POSTS);
  if (times.length === 0) return DEFAULT_INTERVAL;
  const gaps = times.slice(1).map((at, index) => (times[index] ?? at) - at).sort((a, b) => a - b);
  const usual = gaps[Math.floor(gaps.length / 2)] ?? 0;
  return Math.max(usual, nowMs - (times[0] ?? nowMs)) / CHECKS_PER_POST;
}

/** @see RFC 9111 §4.2.1: `max-age` goes before `Expires`. */
function freshForMs(headers: Readonly<Record<string, string>>, nowMs: number): number {
  const maxAge = /(?:^|[\s,])max-age\s*=\s*"?(\d{1,12})/iu.exec(headers['cache-control'] ?? '')?.[1];
  if (maxAge !== undefined) return Number(maxAge) * SECOND;
  const expiresMs = Date.parse(headers['expires'] ?? '');
  const sentMs = Date.parse(headers['date'] ?? '');
  return Number.isNaN(expiresMs) ? 0 : expiresMs - (Number.isNaN(sentMs) ? nowMs : sentMs);
}

function lacksValidators(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).length > 0 && (!areValidatorsTrusted(headers) || (headers['etag'] === undefined && headers['last-modified'] === undefined));
}

/** Servers that call every answer expired at once are known to answer "not modified" for ever (R18 d, as Miniflux found). */
export function areValidatorsTrusted(headers: Readonly<Record<string, string>>): boolean {
  return !/^(?:0|-1)$/u.test(headers['expires']?.trim() ?? '');
}

/** The first moment that is in no skipped hour and day (both GMT); the same where they leave none. */
function outOfSkipped(atMs: number, { skipHours, skipDays }: PublisherSchedule): number {
  const hours = new Set(skipHours.map((hour) => hour % 24));
  const days = new Set(skipDays.map((day) => WEEKDAYS.findIndex((name) => name.toLowerCase() === day.trim().toLowerCase())));
  for (let step = 0; step <= 7 * 24; step += 1) {
    const at = new Date(atMs + step * HOUR);
    if (!hours.has(at.getUTCHours()) && !days.has(at.getUTCDay())) return at.getTime();
  }
  return atMs;
}

/** Always the same for a source, so that its checks keep their distance from each other. */
function spread(intervalMs: number, sourceId: string): number {
  return Math.round(hashFraction(sourceId) * Math.min(intervalMs * SPREAD_SHARE, HOUR));
}

function hashFraction(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
