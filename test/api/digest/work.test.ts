import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import PostalMime from 'postal-mime';
import { createMailer } from '../../../api/digest/mail/mailer.ts';
import { usualPreferences, type Preferences } from '../../../api/digest/subscribers/preferences.ts';
import { createDigest, type DigestTick } from '../../../api/digest/tick.ts';
import { countDeliveries, deliveriesTo, requeueUnknown } from '../../../store/deliveries.ts';
import { activateSubscriber, ensureSubscriber, findSubscriberByAddress, unsubscribe } from '../../../store/subscribers.ts';
import { startTestApi, type TestApi } from '../../helpers/api.ts';
import { MAIL_CONFIG } from '../../helpers/mail.ts';
import { startTestMailServer, type TestMailServer } from '../../helpers/smtp.ts';

const MONDAY = '2026-08-24T07:00:00.000Z';
const TEXT = 'In this post we explain how the broker was replaced without losing a single message. It took a year of work by three people.';
let server: TestMailServer;
let api: TestApi;
let now = MONDAY;

beforeEach(async () => {
  [now, server] = [MONDAY, await startTestMailServer()];
  const mail = { ...MAIL_CONFIG.mail, smtpUrl: server.url };
  api = await startTestApi({ now: () => now, mailer: createMailer(mail, { dataDir: '/nonexistent', now: () => now }) });
  await addWeek('2026-08-18T09:00:00.000Z', 'kafka', 0, 4);
  // What is first seen before a week ends makes that week have an issue.
  await api.store.db.updateTable('posts').set({ firstSeenAt: '2026-08-01T00:00:00.000Z' }).execute();
});
afterEach(async () => {
  await api.close();
  await server.close();
});

async function addWeek(publishedAt: string, topic: string, from: number, count: number): Promise<void> {
  await api.add(Array.from({ length: count }, (_, at) => ({
    canonicalUrl: `https://blog-${from + at}.example/post`, publisher: `Blog ${from + at}`, sourceId: `blog-${from + at}`, title: `How team ${from + at} replaced ${['the broker', 'its cache', 'a compiler', 'our queue', 'one index'][at % 5]}`,
    kind: 'deep-dive' as const, publishedAt, tags: [{ tag: topic, score: 0.9, evidence: topic }], wordCount: 1_500 + at, text: TEXT, excerpt: '', quality: { score: 1, reasons: [] },
  })));
}

async function reader(address: string, changes: Partial<Preferences> = {}): Promise<string> {
  const preferences = { ...usualPreferences(MAIL_CONFIG.digest), ...changes };
  const json = JSON.stringify(preferences);
  const id = await ensureSubscriber(api.store.db, { address, preferences: json, cadence: preferences.cadence }, now);
  await activateSubscriber(api.store.db, id, { preferences: json, cadence: preferences.cadence, consentFrom: 'test' }, now);
  return id;
}

const tick = (): Promise<DigestTick> => createDigest(api.deps).tick(() => false);
const recipients = (): string[] => server.received.map(({ to }) => to).toSorted();
const at = (instant: string): void => { now = instant; };

