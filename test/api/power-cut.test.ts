/** What the world outside has seen must not be undone when the power goes: it is on the disk before. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Mailer } from '../../api/digest/mail/mail.ts';
import { usualPreferences } from '../../api/digest/subscribers/preferences.ts';
import { createDigest } from '../../api/digest/tick.ts';
import { NO_MAILER } from '../../api/digest/mail/mailer.ts';
import { startServer, type RunningServer } from '../../api/server.ts';
import { createKey } from '../../store/keys.ts';
import { activateSubscriber, ensureSubscriber } from '../../store/subscribers.ts';
import { startTestApi, type TestApi } from '../helpers/api.ts';
import { MAIL_CONFIG } from '../helpers/mail.ts';
import { NOW } from '../helpers/store.ts';

const MONDAY = '2026-08-24T12:00:00.000Z';
let api: TestApi;
let seen: string[] = [];
/** The store, that says when it was asked to sync. */
let store: TestApi['store'];

beforeEach(async () => {
  [api, seen] = [await startTestApi({ now: () => MONDAY }), []];
  store = { ...api.store, toDisk: async () => { seen.push('disk'); await api.store.toDisk(); } };
});
afterEach(() => api.close());

test('a mail leaves after its claim is on the disk', async () => {
  const preferences = JSON.stringify(usualPreferences(MAIL_CONFIG.digest));
  for (const name of ['a', 'b']) {
    const id = await ensureSubscriber(store.db, { address: `${name}@mail.example`, preferences, cadence: 'weekly' }, NOW);
    await activateSubscriber(store.db, id, { preferences, cadence: 'weekly', consentFrom: 'test' }, NOW);
  }
  await api.add([{ canonicalUrl: 'https://blog.example/post', kind: 'deep-dive', publishedAt: '2026-08-18T00:00:00.000Z', wordCount: 1_500, quality: { score: 1, reasons: [] }, text: 'In this post we explain how the cache was warmed before anybody noticed that it had been cold.' }]);
  await store.db.updateTable('posts').set({ firstSeenAt: '2026-08-01T00:00:00.000Z' }).execute();
  const mailer: Mailer = { ...NO_MAILER, send: async ({ to }) => { seen.push(to); return { state: 'sent', message: '250' }; } };
  await createDigest({ ...api.deps, store, mailer }).tick(() => false);
  const mails = seen.filter((what) => what !== 'disk');
  expect(mails.toSorted()).toEqual(['a@mail.example', 'b@mail.example']);
  for (const [index, mail] of mails.entries()) expect(seen.slice(0, seen.indexOf(mail)).filter((what) => what === 'disk').length).toBeGreaterThan(index);
});

test('a request that changes something is answered after the change is on the disk; one that reads does not wait', async () => {
  const server: RunningServer = await startServer({ ...api.deps, store }, { host: '127.0.0.1', port: 0 });
  const { secret } = await createKey(store.db, { name: 'k', scopes: ['admin'], expiresAt: null }, MONDAY);
  const ask = async (method: string, path: string): Promise<number> => (await fetch(server.url + path, { method, headers: { Authorization: `Bearer ${secret}` } })).status;
  expect([await ask('GET', '/api/v1/keys'), seen]).toEqual([200, []]);
  const { id } = await createKey(store.db, { name: 'lost', scopes: ['read'], expiresAt: null }, MONDAY);
  expect([await ask('DELETE', `/api/v1/keys/${id}`), seen]).toEqual([200, ['disk']]);
  await server.stop();
});
