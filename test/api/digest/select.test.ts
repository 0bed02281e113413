import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findPeriod } from '../../../api/digest/calendar.ts';
import type { Candidate, Pool } from '../../../api/digest/select/candidate.ts';
import { toCandidate } from '../../../api/digest/select/eligible.ts';
import { discussionValue, findNorms, seriesKeys } from '../../../api/digest/select/norms.ts';
import { pickEdition, type Known, type Wishes } from '../../../api/digest/select/pick.ts';
import { byScore, scoreCandidate } from '../../../api/digest/select/score.ts';
import { findSentence } from '../../../api/digest/select/sentence.ts';
import { KINDS } from '../../../core/post.ts';
import type { Mention } from '../../../core/post.ts';
import type { PostSummary } from '../../../store/posts.ts';

const CANDIDATE: Candidate = {
  clusterId: 'c', postId: 'c', url: 'https://blog.example/c', title: 'How we moved our queue', publisher: 'Blog', domain: 'blog.example', authors: [], publishedAt: '2026-08-18T00:00:00.000Z',
  news: 'published', kind: 'deep-dive', tags: ['kafka'], language: 'en', wordCount: 1_500, codeLanguages: [], quality: 1, sentence: { text: 'It moved.', from: 'author' }, discussions: [], copyHosts: [],
};
const WISHES: Wishes = { topics: [], publishers: [], queries: [], kinds: [], language: null, items: 10 };
const KNOWN: Known = { carriedIds: new Set(), recent: [], matchedIds: new Set() };
const NORMS = findNorms({ discussions: [], titles: [], writeups: new Map() });
const poolOf = (candidates: readonly Candidate[]): Pool => ({ news: candidates.map((candidate) => scoreCandidate(candidate, NORMS, 1)).toSorted(byScore), old: [] });

const candidates = fc.uniqueArray(fc.record({
  clusterId: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 4, maxLength: 6 }),
  publisher: fc.constantFrom('A', 'B', 'C', 'D'), domain: fc.constantFrom('a.example', 'b.example', 'c.example', 'd.example'), kind: fc.constantFrom(...KINDS),
  tags: fc.subarray(['kafka', 'rust', 'postgresql', 'react', 'dns'], { maxLength: 3 }), wordCount: fc.integer({ min: 250, max: 9_000 }), language: fc.constantFrom('en', 'de', null),
  title: fc.constantFrom('How we moved our queue', 'Why the cache was cold', 'Release 1.2', 'A tale of two indexes', 'Postmortem of the outage'),
}).map((changes): Candidate => ({ ...CANDIDATE, ...changes })), { selector: ({ clusterId }) => clusterId, maxLength: 40 });

describe('an edition', () => {
  test('holds no cluster twice, at most two of a publisher or site, nothing carried before, no more than was asked for; the order of the candidates does not matter', () => {
    fc.assert(fc.property(candidates, fc.integer({ min: 3, max: 20 }), fc.integer(), (all, items, seed) => {
      const carriedIds = new Set(all.filter((_, at) => at % 7 === 0).map(({ clusterId }) => clusterId));
      const edition = pickEdition(poolOf(all), { ...WISHES, items }, { ...KNOWN, carriedIds });
      const picked = edition.items.map(({ candidate }) => candidate);
      expect(new Set(picked.map(({ clusterId }) => clusterId)).size).toBe(picked.length);
      expect(picked.length).toBeLessThanOrEqual(items);
      expect(picked.filter(({ clusterId }) => carriedIds.has(clusterId))).toEqual([]);
      for (const key of ['publisher', 'domain'] as const) for (const group of Map.groupBy(picked, (candidate) => candidate[key]).values()) expect(group.length).toBeLessThanOrEqual(2);
      const shuffled = all.toSorted((a, b) => ((a.wordCount * 31 + seed) % 97) - ((b.wordCount * 31 + seed) % 97));
      expect(pickEdition(poolOf(shuffled), { ...WISHES, items }, { ...KNOWN, carriedIds })).toEqual(edition);
    }));
  });

  test.each<[Partial<Wishes>, boolean, string]>([
    [{}, true, 'nothing wished: everything'], [{ topics: ['kafka'] }, true, 'its topic'], [{ topics: ['data-engineering'] }, true, 'the topic above its own'], [{ topics: ['rust'] }, false, 'another topic'],
    [{ topics: ['rust'], publishers: ['blog'] }, true, 'its publisher'], [{ publishers: ['blog.example'] }, true, 'its domain'], [{ queries: ['x'] }, false, 'a query that it does not match'],
    [{ kinds: ['release'] }, false, 'another kind'], [{ language: 'de' }, false, 'another language'], [{ language: 'en', kinds: ['deep-dive'] }, true, 'its language and kind'],
  ])('wishes %o: %s (%s)', (wishes, isIn) => expect(pickEdition(poolOf([CANDIDATE]), { ...WISHES, ...wishes }, KNOWN).items).toHaveLength(isIn ? 1 : 0));

  test('what matches a saved search is in, whatever its topic', () =>
    expect(pickEdition(poolOf([CANDIDATE]), { ...WISHES, queries: ['x'] }, { ...KNOWN, matchedIds: new Set(['c']) }).items).toHaveLength(1));

  test('a week of nothing but notices is empty', () =>
    expect(pickEdition(poolOf([{ ...CANDIDATE, kind: 'news', wordCount: 260, tags: [] }]), WISHES, KNOWN)).toEqual({ items: [], secondLook: null }));
});

