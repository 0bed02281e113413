import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../../crawler/fetch/retry-after.ts';

const NOW = Date.parse('2026-03-29T12:00:00Z');
const WEEK = 7 * 24 * 3600;

test.each<[string | null | undefined, number | null, string]>([
  ['120', 120, 'seconds'], ['0', 0, 'at once'], [' 60 ', 60, 'white space around'], ['86400', 86_400, 'a day'],
  ['604801', WEEK, 'more than a week is a week'], ['315360000', WEEK, 'ten years'], ['99999999999999999999', null, 'a number nobody means'],
  ['Sun, 29 Mar 2026 12:02:00 GMT', 120, 'HTTP date'], ['Sunday, 29-Mar-26 12:02:00 GMT', 120, 'RFC 850 date'], ['Sun Mar 29 12:02:00 2026 GMT', 120, 'asctime date'], ['Thu, 29 Mar 2036 12:00:00 GMT', WEEK, 'a date in ten years'],
  ['Sun, 29 Mar 2026 11:00:00 GMT', null, 'a date gone by'], ['Fri, 01 Jan 1990 00:00:00 GMT', null, 'a date long gone by'],
  ['-5', null, 'negative'], ['1.5', null, 'a fraction'], ['soon', null, 'a word'], ['12:30', null, 'a time'], ['2026-03-30', null, 'another kind of date'], ['Sun, 99 Foo 2026', null, 'a broken date'], ['', null, 'empty'], [null, null, 'no header'], [undefined, null, 'no header'],
])('%j means %j: %s', (value, seconds) => {
  expect(parseRetryAfter(value, NOW)).toBe(seconds);
});
