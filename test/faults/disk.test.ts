/** A database that may not grow any more, which is what SQLite says of a full disk. A real one: `npm run bench -- faults disk`. */

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { webhookDeliverer } from '../../api/saved-searches/webhook.ts';
import { createKey } from '../../store/keys.ts';
import type { Store } from '../../store/open.ts';
import { upsertPost } from '../../store/posts.ts';
import { storageFailure } from '../../store/storage-failure.ts';
import { startTestApi, type TestApi } from '../helpers/api.ts';
import { makePost, NOW } from '../helpers/store.ts';

async function fill({ db }: Store): Promise<void> {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
  await sql`pragma max_page_count = ${sql.lit(Number(Object.values(rows[0] ?? {})[0]))}`.execute(db);
}

async function makeRoom({ db }: Store): Promise<void> {
  await sql`pragma max_page_count = 1000000`.execute(db);
}

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ deliverers: { webhook: webhookDeliverer({ outbound: () => Promise.reject(new Error('no network')), now: () => NOW }) } });
  await api.add([{ canonicalUrl: 'https://blog.example/kept', title: 'What was kept' }]);
});
afterAll(() => api.close());

/** More than fits into what is left of the pages that there are. */
const LONG = makePost({ canonicalUrl: 'https://blog.example/long', text: 'A sentence of many. '.repeat(20_000) });

describe('a disk that is full', () => {
  test('fails the transaction by its name, undoes it whole, and lets the next one through when there is room', async () => {
    await fill(api.store);
    const failure: unknown = await api.store.transact((transaction) => upsertPost(transaction, LONG, NOW)).catch((error: unknown) => error);
    expect(storageFailure(failure)).toBe('The disk is full');
    expect((await api.store.db.selectFrom('posts').select('title').execute()).map(({ title }) => title)).toEqual(['What was kept']);
    await makeRoom(api.store);
    await api.store.transact((transaction) => upsertPost(transaction, LONG, NOW));
    expect(Object.values((await sql<Record<string, string>>`pragma integrity_check`.execute(api.store.db)).rows[0] ?? {})).toEqual(['ok']);
  });

  test('is a named problem for whoever changes something, and none for readers', async () => {
    const { secret } = await createKey(api.store.db, { name: 'bot', scopes: ['write'], expiresAt: null }, NOW);
    await fill(api.store);
    const save = (name: string): Promise<Response> => api.get('/api/v1/saved-searches', {
      method: 'POST', headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, q: 'tag:kafka', target: { kind: 'webhook', address: 'https://hooks.example/kafka' } }),
    });
    let answer = await save('0');
    for (let at = 1; at < 60 && answer.ok; at += 1) answer = await save(`${at} ${'k'.repeat(80)}`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.json()).toMatchObject({ type: expect.stringContaining('#storage-unavailable'), detail: expect.stringContaining('The disk is full') });
    expect((await api.get('/api/v1/sources')).status).toBe(200);
    await makeRoom(api.store);
    expect((await save('room again')).status).toBe(201);
  });
});

test.each<readonly [object, string | null, string]>([
  [{ errcode: 13 }, 'The disk is full', 'SQLite'], [{ errcode: 3338 }, 'The disk cannot be read or written', 'SQLite, extended code'], [{ code: '53100' }, 'The disk is full', 'PostgreSQL'],
  [{ code: 'ENOSPC' }, 'The disk is full', 'the file system'], [{ errcode: 5 }, null, 'locked is not full'], [{}, null, 'a bug'],
])('%j is %s: %s', (fields, expected, _from) => {
  expect(storageFailure(Object.assign(new Error('x'), fields))).toBe(expected);
});
