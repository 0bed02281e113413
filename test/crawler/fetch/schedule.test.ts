import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FETCH_FAILURE_KINDS, type FetchFailureKind } from '../../../core/errors.ts';
import type { PublisherSchedule } from '../../../core/feed.ts';
import { afterFailure, confirmMove, nextCheckAfterSuccess, permanentTarget, type MoveSighting, type SuccessfulCheck } from '../../../crawler/fetch/schedule.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Sunday. */
const NOW = '2026-03-29T12:00:00.000Z';
const SILENT: PublisherSchedule = { intervalMinutes: null, skipHours: [], skipDays: [] };
const VALIDATED = { etag: '"1"' };
const ago = (hours: number): string => new Date(Date.parse(NOW) - hours * HOUR).toISOString();

/** Hours from now until the next check of a source whose spread is zero to six minutes for the first hour. */
function hoursAfter(check: Partial<SuccessfulCheck>): number {
  const at = nextCheckAfterSuccess({ now: NOW, publisher: SILENT, headers: VALIDATED, recentPublishedAts: [], sourceId: 's', ...check });
  return (Date.parse(at) - Date.parse(NOW)) / HOUR;
}

describe('after a success (R20)', () => {
  test.each<[string, Partial<SuccessfulCheck>, number]>([
    ['nothing is known: four times a day', {}, 6],
    ['a post each week: an eighth of it', { recentPublishedAts: [24, 192, 360, 528].map(ago) }, 21],
    ['a post each day: every three hours', { recentPublishedAts: [1, 25, 49, 73].map(ago) }, 3],
    ['a post each hour: once an hour', { recentPublishedAts: [0.5, 1.5, 2.5].map(ago) }, 1],
    ['a burst long ago: the silence counts', { recentPublishedAts: [2_000, 2_001, 2_002].map(ago) }, 24],
    ['one post only: its age counts', { recentPublishedAts: [ago(80)] }, 10],
    ['posts in any order', { recentPublishedAts: [73, 1, 49, 25].map(ago) }, 3],
    ['posts dated in the future are not judged', { recentPublishedAts: [ago(-300), ago(80)] }, 10],
    ['unreadable dates are not judged', { recentPublishedAts: ['soon'] }, 6],
    ['the publisher asks for twelve hours', { publisher: { ...SILENT, intervalMinutes: 720 }, recentPublishedAts: [ago(1)] }, 12],
    ['the publisher asks for less than the posts need', { publisher: { ...SILENT, intervalMinutes: 5 } }, 6],
    ['the publisher asks for a month: a day', { publisher: { ...SILENT, intervalMinutes: 43_200 } }, 24],
    ['max-age', { headers: { ...VALIDATED, 'cache-control': 'public, max-age=36000' } }, 10],
    ['max-age goes before Expires', { headers: { ...VALIDATED, 'cache-control': 'MAX-AGE="36000"', expires: 'Mon, 30 Mar 2026 12:00:00 GMT' } }, 10],
    ['s-maxage is for others', { headers: { ...VALIDATED, 'cache-control': 's-maxage=80000' } }, 6],
    ['Expires by the server\'s own clock', { headers: { ...VALIDATED, expires: 'Sun, 29 Mar 2026 20:00:00 GMT', date: 'Sun, 29 Mar 2026 11:00:00 GMT' } }, 9],
    ['Expires without a clock', { headers: { ...VALIDATED, expires: 'Sun, 29 Mar 2026 20:00:00 GMT' } }, 8],
    ['Expires: 0, whose validators are not believed (R18 d)', { headers: { ...VALIDATED, expires: '0' } }, 24],
    ['Expires gone by', { headers: { ...VALIDATED, expires: 'Thu, 01 Jan 1970 00:00:00 GMT' } }, 6],
    ['no validators: once a day (R19)', { headers: { 'content-type': 'text/xml' }, recentPublishedAts: [ago(0.5)] }, 24],
    ['Last-Modified is one', { headers: { 'last-modified': 'x' }, recentPublishedAts: [ago(0.5)] }, 1],
    ['headers not known', { headers: {} }, 6],
  ])('%s', (_, check, hours) => {
    expect(hoursAfter(check)).toBeGreaterThanOrEqual(hours);
    expect(hoursAfter(check)).toBeLessThan(hours * 1.1 + 0.001);
  });

  test.each<[string, Partial<PublisherSchedule>, string]>([
    ['skipped hours are waited out', { skipHours: [18, 19] }, '2026-03-29T20'],
    ['around midnight', { skipHours: [18, 19, 20, 21, 22, 23, 24, 0, 1] }, '2026-03-30T02'],
    ['a skipped day is waited out', { skipDays: ['Sunday'] }, '2026-03-30T00'],
    ['two, in any case', { skipDays: [' sunday', 'MONDAY'] }, '2026-03-31T00'],
    ['hours and days together', { skipDays: ['Sunday'], skipHours: [0, 1, 2] }, '2026-03-30T03'],
    ['all hours: nobody means that', { skipHours: Array.from({ length: 24 }, (_, hour) => hour) }, '2026-03-29T18'],
    ['all days: nobody means that', { skipDays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] }, '2026-03-29T18'],
    ['days that do not exist', { skipDays: ['Someday'] }, '2026-03-29T18'],
  ])('%s', (_, skips, hour) => {
    const at = nextCheckAfterSuccess({ now: NOW, publisher: { ...SILENT, ...skips }, headers: VALIDATED, recentPublishedAts: [], sourceId: 's' });
    expect(at.slice(0, 13)).toBe(hour);
  });

  test('checks of many sources do not fall together, and those of one keep their place', () => {
    const hours = Array.from({ length: 600 }, (_, index) => hoursAfter({ sourceId: `source-${index}` }));
    const perSlot = new Map<number, number>();
    for (const hour of hours) perSlot.set(Math.floor((hour - 6) * 10), (perSlot.get(Math.floor((hour - 6) * 10)) ?? 0) + 1);
    expect(Math.max(...perSlot.values())).toBeLessThan(150);
    expect(perSlot.size).toBeGreaterThanOrEqual(6);
    expect(hoursAfter({ sourceId: 'a' })).toBe(hoursAfter({ sourceId: 'a' }));
  });

  test('whatever the publisher says, it is never sooner than an hour (R19) and never later than a day, its spread and what is skipped', () => {
    const publisher = fc.record({ intervalMinutes: fc.option(fc.integer({ min: -10, max: 1e9 })), skipHours: fc.array(fc.integer({ min: 0, max: 30 })), skipDays: fc.array(fc.constantFrom('Sunday', 'Monday', 'x')) });
    const headers = fc.record({ etag: fc.string(), 'cache-control': fc.oneof(fc.string(), fc.nat().map((age) => `max-age=${age}`)), expires: fc.string(), date: fc.string() });
    fc.assert(fc.property(publisher, headers, fc.array(fc.integer({ min: -1e6, max: 1e6 }).map((hours) => ago(hours))), fc.string(), (said, got, recentPublishedAts, sourceId) => {
      const hours = hoursAfter({ publisher: said, headers: got, recentPublishedAts, sourceId });
      expect(hours).toBeGreaterThanOrEqual(1);
      expect(hours).toBeLessThanOrEqual(24 + 1 + 3 * 24);
    }), { numRuns: 500 });
  });
});

