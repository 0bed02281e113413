import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseOriginal, partition, type ClusterMember, type OriginalCandidate } from '../../../crawler/dedupe/cluster.ts';
import { findJoins } from '../../../crawler/dedupe/stage.ts';
import { documentOf, joinOf, textOf } from './documents.ts';

const member = (id: string, given: Partial<ClusterMember> = {}): ClusterMember => ({ id, url: `https://${id}.example.net/post`, title: 'How we rebuilt the storage layer', wordCount: 1_000, ...given });
const PART = { rule: 'contained', similarity: 0.1, containment: 0.9 };

describe('partition', () => {
  test('a post without joins is a cluster of its own', () => {
    expect(partition([member('b'), member('a')], [])).toEqual([['a'], ['b']]);
  });

  test('joins are transitive', () => {
    expect(partition(['a', 'b', 'c'].map((id) => member(id)), [joinOf('a', 'b'), joinOf('c', 'b')])).toEqual([['a', 'b', 'c']]);
  });

  test('joins of posts that are not given are left aside', () => {
    expect(partition([member('a')], [joinOf('a', 'gone')])).toEqual([['a']]);
  });

  test('an undone join keeps its two posts apart, even where a third is joined to both', () => {
    const joins = [joinOf('a', 'b', { undoneAt: '2026-01-02T00:00:00.000Z' }), joinOf('a', 'c', { similarity: 0.95 }), joinOf('b', 'c', { similarity: 0.8 })];
    expect(partition(['a', 'b', 'c'].map((id) => member(id)), joins)).toEqual([['a', 'c'], ['b']]);
  });

  test('two versions stay apart, though a third post is joined to both', () => {
    const members = [member('a', { title: 'Widget 1.2 released' }), member('b', { title: 'Widget 1.3 released' }), member('c', { title: 'Widget released' })];
    expect(partition(members, [joinOf('a', 'c'), joinOf('b', 'c', { similarity: 0.9 })])).toEqual([['a', 'c'], ['b']]);
  });

  test('an excerpt that two long posts hold does not make them one', () => {
    const members = [member('long'), member('other'), member('short', { wordCount: 60 })];
    expect(partition(members, [joinOf('long', 'short', PART), joinOf('other', 'short', { ...PART, containment: 0.8 })])).toEqual([['long', 'short'], ['other']]);
  });

  test('an excerpt of an excerpt finds the whole', () => {
    const members = [member('whole'), member('third', { wordCount: 330 }), member('lead', { wordCount: 60 })];
    expect(partition(members, [joinOf('third', 'whole', PART), joinOf('lead', 'third', { ...PART, containment: 1 })])).toEqual([['lead', 'third', 'whole']]);
  });

  test.each(['named-original', 'same-address', 'manual'])('a join by %s is believed whatever the titles say', (rule) => {
    const members = [member('a', { title: 'Part 1' }), member('b', { title: 'Part 2' })];
    expect(partition(members, [joinOf('a', 'b', { rule, similarity: 0, containment: 0 })])).toEqual([['a', 'b']]);
  });

  test('is the same in whatever order members and joins are given', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const joins = fc.array(fc.record({ pair: fc.shuffledSubarray(ids, { minLength: 2, maxLength: 2 }), similarity: fc.constantFrom(0.1, 0.5, 0.9), isUndone: fc.boolean() }), { maxLength: 10 });
    const titles = fc.array(fc.constantFrom('Widget 1', 'Widget 2', 'Widget'), { minLength: 6, maxLength: 6 });
    fc.assert(fc.property(joins, titles, fc.integer(), (given, names, seed) => {
      const members = ids.map((id, i) => member(id, { title: names[i] ?? '', wordCount: 100 * (i + 1) }));
      const pairs = new Map(given.map(({ pair: [x = '', y = ''], similarity, isUndone }) => [[x, y].sort().join(), joinOf(x, y, { similarity, containment: 0.9, undoneAt: isUndone ? '2026-01-02T00:00:00.000Z' : null })]));
      const all = [...pairs.values()];
      const turn = <T>(items: readonly T[]): T[] => [...items].sort((a, b) => ((JSON.stringify(a).length * seed) % 7) - ((JSON.stringify(b).length * seed) % 7)).reverse();
      expect(partition(turn(members), turn(all))).toEqual(partition(members, all));
      for (const join of all) {
        if (join.undoneAt !== null) expect(partition(members, all).some((cluster) => cluster.includes(join.leftId) && cluster.includes(join.rightId))).toBe(false);
      }
    }));
  });
});

