/** Listing rules as people write them. */

import { expect, test } from 'vitest';
import { parseListingRules } from '../../../crawler/parse/listing-rules.ts';

test('only the item must be named', () => {
  expect(parseListingRules('{"item":"article","date":"time"}')).toEqual({ item: 'article', link: 'a[href]', title: null, date: 'time', excerpt: null, tags: null, author: null, next: null });
});

test.each([
  ['{"link":"a"}', 'is missing'],
  ['{"item":"article","titel":"h2"}', 'no part of a listing is called "titel"'],
  ['{"item":"li["}', 'no CSS selector'],
  ['{"item":7}', 'no CSS selector'],
  ['["article"]', 'no JSON object'],
  ['article', 'no JSON object'],
])('%s is refused: %s', (json, why) => {
  expect(() => parseListingRules(json)).toThrow(why);
});