describe('after a failure (R21)', () => {
  const wait = (kind: FetchFailureKind, failureCount: number, retryAfterSeconds: number | null = null): number =>
    (Date.parse(afterFailure({ now: NOW, failureCount, kind, retryAfterSeconds, sourceId: 's' }).nextCheckAt) - Date.parse(NOW)) / HOUR;

  test.each<[FetchFailureKind, number, number | null, number]>([
    ['timeout', 1, null, 1], ['timeout', 2, null, 2], ['timeout', 3, null, 4], ['timeout', 5, null, 16], ['timeout', 6, null, 24], ['timeout', 1_000, null, 24], ['timeout', 0, null, 1],
    ['http-5xx', 1, null, 1], ['http-5xx', 1, 7_200, 2], ['not-found', 3, null, 4], ['forbidden', 2, null, 2], ['dns', 1, null, 1],
    ['rate-limited', 1, null, 1], ['rate-limited', 1, 30, 1], ['rate-limited', 1, 18_000, 5], ['rate-limited', 6, 3_600, 24], ['rate-limited', 1, 604_800, 168],
    ['robots', 1, null, 24], ['bad-address', 1, null, 24], ['private-address', 1, null, 24], ['gone', 1, null, 24],
  ])('%s, failure %i, Retry-After %j: %i hours', (kind, count, retryAfter, hours) => {
    expect(wait(kind, count, retryAfter)).toBeGreaterThanOrEqual(hours);
    expect(wait(kind, count, retryAfter)).toBeLessThanOrEqual(hours + 1);
  });

  test('only what is gone for good is given up', () => {
    for (const kind of FETCH_FAILURE_KINDS) expect(afterFailure({ now: NOW, failureCount: 9, kind, retryAfterSeconds: null, sourceId: 's' }).state).toBe(kind === 'gone' ? 'gone' : 'active');
  });
});

describe('a move (R21)', () => {
  const OLD = 'http://blog.example/feed';
  const NEW = 'https://blog.example/feed.xml';
  const day = (days: number): string => new Date(Date.parse(NOW) + days * DAY).toISOString();
  const seen = (...checks: readonly (readonly [day: number, movedTo: string | null])[]): MoveSighting[] => checks.map(([days, movedTo]) => ({ checkedAt: day(days), movedTo }));

  test.each<[string, MoveSighting[], string | null]>([
    ['three checks, a day apart', seen([0, NEW], [1, NEW], [2, NEW]), NEW],
    ['two are too few', seen([0, NEW], [1, NEW]), null],
    ['three within an hour are one', seen([0, NEW], [0.01, NEW], [0.02, NEW]), null],
    ['many, over two days', seen([0, NEW], [0.5, NEW], [1, NEW], [1.5, NEW], [2, NEW]), NEW],
    ['another answer in between', seen([0, NEW], [1, NEW], [1.5, null], [2, NEW]), null],
    ['another target in between', seen([0, NEW], [1, 'https://portal.example/'], [2, NEW], [3, NEW]), null],
    ['again after an interruption', seen([0, NEW], [1, null], [2, NEW], [3, NEW], [4, NEW]), NEW],
    ['over again', seen([0, NEW], [1, NEW], [2, NEW], [3, null]), null],
    ['nothing seen', [], null],
    ['to itself', seen([0, OLD], [1, OLD], [2, OLD]), null],
  ])('%s', (_, sightings, target) => {
    expect(confirmMove({ url: OLD, sightings })).toBe(target);
  });

  test('never goes from https to http (R5)', () => {
    expect(confirmMove({ url: NEW, sightings: seen([0, OLD], [1, OLD], [2, OLD]) })).toBeNull();
  });

  test.each([
    [[301, 308], 'c'], [[301, 302], 'b'], [[302, 301], null], [[307], null], [[], null], [[301], 'b'],
  ])('a chain of %j leads for good to %j', (statuses, target) => {
    expect(permanentTarget(statuses.map((status, index) => ({ status, to: 'bcd'[index] ?? '' })))).toBe(target);
  });
});
