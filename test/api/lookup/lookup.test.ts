import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookup, LookupSchema } from '../../../api/lookup/answer.ts';
import { findEvidence } from '../../../api/lookup/evidence.ts';
import { readQuestion } from '../../../api/lookup/question.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { NOW } from '../../helpers/store.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.add([...POSTS, ...Array.from({ length: 8 }, (_, index) => ({
    canonicalUrl: `https://long.example/${'x'.repeat(1_500)}/${index}`, title: `Verbose ${'long words '.repeat(25)} ${index}`, publisher: 'A publisher with a name '.repeat(5),
    excerpt: 'Words.', text: `${'Some other words stand here. '.repeat(60)}The verbose part says it all. ${'And it goes on. '.repeat(60)}`,
  })), {
    canonicalUrl: 'https://zh.example/replica', title: 'MongoDB 副本集之入门篇', language: 'zh', excerpt: '副本集', text: '副本集包括主节点跟副本节点。搭建一个副本集最少需要三个节点。', wordCount: 30,
  }]);
});
afterAll(() => api.close());

const titles = async (q: string): Promise<string[]> => (await lookup(api.deps, q)).answers.map(({ title }) => title);

describe('questions in natural language', () => {
  test.each([
    ['Has anyone written about exactly-once delivery with Kafka?', 'Exactly once semantics in Kafka', 'question words are set aside'],
    ['how do consumers count every message once', 'Exactly once semantics in Kafka', 'the passage answers, not the title'],
    ['What happened when the resolvers timed out?', 'Postmortem: the DNS outage of March', 'forms of a word count as the word'],
    ['who reads kafak and writes tables with flink', 'Streaming with Flink and Kafka', 'a misspelt word'],
    ['MongoDB 副本集怎么搭建？', 'MongoDB 副本集之入门篇', 'a script without spaces'],
    ['kafka before:2020', 'Exactly once semantics in Kafka', 'words and conditions together'],
    ['has anybody used k8s?', 'Umzug nach Kubernetes', 'synonyms'],
    ['"the idempotent producer"', 'Exactly once semantics in Kafka', 'a phrase alone'],
  ])('%s', async (q, title) => expect((await titles(q))[0]).toBe(title));

  test.each([
    ['How do you shard MySQL with Vitess?', 'none of its words'],
    ['How does Kafka compare to ZeroMQ and NSQ at a trading desk?', 'one of many words is not enough'],
    ['What is it?', 'only question words'],
    ['COBOL', 'a name is not taken for a misspelt word'],
    ['kafka after:2024', 'the condition holds'],
  ])('%s: nothing rather than something (%s)', async (q) => {
    expect(await lookup(api.deps, q)).toMatchObject({ answers: [], more: false, note: expect.stringContaining('Nothing was found') });
  });

  test('the passage that answers, wherever it stands in the text', async () => {
    const { answers } = await lookup(api.deps, 'which verbose part says it all');
    expect(answers[0]?.passage).toContain('The verbose part says it all.');
  });

  test.each([[2_000, 'kafka '], [2_000, '('], [2_000, 'tag:kafka '], [2_000, '副本']])('%i characters of %j end in an answer', async (length, piece) => {
    const q = piece.repeat(length).slice(0, length);
    const answer = await api.get(`/api/v1/lookup?q=${encodeURIComponent(q).slice(0, 4_000)}`);
    expect([200, 400]).toContain(answer.status);
    if (!piece.startsWith('tag')) await expect(lookup(api.deps, q)).resolves.toMatchObject({ more: expect.any(Boolean) });
  });

  test('further ones', async () => {
    const first = await lookup(api.deps, 'verbose words', { limit: 2 });
    const second = await lookup(api.deps, 'verbose words', { limit: 2, offset: 2 });
    expect(first.more).toBe(true);
    expect(second.answers).toHaveLength(2);
    expect(new Set([...first.answers, ...second.answers].map(({ id }) => id)).size).toBe(4);
    expect(await lookup(api.deps, 'verbose words', { offset: 50 })).toMatchObject({ answers: [], note: 'Nothing further was found.' });
  });
});

