import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, isZone, localDate, plusDays } from '../../core/zones.ts';

describe('a full hour in a zone', () => {
  test.each([
    [{ year: 2026, month: 8, day: 24 }, 7, 'UTC', '2026-08-24T07:00:00.000Z', 'no offset'],
    [{ year: 2026, month: 8, day: 24 }, 7, 'Europe/Berlin', '2026-08-24T05:00:00.000Z', 'summer time'],
    [{ year: 2026, month: 3, day: 29 }, 2, 'Europe/Berlin', '2026-03-29T01:00:00.000Z', 'skipped in spring: an hour later by the clock'],
    [{ year: 2026, month: 3, day: 29 }, 3, 'Europe/Berlin', '2026-03-29T01:00:00.000Z', 'the hour after it'],
    [{ year: 2026, month: 10, day: 25 }, 2, 'Europe/Berlin', '2026-10-25T00:00:00.000Z', 'twice in autumn: the first time'],
    [{ year: 2026, month: 11, day: 1 }, 1, 'America/New_York', '2026-11-01T05:00:00.000Z', 'twice, a week later in America'],
    [{ year: 2026, month: 6, day: 1 }, 0, 'Asia/Kolkata', '2026-05-31T18:30:00.000Z', 'half an hour off'],
    [{ year: 2026, month: 1, day: 1 }, 0, 'Pacific/Auckland', '2025-12-31T11:00:00.000Z', 'the day before in UTC'],
  ])('%o %i:00 %s → %s (%s)', (date, hour, zone, expected) => expect(instantOf(date, hour, zone)).toBe(expected));

  test('it is that day there, whatever the zone', () => {
    fc.assert(fc.property(
      fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'America/St_Johns'), fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 4, max: 22 }),
      (zone, days, hour) => {
        const date = plusDays({ year: 1990, month: 1, day: 1 }, days);
        expect(localDate(instantOf(date, hour, zone), zone)).toEqual(date);
      },
    ));
  });
});

test.each([['UTC', true], ['Europe/Berlin', true], ['America/Argentina/Buenos_Aires', true], ['+02:00', false], ['Mars/Base', false], ['', false], ["Europe/Berlin'; --", false]])(
  'is %s a zone: %s', (name, expected) => expect(isZone(name)).toBe(expected));
