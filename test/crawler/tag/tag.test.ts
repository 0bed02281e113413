import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createTagger, MAX_TAGS, tagStage } from '../../../crawler/tag/tag.ts';
import { TAXONOMY } from '../../../index-config/taxonomy.ts';
import { measureShipped, TAGS_SUITE } from '../../../scripts/bench/tags.ts';
import { readRecordedPost, WEB } from '../../helpers/recorded-post.ts';

const tagger = createTagger(TAXONOMY);
const slugs = new Set(TAXONOMY.topics.map(({ slug }) => slug));

describe('the tagger', () => {
  test('gives the passage that shows a topic', () => {
    const text = 'Some words come first. Then we replaced the queue by Apache Kafka, and the consumers of each topic kept up.';
    const kafka = tagger({ url: 'https://example.com/a', title: 'Kafka at work', text }).tags.find(({ tag }) => tag === 'kafka');
    expect(kafka?.evidence).toMatch(/kafka/iu);
  });

  test('prefers what a post is about to what it mentions in passing', () => {
    const text = `${'PostgreSQL keeps its rows in pages. A PostgreSQL vacuum frees them, and PostgreSQL reuses the space. '.repeat(8)} We once tried MySQL.`;
    const tags = tagger({ url: 'https://example.com/a', title: 'How PostgreSQL frees space', text }).tags.map(({ tag }) => tag);
    expect(tags[0]).toBe('postgresql');
    expect(tags).not.toContain('mysql');
  });

  test("takes the author's tags as evidence", () => {
    const doc = { url: 'https://example.com/a', title: 'Notes', text: 'A few notes on how our services speak to each other.' };
    expect(tagger(doc).tags.map(({ tag }) => tag)).not.toContain('kubernetes');
    expect(tagger({ ...doc, categories: ['K8s'] }).tags.map(({ tag }) => tag)).toContain('kubernetes');
  });

  test('counts headings beside the text', () => {
    const doc = { url: 'https://example.com/a', title: 'Notes', text: 'We looked at PostgreSQL and at how PostgreSQL keeps its rows.' };
    const sections = [{ heading: 'Tuning PostgreSQL', level: 2, anchor: null, text: '' }];
    const scoreOf = (tags: readonly { readonly tag: string; readonly score: number }[]) => tags.find(({ tag }) => tag === 'postgresql')?.score ?? 0;
    expect(scoreOf(tagger({ ...doc, sections }).tags)).toBeGreaterThan(scoreOf(tagger(doc).tags));
  });

  test('answers a job of the stage, and one that lacks everything', () => {
    expect(tagStage({ id: 'a', url: 'https://example.com/a', title: 'Kubernetes operators', text: 'A Kubernetes operator for PostgreSQL.' }, tagger)).toMatchObject({ id: 'a', tags: expect.any(Array), kind: expect.any(String) });
    expect(tagStage({}, tagger)).toEqual({ id: null, tags: [], kind: 'other', kindEvidence: '' });
    expect(tagStage(null, tagger)).toMatchObject({ id: null, tags: [] });
  });

  test('never throws, and gives at most eight known tags in order, the same each time', () => {
    const words = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...TAXONOMY.topics.map(({ name }) => name), 'C++', '.NET', '://', '\n\n', '…'));
    const text = fc.array(words, { maxLength: 80 }).map((parts) => parts.join(' '));
    fc.assert(fc.property(text, text, fc.webUrl(), fc.array(text, { maxLength: 3 }), (title, body, url, categories) => {
      const doc = { url, title, text: body, categories };
      const { tags } = tagger(doc);
      expect(tags.length).toBeLessThanOrEqual(MAX_TAGS);
      tags.forEach(({ tag, score }, index) => {
        expect(slugs.has(tag)).toBe(true);
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThanOrEqual(Math.min(1, tags[index - 1]?.score ?? 1));
      });
      expect(tagger(doc)).toEqual(tagger(doc));
    }), { numRuns: 60 });
  });
});

describe.skipIf(!existsSync(TAGS_SUITE))('suites/tags (skipped where the suites are not beside the checkout)', () => {
  test('hit@3 and recall@5 over the tags that the taxonomy knows, of posts that the model was trained on', () => {
    const { known, hitAt3, recallAt5 } = measureShipped();
    expect(known).toBeGreaterThanOrEqual(0.7);
    expect(hitAt3).toBeGreaterThanOrEqual(0.85);
    expect(recallAt5).toBeGreaterThanOrEqual(0.6);
  });
});

type Verdict = { readonly url: string; readonly tag: string; readonly verdict: 'right' | 'wrong' };

describe.skipIf(!existsSync(WEB))('posts of the recorded web that were read (skipped where it is not beside the checkout)', () => {
  test.each([
    ['tag-verdicts.json', 'the rules were tuned on these'],
    ['tag-verdicts-fresh.json', 'three samples: the first two led to repairs, the third was read after them'],
  ])('%s: nine in ten of the tags that were judged are right, and few are unjudged (%s)', (file) => {
    const verdicts = JSON.parse(readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8')) as Verdict[];
    const verdictOf = new Map(verdicts.map(({ url, tag, verdict }) => [`${url} ${tag}`, verdict]));
    const counts = { right: 0, wrong: 0, unjudged: 0 };
    for (const url of new Set(verdicts.map((verdict) => verdict.url))) {
      const post = readRecordedPost(url);
      for (const { tag } of post === null ? [] : tagger(post).tags) counts[verdictOf.get(`${url} ${tag}`) ?? 'unjudged'] += 1;
    }
    expect(counts.right).toBeGreaterThan(150);
    expect(counts.right / (counts.right + counts.wrong)).toBeGreaterThanOrEqual(0.9);
    expect(counts.unjudged / counts.right).toBeLessThan(0.1);
  });
});
