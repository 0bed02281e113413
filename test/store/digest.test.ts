/** What the digest keeps and asks, on both databases. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aggregatorIds, clustersInSpan, discussionCounts, firstPostSeenAt, loadClusters, loadTexts, sharedExcerpts, titlesOf } from '../../store/candidates.ts';
import { addJoin, saveClusters } from '../../store/clusters.ts';
import {
  claimDelivery, countDeliveries, deliveriesTo, listDeliveries, queueDeliveries, receivedElsewhere, recordReturned, requeueUnknown, settleDelivery, settleLost, type NewDelivery,
} from '../../store/deliveries.ts';
import { carriedBy, findEdition, findIssue, lastEditions, listIssues, markAnnounced, markQueued, openIssues, saveEdition, saveIssue } from '../../store/issues.ts';
import { upsertMention } from '../../store/mentions.ts';
import type { Store } from '../../store/open.ts';
import { mailStates, subscriberStates } from '../../store/overview.ts';
import { upsertPost } from '../../store/posts.ts';
import {
  activateSubscriber, activeSubscribers, countConfirmations, countSubscribers, ensureSubscriber, findConfirmation, findSubscriberByAddress, forgetOld, saveConfirmation, takeConfirmation, unsubscribe,
} from '../../store/subscribers.ts';
import { findSuppression, liftSuppression, recordBounce } from '../../store/suppressions.ts';
import { makePost, NOW, STORES } from '../helpers/store.ts';

const WEEK = { key: '2026-W31', cadence: 'weekly', zone: 'UTC', startAt: '2026-07-27T00:00:00.000Z', endAt: '2026-08-03T00:00:00.000Z', frozenAt: NOW, candidates: 2, pool: { news: ['ü "quoted"'] } };
const LATER = '2026-08-01T13:00:00.000Z';
const LEASE_END = '2026-08-01T12:10:00.000Z';

for (const { name, open, isHere } of STORES) describe.skipIf(!isHere)(name, () => {
  let store: Store;
  beforeEach(async () => { store = await open(); });
  afterEach(() => store.close());

  const reader = async (address: string): Promise<string> => {
    const id = await ensureSubscriber(store.db, { address, preferences: '{}', cadence: 'weekly' }, NOW);
    await activateSubscriber(store.db, id, { preferences: '{}', cadence: 'weekly', consentFrom: 'test' }, NOW);
    return id;
  };
  const delivery = (subscriberId: string, changes: Partial<NewDelivery> = {}): NewDelivery => ({
    issueKey: WEEK.key, subscriberId, editionKey: 'e', domain: 'mail.example', dueAt: NOW, expiresAt: '2026-08-08T00:00:00.000Z', ...changes,
  });
  const claim = (now: string, skipDomains: readonly string[] = []) => store.transact((db) => claimDelivery(db, { now, leaseUntil: LEASE_END, skipDomains }));

  test('an issue is frozen once, with its editions; the archive lists it, queued and announced once', async () => {
    await saveIssue(store.db, WEEK);
    await saveIssue(store.db, { ...WEEK, candidates: 99 });
    await saveIssue(store.db, { ...WEEK, key: '2026-W30', endAt: '2026-07-27T00:00:00.000Z' });
    expect(await findIssue(store.db, WEEK.key)).toMatchObject({ candidates: 2, pool: WEEK.pool, queuedAt: null });
    expect((await listIssues(store.db, { cadence: 'weekly', before: WEEK.endAt, limit: 5 })).map(({ key }) => key)).toEqual(['2026-W30']);
    expect((await openIssues(store.db, 'queuedAt', '2026-07-28T00:00:00.000Z')).map(({ key }) => key)).toEqual([WEEK.key]);
    await markQueued(store.db, WEEK.key, NOW);
    expect([await markAnnounced(store.db, WEEK.key, NOW), await markAnnounced(store.db, WEEK.key, NOW)]).toEqual([true, false]);
    expect(await openIssues(store.db, 'announcedAt', '2026-07-28T00:00:00.000Z')).toEqual([]);
    const edition = { issueKey: WEEK.key, key: 'e', wishes: '{}', items: '["first"]', itemCount: 1, clusterIds: ['c1', 'c2'] };
    await store.transact((db) => saveEdition(db, edition, NOW));
    await store.transact((db) => saveEdition(db, { ...edition, items: '["second"]', clusterIds: ['c3'] }, NOW));
    expect(await findEdition(store.db, WEEK.key, 'e')).toEqual({ wishes: '{}', items: '["first"]', itemCount: 1 });
    expect([...await carriedBy(store.db, 'e', WEEK.endAt)].toSorted()).toEqual(['c1', 'c2']);
    expect(await lastEditions(store.db, 'e', WEEK.endAt, 3)).toEqual(['["first"]']);
  });

  test('mails are queued once, claimed once, oldest first, and every end of one is told', async () => {
    await saveIssue(store.db, WEEK);
    const [a, b, c, d, gone] = await Promise.all(['a', 'b', 'c', 'd', 'gone'].map((name) => reader(`${name}@mail.example`))) as [string, string, string, string, string];
    const rows = [delivery(a), delivery(b, { dueAt: '2026-08-01T11:00:00.000Z' }), delivery(c, { domain: 'full.example' }), delivery(d, { expiresAt: NOW }), delivery(gone)];
    for (let round = 0; round < 2; round += 1) await queueDeliveries(store.db, rows, NOW);
    await unsubscribe(store.db, gone, NOW);
    const claims = await Promise.all([1, 2, 3].map(() => claim(NOW, ['full.example'])));
    expect(claims.map((claimed) => claimed?.subscriber.id).toSorted()).toEqual([a, b, undefined].toSorted());
    const [first, second] = [a, b].map((id) => claims.find((claimed) => claimed?.subscriber.id === id)!);
    await settleDelivery(store.db, first!.delivery, { state: 'sent', message: '250', dueAt: null, isTry: true }, NOW);
    await settleDelivery(store.db, first!.delivery, { state: 'retry', message: 'too late', dueAt: NOW, isTry: true }, NOW);
    expect(await settleLost(store.db, LATER)).toEqual({ unknown: 1, expired: 1 });
    expect(await countDeliveries(store.db, WEEK.key)).toMatchObject({ sent: 1, unknown: 1, expired: 1, suppressed: 1, pending: 1, sending: 0 });
    expect((await listDeliveries(store.db, WEEK.key, { states: ['unknown'], after: '', limit: 9 })).map(({ subscriberId }) => subscriberId)).toEqual([second!.subscriber.id]);
    expect(await requeueUnknown(store.db, WEEK.key, LATER)).toBe(1);
    await recordReturned(store.db, { issueKey: WEEK.key, subscriberId: a }, '550', NOW);
    expect((await deliveriesTo(store.db, a)).map(({ state, attempts }) => [state, attempts])).toEqual([['bounced', 1]]);
    expect(await mailStates(store.db, 3)).toMatchObject([{ issueKey: WEEK.key, states: expect.arrayContaining([{ state: 'retry', count: 1 }]) }]);
    await saveEdition(store.db, { issueKey: WEEK.key, key: 'e', wishes: '{}', items: '[]', itemCount: 1, clusterIds: ['c1'] }, NOW);
    expect((await claim(LATER))?.subscriber.id).toBe(c);
    expect(await receivedElsewhere(store.db, [a, b, c], () => 'other')).toEqual(new Map([[c, ['c1']]]));
  });

  test('readers come and go: confirmed once, counted, suppressed by what came back, forgotten in time', async () => {
    const id = await ensureSubscriber(store.db, { address: 'x@mail.example', preferences: '{}', cadence: 'weekly' }, NOW);
    expect(await ensureSubscriber(store.db, { address: 'x@mail.example', preferences: '{"a":1}', cadence: 'monthly' }, NOW)).toBe(id);
    await saveConfirmation(store.db, { token: 't', addressHash: 'h', subscriberId: id, preferences: '{}', expiresAt: LATER }, NOW);
    expect([await countConfirmations(store.db, 'h', '2026-07-01T00:00:00.000Z'), await takeConfirmation(store.db, 't', NOW), await takeConfirmation(store.db, 't', NOW)]).toEqual([1, true, false]);
    expect(await findConfirmation(store.db, 't', NOW)).toEqual({ subscriberId: id, preferences: '{}', isUsed: true });
    const active = await reader('y@mail.example');
    expect((await activeSubscribers(store.db, 'weekly', '', 9)).map((row) => row.id)).toEqual([active]);
    expect(await countSubscribers(store.db)).toEqual({ pending: 1, active: 1, unsubscribed: 0 });
    expect(await subscriberStates(store.db)).toEqual(expect.arrayContaining([{ state: 'active', count: 1 }]));
    for (let count = 0; count < 5; count += 1) await recordBounce(store.db, { subscriberId: active, issueKey: null, kind: 'soft', message: '4.2.2' }, NOW);
    expect(await findSuppression(store.db, 'y@mail.example')).not.toBeNull();
    expect([await liftSuppression(store.db, 'y@mail.example'), await findSuppression(store.db, 'y@mail.example')]).toEqual([true, null]);
    await unsubscribe(store.db, active, NOW);
    await forgetOld(store.db, '2026-10-01T00:00:00.000Z');
    expect([await findSubscriberByAddress(store.db, 'x@mail.example'), await findSubscriberByAddress(store.db, 'y@mail.example')]).toEqual([null, null]);
  });

  test('an issue is chosen from what appeared or was discussed in its week, as whole clusters', async () => {
    const add = async (url: string, changes = {}) => (await upsertPost(store.db, makePost({ canonicalUrl: url, ...changes }), NOW)).id;
    const fresh = await add('https://a.example/1', { publishedAt: '2026-07-28T00:00:00.000Z', title: 'Fresh' });
    const copy = await add('https://b.example/1', { publishedAt: '2026-07-29T00:00:00.000Z', publisher: 'Other' });
    const old = await add('https://c.example/1', { publishedAt: '2019-01-01T00:00:00.000Z', excerpt: 'Its own words.' });
    await add('https://d.example/1', { publishedAt: null });
    await addJoin(store.db, fresh, copy, { rule: 'same-text', reason: 'equal', similarity: 1, containment: 1 }, NOW);
    await saveClusters(store.db, [{ originalId: fresh, memberIds: [fresh, copy] }], NOW);
    for (const [site, points] of [['Lobsters', 9], ['Hacker News', null]] as const) {
      await upsertMention(store.db, {
        postId: old, sourceId: 's', site, url: 'https://c.example/1', canonicalUrl: 'https://c.example/1', discussionUrl: null, title: 'Old', points, comments: 1, submittedAt: '2026-07-30T00:00:00.000Z', submittedRange: null,
      }, NOW);
    }
    const ids = await clustersInSpan(store.db, WEEK.startAt, WEEK.endAt);
    expect(ids).toEqual([fresh, old].toSorted());
    const clusters = await loadClusters(store.db, [...ids, 'gone']);
    expect(clusters.map(({ original, copies, mentions }) => [original.id, copies.map((each) => each.id), mentions.map(({ points }) => points)]).toSorted()).toEqual([[fresh, [copy], []], [old, [], [9, null]]].toSorted());
    expect((await loadTexts(store.db, [old])).get(old)).toBe('We moved it.');
    expect([...await sharedExcerpts(store.db, ['We moved it.', 'Its own words.'])]).toEqual(['We moved it.']);
    expect((await discussionCounts(store.db, WEEK.startAt, WEEK.endAt, 9)).map(({ points }) => points)).toEqual(expect.arrayContaining([9, null]));
    expect((await titlesOf(store.db, ['Example'], WEEK.startAt, WEEK.endAt)).map(({ title }) => title)).toEqual(['Fresh']);
    expect([await aggregatorIds(store.db), await firstPostSeenAt(store.db)]).toEqual([new Set(), NOW]);
  });
});
