import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenise } from '../../../crawler/dedupe/tokens.ts';

const wordsOf = (text: string): number[] => [...tokenise(text).words];

describe('tokenise', () => {
  test.each([
    ['The Quick fox', 'the quick FOX', 'case'],
    ["don't “quote” me", 'don’t "quote" me', 'quotation marks'],
    ['a—b … c', 'a b ... c', 'dashes and ellipses'],
    ['soft­ware', 'software', 'soft hyphens'],
    ['zero​width', 'zerowidth', 'zero-width spaces'],
    ['oﬃce', 'office', 'ligatures'],
    ['Ｆｕｌｌ １２', 'full 12', 'full-width forms'],
    ['café', 'cafe\u0301', 'composed and combining accents'],
    ['ÜBER Straße', 'über straße', 'case beyond ASCII'],
    ['no break', 'no break', 'spaces of all sorts'],
    ['ship it 🚀 now', 'ship it now', 'emoji'],
  ])('%s reads as %s: %s', (left, right) => {
    expect(wordsOf(left)).toEqual(wordsOf(right));
  });

  test.each([['cat', 'car', 'letters'], ['a b', 'ab', 'spaces'], ['v1', 'v2', 'digits'], ['cafe', 'café', 'accents']])('%s and %s differ: %s', (left, right) => {
    expect(wordsOf(left)).not.toEqual(wordsOf(right));
  });

  test.each([
    ['数据库', 3, 'Han stands without spaces'], ['テスト', 3, 'kana too'], ['데이터 베이스', 2, 'Hangul has spaces'], ['', 0, 'nothing'], ['…!?', 0, 'punctuation alone'],
  ])('%s has %i words: %s', (text, count) => {
    expect(tokenise(text).words).toHaveLength(count);
  });

  test('keeps versions, dates and fractions whole among the numbers', () => {
    const [version, date, figure] = tokenise('v18.4.0 of 2023-04-13, 7 fixes').numbers;
    expect(tokenise('18.4.0').numbers).toEqual([version]);
    expect(tokenise('on 2023-04-13.').numbers).toEqual([date]);
    expect(tokenise('7.').numbers).toEqual([figure]);
  });

  test('takes any string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(tokenise(text).words.length).toBeLessThanOrEqual(text.normalize('NFKC').length + 1);
    }));
  });
});