test('any order of arrival leads to the same clusters', () => {
  const lines = textOf(1).split('\n');
  const documents = [
    documentOf({ id: 'original', text: lines.join('\n') }),
    documentOf({ id: 'retitled', title: 'Bytes, revisited', text: lines.join('\n') }),
    documentOf({ id: 'excerpt', text: lines.slice(0, 6).join('\n'), excerptOnly: true }),
    documentOf({ id: 'third', text: lines.slice(0, 14).join('\n') }),
    documentOf({ id: 'noisy', text: lines.map((line, i) => (i % 3 === 0 ? line.replace(' and ', ' or even ') : line)).join('\n') }),
    documentOf({ id: 'v1', title: 'Widget 1.0 released', text: textOf(2) }),
    documentOf({ id: 'v2', title: 'Widget 2.0 released', text: textOf(2) }),
    documentOf({ id: 'alone', title: 'On call', text: textOf(3) }),
  ];
  const expected = partition(documents, findJoins(documents));
  expect(expected).toEqual([['alone'], ['excerpt', 'noisy', 'original', 'retitled', 'third'], ['v1'], ['v2']]);
  fc.assert(fc.property(fc.shuffledSubarray(documents, { minLength: documents.length }), (arrived) => {
    expect(partition(arrived, findJoins(arrived))).toEqual(expected);
  }), { numRuns: 60 });
});

describe('chooseOriginal', () => {
  const candidate = (id: string, given: Partial<OriginalCandidate> = {}): OriginalCandidate => ({
    id, url: `https://${id}.example.net/post`, canonicalUrl: `https://${id}.example.net/post`, publishedAt: '2024-03-01', wordCount: 1_000, excerptOnly: false, quality: { score: 0.8, reasons: [] }, ...given,
  });
  const at = (canonicalUrl: string, given: Partial<OriginalCandidate> = {}): OriginalCandidate => candidate('best', { url: canonicalUrl, canonicalUrl, ...given });
  const worse = (canonicalUrl: string, given: Partial<OriginalCandidate> = {}): OriginalCandidate => candidate('a', { url: canonicalUrl, canonicalUrl, ...given });

  test.each<[string, OriginalCandidate, OriginalCandidate]>([
    ['its own site before Medium, though later', at('https://eng.example.net/x', { publishedAt: '2024-03-09' }), worse('https://medium.com/eng/x')],
    ['Medium before dev.to', at('https://medium.com/eng/x'), worse('https://dev.to/jane/x')],
    ['dev.to before a planet', at('https://dev.to/jane/x'), worse('https://planet.example.org/x')],
    ['the page before its staging copy', at('https://servo.example.org/blog/x', { publishedAt: null }), worse('https://servo.example.org/staged/blog/x')],
    ['a site before its preview', at('https://eng.example.net/x'), worse('https://eng-git-fix.vercel.app/x')],
    ['the earlier', at('https://eng.example.net/x'), worse('https://e.example.net/x', { publishedAt: '2024-03-02' })],
    ['the longer', at('https://eng.example.net/x', { wordCount: 1_001 }), worse('https://e.example.net/x')],
    ['a whole text before an excerpt, though later', at('https://medium.com/eng/x', { publishedAt: '2025-01-01' }), worse('https://eng.example.net/x', { excerptOnly: true })],
    ['never a page of low quality', at('https://planet.example.org/x', { publishedAt: null }), worse('https://farm.example.net/x', { publishedAt: '2001-01-01', quality: { score: 0.1, reasons: ['spun'] } })],
    ['a known date before an unknown one', at('https://eng.example.net/x'), worse('https://e.example.net/x', { publishedAt: null })],
    ['the shorter address where all else is equal', at('https://e.example.net/x'), worse('https://eng.example.net/x')],
  ])('%s', (_why, best, other) => {
    expect(chooseOriginal([best, other], [])).toBe('best');
    expect(chooseOriginal([other, best], [])).toBe('best');
  });

  test('the page that another names as its original, unless the naming was undone', () => {
    const [medium, own] = [at('https://medium.com/eng/x'), worse('https://eng.example.net/x')];
    const named = joinOf('best', 'a', { rule: 'named-original', reason: 'The page names https://medium.com/eng/x as its original (rel=canonical).' });
    expect(chooseOriginal([own, medium], [named])).toBe('best');
    expect(chooseOriginal([own, medium], [{ ...named, undoneAt: '2026-01-02T00:00:00.000Z' }])).toBe('a');
  });

  test('there is no original of nothing', () => {
    expect(() => chooseOriginal([], [])).toThrow(TypeError);
  });
});
