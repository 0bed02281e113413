import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveClusters } from '../../store/clusters.ts';
import { loadCoverage, sourcesWithTheSame } from '../../store/coverage.ts';
import type { EntryOrigin } from '../../core/feed.ts';
import { settleEntry, upsertEntries } from '../../store/entries.ts';
import type { Store } from '../../store/open.ts';
import { upsertPost } from '../../store/posts.ts';
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