describe('what counts', () => {
  const score = (changes: Partial<Candidate>, norms = NORMS): number => scoreCandidate({ ...CANDIDATE, ...changes }, norms, 1).score;
  const thread = (points: number, comments = 0) => ({ site: 'Lobsters', url: 'https://lobste.rs/s/x', points, comments, submittedAt: null });

  test.each<[string, Partial<Candidate>, Partial<Candidate>]>([
    ['more votes', { discussions: [thread(100)] }, { discussions: [thread(10)] }], ['a discussion', { discussions: [thread(5)] }, {}], ['comments', { discussions: [thread(10, 40)] }, { discussions: [thread(10, 0)] }],
    ['a postmortem before release notes', { kind: 'postmortem' }, { kind: 'release' }], ['depth', { wordCount: 2_500 }, { wordCount: 300 }], ['code', { codeLanguages: ['go'] }, {}],
    ['a trusted text', {}, { quality: 0.6 }], ['a topic', {}, { tags: [] }], ['a sentence', {}, { sentence: null }],
  ])('%s', (_, better, worse) => expect(score(better)).toBeGreaterThan(score(worse)));

  test('a discussion is measured by its aggregator’s norm, and by its publisher’s', () => {
    const discussions = Array.from({ length: 40 }, (_, at) => ({ site: 'Reddit', publisher: 'Famous', points: 300 + at, comments: 50 }));
    const norms = findNorms({ discussions, titles: [], writeups: new Map([['Famous', 40]]) });
    expect(discussionValue({ site: 'Reddit', points: 40, comments: 5 }, norms.sites)).toBeLessThan(discussionValue({ site: 'Lobsters', points: 40, comments: 5 }, norms.sites));
    const of = (publisher: string): number => scoreCandidate({ ...CANDIDATE, publisher, discussions: [thread(40)] }, norms, 1).reasons.find(({ rule }) => rule === 'discussed')?.points ?? 0;
    expect(of('Famous')).toBeLessThan(of('Blog'));
  });

  test.each([['This Week in Rust 612', 'This Week in Rust 613'], ['Weekly news, March 2026', 'Weekly news, April 2026'], ['Compiler triage: 3 regressions', 'Compiler triage: a quiet week']])('%j and %j are one series', (left, right) =>
    expect(seriesKeys('P', left).some((key) => seriesKeys('P', right).includes(key))).toBe(true));
  test('every reason adds up to the score', () => {
    const { score: total, reasons } = scoreCandidate({ ...CANDIDATE, discussions: [thread(50, 9)], codeLanguages: ['rust'], quality: 0.8 }, NORMS, 5);
    expect(reasons.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(total, 2);
  });
});

describe('what may be mailed', () => {
  const period = findPeriod('2026-W34', 'UTC');
  const POST: PostSummary = {
    id: 'p', clusterId: 'p', sourceId: 'blog', url: 'https://blog.example/p', canonicalUrl: 'https://blog.example/p', host: 'blog.example', publisher: 'Blog', title: 'A title', authors: [],
    publishedAt: '2026-08-18T00:00:00.000Z', publishedRange: null, updatedAt: null, language: 'en', kind: 'deep-dive', tags: [{ tag: 'kafka', score: 0.9, evidence: '' }], categories: [], excerpt: '', wordCount: 900,
    codeLanguages: [], imageUrl: null, quality: { score: 1, reasons: [] }, excerptOnly: false, contentHash: '', firstSeenAt: '2026-08-18T01:00:00.000Z', modifiedAt: '2026-08-18T01:00:00.000Z',
  };
  const mention = (submittedAt: string, points = 20): Mention => ({ id: 'm', postId: 'p', sourceId: null, site: 'Lobsters', url: POST.url, discussionUrl: 'https://lobste.rs/s/x', title: '', points, comments: 0, submittedAt, submittedRange: null });
  const judge = (changes: Partial<PostSummary>, mentions: readonly Mention[] = []) =>
    (period === null ? null : toCandidate({ original: { ...POST, ...changes }, copies: [], mentions, text: '', isDescribed: true }, period, new Set(['hn'])))?.news ?? null;

  test.each<[Partial<PostSummary>, string | null, string]>([
    [{}, 'published', 'published in the week'], [{ publishedAt: '2026-08-24T00:00:00.000Z' }, null, 'published after it'], [{ publishedAt: '2026-08-10T00:00:00.000Z' }, null, 'published before it'],
    [{ publishedAt: '2026-08-15T00:00:00.000Z', firstSeenAt: '2026-08-17T09:00:00.000Z' }, 'late', 'published at the end of the week before, found in this one'],
    [{ publishedAt: '2026-08-15T00:00:00.000Z', firstSeenAt: '2026-08-16T09:00:00.000Z' }, null, 'found in its own week'], [{ publishedAt: null }, null, 'nobody knows when'],
    [{ quality: { score: 0.5, reasons: ['thin'] } }, null, 'thin'], [{ wordCount: 100 }, null, 'a notice'], [{ excerptOnly: true, sourceId: 'hn' }, null, 'an excerpt that an aggregator has'], [{ sourceId: 'hn', tags: [] }, null, 'somebody’s link about no topic'],
  ])('%o: %s (%s)', (changes, news) => expect(judge(changes)).toBe(news));

  test.each<[Partial<PostSummary>, string, number, string | null, string]>([
    [{ publishedAt: '2026-07-01T00:00:00.000Z' }, '2026-08-18T00:00:00.000Z', 20, 'discussed', 'discussed for the first time'], [{ publishedAt: '2026-07-01T00:00:00.000Z' }, '2026-08-18T00:00:00.000Z', 1, null, 'a link that nobody noticed'],
    [{ publishedAt: '2020-07-01T00:00:00.000Z' }, '2026-08-18T00:00:00.000Z', 20, 'old', 'an old one came up again'], [{ publishedAt: '2026-07-01T00:00:00.000Z' }, '2026-08-10T00:00:00.000Z', 20, null, 'discussed in the week before'],
  ])('%o, discussed %s with %i points: %s (%s)', (changes, at, points, news) => expect(judge(changes, [mention(at, points)])).toBe(news));
});

describe('the sentence', () => {
  const body = 'Our queue was slow for a whole year and nobody knew it. In this post we explain how the broker was replaced without losing a single message. It took long.';
  test.each<[string, string | null, string, string | null, string]>([
    ['The move', 'How we replaced the broker under load. And what broke.', body, 'How we replaced the broker under load.', 'too short to be one'],
    ['The move', 'How a team of three replaced the message broker under full load. And what broke.', body, 'How a team of three replaced the message broker under full load.', 'the author’s description'],
    ['The move', null, body, 'In this post we explain how the broker was replaced without losing a single message.', 'what the text says it is about'],
    ['The move', 'Read more about this and subscribe to our newsletter for updates every week.', body, 'In this post we explain how the broker was replaced without losing a single message.', 'no boilerplate'],
    ['The move', 'An excerpt that was cut in the middle of what it wanted to tell about the…', 'Short.', null, 'no half sentences'],
    ['The move', '', 'See https://example.com for the details of everything that happened.', null, 'no addresses'],
  ])('%j, %j', (title, excerpt, text, expected, why) => {
    const found = findSentence({ title, excerpt, text })?.text ?? null;
    if (why === 'too short to be one') expect(found).not.toBe(expected);
    else expect(found).toBe(expected);
  });

  test('whatever it is, it stands in the description or the text as it is', () => {
    const piece = fc.constantFrom('Our cache ', 'was rebuilt ', 'in 2024. ', 'Why? ', 'See e.g. Kafka ', 'and it works. ', '\n', '“quoted” ', 'This one ', '日本語の文章です。', 'https://x.example ');
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), fc.array(piece, { maxLength: 12 }), (text, excerpt) => {
      const [all, described] = [text.join(''), excerpt.join('')];
      const found = findSentence({ title: 'T', excerpt: described, text: all });
      const flat = (value: string): string => value.replace(/\s+/gu, ' ');
      if (found !== null) expect(flat(found.from === 'author' ? described : all)).toContain(found.text);
    }));
  });
});
