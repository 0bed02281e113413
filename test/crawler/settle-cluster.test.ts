import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ComposedPost } from '../../crawler/compose-post.ts';
import { savePost } from '../../crawler/save-post.ts';
import { decideJoin } from '../../crawler/settle-cluster.ts';
import { clusterMates, originalOf } from '../../store/clusters.ts';
import type { Store } from '../../store/open.ts';
import { changesAfter, lastSeq } from '../../store/outbox.ts';
import { postIdOf } from '../../store/posts.ts';
import { makePost, NOW, openTestStore } from '../helpers/store.ts';

const TEXT = `On Tuesday the queue of the booking service grew from forty messages to two hundred thousand within nine minutes.
The consumers were alive, but each of them waited for a lock that a long report held on the table of departures.
We ended the report, and the queue was empty again after a quarter of an hour. Since then reports read from a replica,
every statement has a limit of thirty seconds, and the dashboard shows the age of the oldest message instead of the length of the queue.`;

const compose = (changes: Partial<ComposedPost>): ComposedPost => {
  const { tags: _tags, kind: _kind, ...post } = makePost({ text: TEXT, wordCount: 80, title: 'A lock, a report and a queue', ...changes });
  return post;
};
const save = (store: Store, composed: ComposedPost, originalUrl: string | null = null) => store.db.transaction().execute((db) => savePost(
  { db, now: () => NOW, tag: () => ({ tags: [], kind: 'other', kindEvidence: '' }) }, { composed, page: null, originalUrl, addresses: [] },
));
const at = (canonicalUrl: string, changes: Partial<ComposedPost> = {}) => compose({ canonicalUrl, url: canonicalUrl, host: new URL(canonicalUrl).hostname, ...changes });

const ORIGINAL = at('https://eng.example/queue');
const RETITLED = at('https://medium.com/eng/queue-1a2b', { title: 'What a report did to our queue', publishedAt: '2020-02-01T00:00:00.000Z' });
const PLANET = at('https://planet.example/queue', { text: TEXT.slice(0, 260), wordCount: 45, excerptOnly: true, publishedAt: '2020-01-03T00:00:00.000Z' });
const OTHER = at('https://eng.example/other', { title: 'Why our tiles are square', text: 'Tiles are drawn as squares because the cache is indexed by row and column, and a hexagon has neither of them.', wordCount: 22 });

const clustersOf = async (store: Store, posts: readonly ComposedPost[]) => Promise.all(posts.map(async ({ canonicalUrl }) => ({ canonicalUrl, original: await originalOf(store.db, postIdOf(canonicalUrl)) })));

test('whatever the order of arrival, the same posts are one writeup with the same original', async () => {
  const posts = [ORIGINAL, RETITLED, PLANET, OTHER];
  await fc.assert(fc.asyncProperty(fc.shuffledSubarray(posts, { minLength: posts.length }), async (order) => {
    const store = await openTestStore();
    for (const post of order) await save(store, post);
    expect(await clustersOf(store, posts)).toEqual([ORIGINAL, RETITLED, PLANET].map(({ canonicalUrl }) => ({ canonicalUrl, original: postIdOf(ORIGINAL.canonicalUrl) }))
      .concat({ canonicalUrl: OTHER.canonicalUrl, original: postIdOf(OTHER.canonicalUrl) }));
    await store.close();
  }), { numRuns: 24 });
});

describe('an administrator’s word', () => {
  test('a split stays, also when the post comes again', async () => {
    const store = await openTestStore();
    for (const post of [ORIGINAL, RETITLED]) await save(store, post);
    const ids = [postIdOf(ORIGINAL.canonicalUrl), postIdOf(RETITLED.canonicalUrl)] as const;
    const seq = await lastSeq(store.db);
    await store.db.transaction().execute((db) => decideJoin(db, ids, 'different', NOW));
    expect((await changesAfter(store.db, seq, 10)).map((change) => change.postId).sort()).toEqual([...ids].sort());
    await save(store, { ...RETITLED, text: `${TEXT} Thanks to everybody who was awake.` });
    expect(await Promise.all(ids.map((id) => originalOf(store.db, id)))).toEqual(ids);
    await store.close();
  });

  test('a join holds posts together that no rule would', async () => {
    const store = await openTestStore();
    for (const post of [ORIGINAL, OTHER]) await save(store, post);
    const ids = [postIdOf(ORIGINAL.canonicalUrl), postIdOf(OTHER.canonicalUrl)] as const;
    await store.db.transaction().execute((db) => decideJoin(db, ids, 'same', NOW));
    expect((await clusterMates(store.db, [ids[0]])).sort()).toEqual([...ids].sort());
    await store.db.transaction().execute((db) => decideJoin(db, ids, 'different', NOW));
    expect(await Promise.all(ids.map((id) => originalOf(store.db, id)))).toEqual(ids);
    await store.close();
  });
});

test('a text that changed beyond likeness leaves the cluster', async () => {
  const store = await openTestStore();
  for (const post of [ORIGINAL, RETITLED]) await save(store, post);
  await save(store, { ...RETITLED, title: OTHER.title, text: OTHER.text, wordCount: OTHER.wordCount });
  expect(await originalOf(store.db, postIdOf(RETITLED.canonicalUrl))).toBe(postIdOf(RETITLED.canonicalUrl));
  await store.close();
});

test('a copy that names its original joins it, though the original arrives later', async () => {
  const store = await openTestStore();
  await save(store, { ...RETITLED, text: OTHER.text, wordCount: OTHER.wordCount }, ORIGINAL.canonicalUrl);
  await save(store, ORIGINAL);
  expect(await originalOf(store.db, postIdOf(RETITLED.canonicalUrl))).toBe(postIdOf(ORIGINAL.canonicalUrl));
  await store.close();
});
