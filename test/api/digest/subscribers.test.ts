import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMailer } from '../../../api/digest/mail/mailer.ts';
import { createDigest } from '../../../api/digest/tick.ts';
import { createKey } from '../../../store/keys.ts';
import { findSubscriberByAddress, forgetOld } from '../../../store/subscribers.ts';
import { startTestApi, type TestApi } from '../../helpers/api.ts';
import { MAIL_CONFIG } from '../../helpers/mail.ts';
import { startTestMailServer, type TestMailServer } from '../../helpers/smtp.ts';

let server: TestMailServer;
let api: TestApi;
let now = '2026-08-20T12:00:00.000Z';
const ADDRESS = 'reader@mail.example';

beforeEach(async () => {
  [now, server] = ['2026-08-20T12:00:00.000Z', await startTestMailServer()];
  api = await startTestApi({ now: () => now, mailer: createMailer({ ...MAIL_CONFIG.mail, smtpUrl: server.url }, { dataDir: '/nonexistent', now: () => now }) });
});
afterEach(async () => {
  await api.close();
  await server.close();
});

const ask = (email: string, preferences: unknown = {}): Promise<Response> =>
  api.get('/api/v1/subscribers', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, preferences }) });
const mails = (count: number): Promise<void> => expect.poll(() => server.received.length, { timeout: 5_000 }).toBe(count).then(() => {});
const pathIn = async (pattern: RegExp): Promise<string> => pattern.exec((await PostalMime.parse(server.received.at(-1)?.raw ?? '')).text ?? '')?.[1] ?? '';
const state = async (): Promise<string | null> => (await findSubscriberByAddress(api.store.db, ADDRESS))?.state ?? null;

async function subscribe(preferences: unknown = {}): Promise<string> {
  const before = server.received.length;
  await ask(ADDRESS, preferences);
  await mails(before + 1);
  const path = await pathIn(/https:\/\/writeups\.example(\/digest\/confirm\/\S+)/u);
  await api.get(path, { method: 'POST' });
  return path;
}

/** The mail of an issue that was really sent to the subscriber. */
async function issueMail(): Promise<Awaited<ReturnType<typeof PostalMime.parse>>> {
  await api.add([{
    canonicalUrl: 'https://blog.example/post', kind: 'deep-dive', publishedAt: '2026-08-18T00:00:00.000Z', tags: [{ tag: 'kafka', score: 0.9, evidence: 'Kafka' }], wordCount: 1_500,
    title: 'Why the cache <script>alert(1)</script> & the queue were cold', excerpt: '', text: 'In this post we explain how the cache was warmed before anybody noticed that it had been cold.', quality: { score: 1, reasons: [] },
  }]);
  await api.store.db.updateTable('posts').set({ firstSeenAt: '2026-08-01T00:00:00.000Z' }).execute();
  now = '2026-08-24T08:00:00.000Z';
  const before = server.received.length;
  await createDigest(api.deps).tick(() => false);
  await mails(before + 1);
  return PostalMime.parse(server.received.at(-1)?.raw ?? '');
}

