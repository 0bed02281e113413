import { describe, expect, test } from 'vitest';
import { createKey, listKeys, rotateKey, verifyKey } from '../../store/keys.ts';
import {
  claimDelivery, countWaiting, forgetDelivered, listDeliveries, newDeliveryId, queueDelivery, recordFailure, recordSuccess, searchesToDeliver,
} from '../../store/saved-search-deliveries.ts';
import {
  addMatches, addPostsWithPoints, addSavedSearch, changeSavedSearch, clusterMembersOf, findSavedSearch, listSavedSearches, matchedPosts, moveSeenSeq, pauseSavedSearch, removeSavedSearch, resumeSavedSearch,
  type NewSavedSearch,
} from '../../store/saved-searches.ts';
import { saveClusters } from '../../store/clusters.ts';
import { upsertMention } from '../../store/mentions.ts';
import type { Store } from '../../store/open.ts';
import { upsertPost } from '../../store/posts.ts';
import { makePost, NOW, STORES } from '../helpers/store.ts';

const SEARCH: NewSavedSearch = {
  id: 'ss_1', ownerId: 'key', name: 'Kafka', q: 'tag:kafka', event: 'new-posts', minPoints: null, targetKind: 'webhook', address: 'https://hooks.example/a',
  secrets: [{ secret: 'whsec_YQ==', createdAt: NOW, endsAt: null }], seenSeq: 7, pauseMinutes: 0, createdAt: NOW,
};
const later = (minutes: number): string => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
const queue = (store: Store, searchId: string, at = NOW) => queueDelivery(store.db, { id: newDeliveryId(), searchId, notice: '{}', postCount: 1 }, at);
const claim = (store: Store, at: string, searchId = 'ss_1') => claimDelivery(store.db, searchId, { now: at, until: new Date(Date.parse(at) + 60_000).toISOString() });

