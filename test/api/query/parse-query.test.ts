import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatQuery } from '../../../api/query/format.ts';
import { MAX_QUERY_CHARS, parseQuery, type ParsedQuery } from '../../../api/query/parse-query.ts';
import { topicsUnder } from '../../../api/query/topics.ts';
import { RequestError } from '../../../core/errors.ts';
import type { Filter } from '../../../core/search.ts';
import { TAXONOMY } from '../../../index-config/taxonomy.ts';

const NOW = '2026-08-31T10:30:00.000Z';
const parse = (text: string) => parseQuery(text, NOW);
const textsOf = (query: ParsedQuery) => query.terms.map((term) => (term.phrase ? `"${term.text}"` : term.text));
const is = (field: string, value: string) => ({ type: 'is', field, value });

describe('words and phrases', () => {
  test.each([
    ['kafka flink', ['kafka', 'flink'], 'words are taken in order'],
    ['"exactly once" kafka', ['"exactly once"', 'kafka'], 'a quoted phrase stays together'],
    ['“exactly once”', ['"exactly once"'], 'typographic quotation marks from phones'],
    ['say"hello world"', ['say', '"hello world"'], 'a quotation mark ends a word'],
    ['kafka, flink; why?', ['kafka', 'flink', 'why'], 'marks of a sentence are not part of its words'],
    ['Netflix - Chaos', ['Netflix', 'Chaos'], 'a dash between words excludes nothing'],
    ['C++ C# F# .NET node.js', ['C++', 'C#', 'F#', '.NET', 'node.js'], 'code-like words are one word'],
    ['snake_case kebab-case camelCase v1.28', ['snake_case', 'kebab-case', 'camelCase', 'v1.28'], 'names and versions are one word'],
    ['std::vector foo::bar http://a.example/x', ['std::vector', 'foo::bar', 'http://a.example/x'], 'a colon that follows no field belongs to the word'],
    ['tag::x', ['tag::x'], 'a double colon is a scope, even after the name of a field'],
    ['localhost:8080 16:9 error:timeout', ['localhost:8080', '16:9', 'error:timeout'], 'ports and ratios are words'],
    ['main() f(x) (kafka)', ['main()', 'f(x)', 'kafka'], 'a word keeps the parentheses that it opened itself'],
    ['--no-verify #1234', ['--no-verify', '#1234'], 'a flag and a ticket are words'],
    ['Title: the book', ['Title', 'the', 'book'], 'a capitalised name before a space is a word of a title'],
    ['a AND b', ['a', 'b'], 'AND is what happens anyway'],
    ['\u200Fkafka\u200E \u202Eflink\u0000x', ['kafka', 'flink', 'x'], 'direction marks and NUL separate'],
    ['Müller 数据库 🚀rocket', ['Müller', '数据库', '🚀rocket'], 'other scripts and emoji'],
  ])('%j', (text, expected, _why) => {
    expect(textsOf(parse(text))).toEqual(expected);
    expect(parse(text).filter).toBeNull();
  });

  test.each([
    ['-spark', ['spark']], ['-"spark streaming"', ['spark streaming']], ['NOT spark', ['spark']], ['-(spark OR storm)', ['spark', 'storm']],
    ['-(spark storm)', ['spark', 'storm']], ['-(-kafka)', []],
  ])('%s excludes', (text, expected) => expect(parse(text).excluded.map((term) => term.text)).toEqual(expected));

  test.each([
    ['kaf', true, 'it may still be being typed'], ['kaf ', false, 'the space ends it'], ['kaf tag:x', true, 'a filter changes no word'],
    ['"kaf"', false, 'a phrase is whole'], ['-kaf', false, 'an exclusion is exact'],
  ])('%j: the last word is a beginning: %s', (text, expected, _why) => {
    const query = parse(text);
    expect([...query.terms, ...query.excluded].at(-1)?.prefix).toBe(expected);
  });

  test('every term knows its place', () => {
    expect(parse('  kafka "exactly once" -spark').terms.map((term) => term.start)).toEqual([2, 8]);
  });
});

