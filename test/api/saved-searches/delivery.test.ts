import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Notice } from '../../../api/saved-searches/deliverer.ts';
import { tickSavedSearches } from '../../../api/saved-searches/tick.ts';
import { webhookDeliverer } from '../../../api/saved-searches/webhook.ts';
import { createOutbound, type Outbound } from '../../../crawler/fetch/outbound.ts';
import { createKey } from '../../../store/keys.ts';
import type { NewPost } from '../../../store/posts.ts';
import { upsertPost } from '../../../store/posts.ts';
import { listSavedSearches, removeSavedSearch } from '../../../store/saved-searches.ts';
import { startTestApi, type TestApi } from '../../helpers/api.ts';
import { startReceiver, type Received, type Receiver } from '../../helpers/receiver.ts';
import { makePost, NOW } from '../../helpers/store.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

let [api, receiver, outbound]: [TestApi, Receiver, Outbound] = [null, null, null] as never;
let [nowMs, authorization] = [Date.parse(NOW), ''];
const now = (): string => new Date(nowMs).toISOString();

beforeAll(async () => {
  receiver = await startReceiver();
  outbound = createOutbound({ userAgent: 'Writeups/test', transport: receiver.transport, totalMs: 400 });
  api = await startTestApi({ now, deliverers: { webhook: webhookDeliverer({ outbound: outbound.send, now }) } });
  authorization = `Bearer ${(await createKey(api.store.db, { name: 'bot', scopes: ['write'], expiresAt: null }, NOW)).secret}`;
});
/** Each test has a month of its own, in which nothing was found or saved before. */
beforeEach(async () => {
  nowMs += 30 * DAY_MINUTES * MINUTE_MS;
  receiver.received.length = 0;
  receiver.answerWith(() => ({ status: 204 }));
  for (const search of await listSavedSearches(api.store.db, null)) await removeSavedSearch(api.store.db, search.id);
});
afterAll(async () => {
  await api.close();
  await outbound.close();
  await receiver.close();
});

const ask = async (method: string, path: string, body?: object): Promise<{ status: number; answer: Record<string, unknown> }> => {
  const response = await api.get(`/api/v1/saved-searches${path}`, {
    method, headers: { Authorization: authorization, 'Content-Type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: await response.json() as Record<string, unknown> };
};
const save = async (changes: object = {}): Promise<{ id: string; secret: string }> => {
  const { status, answer } = await ask('POST', '', { name: 'Kafka', q: 'kafka', target: { kind: 'webhook', address: 'https://hooks.example/kafka' }, ...changes });
  expect([status, answer]).toMatchObject([201, {}]);
  return answer as { id: string; secret: string };
};
let count = 0;
/** A post that is found now. */
const find = async (changes: Partial<NewPost> = {}): Promise<string> => {
  count += 1;
  const { id } = await upsertPost(api.store.db, makePost({ canonicalUrl: `https://blog.example/${count}`, title: `Kafka ${count}`, publishedAt: now(), ...changes }), now());
  await api.sync([id]);
  return id;
};
const tick = (): ReturnType<typeof tickSavedSearches> => tickSavedSearches(api.deps);
/** Ticks once a minute, as the scheduler does. */
const pass = async (minutes: number, every = 1): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += every) {
    nowMs += every * MINUTE_MS;
    await tick();
  }
};
const told = (messages: readonly Received[] = receiver.received): string[] => messages.flatMap(({ body }) => (JSON.parse(body) as { data: Notice }).data.posts.map(({ id }) => id));
const idsOf = (messages: readonly Received[]): string[] => messages.map(({ headers }) => String(headers['webhook-id']));

test('what is found after a search was saved, and matches it, is told once', async () => {
  await find();
  const { secret } = await save();
  nowMs += MINUTE_MS;
  const [first, , second] = [await find(), await find({ title: 'Flink' }), await find()];
  const toldAt = now();
  expect(await tick()).toMatchObject({ queued: 1, delivered: 1, failed: 0 });
  await find({ canonicalUrl: `https://blog.example/${count}`, excerpt: 'Edited.' });
  await pass(3);
  expect(told()).toEqual([first, second].sort());
  const [message] = receiver.received;
  const verified = new Webhook(secret).sign(String(message?.headers['webhook-id']), new Date(Number(message?.headers['webhook-timestamp']) * 1000), message?.body ?? '');
  expect(message?.headers['webhook-signature']).toBe(verified);
  expect(JSON.parse(message?.body ?? '')).toMatchObject({ type: 'saved_search.new_posts', timestamp: toldAt, data: { search: { name: 'Kafka', q: 'kafka', pageUrl: 'https://writeups.example/?q=kafka' } } });
});

test.each([
  ['a word is taken as typed, not as a beginning', 'java', 'JavaScript at scale', 0],
  ['and not corrected', 'kafak', 'Kafka at scale', 0],
  ['every word must match', 'kafka zookeeper', 'Kafka at scale', 0],
  ['conditions hold', 'kafka -scale', 'Kafka at scale', 0],
  ['no words: everything new', '', 'Anything', 1],
  ['relative dates go with the time', 'age:<1y', 'Anything', 1],
])('%s: %s', async (_why, q, title, expected) => {
  await save({ q });
  await find({ title });
  await pass(1);
  expect(told()).toHaveLength(expected);
});

test('posts without a date, many at one instant, and more than one delivery holds', async () => {
  await save();
  const midnight = `${now().slice(0, 10)}T00:00:00.000Z`;
  const ids: string[] = [await find({ publishedAt: null })];
  for (let index = 0; index < 120; index += 1) ids.push((await upsertPost(api.store.db, makePost({ canonicalUrl: `https://many.example/${index}`, title: 'Kafka', publishedAt: midnight }), now())).id);
  await api.sync(ids);
  await pass(1);
  expect(told().toSorted()).toEqual(ids.toSorted());
  expect(receiver.received.map(({ body }) => (JSON.parse(body) as { data: Notice }).data.posts.length)).toEqual([50, 50, 21]);
});

test('a post is told of once its discussions first reach the points, over all of them and not again', async () => {
  const mention = async (postId: string, thread: string, points: number): Promise<void> => {
    await api.store.db.insertInto('mentions').values({
      id: thread, postId, sourceId: null, site: 'Lobsters', url: 'https://blog.example', canonicalUrl: 'https://blog.example', discussionUrl: null, title: 'x', points, comments: 1,
      submittedAt: null, submittedEarliestAt: null, submittedLatestAt: null, refreshedAt: now(), nextRefreshAt: null,
    }).onConflict((conflict) => conflict.column('id').doUpdateSet({ points })).execute();
    await api.sync([postId]);
  };
  const before = await find();
  await mention(before, 'a', 200);
  const old = await find();
  await mention(old, 'b', 60);
  await save({ event: 'points', minPoints: 100 });
  nowMs += MINUTE_MS;
  await mention(before, 'a', 250);
  await pass(1);
  expect(told()).toEqual([]);
  await mention(old, 'c', 40);
  await pass(1);
  expect(told()).toEqual([old]);
  await mention(old, 'c', 90);
  await pass(2);
  expect(told()).toEqual([old]);
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ type: 'saved_search.points', data: { posts: [{ points: 100, comments: 2 }], search: { minPoints: 100 } } });
});