for (const { name, open, isHere } of STORES) describe.skipIf(!isHere)(name, () => {
  test('a search is what was written, with what changed since', async () => {
    const store = await open();
    await addSavedSearch(store.db, SEARCH);
    await addSavedSearch(store.db, { ...SEARCH, id: 'ss_2', ownerId: 'other' });
    await changeSavedSearch(store.db, 'ss_1', { name: 'Streams', secrets: [] });
    expect(await findSavedSearch(store.db, 'ss_1')).toEqual({ ...SEARCH, name: 'Streams', secrets: [], state: 'active', problem: null, failingSince: null, failures: 0, retryAt: null, queuedAt: null });
    expect((await listSavedSearches(store.db, 'key')).map(({ id }) => id)).toEqual(['ss_1']);
    expect(await listSavedSearches(store.db, null)).toHaveLength(2);
    expect([await moveSeenSeq(store.db, 'ss_1', { from: 7, to: 9 }), await moveSeenSeq(store.db, 'ss_1', { from: 7, to: 8 })]).toEqual([true, false]);
    expect((await findSavedSearch(store.db, 'ss_1'))?.seenSeq).toBe(9);
    await store.close();
  });

  test('one process has a queue at a time, its oldest delivery first; a lease that ends gives it back', async () => {
    const store = await open();
    await addSavedSearch(store.db, SEARCH);
    for (let count = 0; count < 3; count += 1) await queue(store, 'ss_1');
    expect(await searchesToDeliver(store.db, NOW)).toEqual(['ss_1']);
    const first = await claim(store, NOW);
    expect([await claim(store, NOW), await searchesToDeliver(store.db, NOW)]).toEqual([null, []]);
    const again = await claim(store, later(1));
    expect(again?.delivery.id).toBe(first?.delivery.id);
    if (again === null) throw new Error('nothing was claimed');
    await recordSuccess(store.db, again.delivery, { at: later(1), status: 200, message: null });
    const second = await claim(store, later(1));
    expect(second?.delivery.seq).toBeGreaterThan(again.delivery.seq);
    expect(await countWaiting(store.db, 'ss_1')).toBe(2);
    expect((await listDeliveries(store.db, 'ss_1', { beforeSeq: null, limit: 10 })).map(({ deliveredAt, attemptCount }) => [deliveredAt, attemptCount])).toEqual([[null, 0], [null, 0], [later(1), 1]]);
    expect([await forgetDelivered(store.db, later(1)), await forgetDelivered(store.db, later(2)), await countWaiting(store.db, 'ss_1')]).toEqual([0, 1, 2]);
    await store.close();
  });

  test('a failure waits for its time; the last one pauses the search, and waking it tries the same again', async () => {
    const store = await open();
    await addSavedSearch(store.db, SEARCH);
    await queue(store, 'ss_1');
    const taken = await claim(store, NOW);
    if (taken === null) throw new Error('nothing was claimed');
    await recordFailure(store.db, taken, { at: NOW, status: 500, message: 'Down.' }, later(5));
    expect([await claim(store, later(4)), await searchesToDeliver(store.db, later(4)), await searchesToDeliver(store.db, later(5))]).toEqual([null, [], ['ss_1']]);
    const again = await claim(store, later(5));
    if (again === null) throw new Error('nothing was claimed');
    expect(again.search).toMatchObject({ failures: 1, failingSince: NOW });
    expect(again.delivery.attempts).toEqual([{ at: NOW, status: 500, message: 'Down.' }]);
    await recordFailure(store.db, again, { at: later(5), status: null, message: 'Gone.' }, null);
    expect([await findSavedSearch(store.db, 'ss_1'), await claim(store, later(99))]).toMatchObject([{ state: 'paused', problem: 'Gone.', failures: 2 }, null]);
    await resumeSavedSearch(store.db, 'ss_1');
    expect((await claim(store, later(99)))?.delivery.id).toBe(taken.delivery.id);
    await pauseSavedSearch(store.db, 'ss_1', null);
    expect(await removeSavedSearch(store.db, 'ss_1')).toEqual({ undelivered: 1 });
    expect([await removeSavedSearch(store.db, 'ss_1'), await countWaiting(store.db, 'ss_1')]).toEqual([null, 0]);
    await store.close();
  });

  test('posts that have the points already are no news, counted over their clusters', async () => {
    const store = await open();
    const ids: string[] = [];
    for (const path of ['a', 'b', 'c']) ids.push((await upsertPost(store.db, makePost({ canonicalUrl: `https://blog.example/${path}` }), NOW)).id);
    const [a = '', b = '', c = ''] = ids;
    await saveClusters(store.db, [{ originalId: a, memberIds: [a, b] }], NOW);
    for (const [postId, points] of [[a, 60], [b, 50], [c, 99]] as const) {
      await upsertMention(store.db, {
        postId, sourceId: null, site: 'Lobsters', url: 'https://blog.example/', canonicalUrl: `https://blog.example/${postId}`, discussionUrl: `https://lobste.rs/s/${postId}`, title: 'x',
        points, comments: 0, submittedAt: NOW, submittedRange: null,
      }, NOW);
    }
    await addSavedSearch(store.db, { ...SEARCH, event: 'points', minPoints: 100 });
    await addPostsWithPoints(store.db, 'ss_1', 100);
    expect([...await matchedPosts(store.db, 'ss_1', ids)]).toEqual([a]);
    await addMatches(store.db, 'ss_1', [a, c]);
    expect(new Set(await matchedPosts(store.db, 'ss_1', ids))).toEqual(new Set([a, c]));
    expect((await clusterMembersOf(store.db, [b])).map(({ id, originalId }) => [id, originalId]).toSorted()).toEqual([[a, a], [b, a]].toSorted());
    await store.close();
  });

  test('what belongs to a key belongs to the one that takes its place', async () => {
    const store = await open();
    const old = await createKey(store.db, { name: 'bot', scopes: ['write'], expiresAt: null }, NOW);
    const next = await store.transact((transaction) => rotateKey(transaction, old.id, later(60), NOW));
    const third = await store.transact((transaction) => rotateKey(transaction, next?.id ?? '', later(60), NOW));
    expect((await listKeys(store.db)).map(({ ownerId }) => ownerId)).toEqual([old.id, old.id, old.id]);
    expect((await verifyKey(store.db, third?.secret ?? '', NOW))?.ownerId).toBe(old.id);
    await store.close();
  });
});
