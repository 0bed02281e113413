import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addJoin, clusterFacts, clusterMates, originalOf, saveClusters, undoJoin, joinsOf } from '../../store/clusters.ts';
import { dueEntries, settleEntry, upsertEntries } from '../../store/entries.ts';
import { findPage, packPage, savePage } from '../../store/fetches.ts';
import { postIdsByKeys, saveFingerprint } from '../../store/fingerprints.ts';
import { attachMentions, mentionsOf, upsertMention } from '../../store/mentions.ts';
import { openStore, type Store } from '../../store/open.ts';
import { changesAfter, engineCursor, enqueue, moveEngineCursor } from '../../store/outbox.ts';
import { addAddresses, findPost, findPostIdByAddress, upsertPost } from '../../store/posts.ts';
import { addSource, claimSource, dueSources, findSource, finishCheck } from '../../store/sources.ts';
import { makeEntry } from '../helpers/entry.ts';
import { makePost, NOW, STORES } from '../helpers/store.ts';

for (const { name, open, isHere } of STORES) describe.skipIf(!isHere)(name, () => {
  let store: Store;
  beforeEach(async () => { store = await open(); });
  afterEach(() => store.close());

  const entry = (url: string, title: string) => ({ key: url, canonicalUrl: url, contentHash: title, origin: 'feed' as const, entry: makeEntry({ url, title }) });

  describe('posts', () => {
    test('a post comes back as it was written', async () => {
      const { id, change } = await upsertPost(store.db, makePost(), NOW);
      expect(change).toBe('added');
      expect(await findPost(store.db, id)).toMatchObject({ title: 'How we moved our queue', clusterId: id, tags: [{ tag: 'queues' }], quality: { score: 0.9 } });
    });

    test('writing the same post again changes nothing', async () => {
      await upsertPost(store.db, makePost(), NOW);
      expect((await upsertPost(store.db, makePost(), '2027-01-01T00:00:00.000Z')).change).toBe('none');
      expect((await upsertPost(store.db, makePost({ title: 'Other' }), NOW)).change).toBe('changed');
    });

    test('an excerpt never replaces a full text', async () => {
      const { id } = await upsertPost(store.db, makePost(), NOW);
      expect((await upsertPost(store.db, makePost({ excerptOnly: true, text: 'We…' }), NOW)).change).toBe('none');
      expect((await findPost(store.db, id))?.text).toBe('We moved it.');
    });

    test('an address keeps the post that it was given first', async () => {
      const address = { canonicalUrl: 'https://a.example/x', url: 'http://a.example/x', evidence: 'entry' };
      await addAddresses(store.db, 'first', [address], NOW);
      await addAddresses(store.db, 'second', [address], NOW);
      expect(await findPostIdByAddress(store.db, 'https://a.example/x')).toBe('first');
    });
  });

  describe('a transaction that fails leaves neither post nor outbox row', () => {
    test('rolled back together', async () => {
      const failing = store.db.transaction().execute(async (transaction) => {
        const { id } = await upsertPost(transaction, makePost(), NOW);
        await enqueue(transaction, [id]);
        throw new Error('killed here');
      });
      await expect(failing).rejects.toThrow('killed here');
      expect(await changesAfter(store.db, 0, 10)).toEqual([]);
      expect(await store.db.selectFrom('posts').selectAll().execute()).toEqual([]);
    });
  });

  describe('outbox', () => {
    test('a post has one row, and a new change moves it behind the cursor again', async () => {
      await enqueue(store.db, ['a', 'b']);
      const [, last] = await changesAfter(store.db, 0, 10);
      await moveEngineCursor(store.db, 'embedded', last!.seq, NOW);
      await enqueue(store.db, ['a']);
      expect((await changesAfter(store.db, await engineCursor(store.db, ['embedded']), 10)).map((change) => change.postId)).toEqual(['a']);
      expect((await changesAfter(store.db, 0, 10)).map((change) => change.postId)).toEqual(['b', 'a']);
    });
  });

  describe('entries', () => {
    test('the same entries in any order and number give the same rows', async () => {
      const [one, two] = [entry('https://a.example/1', 'One'), entry('https://a.example/2', 'Two')];
      expect(await upsertEntries(store.db, 's', [one, two], NOW)).toEqual({ added: 2, changed: 0 });
      expect(await upsertEntries(store.db, 's', [two, one, two], NOW)).toEqual({ added: 0, changed: 0 });
      expect(await upsertEntries(store.db, 's', [entry('https://a.example/1', 'One, edited')], NOW)).toEqual({ added: 0, changed: 1 });
    });

    test('a failed entry waits for its time', async () => {
      await upsertEntries(store.db, 's', [entry('https://a.example/1', 'One')], NOW);
      const [due] = await dueEntries(store.db, 's', NOW, 10);
      await settleEntry(store.db, due!.id, { state: 'failed', postId: null, failure: 'no', notBefore: '2026-08-02T00:00:00.000Z' });
      expect(await dueEntries(store.db, 's', NOW, 10)).toEqual([]);
      expect(await dueEntries(store.db, 's', '2026-08-02T00:00:00.000Z', 10)).toHaveLength(1);
    });
  });

  describe('clusters', () => {
    test('members follow the original, and an undone join stays undone', async () => {
      const { id: a } = await upsertPost(store.db, makePost(), NOW);
      const { id: b } = await upsertPost(store.db, makePost({ canonicalUrl: 'https://copy.example/one' }), NOW);
      const evidence = { rule: 'same-text', reason: 'same', similarity: 1, containment: 1 };
      expect(await addJoin(store.db, b, a, evidence, NOW)).toBe(true);
      expect((await saveClusters(store.db, [{ originalId: a, memberIds: [a, b] }], NOW)).sort()).toEqual([a, b].sort());
      expect(await originalOf(store.db, b)).toBe(a);
      expect((await clusterMates(store.db, [b])).sort()).toEqual([a, b].sort());
      expect((await clusterFacts(store.db, [a])).get(a)).toMatchObject({ copyCount: 1, points: 0 });
      expect(await saveClusters(store.db, [{ originalId: a, memberIds: [a, b] }], NOW)).toEqual([]);
      expect(await undoJoin(store.db, a, b, NOW)).toBe(true);
      expect(await addJoin(store.db, a, b, evidence, NOW)).toBe(false);
      expect((await joinsOf(store.db, [a]))[0]?.undoneAt).toBe(NOW);
      await saveClusters(store.db, [{ originalId: a, memberIds: [a] }, { originalId: b, memberIds: [b] }], NOW);
      expect(await originalOf(store.db, b)).toBe(b);
    });
  });

  describe('mentions', () => {
    test('one thread is one mention, and waits for its post', async () => {
      const mention = {
        postId: null, sourceId: 's', site: 'Lobsters', url: 'https://a.example/x', canonicalUrl: 'https://a.example/x', discussionUrl: 'https://l.example/s/1',
        title: 'X', points: 3, comments: 1, submittedAt: NOW, submittedRange: null,
      };
      expect((await upsertMention(store.db, mention, NOW)).isChanged).toBe(true);
      expect((await upsertMention(store.db, mention, NOW)).isChanged).toBe(false);
      expect((await upsertMention(store.db, { ...mention, points: 9 }, NOW)).isChanged).toBe(true);
      expect(await attachMentions(store.db, 'p', ['https://a.example/x'])).toBe(1);
      expect(await mentionsOf(store.db, ['p'])).toMatchObject([{ points: 9 }]);
    });
  });

  describe('pages and fingerprints', () => {
    test('a raw page comes back byte for byte', async () => {
      const body = new Uint8Array([0, 255, 10, 13, 128]);
      await savePage(store.db, await packPage({ url: 'https://a.example/', finalUrl: 'https://a.example/', headers: { 'content-type': 'text/html' }, body, fetchedAt: NOW }));
      expect(new Uint8Array((await findPage(store.db, 'https://a.example/'))!.body)).toEqual(body);
    });

    test('keys find posts, but not those that too many share', async () => {
      for (const id of ['a', 'b', 'c']) await saveFingerprint(store.db, id, { keys: [7, id.charCodeAt(0) + 2 ** 45], data: new Uint8Array([1]) });
      expect(await postIdsByKeys(store.db, [7], 2)).toEqual([]);
      expect((await postIdsByKeys(store.db, [7], 3)).sort()).toEqual(['a', 'b', 'c']);
      expect(await postIdsByKeys(store.db, [97 + 2 ** 45], 2)).toEqual(['a']);
    });
  });

  describe('sources', () => {
    const source = { id: 'blog', kind: 'feed', url: 'https://a.example/feed', addedUrl: 'https://a.example/', siteUrl: null, title: 'A', publisher: 'A', discovery: null, topics: [] } as const;

    test('a claimed source is not claimed again, and an old fencing number writes nothing', async () => {
      expect(await addSource(store.db, source, NOW)).toBe(true);
      expect(await addSource(store.db, source, NOW)).toBe(false);
      const fence = await claimSource(store.db, 'blog', NOW);
      expect(await claimSource(store.db, 'blog', NOW)).toBeNull();
      await finishCheck(store.db, 'blog', fence! - 1, { state: 'active', nextCheckAt: '2099-01-01T00:00:00.000Z', failure: null }, NOW);
      expect(await claimSource(store.db, 'blog', NOW)).toBeNull();
      expect((await findSource(store.db, 'blog'))?.nextCheckAt).toBe('2026-08-01T13:00:00.000Z');
      await finishCheck(store.db, 'blog', fence!, { state: 'active', nextCheckAt: '2099-01-01T00:00:00.000Z', failure: null }, NOW);
      expect(await dueSources(store.db, NOW, 10)).toEqual([]);
    });

    test('the lease of a process that is gone is free at once', async () => {
      await addSource(store.db, source, NOW);
      await claimSource(store.db, 'blog', NOW);
      const { hostname } = await import('node:os');
      await store.db.updateTable('sources').set({ leaseOwner: `${hostname()}:999999999` }).execute();
      expect(await claimSource(store.db, 'blog', NOW)).toBe(2);
    });
  });
});

test('a store on disk opens again with what it held, migrations run once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-store-'));
  try {
    const first = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
    await upsertPost(first.db, makePost(), NOW);
    await first.close();
    const second = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
    expect(await second.db.selectFrom('posts').select('title').execute()).toEqual([{ title: 'How we moved our queue' }]);
    await second.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
