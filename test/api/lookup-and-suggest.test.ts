import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LookupSchema } from '../../api/lookup/endpoint.ts';
import { SuggestSchema } from '../../api/suggest/endpoint.ts';
import { POSTS, startTestApi, type TestApi } from '../helpers/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.add([...POSTS, ...Array.from({ length: 8 }, (_, index) => ({
    canonicalUrl: `https://long.example/${'x'.repeat(1_500)}/${index}`, title: `Verbose ${'long words '.repeat(25)} ${index}`, publisher: 'A publisher with a name '.repeat(5),
  }))]);
});
afterAll(() => api.close());

describe('lookup for bots', () => {
  test('a few answers, each with why', async () => {
    const answer = await api.json('/api/v1/lookup?q=flink+kafka');
    expect(LookupSchema.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({
      moreUrl: 'https://writeups.example/?q=flink+kafka',
      answers: [{ title: 'Streaming with Flink and Kafka', url: 'https://uber.com/blog/flink', source: 'Uber', date: '2021-03-01', why: expect.stringContaining('title has flink, kafka') }],
    });
  });

  test.each(['verbose', 'verbose long words', ''])('%j: under 4 KB, however long titles and addresses are', async (q) => {
    const text = await (await api.get(`/api/v1/lookup?q=${encodeURIComponent(q)}`)).text();
    expect(Buffer.byteLength(text)).toBeLessThan(4_096);
    expect(JSON.parse(text).answers.length).toBeGreaterThan(0);
  });

  test('says what it corrected and did not understand', async () => {
    expect(await api.json('/api/v1/lookup?q=kubrenetes+after:2019-13')).toMatchObject({ note: expect.stringMatching(/kubrenetes was corrected to kubernetes.*no month 13/u) });
  });

  test('never more than five', async () => {
    expect((await api.get('/api/v1/lookup?q=kafka&limit=6')).status).toBe(400);
  });
});

describe('suggestions', () => {
  const suggest = async (q: string) => {
    const answer = await api.json(`/api/v1/suggest?q=${encodeURIComponent(q)}`) as { suggestions: { kind: string; text: string; q: string; postId: string | null }[] };
    expect(SuggestSchema.parse(answer)).toEqual(answer);
    return answer.suggestions;
  };

  test('topics, publishers, titles and words, each as a query that finds something', async () => {
    const suggestions = [...await suggest('kaf'), ...await suggest('netf'), ...await suggest('postm')];
    expect(new Set(suggestions.map(({ kind }) => kind))).toEqual(new Set(['tag', 'publisher', 'title', 'word']));
    for (const { q } of suggestions) expect(await api.json(`/api/v1/search?q=${encodeURIComponent(q)}`)).toMatchObject({ total: expect.toSatisfy((total: number) => total > 0) });
  });

  test('conditions that are typed already stay', async () => {
    expect((await suggest('after:2018 kaf -dns')).map(({ q }) => q)).toContain('tag:kafka after:2018 -dns');
  });

  test.each(['', '   ', '"', 'tag:', '(', '-'])('%j completes nothing', async (q) => expect(await suggest(q)).toEqual([]));

  test('OpenSearch has its own shape', async () => {
    const response = await api.get('/opensearch/suggest?q=kaf');
    expect(response.headers.get('Content-Type')).toContain('application/x-suggestions+json');
    expect(await response.json()).toEqual(['kaf', expect.arrayContaining(['tag:kafka'])]);
  });
});
