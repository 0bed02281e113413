import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { measureSuite, readSuite } from '../../../scripts/bench/dedupe-suite.ts';
import { dedupeStage } from '../../../crawler/dedupe/stage.ts';
import { textOf } from './documents.ts';

const SUITE = new URL('../../../../shared/suites/dedupe/', import.meta.url);
const SEED = new URL('../../../../shared/seeds/002_099fd81b47d87165.txt', import.meta.url);

describe('dedupeStage', () => {
  test('answers every line in its order, with the cluster, the role and the reason', () => {
    const text = textOf(1);
    expect(dedupeStage([
      { id: 'copy', url: 'https://dev.to/jane/x', title: 'Storage, rebuilt', text, publishedAt: '2024-03-09' },
      { id: 'alone', url: 'https://eng.example.org/y', title: 'On call', text: textOf(2), publishedAt: null },
      { id: 'original', url: 'https://eng.example.org/x', title: 'How we rebuilt storage', text },
    ])).toEqual([
      { id: 'copy', clusterId: 'original', role: 'copy', reason: 'The texts are the same (100 % of their phrases).' },
      { id: 'alone', clusterId: 'alone', role: 'original', reason: null },
      { id: 'original', clusterId: 'original', role: 'original', reason: null },
    ]);
  });

  test('documents at one address are one, whatever they say', () => {
    const [, second] = dedupeStage([
      { id: 'a', url: 'https://eng.example.org/x', title: 'First words', text: textOf(3) },
      { id: 'b', url: 'http://www.eng.example.org/x.html?utm_source=feed', title: 'Quite other words', text: textOf(4) },
    ]);
    expect(second).toMatchObject({ clusterId: 'a', reason: 'Both stand at https://eng.example.org/x.' });
  });

  test('a line that is no document fails by itself', () => {
    expect(dedupeStage([null, { id: 4, url: 'x', text: '' }, { id: 'a', url: 'https://e.example.org/', text: '' }, { id: 'a', url: 'https://e.example.org/', text: '' }])).toEqual([
      { id: null, error: { kind: 'malformed', message: 'A job needs `id`, `url` and `text`, as strings.' } },
      { id: 4, error: { kind: 'malformed', message: 'A job needs `id`, `url` and `text`, as strings.' } },
      { id: 'a', clusterId: 'a', role: 'original', reason: null },
      { id: 'a', error: { kind: 'malformed', message: 'The id is used twice.' } },
    ]);
  });
});

test.skipIf(!existsSync(SUITE))('suites/dedupe: precision ≥ .99, F1 ≥ .96 in both halves, no hard negative merged (skipped where the suites are not beside the checkout)', () => {
  const { all, halves, mergedHardNegatives } = measureSuite(readSuite(SUITE));
  for (const score of [all, ...halves]) {
    expect(score.precision).toBeGreaterThanOrEqual(0.99);
    expect(score.f1).toBeGreaterThanOrEqual(0.96);
  }
  expect(mergedHardNegatives).toEqual([]);
}, 60_000);

test.skipIf(!existsSync(SEED))('an aggregator\'s listing: three posts under two titles become one each, series stay apart (skipped where the seeds are not beside the checkout)', () => {
  const lines = readFileSync(SEED, 'utf8').split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const items = lines.flatMap((line, i) => (line.startsWith('@') ? [{ title: lines[i - 2] ?? '', text: lines[i - 1] ?? '' }] : []));
  const answers = dedupeStage(items.map((item, i) => ({ ...item, id: item.title, url: `https://aggregator.example.net/entries/${i}` })));
  const copies = answers.flatMap((answer) => ('role' in answer && answer.role === 'copy' ? [[answer.id, answer.clusterId].sort()] : []));
  expect(copies).toEqual([
    ['Methods for identifying and dealing with flaky tests', 'Test Flakiness – Methods for identifying and dealing with flaky tests'],
    ['Smoother Streaming with BBR', 'Spotify – Smoother Streaming with BBR'],
    ['Spotify Engineering Culture', 'Spotify engineering culture (2014)'],
  ]);
});
