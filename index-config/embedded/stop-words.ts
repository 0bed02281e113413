/** Words that say nothing about a post: they need not match unless they stand in a phrase or nothing else was asked for. */

/** English function words, folded. Short on purpose: `go`, `it` (the trade) apart, none of them is a name in our field. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  ('a an and are as at be been being but by can could did do does dont for from had has have how i if in into is it its my of on or our ' +
    'so such than that the their them then there these they this those to was we were what when where which who whose why will with would you your')
    .split(' '),
);
