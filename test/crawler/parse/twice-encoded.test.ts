import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFeed } from '../../../crawler/parse/feed.ts';
import { repairTwiceEncoded } from '../../../crawler/parse/twice-encoded.ts';

const asWindows1252 = (text: string): string => new TextDecoder('windows-1252').decode(Buffer.from(text));

test.each([
  ['donâ€™t', 'don’t', 'an apostrophe'], ['wait â€¦', 'wait …', 'an ellipsis'], ['cafÃ©', 'café', 'an accent'], ['ðŸš€ launch', '🚀 launch', 'four bytes'],
  ['a\u00e2\u0080\u009db', 'a”b', 'bytes without a character in Windows-1252'], ['Ð¿Ñ€Ð¸Ð²ÐµÑ‚', 'привет', 'another script'],
  ['café', 'café', 'right already'], ['it’s cafÃ©', 'it’s cafÃ©', 'one right character says that the others are meant'], ['naïve — Ω', 'naïve — Ω', 'beyond Windows-1252'],
  ['Ã', 'Ã', 'a lead alone'], ['« À » : où', '« À » : où', 'French with its marks'], ['', '', 'nothing'],
])('%s → %s: %s', (text, expected, _why) => {
  expect(repairTwiceEncoded(text)).toBe(expected);
});

test('what was encoded twice comes back, and what comes back stays', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => /[^\u0000-\u00ff]/u.test(text) && !text.includes('\ufeff')), (text) => {
    expect(repairTwiceEncoded(asWindows1252(text))).toBe(text);
  }));
});

test('references are decoded before, CDATA is read as it stands', () => {
  const feed = '<rss><channel><item><title>don&acirc;&#128;&#153;t</title><description><![CDATA[donâ€™t <b>wait</b>]]></description></item></channel></rss>';
  const [entry] = parseFeed({ url: 'https://copperfold.example/feed', body: Buffer.from(feed), headers: {} }).entries;
  expect([entry?.title, entry?.summary]).toEqual(['don’t', 'don’t wait']);
});