describe('fields', () => {
  test.each([
    ['tag:kafka', is('tag', 'kafka')], ['#Kafka', is('tag', 'kafka')], ['#c++', is('tag', 'c++')], ['tag:"Apache Kafka"', is('tag', 'kafka')],
    ['source:netflixtechblog.com', is('source', 'netflixtechblog.com')], ['site:https://www.uber.com/blog/', is('source', 'uber.com')],
    ['source:"Uber Blog"', is('source', 'uber-blog')], ['kind:postmortems', is('kind', 'postmortem')], ['kind:"deep dive"', is('kind', 'deep-dive')],
    ['lang:German', is('language', 'de')], ['lang:en-GB', is('language', 'en')], ['code:Golang', is('code', 'go')], ['code:c#', is('code', 'c#')],
    ['author:"Jane Doe"', is('author', 'Jane Doe')], ['title:kafka', is('title', 'kafka')], ['is:original', is('is', 'original')],
    ['Tag:kafka', is('tag', 'kafka')], ['-tag:kafka', { type: 'not', clause: is('tag', 'kafka') }],
    ['tag:a OR tag:b', { type: 'or', clauses: [is('tag', 'a'), is('tag', 'b')] }],
    ['tag:a tag:b OR tag:c', { type: 'and', clauses: [is('tag', 'a'), { type: 'or', clauses: [is('tag', 'b'), is('tag', 'c')] }] }],
    ['(tag:a kind:news) OR tag:b', { type: 'or', clauses: [{ type: 'and', clauses: [is('tag', 'a'), is('kind', 'news')] }, is('tag', 'b')] }],
    ['-(tag:a OR tag:b)', { type: 'not', clause: { type: 'or', clauses: [is('tag', 'a'), is('tag', 'b')] } }],
    ['((tag:a))', is('tag', 'a')], ['()', null], ['title:"a OR b) -c"', is('title', 'a OR b) -c')],
  ])('%s', (text, expected) => expect(parse(text).filter).toEqual(expected));

  test.each([
    ['after:2019', '2019-01-01', 'a year'], ['after:2019-06', '2019-06-01', 'a month'], ['after:2019-06-15', '2019-06-15', 'a day'],
    ['after:2019/6/15', '2019-06-15', 'slashes'], ['after:2019-Q3', '2019-07-01', 'a quarter'], ['after:2026-W34', '2026-08-17', 'an ISO week'],
    ['after:2020-W53', '2020-12-28', 'the 53rd week of a long year'], ['after:june-2019', '2019-06-01', 'a named month'],
    ['after:"15 Jun 2019"', '2019-06-15', 'a day as Europeans write it'], ['after:"June 15, 2019"', '2019-06-15', 'a day as Americans write it'],
    ['after:yesterday', '2026-08-30', 'a word'], ['after:last-month', '2026-07-01', 'the month before'], ['after:last-week', '2026-08-24', 'the week before (31 August is a Monday)'],
    ['after:last-year', '2025-01-01', 'the year before'], ['after:"3 years ago"', '2023-08-31', 'a distance'], ['after:6-months-ago', '2026-02-28', 'the last day of a shorter month'],
    ['age:<6m', '2026-02-28', 'an age, by the calendar'], ['age:2w', '2026-08-17', 'an age without a sign'],
  ])('%s is published since %s', (text, day, _why) => {
    expect(parse(text).filter).toMatchObject({ type: 'published', from: expect.stringMatching(`^${day}`), before: null });
  });

  test('before: and age:> leave the beginning open', () => {
    expect(parse('before:2020').filter).toEqual({ type: 'published', from: null, before: '2020-01-01T00:00:00.000Z' });
    expect(parse('age:>1y').filter).toEqual({ type: 'published', from: null, before: '2025-08-31T10:30:00.000Z' });
  });
});

describe('what makes no sense is named with its place', () => {
  test.each([
    ['after:2019-13', 0, 'month 13'], ['kafka after:2019-02-30', 6, 'not a day'], ['after:soon', 0, 'is not a date'], ['age:old', 0, 'is not an age'],
    ['after:2019-W53', 0, 'not a week'], ['after:0019', 0, 'not between'], ['kind:poem', 0, 'kind: takes postmortem'], ['is:good', 0, 'is: takes original'],
    ['OR', 0, 'both sides'], ['a OR', 2, 'both sides'], ['tag:a OR OR tag:b', 9, 'both sides'], ['x )', 2, 'no parenthesis is open'],
    ['tag: kafka', 0, 'directly behind the colon'], ['kafka OR flink', 6, 'works between fields'], ['kafka OR tag:flink', 6, 'works between fields'],
    ['a b c d e f g h i j kay', 20, 'first 10 words'], ['=> kafka', 0, 'no letter and no digit'], ['"..."', 0, 'no letter and no digit'], ['-(', 0, ''],
  ])('%s', (text, start, reason) => {
    const { ignored, problems } = parse(text);
    if (reason === '') expect(problems.length).toBeGreaterThan(0);
    else expect(ignored[0]).toMatchObject({ start, reason: expect.stringContaining(reason) });
  });

  test.each([
    ['autor:bob x', 'author:bob x'], ['kind:postmortm', 'kind:postmortem'], ['x tags:kafka y', 'x tag:kafka y'],
  ])('%s: did you mean %s?', (text, suggestion) => {
    const { problems } = parse(text);
    expect(problems.map((problem) => text.slice(0, problem.start) + problem.suggestion + text.slice(problem.end))).toEqual([suggestion]);
  });

  test.each([['"kafka streams', 0, 'quotation mark'], ['a (tag:b', 2, 'parenthesis'], ['title:"open', 0, 'quotation mark']])('%s is never closed', (text, start, message) => {
    expect(parse(text).problems).toMatchObject([{ start, message: expect.stringContaining(message) }]);
  });

  test('a phrase is cut at the tenth word', () => {
    const { terms, ignored } = parse('"a b c d e f g h i j k l"');
    expect(terms.map((term) => term.text)).toEqual(['a b c d e f g h i j']);
    expect(ignored).toMatchObject([{ text: 'k l' }]);
  });

  test.each([
    ['x'.repeat(100_000), MAX_QUERY_CHARS], ['('.repeat(10_000), MAX_QUERY_CHARS], [Array.from({ length: 21 }, () => 'tag:a').join(' '), 120],
  ])('too much is refused with its place', (text, position) => {
    const refusal = expect.objectContaining({ kind: 'bad-query', position });
    expect(() => parse(text)).toThrow(RequestError);
    expect(() => parse(text)).toThrow(refusal);
  });

  test('the account in words', () => {
    expect(parse('kafka streams "exactly once" -spark tag:a OR tag:b lang:de after:2019 before:2019-06').understood).toEqual([
      'the words kafka, streams', 'the phrase “exactly once”', 'without spark', 'topic a or topic b', 'written in German',
      'published since 1 January 2019', 'published before 1 June 2019',
    ]);
  });
});

