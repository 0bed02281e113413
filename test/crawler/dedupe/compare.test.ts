import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, type DedupeDocument } from '../../../crawler/dedupe/compare.ts';
import { documentOf, textOf } from './documents.ts';

const TEXT = textOf(1);
const LINES = TEXT.split('\n');
const TITLE = 'How we rebuilt the storage layer';
const ORIGINAL = documentOf({ id: 'original', title: TITLE, text: TEXT });
const BOILERPLATE = 'Skip to content\nSubscribe to our newsletter for a weekly digest of everything\nShare this on your favourite network';
/** Every eighth word replaced. */
const NOISY = TEXT.split(' ').map((word, i) => (i % 8 === 3 ? 'something' : word)).join(' ');

/** A release note: a template around what changed. */
const releaseNote = (version: string, seed: number): string => `We are happy to announce the release of Widget ${version}. It is available for download now from the usual place.
${textOf(seed, 3)}
Please read the upgrade guide before you install it, and make a backup of your data first.
We thank everyone who reported bugs, wrote code, tested the candidates and helped with the documentation.
If you find a problem, please open an issue in the tracker and tell us which platform you use.`;

const weekly = (seed: number, issue: number): string => `Welcome to this week's report. If you want to be featured, write to the editors before Friday.
${textOf(seed, 4)}
${issue * 13} pull requests were merged, ${issue * 7} issues closed, and ${issue + 21} people took part. The next call is on day ${issue * 3}, see ${issue * 1_009}.
Follow us for more, join the chat, and see you next week. As always, thanks to all contributors.`;

describe('compare joins', () => {
  test.each<[string, Parameters<typeof documentOf>[0]]>([
    ['the same text at another address', { title: TITLE, text: TEXT }],
    ['another title', { title: 'Lessons from a year of moving bytes', text: TEXT }],
    ["a site's name in the title", { title: `${TITLE} | Planet Storage`, text: TEXT }],
    ['boilerplate around it', { title: TITLE, text: `${BOILERPLATE}\n${TEXT}\n${BOILERPLATE}` }],
    ['other typography', { title: TITLE, text: TEXT.replaceAll('.', '…').toUpperCase() }],
    ['sentences in another order', { title: TITLE, text: [...LINES].reverse().join('\n') }],
    ['a quarter of the sentences missing', { title: TITLE, text: LINES.filter((_, i) => i % 4 > 0).join('\n') }],
    ['every eighth word replaced', { title: TITLE, text: NOISY }],
    ['a third of it', { title: TITLE, text: LINES.slice(0, 13).join('\n') }],
    ['the first 280 characters of it, as aggregators show', { title: TITLE, text: `${TEXT.slice(0, 280)} … | Continue reading`, excerptOnly: true }],
    ['its excerpt under the title with a year', { title: `${TITLE} (2019)`, text: LINES.slice(0, 13).join('\n') }],
    ['no title', { title: '', text: TEXT }],
  ])('%s', (_why, given) => {
    const copy = documentOf({ id: 'copy', ...given });
    expect(compare(ORIGINAL, copy)).not.toBeNull();
    expect(compare(copy, ORIGINAL)).toEqual(compare(ORIGINAL, copy));
  });

  test('a description by other words, where title and day are the same', () => {
    const described = documentOf({ id: 'copy', title: TITLE, text: 'Our new engine halves the cost of every byte that customers keep with us.', excerptOnly: true, publishedAt: '2024-03-02' });
    expect(compare(ORIGINAL, described)?.rule).toBe('same-title');
    expect(compare(ORIGINAL, { ...described, publishedAt: '2024-05-02' })).toBeNull();
    expect(compare(ORIGINAL, { ...described, excerptOnly: false })).toBeNull();
  });

  test('whatever stands at one address', () => {
    const moved = documentOf({ id: 'copy', text: textOf(9), url: `${ORIGINAL.url}/?utm_source=rss` });
    expect(compare(ORIGINAL, moved)?.rule).toBe('same-address');
  });

  test('two excerpts of a listing under two titles', () => {
    const text = TEXT.slice(0, 280);
    const [first, second] = [documentOf({ id: 'a', title: 'Smoother reads', text }), documentOf({ id: 'b', title: 'Widget Labs – Smoother reads', text })];
    expect(compare(first, second)?.rule).toBe('same-text');
  });
});

