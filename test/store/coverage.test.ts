import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveClusters } from '../../store/clusters.ts';
import { loadCoverage, sourcesWithTheSame } from '../../store/coverage.ts';
import type { EntryOrigin } from '../../core/feed.ts';
import { settleEntry, upsertEntries } from '../../store/entries.ts';
import type { Store } from '../../store/open.ts';
import { newestPostsOf, upsertPost } from '../../store/posts.ts';
import { topicsOfSource, yearsOfSource } from '../../store/source-history.ts';
import { addSource, proposeAddress } from '../../store/sources.ts';
import { makeEntry } from '../helpers/entry.ts';
import { makePost, NOW, STORES } from '../helpers/store.ts';

for (const { name, open, isHere } of STORES) describe.skipIf(!isHere)(name, () => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
    for (const id of ['blog', 'other']) {
      await addSource(store.db, { id, kind: 'feed', url: `https://${id}.example/feed`, addedUrl: `https://${id}.example/`, siteUrl: null, title: id, publisher: id, discovery: null, topics: [] }, NOW);
    }
  });
  afterEach(() => store.close());

  const named = (url: string, origin: EntryOrigin) => ({ key: url, canonicalUrl: url, contentHash: null, origin, entry: makeEntry({ url }) });

  test('what is known is counted by what named it, what is held by its state, and empty years are told', async () => {
    await upsertEntries(store.db, 'blog', [named('https://blog.example/1', 'feed'), named('https://blog.example/2', 'archive')], NOW);
    await upsertEntries(store.db, 'blog', [named('https://blog.example/2', 'sitemap'), named('https://blog.example/3', 'sitemap')], NOW);
    await settleEntry(store.db, 1, { state: 'held', postId: 'x', failure: null, notBefore: null });
    await settleEntry(store.db, 3, { state: 'refused', postId: null, failure: 'noindex', notBefore: null });
    for (const [index, publishedAt] of ['2016-05-01T00:00:00.000Z', '2019-02-01T00:00:00.000Z', null].entries()) {
      await upsertPost(store.db, makePost({ sourceId: 'blog', canonicalUrl: `https://blog.example/${index}`, publishedAt }), NOW);
    }
    await proposeAddress(store.db, 'blog', 'https://blog.example/atom');
    const coverage = await loadCoverage(store.db);
    expect(coverage.get('blog')).toEqual({
      sourceId: 'blog', known: 3, knownBy: { feed: 1, archive: 1, sitemap: 1, aggregator: 0, link: 0 }, states: { due: 1, held: 1, mentioned: 0, refused: 1, failed: 0 },
      posts: 3, oldestAt: '2016-05-01T00:00:00.000Z', newestAt: '2019-02-01T00:00:00.000Z', emptyYears: [2017, 2018], backfilledAt: null, proposedUrl: 'https://blog.example/atom',
    });
    expect(coverage.get('other')).toMatchObject({ known: 0, posts: 0, oldestAt: null, emptyYears: [] });
    expect(await loadCoverage(store.db, 'blog')).toEqual(new Map([['blog', coverage.get('blog')]]));
  });

  test('years and topics are counted over the originals of a source', async () => {
    const tagged = (...tags: string[]) => tags.map((tag) => ({ tag, score: 0.9, evidence: `"${tag}", quoted` }));
    const add = async (name: string, publishedAt: string | null, tags: string[]) => (await upsertPost(store.db, makePost({ sourceId: 'blog', canonicalUrl: `https://blog.example/${name}`, publishedAt, tags: tagged(...tags) }), NOW)).id;
    await add('1', '2019-02-01T00:00:00.000Z', ['kafka', 'queues']);
    await add('2', null, ['kafka']);
    const [original, copy] = [await add('3', '2020-02-01T00:00:00.000Z', ['kafka']), await add('4', '2020-03-01T00:00:00.000Z', ['kafka'])];
    await saveClusters(store.db, [{ originalId: original, memberIds: [original, copy] }], NOW);
    await upsertEntries(store.db, 'blog', [{ ...named('https://blog.example/5', 'feed'), entry: makeEntry({ url: 'https://blog.example/5', publishedAt: '2018-01-01T00:00:00.000Z' }) }], NOW);
    expect(await topicsOfSource(store.db, 'blog', 1)).toEqual([{ tag: 'kafka', count: 2, years: new Map([[2019, 1], [2020, 1]]) }]);
    expect(await yearsOfSource(store.db, 'blog')).toEqual([{ year: 2018, held: 0, missing: 1 }, { year: 2019, held: 1, missing: 0 }, { year: 2020, held: 2, missing: 0 }]);
    expect((await newestPostsOf(store.db, 'blog', 9)).map(({ publishedAt }) => publishedAt?.slice(0, 4) ?? null)).toEqual(['2020', '2019', null]);
  });

  test('a source that names what another one names is told, at the same addresses or as copies', async () => {
    const urls = ['a', 'b', 'c', 'd'].map((name) => `https://blog.example/${name}`);
    await upsertEntries(store.db, 'blog', urls.map((url) => named(url, 'feed')), NOW);
    await upsertEntries(store.db, 'other', urls.slice(0, 2).map((url) => named(url, 'feed')), NOW);
    expect(await sourcesWithTheSame(store.db, 'blog')).toEqual([]);
    await upsertEntries(store.db, 'other', urls.map((url) => named(url, 'feed')), NOW);
    expect(await sourcesWithTheSame(store.db, 'blog')).toEqual([{ sourceId: 'other', shared: 4, known: 4 }]);
  });

  test('a staging site is told by its copies', async () => {
    for (const name of ['a', 'b', 'c']) {
      const own = await upsertPost(store.db, makePost({ sourceId: 'blog', canonicalUrl: `https://blog.example/${name}`, title: name }), NOW);
      const copy = await upsertPost(store.db, makePost({ sourceId: 'other', canonicalUrl: `https://other.example/${name}`, title: name }), NOW);
      await saveClusters(store.db, [{ originalId: own.id, memberIds: [own.id, copy.id] }], NOW);
      await upsertEntries(store.db, 'other', [named(`https://other.example/${name}`, 'feed')], NOW);
    }
    expect(await sourcesWithTheSame(store.db, 'other')).toEqual([{ sourceId: 'blog', shared: 3, known: 3 }]);
  });
});
