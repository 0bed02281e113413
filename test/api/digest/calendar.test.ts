import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueAt, expiryOf, findPeriod, lastEnded, periodAt, titleOf, type Cadence, type Period, type Weekday } from '../../../api/digest/calendar.ts';

const period = (key: string, zone = 'UTC'): Period => {
  const found = findPeriod(key, zone);
  if (found === null) throw new Error(`${key} is no period`);
  return found;
};

describe('what a key covers', () => {
  test.each([
    ['2026-W34', 'UTC', '2026-08-17T00:00:00.000Z', '2026-08-24T00:00:00.000Z', 'a plain week'],
    ['2026-W01', 'UTC', '2025-12-29T00:00:00.000Z', '2026-01-05T00:00:00.000Z', 'a first week begins in the year before'],
    ['2026-W53', 'UTC', '2026-12-28T00:00:00.000Z', '2027-01-04T00:00:00.000Z', '2026 has a week 53'],
    ['2026-W13', 'Europe/Berlin', '2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z', 'a week of 167 hours'],
    ['2026-W43', 'Europe/Berlin', '2026-10-18T22:00:00.000Z', '2026-10-25T23:00:00.000Z', 'a week of 169 hours'],
    ['2026-02', 'UTC', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', 'a month'],
    ['2026-12', 'UTC', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z', 'the last month'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z', 'a leap day'],
  ])('%s in %s', (key, zone, startAt, endAt) => expect(period(key, zone)).toMatchObject({ key, startAt, endAt }));

  test.each(['2025-W53', '2026-W54', '2026-W00', '2026-13', '2026-00', '2026-02-29', '2026-W3', 'W34', '', '2026-08-24T00', '2026-W34 '])('%s names nothing', (key) =>
    expect(findPeriod(key, 'UTC')).toBeNull());

  test('every moment lies in exactly one week, whose key names it again; weeks follow each other without a gap', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1995-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }), fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia'), (date, zone) => {
      const at = date.toISOString();
      const week = periodAt('weekly', at, zone);
      expect(week.startAt <= at && at < week.endAt).toBe(true);
      expect(findPeriod(week.key, zone)).toEqual(week);
      expect(periodAt('weekly', week.endAt, zone).startAt).toBe(week.endAt);
    }));
  });
});

describe('when an issue is due', () => {
  test.each<[string, Weekday, number, string, string, string]>([
    ['2026-W34', 'monday', 7, 'UTC', '2026-08-24T07:00:00.000Z', 'the Monday after'],
    ['2026-W34', 'wednesday', 18, 'Asia/Tokyo', '2026-08-26T09:00:00.000Z', 'another day in a zone ahead'],
    ['2026-W34', 'monday', 7, 'Pacific/Auckland', '2026-08-24T00:00:00.000Z', 'Monday there is over before the week here is: as soon as it has ended'],
    ['2026-W34', 'sunday', 23, 'Pacific/Honolulu', '2026-08-31T09:00:00.000Z', 'as late as can be'],
    ['2026-W12', 'sunday', 2, 'Europe/Berlin', '2026-03-29T01:00:00.000Z', 'an hour that the clocks skip'],
    ['2026-08', 'monday', 7, 'UTC', '2026-09-07T07:00:00.000Z', 'monthly: the first such day of the month after'],
    ['2026-08-24', 'monday', 7, 'UTC', '2026-08-25T07:00:00.000Z', 'daily: the day after, whatever the weekday'],
  ])('%s for %s %i:00 %s', (key, day, hour, zone, expected) => expect(dueAt(period(key), { day, hour, zone })).toBe(expected));

  test.each([['weekly', '2026-08-31T07:00:00.000Z'], ['daily', '2026-08-25T07:00:00.000Z'], ['monthly', '2026-08-31T07:00:00.000Z']] as const)('%s issues are worth it until %s', (cadence, expected) =>
    expect(expiryOf(cadence, '2026-08-24T07:00:00.000Z')).toBe(expected));
});

test.each<[Cadence, string, string, string]>([
  ['weekly', '2026-08-24T00:00:00.000Z', '2026-W34', 'the moment it ends'], ['weekly', '2026-08-23T23:59:59.999Z', '2026-W33', 'a moment before'],
  ['weekly', '2027-01-04T00:00:00.000Z', '2026-W53', 'after week 53'], ['daily', '2026-03-01T05:00:00.000Z', '2026-02-28', 'a day'], ['monthly', '2026-01-31T05:00:00.000Z', '2025-12', 'a month'],
])('the last %s period at %s is %s (%s)', (cadence, now, key) => expect(lastEnded(cadence, now, 'UTC').key).toBe(key));

test('what it is called', () => {
  expect(titleOf(period('2026-W34')).replace(/\s/gu, ' ')).toBe('Week 34, 17 – 23 August 2026');
  expect(titleOf(period('2026-08'))).toBe('August 2026');
  expect(titleOf(period('2026-08-24'))).toBe('24 August 2026');
});