describe('double opt-in (R49)', () => {
  test('a GET confirms nothing, a POST does, once and again; the preferences asked for are those that count', async () => {
    const answer = await ask(ADDRESS, { topics: ['Kafka'], zone: 'Europe/Berlin' });
    expect(answer.status).toBe(202);
    await mails(1);
    const path = await pathIn(/https:\/\/writeups\.example(\/digest\/confirm\/\S+)/u);
    expect((await api.get(path)).status).toBe(200);
    expect(await state()).toBe('pending');
    const both = await Promise.all([api.get(path, { method: 'POST' }), api.get(path, { method: 'POST' })]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await state()).toBe('active');
    expect(JSON.parse((await findSubscriberByAddress(api.store.db, ADDRESS))?.preferences ?? '')).toMatchObject({ topics: ['kafka'], zone: 'Europe/Berlin' });
  });

  test('the answer is the same for everybody, and the fourth mail of a day is not sent', async () => {
    const answers = [];
    for (const address of [ADDRESS, ADDRESS, ADDRESS, ADDRESS, 'other@mail.example']) answers.push(await (await ask(address)).text());
    expect(new Set(answers).size).toBe(1);
    await mails(4);
    expect(server.received.filter(({ to }) => to === ADDRESS)).toHaveLength(3);
  });

  test('a token works for 48 hours, is kept as a digest alone, and what nobody confirms is forgotten after a week', async () => {
    await ask(ADDRESS);
    await mails(1);
    const path = await pathIn(/https:\/\/writeups\.example(\/digest\/confirm\/\S+)/u);
    expect(JSON.stringify(await api.store.db.selectFrom('confirmations').selectAll().execute())).not.toContain(path.split('/').at(-1));
    now = '2026-08-22T12:00:00.001Z';
    expect((await api.get(path, { method: 'POST' })).status).toBe(404);
    now = '2026-08-28T12:00:00.000Z';
    await forgetOld(api.store.db, now);
    expect(await state()).toBeNull();
    expect(await api.store.db.selectFrom('confirmations').selectAll().execute()).toEqual([]);
  });

  test.each([['reader', 400], ['a@b@c.example', 400], ['x@mail.example\r\nBcc: y@mail.example', 400], [`${'a'.repeat(310)}@mail.example`, 400]])('%j is refused', async (address, status) => {
    expect((await ask(address)).status).toBe(status);
    expect(server.received).toEqual([]);
  });

  test.each([[{ topics: ['no-such-topic'] }], [{ zone: 'Mars/Base' }], [{ hour: 24 }], [{ items: 500 }], [{ unknown: 1 }], [{ kinds: ['gossip'] }]])('preferences %j are refused with a reason', async (preferences) => {
    const answer = await ask(ADDRESS, preferences);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { detail: string }).detail.length).toBeGreaterThan(10);
  });

  test('the form of the page does the same without a script', async () => {
    const page = await (await api.get('/digest')).text();
    expect(page).toContain('action="/digest/subscribe"');
    const answer = await api.get('/digest/subscribe', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ email: ADDRESS, topics: 'Kafka, Rust', cadence: 'weekly', zone: 'UTC', hour: '7', day: 'friday', items: '5' }).toString() });
    expect(answer.status).toBe(200);
    await mails(1);
    await api.get(await pathIn(/https:\/\/writeups\.example(\/digest\/confirm\/\S+)/u), { method: 'POST' });
    expect(JSON.parse((await findSubscriberByAddress(api.store.db, ADDRESS))?.preferences ?? '')).toMatchObject({ topics: ['kafka', 'rust'], day: 'friday', items: 5 });
  });
});

