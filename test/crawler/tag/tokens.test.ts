import { describe, expect, test } from 'vitest';

import { tokenise } from '../../../crawler/tag/tokens.ts';

function wordsOf(text: string): string[] {
  const { starts, ends, hashes } = tokenise(text, text.length);
  return Array.from(starts, (start, index) => (hashes[index] === 0 ? '|' : text.slice(start, ends[index])));
}

describe('tokens', () => {
  test.each([
    ['C++ and C#', ['C', '+', '+', 'and', 'C', '#'], 'symbols stick to their word'],
    ['.NET on example.net', ['.', 'NET', 'on', 'example', '.', 'net'], 'dots inside are tokens'],
    ['One. Two', ['One', '|', 'Two'], 'a full stop breaks'],
    ['load-balancing/CI', ['load', 'balancing', 'CI'], 'dashes and slashes separate'],
    ['see https://example.com/a?b=c now', ['see', 'now'], 'addresses are left out, their scheme too'],
    ['a + b', ['a', 'b'], 'a symbol that stands alone is none'],
    ['微服务 и кэш', ['微', '服', '务', 'и', 'кэш'], 'scripts without spaces are read by character'],
    ['one\ntwo\n\nthree', ['one', 'two', '|', 'three'], 'an empty line breaks, a line end does not'],
  ])('%j gives %j: %s', (text, expected) => {
    expect(wordsOf(text)).toEqual(expected);
  });

  test('the dot that begins a word differs from one inside, and case does not matter', () => {
    const dot = (text: string) => tokenise(text, text.length).hashes[text.startsWith('.') ? 0 : 1];
    expect(dot('.net')).not.toBe(dot('example.net'));
    expect(tokenise('KuBeRnEtEs', 20).hashes).toEqual(tokenise('kubernetes', 20).hashes);
  });
});