describe('a receiver that', () => {
  test('answers 500 for a day gets everything after it, in order, each with its own id', async () => {
    const { id } = await save();
    receiver.answerWith(() => ({ status: 500 }));
    const expected: string[] = [];
    for (let hour = 0; hour < 24; hour += 1) {
      expected.push(await find());
      await pass(60, 10);
    }
    expect((await ask('GET', `/${id}`)).answer).toMatchObject({ state: 'active', failingSince: expect.any(String), waiting: 20 });
    const failed = receiver.received.length;
    expect(failed).toBeGreaterThan(5);
    expect(failed).toBeLessThan(15);
    expect(new Set(idsOf(receiver.received)).size).toBe(1);
    receiver.answerWith(() => ({ status: 200 }));
    await pass(DAY_MINUTES, 30);
    const after = receiver.received.slice(failed);
    expect(told(after)).toEqual(expected);
    expect(new Set(idsOf(after)).size).toBe(after.length);
    expect(idsOf(after)[0]).toBe(idsOf(receiver.received)[0]);
    expect((await ask('GET', `/${id}`)).answer).toMatchObject({ failingSince: null, retryAt: null, waiting: 0 });
  });

  test('is down for more than three days is given up by name, and loses nothing', async () => {
    const { id } = await save();
    receiver.answerWith(() => ({ status: 503 }));
    const first = await find();
    await pass(4 * DAY_MINUTES, 60);
    expect((await ask('GET', `/${id}`)).answer).toMatchObject({ state: 'paused', problem: 'The receiver answered with status 503.', waiting: 1 });
    const second = await find();
    const tries = receiver.received.length;
    await pass(DAY_MINUTES, 60);
    expect(receiver.received).toHaveLength(tries);
    receiver.answerWith(() => ({ status: 200 }));
    await ask('PATCH', `/${id}`, { state: 'active' });
    await pass(2);
    expect(told(receiver.received.slice(tries))).toEqual([first, second]);
    const { answer } = await ask('GET', `/${id}/deliveries`);
    expect(answer['deliveries']).toMatchObject([{ attemptCount: 1 }, { attemptCount: tries + 1 }]);
  });

  test('says that it is gone is not asked again', async () => {
    const { id } = await save();
    receiver.answerWith(() => ({ status: 410 }));
    await find();
    await pass(DAY_MINUTES, 60);
    expect(receiver.received).toHaveLength(1);
    expect((await ask('GET', `/${id}`)).answer).toMatchObject({ state: 'paused', problem: 'The receiver says that it is gone for good (status 410).' });
  });

  test('asks for more time gets it', async () => {
    await save();
    receiver.answerWith(() => ({ status: 429, headers: { 'Retry-After': '7200' } }));
    await find();
    await pass(119);
    expect(receiver.received).toHaveLength(1);
    await pass(3);
    expect(receiver.received).toHaveLength(2);
  });

  test.each([
    ['to this machine', 'http://127.0.0.1:22/'], ['to the cloud’s own server', 'http://169.254.169.254/latest/meta-data'], ['to another host', 'https://elsewhere.example/'], ['to itself', '/again'],
  ])('redirects %s is not followed', async (_where, location) => {
    const { id } = await save();
    receiver.answerWith(() => ({ status: 307, headers: { Location: location } }));
    await find();
    await pass(1);
    expect(receiver.received.map(({ url }) => url)).toEqual(['/kafka']);
    expect((await ask('GET', `/${id}/deliveries`)).answer).toMatchObject({ deliveries: [{ deliveredAt: null, attempts: [{ status: 307, message: expect.stringContaining('redirects') }] }] });
  });

  test('is slow is told again later, and does not hold up others', async () => {
    await save();
    await save({ target: { kind: 'webhook', address: 'https://hooks.example/quick' } });
    receiver.answerWith(({ url }) => ({ status: 200, delayMs: url === '/kafka' ? 3_000 : 0 }));
    const id = await find();
    const started = performance.now();
    await pass(1);
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(receiver.received.map(({ url }) => url).toSorted()).toEqual(['/kafka', '/quick']);
    receiver.answerWith(() => ({ status: 200 }));
    await pass(2);
    expect(told(receiver.received.filter(({ url }) => url === '/kafka'))).toEqual([id, id]);
    expect(new Set(idsOf(receiver.received.filter(({ url }) => url === '/kafka'))).size).toBe(1);
  });

  test('lies, hangs up or answers without end is tried again', async () => {
    await save();
    const id = await find();
    const answers = [{ status: 200, hangUp: true }, { status: 500, body: 'x'.repeat(1_000_000) }, { status: 204 }];
    receiver.answerWith(() => answers.shift() ?? { status: 204 });
    await pass(30, 5);
    expect(told()).toEqual([id, id, id]);
  });
});