describe('the links of a mail', () => {
  test('the raw header’s address unsubscribes by one POST without cookies, again and in any form; a GET does not', async () => {
    await subscribe();
    const { headers, html = '', text = '' } = await issueMail();
    const header = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    const path = /<https:\/\/writeups\.example([^>]*)>/u.exec(header)?.[1] ?? '';
    expect((await api.get(path)).status).toBe(200);
    expect(await state()).toBe('active');
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    const posts = [await api.get(path, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }), await api.get(path, { method: 'POST', body: form }), await api.get(path, { method: 'POST' })];
    expect(posts.map((answer) => [answer.status, answer.headers.get('set-cookie')])).toEqual([[200, null], [200, null], [200, null]]);
    expect(await state()).toBe('unsubscribed');
    expect((await api.get(path.replace(/.$/u, (last) => (last === '0' ? '1' : '0')), { method: 'POST' })).status).toBe(404);
    expect(html).not.toContain('<script');
    for (const [, url] of html.matchAll(/href="([^"]+)"/gu)) expect(text).toContain(url?.replaceAll('&amp;', '&'));
  });

  test('preferences are changed by page and by API, data are exported and deleted', async () => {
    await subscribe();
    const { text = '' } = await issueMail();
    const path = /https:\/\/writeups\.example(\/digest\/preferences\/\S+)/u.exec(text)?.[1] ?? '';
    const token = path.split('/').at(-1) ?? '';
    const saved = await api.get(path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'topics=Rust&cadence=monthly&day=sunday&hour=9&zone=Asia%2FTokyo&items=7&language=' });
    expect(await saved.text()).toContain('Saved.');
    const changed = await api.get(`/api/v1/subscribers/${token}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: '{"hour":20}' });
    expect(await changed.json()).toMatchObject({ email: ADDRESS, preferences: { topics: ['rust'], cadence: 'monthly', hour: 20, zone: 'Asia/Tokyo', language: null } });
    expect(await (await api.get(`${path}/data`)).json()).toMatchObject({ email: ADDRESS, deliveries: [{ issue: '2026-W34', state: 'sent' }] });
    expect((await api.get(`${path}/delete`, { method: 'POST' })).status).toBe(200);
    expect(await state()).toBeNull();
    const kept = await api.store.db.selectFrom('deliveries').selectAll().execute();
    expect(JSON.stringify(kept)).not.toContain('reader@');
    expect((await api.get(path)).status).toBe(404);
  });

  test('none of them is kept by anybody between', async () => {
    await subscribe();
    const { text = '' } = await issueMail();
    const path = /https:\/\/writeups\.example(\/digest\/preferences\/\S+)/u.exec(text)?.[1] ?? '';
    expect((await api.get(path)).headers.get('cache-control')).toBe('private, no-store');
  });
});

describe('mail that comes back', () => {
  const report = (token: string, status: string): string => ['From: MAILER-DAEMON@mail.example', `To: bounce+${token}@writeups.example`, 'Content-Type: multipart/report; report-type=delivery-status', '', 'Action: failed', `Status: ${status}`, `Diagnostic-Code: smtp; 550 ${status} gone`].join('\r\n');
  const take = async (message: string): Promise<unknown> => {
    const { secret } = await createKey(api.store.db, { name: 'mx', scopes: ['write'], expiresAt: null }, now);
    return (await api.get('/api/v1/digest/returned', { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` }, body: JSON.stringify({ message }) })).json();
  };

  test('a notification for a signed bounce address marks the delivery and suppresses the address; a forged one does nothing', async () => {
    await subscribe();
    await issueMail();
    const token = /\+([^@]+)@/u.exec(server.received.at(-1)?.from ?? '')?.[1] ?? '';
    expect(await take(report(token.replace(/.$/u, (last) => (last === '0' ? '1' : '0')), '5.1.1'))).toMatchObject({ kind: 'none' });
    expect(await take(report(token, '5.1.1').replace('Action: failed', 'Action: delayed'))).toMatchObject({ kind: 'none' });
    expect(await take(report(token.toUpperCase(), '5.1.1'))).toMatchObject({ kind: 'hard' });
    expect(await api.store.db.selectFrom('deliveries').select('state').execute()).toEqual([{ state: 'bounced' }]);
    expect(await api.store.db.selectFrom('suppressions').select('reason').execute()).toEqual([{ reason: 'bounce' }]);
    await ask(ADDRESS);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.received).toHaveLength(2);
  });

  test('five full mailboxes within a month suppress, four do not', async () => {
    await subscribe();
    await issueMail();
    const token = /\+([^@]+)@/u.exec(server.received.at(-1)?.from ?? '')?.[1] ?? '';
    for (let count = 1; count <= 5; count += 1) {
      await take(report(token, '4.2.2'));
      expect(await api.store.db.selectFrom('suppressions').select('reason').execute()).toHaveLength(count < 5 ? 0 : 1);
    }
  });

  test('a complaint ends the subscription at once (RFC 5965)', async () => {
    await subscribe();
    const { headers } = await issueMail();
    const header = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    expect(await take(['Content-Type: multipart/report; report-type=feedback-report', '', 'Feedback-Type: abuse', 'User-Agent: Some/1', '', `List-Unsubscribe: ${header}`].join('\r\n'))).toMatchObject({ kind: 'complaint' });
    expect(await state()).toBe('unsubscribed');
  });
});