describe('compare keeps apart', () => {
  const pair = (a: Parameters<typeof documentOf>[0], b: Parameters<typeof documentOf>[0]): [DedupeDocument, DedupeDocument] => [documentOf({ id: 'a', ...a }), documentOf({ id: 'b', ...b })];

  test.each<[string, [DedupeDocument, DedupeDocument]]>([
    ['two posts that share nothing', pair({ text: textOf(1) }, { text: textOf(2) })],
    ['release notes of two versions', pair({ title: 'Widget 1.2 released', text: releaseNote('1.2', 1) }, { title: 'Widget 1.3 released', text: releaseNote('1.3', 2) })],
    ['the same words for two versions', pair({ title: 'v16.2.10 Pacific released', text: TEXT }, { title: 'v17.2.2 Quincy released', text: TEXT })],
    ['a release and its candidate', pair({ title: 'Widget 8.5 is out', text: TEXT }, { title: 'Widget 8.5 beta 1 is out', text: TEXT })],
    ['weekly reports under one title', pair({ title: 'This week in Widget', text: weekly(1, 1) }, { title: 'This week in Widget', text: weekly(2, 2) })],
    ['parts of a series that open alike', pair({ title: 'Fast parsing, part 1', text: `${LINES.slice(0, 9).join('\n')}\n${textOf(4, 20)}` }, { title: 'Fast parsing, part 2', text: `${LINES.slice(0, 9).join('\n')}\n${textOf(5, 20)}` })],
    ['awards of two years', pair({ title: 'Widget Award 2020', text: TEXT }, { title: 'Widget Award 2022', text: TEXT })],
    ['portraits on one template', pair({ title: 'Contributor spotlight: Ada', text: `${LINES.slice(0, 6).join('\n')}\n${textOf(6, 8)}` }, { title: 'Contributor spotlight: Grace', text: `${LINES.slice(0, 6).join('\n')}\n${textOf(7, 8)}` })],
    ['the announcement of a meeting and of the next', pair({ title: 'Hack day', url: 'https://e.example.org/2016/06/11/hack-day', publishedAt: '2016-06-11', text: `${LINES.slice(0, 20).join('\n')}\n${textOf(6, 5)}` }, { title: 'Hack day', url: 'https://e.example.org/2016/07/16/hack-day', publishedAt: '2016-07-16', text: `${LINES.slice(0, 20).join('\n')}\n${textOf(7, 5)}` })],
    ['a translation', pair({ text: TEXT, language: 'en' }, { text: TEXT, language: 'de' })],
    ['a digest that quotes a post whole', pair({ title: 'A small fix', text: LINES.slice(0, 8).join('\n') }, { title: 'Everything new in March', text: `${textOf(3, 30)}\n${LINES.slice(0, 8).join('\n')}` })],
    ['pages of one site that were read wrong', pair({ title: 'Evolving Widget', url: 'https://e.example.org/evolving-widget', text: LINES.slice(0, 12).join('\n') }, { title: 'A new team', url: 'https://e.example.org/a-new-team', text: LINES.slice(0, 12).join('\n') })],
    ['notices instead of texts', pair({ title: 'Redirect', text: 'Click here to be redirected.' }, { title: 'Redirect', text: 'Click here to be redirected.' })],
    ['short texts under titles that have nothing in common', pair({ title: 'Why Kafka', text: LINES.slice(0, 3).join('\n') }, { title: 'Our summer interns', text: LINES.slice(0, 3).join('\n') })],
  ])('%s', (_why, [a, b]) => {
    expect(compare(a, b)).toBeNull();
    expect(compare(b, a)).toBeNull();
  });
});

test('measures are shares, and the reason is a sentence', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 39 }), (kept) => {
    const evidence = compare(ORIGINAL, documentOf({ id: 'copy', title: TITLE, text: [...LINES.slice(0, kept), ...textOf(8, 40 - kept).split('\n')].join('\n') }));
    if (evidence === null) return;
    expect(evidence.similarity).toBeGreaterThanOrEqual(0);
    expect(evidence.containment).toBeLessThanOrEqual(1);
    expect(evidence.containment).toBeGreaterThanOrEqual(evidence.similarity);
    expect(evidence.reason).toMatch(/^[A-Z].*\.$/u);
  }));
});