describe('a topic with others under it', () => {
  test.each([['tag:databases', 'postgresql'], ['tag:Databases', 'sqlite'], ['#databases', 'databases']])('%s finds %s too', (text, slug) => {
    const { filter } = parse(text);
    expect(filter).toMatchObject({ type: 'or', clauses: expect.arrayContaining([is('tag', slug)]) });
  });

  test('what was understood says so, once', () => {
    expect(parse('tag:databases').understood).toEqual([expect.stringMatching(/^topic Databases with the \d+ topics under it$/u)]);
    expect(parse('tag:postgresql').understood).toEqual([expect.stringContaining('topic PostgreSQL')]);
  });

  test('a topic stands in the list once, whatever its parents are', () => {
    for (const { slug } of TAXONOMY.topics) expect(new Set([slug, ...topicsUnder(slug)]).size).toBe(1 + topicsUnder(slug).length);
  });
});

describe('properties', () => {
  /** A topic with those under it. */
  const isOneTopic = (filter: Filter): boolean => {
    const [first] = filter.type === 'or' ? filter.clauses : [];
    return first?.type === 'is' && first.field === 'tag' && filter.type === 'or'
      && JSON.stringify(filter.clauses) === JSON.stringify([first.value, ...topicsUnder(first.value)].map((value) => is('tag', value)));
  };
  const clauses = (filter: Filter | null): number => {
    if (filter === null) return 0;
    if (filter.type === 'not') return clauses(filter.clause);
    if (isOneTopic(filter)) return 1;
    return filter.type === 'and' || filter.type === 'or' ? filter.clauses.reduce((sum, clause) => sum + clauses(clause), 0) : 1;
  };
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom('tag:', '#', '"', '(', ')', '-', ' ', 'OR', 'NOT', 'a', 'kafka', 'after:', '2019', ':', '\\', '\'', '=', '*', 'kind:news', '\u0000', '\u202E'), { maxLength: 60 }).map((parts) => parts.join('')),
  );

  test('any text as a quoted value of any field is one clause and no word', () => {
    fc.assert(fc.property(fc.constantFrom('tag', 'source', 'title', 'author', 'code', 'lang'), anything, (field, value) => {
      const withoutQuotes = value.replace(/["“”„«»]/gu, ' ').slice(0, 200);
      const query = parse(`${field}:"${withoutQuotes}x"`);
      expect(clauses(query.filter)).toBe(1);
      expect(query.terms).toEqual([]);
    }), { numRuns: 2_000 });
  });

  test('any text without spaces and quotes behind a field is at most one clause, whatever follows stays', () => {
    fc.assert(fc.property(anything, (value) => {
      const joined = value.replace(/[\s"“”„«»()\p{Cc}\p{Cf}\uE000\uE001]/gu, '').slice(0, 200);
      expect(clauses(parse(`tag:${joined} kind:news`).filter)).toBeLessThanOrEqual(2);
    }), { numRuns: 1_000 });
  });

  test('an excluded word that begins with a minus is written so that it stays one', () => {
    const written = formatQuery(parse('NOT --verbose').items);
    expect(parse(written).excluded.map(({ text }) => text)).toEqual(['--verbose']);
  });

  test('no text makes it throw anything but RequestError, and it is read back as the same query', () => {
    fc.assert(fc.property(anything, (text) => {
      let query: ParsedQuery;
      try {
        query = parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(RequestError);
        return;
      }
      const written = formatQuery(query.items);
      if (written.length > MAX_QUERY_CHARS) return;
      const again = parse(written);
      expect(again.filter).toEqual(query.filter);
      expect(textsOf(again)).toEqual(textsOf(query));
      expect(again.excluded.map((term) => term.text)).toEqual(query.excluded.map((term) => term.text));
    }), { numRuns: 5_000 });
  });
});