test('a search that is to speak once a day tells of all that came meanwhile', async () => {
  await save({ pauseMinutes: DAY_MINUTES });
  const first = await find();
  await pass(1);
  const rest = [await find(), await find()];
  await pass(DAY_MINUTES - 60, 60);
  expect(told()).toEqual([first]);
  await pass(60, 30);
  expect(told()).toEqual([first, ...rest.toSorted()]);
  expect(receiver.received).toHaveLength(2);
});

test('a secret can be changed while both sign', async () => {
  const { id, secret } = await save();
  const { answer } = await ask('POST', `/${id}/rotate-secret`, { oldEndsInMinutes: 10 });
  const signs = ({ headers, body }: Received, one: string): boolean => {
    const expected = new Webhook(one).sign(String(headers['webhook-id']), new Date(Number(headers['webhook-timestamp']) * 1000), body);
    return String(headers['webhook-signature']).split(' ').includes(expected);
  };
  await find();
  await pass(1);
  await find();
  await pass(11);
  const [during, after] = receiver.received;
  if (during === undefined || after === undefined) throw new Error('two deliveries were expected');
  await find();
  nowMs += 20 * MINUTE_MS;
  await tick();
  const late = receiver.received.at(-1);
  expect([signs(during, secret), signs(during, String(answer['secret']))]).toEqual([true, true]);
  expect(late !== undefined && [signs(late, secret), signs(late, String(answer['secret']))]).toEqual([false, true]);
});

test('two processes that work at the same time deliver once', async () => {
  await save();
  for (let index = 0; index < 5; index += 1) await find();
  nowMs += MINUTE_MS;
  await Promise.all([tick(), tick(), tick()]);
  expect(new Set(told()).size).toBe(5);
  expect(idsOf(receiver.received)).toHaveLength(new Set(idsOf(receiver.received)).size);
});

test('an engine that is away costs time and nothing else', async () => {
  await save();
  const id = await find();
  const { IndexError } = await import('../../../core/errors.ts');
  nowMs += MINUTE_MS;
  expect(await tickSavedSearches({ ...api.deps, engine: { ...api.engine, search: () => Promise.reject(new IndexError('unreachable', 'Away.')) } })).toEqual({ queued: 0, delivered: 0, failed: 0 });
  await pass(1);
  expect(told()).toEqual([id]);
});