describe('an issue', () => {
  test('is frozen, queued and sent once; later ticks change nothing, whatever is published meanwhile', async () => {
    for (const name of ['a', 'b', 'c']) await reader(`${name}@mail.example`);
    expect(await tick()).toMatchObject({ frozen: ['2026-W34'], queued: 3, delivered: { sent: 3 } });
    const shown = await api.json('/api/v1/digest/2026-W34');
    await addWeek('2026-08-19T09:00:00.000Z', 'rust', 10, 3);
    expect(await tick()).toMatchObject({ frozen: [], queued: 0, delivered: { sent: 0 } });
    expect(await api.json('/api/v1/digest/2026-W34')).toEqual(shown);
    expect(recipients()).toEqual(['a@mail.example', 'b@mail.example', 'c@mail.example']);
  });

  test('two schedulers at once send it once', async () => {
    for (let index = 0; index < 8; index += 1) await reader(`r${index}@mail.example`);
    const ticks = await Promise.all([tick(), tick(), tick()]);
    expect(ticks.reduce((sum, { delivered }) => sum + (delivered?.sent ?? 0), 0)).toBe(8);
    expect(new Set(recipients()).size).toBe(8);
    expect(recipients()).toHaveLength(8);
  });

  test('comes at each reader’s own hour, by their own clock', async () => {
    await reader('berlin@mail.example', { zone: 'Europe/Berlin', hour: 8 });
    await reader('tokyo@mail.example', { zone: 'Asia/Tokyo', day: 'tuesday', hour: 6 });
    at('2026-08-24T05:59:00.000Z');
    await tick();
    expect(recipients()).toEqual([]);
    at('2026-08-24T06:00:00.000Z');
    await tick();
    expect(recipients()).toEqual(['berlin@mail.example']);
    at('2026-08-24T21:00:00.000Z');
    await tick();
    expect(recipients()).toEqual(['berlin@mail.example', 'tokyo@mail.example']);
  });

  test('starts late after a sleep, but never more than a week late, and makes up for no week that was slept through', async () => {
    await reader('a@mail.example');
    at('2026-08-27T12:00:00.000Z');
    expect(await tick()).toMatchObject({ frozen: ['2026-W34'], delivered: { sent: 1 } });
    await reader('b@mail.example', { day: 'tuesday' });
    at('2026-09-15T12:00:00.000Z');
    expect((await tick()).frozen).toEqual(['2026-W37']);
    expect(recipients()).toEqual(['a@mail.example']);
  });

  test('a mail that could not leave within a week is given up as expired', async () => {
    await reader('a@mail.example', { hour: 9 });
    await tick();
    at('2026-09-02T12:00:00.000Z');
    await tick();
    expect(await countDeliveries(api.store.db, '2026-W34')).toMatchObject({ expired: 1, sent: 0 });
  });

  test('an empty week sends nothing and says so in the archive', async () => {
    await reader('a@mail.example');
    at('2026-08-31T08:00:00.000Z');
    expect(await tick()).toMatchObject({ frozen: ['2026-W35'], delivered: { sent: 0 } });
    expect(await api.json('/api/v1/digest/2026-W35')).toMatchObject({ isEmpty: true, groups: [] });
    expect(await (await api.get('/digest/2026-W35')).text()).toContain('Nothing in it was worth a mail');
  });

  test('a reader whose topics match nothing gets no mail', async () => {
    await reader('a@mail.example', { topics: ['react'] });
    await reader('b@mail.example', { topics: ['kafka'] });
    await tick();
    expect(recipients()).toEqual(['b@mail.example']);
  });

  test('holds what a saved search finds, and nothing that this reader got in another edition', async () => {
    const id = await reader('a@mail.example', { topics: ['kafka'] });
    await tick();
    await addWeek('2026-08-25T09:00:00.000Z', 'rust', 20, 2);
    await api.store.db.insertInto('mentions').values({
      id: 'm', postId: (await api.store.db.selectFrom('posts').select('id').where('publisher', '=', 'Blog 0').executeTakeFirstOrThrow()).id, sourceId: null, site: 'Lobsters', url: 'https://x.example', canonicalUrl: 'https://x.example',
      discussionUrl: 'https://lobste.rs/s/x', title: 'x', points: 90, comments: 30, submittedAt: '2026-08-26T00:00:00.000Z', submittedEarliestAt: null, submittedLatestAt: null, refreshedAt: now, nextRefreshAt: null,
    }).execute();
    const wider = JSON.stringify({ ...usualPreferences(MAIL_CONFIG.digest), queries: ['broker', 'cache'] });
    await api.store.db.updateTable('subscribers').set({ preferences: wider }).where('id', '=', id).execute();
    at('2026-08-31T08:00:00.000Z');
    await tick();
    const { html = '' } = await PostalMime.parse(server.received.at(-1)?.raw ?? '');
    expect(server.received).toHaveLength(2);
    expect(html).toContain('How team 20');
    expect(html).not.toContain('How team 0 ');
  });
});

