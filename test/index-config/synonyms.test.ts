import { describe, expect, test } from 'vitest';

import { CODE_TERMS } from '../../index-config/code-terms.ts';
import { SYNONYMS, synonymsOf } from '../../index-config/synonyms.ts';

describe('synonyms', () => {
  test.each([
    ['k8s', 'kubernetes'], ['pg', 'postgresql'], ['postgres', 'postgresql'], ['js', 'javascript'], ['golang', 'go'],
    ['a11y', 'accessibility'], ['i18n', 'internationalization'], ['o11y', 'observability'], ['TS', 'typescript'], ['C#', 'csharp'],
  ])('%s finds %s, and the other way round', (a, b) => {
    expect(synonymsOf(a)).toContain(b.toLowerCase());
    expect(synonymsOf(b)).toContain(a.toLowerCase());
  });

  test.each(['go ahead', 'java', 'sql', 'spark', ''])('%j has none', (word) => {
    expect(synonymsOf(word)).toEqual([]);
  });

  test('every group holds two or more different folded words, and no word stands in two groups', () => {
    const seen = new Set<string>();
    for (const group of SYNONYMS) {
      expect(group.length).toBeGreaterThan(1);
      for (const word of group) {
        expect(word).toBe(word.trim().toLowerCase());
        expect(seen.has(word), word).toBe(false);
        seen.add(word);
      }
    }
  });
});

describe('code terms', () => {
  test('are lower case, differ, hold a symbol, and longer ones come first', () => {
    expect(new Set(CODE_TERMS).size).toBe(CODE_TERMS.length);
    CODE_TERMS.forEach((term, at) => {
      expect(term).toMatch(/^[^\p{Lu}]*[^\p{L}\p{N}\s][^\p{Lu}]*$/u);
      const shadowing = CODE_TERMS.slice(0, at).find((earlier) => term.startsWith(earlier));
      expect(shadowing, term).toBeUndefined();
    });
  });
});