describe('GET /api/v1/lookup', () => {
  test('a few answers, each with passage and why', async () => {
    const answer = await api.json('/api/v1/lookup?q=flink+kafka');
    expect(LookupSchema.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({
      moreUrl: 'https://writeups.example/?q=flink+kafka',
      answers: [{
        title: 'Streaming with Flink and Kafka', url: 'https://uber.com/blog/flink', source: 'Uber', date: '2021-03-01',
        passage: expect.stringContaining('Our streaming platform reads Kafka'), why: expect.stringContaining('title has flink, kafka'),
      }],
    });
  });

  test.each(['verbose', 'verbose long words', 'which of them is verbose', ''])('%j: under 4 KB, however long titles and addresses are', async (q) => {
    const text = await (await api.get(`/api/v1/lookup?q=${encodeURIComponent(q)}`)).text();
    expect(Buffer.byteLength(text)).toBeLessThan(4_096);
    expect(JSON.parse(text).answers.length).toBeGreaterThan(0);
  });

  test('says what it corrected and did not understand', async () => {
    expect(await api.json('/api/v1/lookup?q=kubrenetes+after:2019-13')).toMatchObject({ note: expect.stringMatching(/kubrenetes was corrected to kubernetes.*no month 13/u) });
  });

  test.each([['limit=6', ''], ['offset=101', ''], ['sort=newest', ''], ['2,001 characters', `q=${'x'.repeat(2_001)}`]])('%s is refused', async (name, query) => {
    expect((await api.get(`/api/v1/lookup?${query || name}`)).status).toBe(400);
  });
});

describe('evidence', () => {
  const words = (...texts: string[]) => texts.map((text) => ({ text, weight: 1 }));

  test.each([
    ['restarting', 'no need to restart the server', 'forms'],
    ['43', 'Ballista 43.0.0', 'a version by its beginning'],
    ['node.js', 'we use Node.js here', 'names with marks'],
    ['pg_hba', 'rules of pg_hba.conf', 'names of files'],
    ['on-call', 'being oncall', 'spelt together'],
    ['集群', '一个集群最少', 'scripts without spaces'],
  ])('%s is found in “%s” (%s)', (word, text) => expect(findEvidence(words(word), { title: '', text }).inPassage).toEqual([word]));

  test.each([['art', 'a part of the artisan'], ['43', 'version 143'], ['rust', 'we trust it'], ['go', 'a good cargo']])('%s is not found in “%s”', (word, text) => {
    expect(findEvidence(words(word), { title: '', text }).missing).toEqual([word]);
  });

  test.each(['ies', 'e', '-', '--', 'ing', 'sses', 'eed'])('%j, of which a stem leaves little or nothing, ends', (word) => {
    expect(findEvidence(words(word), { title: 'ies', text: 'ies eed ing e - --' }).coverage).toBeLessThanOrEqual(1);
  });

  test('coverage is a share, and the passage is the text’s own, whatever the text holds', () => {
    fc.assert(fc.property(fc.array(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 6 }), fc.string({ maxLength: 2_000, unit: 'binary' }), fc.string({ maxLength: 80 }), (some, text, title) => {
      const { coverage, passage } = findEvidence(words(...some), { title, text });
      expect(coverage).toBeGreaterThanOrEqual(0);
      expect(coverage).toBeLessThanOrEqual(1);
      expect(passage.length).toBeLessThanOrEqual(310);
      const plain = text.toWellFormed().replace(/[\s\uFFFD]+/gu, ' ');
      expect(plain).toContain(passage.replace(/^…|…$/gu, '').trim());
    }), { numRuns: 200 });
  });
});

describe('reading a question', () => {
  test.each([
    ['How do I profile Go programs?', ['profile', 'Go', 'programs'], ''],
    ['Who wrote about -"release notes" raft tag:databases', ['raft'], '-"release notes" tag:databases'],
    ['Wie zieht man nach Kubernetes um?', ['zieht', 'Kubernetes'], ''],
    ['kafka Kafka KAFKA', ['kafka'], ''],
    ['¿?', [], ''],
  ])('%s', (text, words, conditions) => expect(readQuestion(text, NOW)).toMatchObject({ words, conditions }));

  test('never fails on anything but too many conditions', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (text) => {
      expect(readQuestion(text, NOW).words.length).toBeLessThanOrEqual(24);
    }), { numRuns: 300 });
  });
});
