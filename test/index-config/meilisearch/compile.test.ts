import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Filter, FilterField } from '../../../core/search.ts';
import { compileFilter, compileQuery, sentTerms } from '../../../index-config/meilisearch/compile.ts';
import { makeRequest, makeTerm } from '../../helpers/document.ts';

const is = (field: FilterField, value: string): Filter => ({ type: 'is', field, value });

describe('filters', () => {
  test.each<readonly [Filter, string, string]>([
    [is('tag', 'Kafka'), 'tags = "kafka"', 'the case does not matter'],
    [is('tag', 'a" OR id EXISTS OR "'), 'tags = "a\\" or id exists or \\""', 'a quotation mark stays within the value'],
    [is('tag', 'a\\'), 'tags = "a\\\\"', 'and so does a backslash at its end'],
    [is('tag', ' '), 'id = ""', 'a blank value is nobody\'s'],
    [is('tag', 'x'.repeat(401)), 'id = ""', 'a value longer than the server compares is nobody\'s'],
    [is('title', 'a b c'), '(titleWords = "a b" AND titleWords = "b c")', 'words in a row are pairs in a row'],
    [{ type: 'and', clauses: [{ type: 'and', clauses: [is('tag', 'a'), is('tag', 'b')] }, is('tag', 'c')] }, '(tags = "a" AND tags = "b" AND tags = "c")', 'levels that mean nothing are left out'],
    [{ type: 'or', clauses: [{ type: 'and', clauses: [is('tag', 'a')] }] }, 'tags = "a"', 'so are those of one clause'],
    [{ type: 'not', clause: { type: 'not', clause: is('tag', 'a') } }, 'tags = "a"', 'and what cancels out'],
    [{ type: 'published', from: '1970-01-01T00:00:01.500Z', before: null }, '(publishedMs >= 1500)', 'instants are exact'],
    [{ type: 'published', from: '2019-13', before: null }, 'id = ""', 'no instant, no post'],
  ])('%j → %s: %s', (filter, expected) => {
    expect(compileFilter(filter)).toBe(expected);
  });

  test('a value never becomes a condition', () => {
    fc.assert(fc.property(fc.constantFrom<FilterField>('tag', 'kind', 'language', 'code', 'author', 'title', 'source'), fc.string({ unit: 'binary' }), (field, value) => {
      const outside = (compileFilter(is(field, value)) ?? '').replace(/"(?:[^"\\]|\\.)*"/gsu, 'VALUE');
      expect(outside).toMatch(/^\(?\w+ = VALUE(?: (?:AND|OR) \w+ = VALUE)*\)?$/u);
    }), { numRuns: 2_000 });
  });
});

describe('words', () => {
  test.each([
    ['kafka lag*', 'kafka lag', 'a beginning stands last, with nothing after it'],
    ['kafka lag', 'kafka lag ', 'a whole word is closed by a space'],
    ['lag* -redis -"hot key"', '-"redis" -"hot key" lag', 'what is unwanted stands before a beginning, in quotes'],
    ['max_connections', '"max_connections" ', 'a name of several words stands in a row'],
    ['node.js', 'node.js ', 'unless it has other spellings'],
    ['v1.28', '"1.28" ', 'a version is known without its v'],
    ['C++ .NET', 'C++ .NET ', 'symbols stay'],
    ['the kafka of things', 'kafka things ', 'words that say nothing are left out'],
    ['全文検索', '"全文 文検 検索" ', 'words without spaces are pairs of characters'],
  ])('%s → %s: %s', (typed, expected) => {
    const { terms, excluded } = makeRequest(typed);
    expect(compileQuery(sentTerms(terms), excluded)).toBe(expected);
  });

  test('at most ten, as the server reads', () => {
    expect(sentTerms(Array.from({ length: 50 }, (_, at) => makeTerm(`word${at}`)))).toHaveLength(10);
  });

  test('a term never opens a phrase or excludes another', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, phrase) => {
      const query = compileQuery(sentTerms([makeTerm(text, { phrase }), makeTerm('other')]), []).normalize('NFKD');
      expect((query.match(/"/gu) ?? []).length % 2).toBe(0);
      expect(query.replace(/"[^"]*"/gu, '')).not.toMatch(/(?:^|\s)-/u);
    }), { numRuns: 2_000 });
  });
});