describe('mails that do not arrive', () => {
  test('an address that does not exist bounces and is suppressed; a full mailbox bounces and is not; greylisting is tried again', async () => {
    for (const name of ['gone', 'full', 'grey', 'fine']) await reader(`${name}@mail.example`);
    let isFirst = true;
    server.manner((address) => {
      if (address.startsWith('gone')) return { at: 'RCPT', code: 550, text: '5.1.1 no such user' };
      if (address.startsWith('full')) return { at: 'RCPT', code: 552, text: '5.2.2 mailbox full' };
      return address.startsWith('grey') && isFirst ? { at: 'RCPT', code: 450, text: '4.7.1 come back later' } : 'take';
    });
    await tick();
    expect(await countDeliveries(api.store.db, '2026-W34')).toMatchObject({ sent: 1, bounced: 2, retry: 1 });
    expect(await api.store.db.selectFrom('suppressions').selectAll().execute()).toHaveLength(1);
    isFirst = false;
    at('2026-08-24T07:06:00.000Z');
    await tick();
    expect(await countDeliveries(api.store.db, '2026-W34')).toMatchObject({ sent: 2, bounced: 2, retry: 0 });
  });

  test('a receiver that always defers is given up after a day', async () => {
    await reader('a@mail.example');
    server.manner(() => ({ at: 'RCPT', code: 452, text: '4.2.2 over quota' }));
    for (let minutes = 0; minutes <= 26 * 60; minutes += 30) {
      at(new Date(Date.parse(MONDAY) + minutes * 60_000).toISOString());
      await tick();
    }
    expect(await countDeliveries(api.store.db, '2026-W34')).toMatchObject({ bounced: 1, retry: 0 });
  });

  test('a lost answer is unknown, listed, and sent again only when an operator says so', async () => {
    const id = await reader('a@mail.example');
    server.manner(() => 'drop');
    await tick();
    server.manner(() => 'take');
    at('2026-08-25T07:00:00.000Z');
    await tick();
    expect(await countDeliveries(api.store.db, '2026-W34')).toMatchObject({ unknown: 1, sent: 0 });
    expect(recipients()).toEqual(['a@mail.example']);
    expect(await requeueUnknown(api.store.db, '2026-W34', now)).toBe(1);
    await tick();
    expect((await deliveriesTo(api.store.db, id)).map(({ state }) => state)).toEqual(['sent']);
    const ids = await Promise.all(server.received.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId));
    expect(new Set(ids).size).toBe(1);
  });

  test('our own server being away loses nothing and blames nobody', async () => {
    for (let index = 0; index < 6; index += 1) await reader(`r${index}@mail.example`);
    server.manner(() => ({ at: 'MAIL', code: 421, text: '4.3.2 shutting down' }));
    await tick();
    expect(await countDeliveries(api.store.db, '2026-W34')).toMatchObject({ sent: 0, bounced: 0, unknown: 0 });
    server.manner(() => 'take');
    at('2026-08-24T07:05:00.000Z');
    await tick();
    expect(recipients()).toHaveLength(6);
    expect(await api.store.db.selectFrom('bounces').selectAll().execute()).toEqual([]);
  });

  test('who leaves after the mail was queued does not get it', async () => {
    const id = await reader('a@mail.example', { hour: 9 });
    await tick();
    await unsubscribe(api.store.db, id, now);
    at('2026-08-24T10:00:00.000Z');
    await tick();
    expect(recipients()).toEqual([]);
    expect(await countDeliveries(api.store.db, '2026-W34')).toMatchObject({ suppressed: 1 });
    expect((await findSubscriberByAddress(api.store.db, 'a@mail.example'))?.state).toBe('unsubscribed');
  });
});
