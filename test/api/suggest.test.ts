import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SuggestSchema } from '../../api/suggest/endpoint.ts';
import { POSTS, startTestApi, type TestApi } from '../helpers/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.add(POSTS);
});
afterAll(() => api.close());

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
