import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText, clip, countWords, fold, slug, words } from '../../core/text.ts';

describe('cleanText', () => {
  test.each([
    ['a\u0000b\u0007c', 'abc', 'control characters go'],
    ['a\r\nb\tc', 'a\nb\tc', 'line breaks and tabs stay'],
    ['cafe\u0301', 'café', 'NFC'],
    ['invoice\u202Egpj.exe', 'invoicegpj.exe', 'bidi overrides go'],
    ['a\uE000b\uE001', 'ab', 'highlight marks cannot be smuggled in'],
    ['\uD800x', '\uFFFDx', 'half a surrogate pair is replaced'],
  ])('%j → %j: %s', (input, expected) => expect(cleanText(input)).toBe(expected));

  test('is idempotent on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => cleanText(cleanText(text)) === cleanText(text)));
  });
});

test('clip cuts between words and never beyond the limit', () => {
  expect(clip('one two three four', 12)).toBe('one two…');
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 60 }), (text, max) => clip(text, max).length <= max && clip(text, max).isWellFormed()));
});

test('a line is one line', () => expect(cleanLine('  a\n b\u00A0c ')).toBe('a b c'));
test('fold keeps letters and digits of every script', () => expect(fold('C++ – Ünïcode №5 日本')).toBe('c ünïcode no5 日本'));
test('slugs are for addresses', () => expect([slug('Ünïcode & Co.'), slug('Rust’s 1.0'), slug('日本 語')]).toEqual(['unicode-co', 'rust-s-1-0', '日本-語']));
test('words are counted as they are taken out', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (a, b) => countWords(`${a} ${b}`) === words(`${a} ${b}`).length));
  expect(['', 'It’s x_2 – 日本!', 'a👍b 𝒳y'].map(countWords)).toEqual([0, 4, 3]);
});
test('words of a text', () => expect(words('Snake_case, x2!')).toEqual(['snake_case', 'x2']));
