import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cutContent } from '../../../api/posts/content.ts';
import { PostSchema, SimilarSchema } from '../../../api/posts/schema.ts';
import { addJoin, saveClusters, undoJoin } from '../../../store/clusters.ts';
import { upsertMention } from '../../../store/mentions.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { NOW } from '../../helpers/store.ts';

let api: TestApi;
let original: string;
let copy: string;
const TEXT = Array.from({ length: 60 }, (_, index) => `Paragraph ${index} says something about Kafka. 😀`).join('\n\n');
beforeAll(async () => {
  api = await startTestApi();
  [original = '', copy = ''] = await api.add([
    { ...POSTS[0], text: TEXT, markdown: `# Title\n\n${TEXT}` }, { ...POSTS[0], canonicalUrl: 'https://medium.com/n/exactly-once', publisher: 'Medium' }, ...POSTS.slice(1),
  ]);
  await saveClusters(api.store.db, [{ originalId: original, memberIds: [original, copy] }], NOW);
  await addJoin(api.store.db, original, copy, { rule: 'same-text', reason: 'The texts are the same.', similarity: 1, containment: 1 }, NOW);
  await upsertMention(api.store.db, {
    postId: copy, sourceId: null, site: 'Hacker News', url: 'https://medium.com/n/exactly-once', canonicalUrl: 'https://medium.com/n/exactly-once',
    discussionUrl: 'https://news.example/item?id=1', title: 'Exactly once', points: 99, comments: 12, submittedAt: NOW, submittedRange: null,
  }, NOW);
  await api.sync([original, copy]);
});
afterAll(() => api.close());

describe('GET /api/v1/posts/:id', () => {
  test('has its copies with the reason, the mentions of all of them, and its topics with evidence', async () => {
    const post = await api.json(`/api/v1/posts/${original}`);
    expect(PostSchema.parse(post)).toEqual(post);
    expect(post).toMatchObject({
      title: 'Exactly once semantics in Kafka', readingMinutes: 10, tags: [{ tag: 'kafka', score: 0.9, evidence: 'Kafka brokers' }],
      copies: [{ id: copy, host: 'medium.com', reasons: [{ rule: 'same-text', reason: 'The texts are the same.' }] }],
      mentions: [{ site: 'Hacker News', points: 99, comments: 12, discussionUrl: 'https://news.example/item?id=1' }],
    });
    expect(post).not.toHaveProperty('text');
  });

  test('a copy leads to its original, in the API and on the page', async () => {
    for (const prefix of ['/api/v1/posts/', '/posts/']) {
      const response = await api.get(prefix + copy);
      expect(response.status).toBe(308);
      expect(response.headers.get('Location')).toBe(prefix + original);
    }
  });

  test('a join that was undone is no reason any more', async () => {
    await undoJoin(api.store.db, original, copy, NOW);
    expect(await api.json(`/api/v1/posts/${original}`)).toMatchObject({ copies: [{ reasons: [] }] });
  });
});

test('similar posts say what they share, and never the cluster itself', async () => {
  const answer = await api.json(`/api/v1/posts/${original}/similar?limit=3`) as { hits: { id: string; sharedTags: string[] }[] };
  expect(SimilarSchema.parse(answer)).toEqual(answer);
  expect(answer.hits[0]).toMatchObject({ title: 'Streaming with Flink and Kafka', sharedTags: ['kafka'] });
  expect(answer.hits.map((hit) => hit.id)).not.toContain(original);
  expect((await api.get('/api/v1/posts/unknown/similar')).status).toBe(404);
});

describe('the text in pieces', () => {
  test.each([['text', TEXT], ['markdown', `# Title\n\n${TEXT}`]])('%s: the pieces joined are the whole', async (format, whole) => {
    let [all, cursor]: [string, number | null] = ['', 0];
    for (let pieces = 0; cursor !== null && pieces < 100; pieces += 1) {
      const piece = await api.json(`/api/v1/posts/${original}/content?format=${format}&maxChars=500&cursor=${cursor}`) as { content: string; nextCursor: number | null; totalChars: number };
      expect(piece.content.length).toBeLessThanOrEqual(500);
      expect(piece.totalChars).toBe(whole.length);
      expect(piece.nextCursor === null || piece.content.endsWith('\n\n')).toBe(true);
      all += piece.content;
      cursor = piece.nextCursor;
    }
    expect(all).toBe(whole);
  });

  test('any text, any size: nothing is lost, and no character is cut in two', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 2, max: 50 }), (text, maxChars) => {
      const whole = text.toWellFormed();
      let all = '';
      for (let cursor: number | null = 0; cursor !== null;) {
        const piece = cutContent(whole, { cursor, maxChars });
        expect(piece.content.isWellFormed()).toBe(true);
        all += piece.content;
        cursor = piece.nextCursor;
      }
      expect(all).toBe(whole);
    }));
  });
});
