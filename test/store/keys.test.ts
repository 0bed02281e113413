import { describe, expect, test } from 'vitest';
import { allows, createKey, hideKeys, holdsKey, listKeys, revokeKey, rotateKey, verifyKey } from '../../store/keys.ts';
import { NOW, STORES } from '../helpers/store.ts';

for (const { name, open, isHere } of STORES) describe.skipIf(!isHere)(name, () => {
  test('a key opens, and nothing in the database does', async () => {
    const store = await open();
    const { id, secret } = await createKey(store.db, { name: 'digest', scopes: ['write'], expiresAt: null }, NOW);
    expect(await verifyKey(store.db, secret, NOW)).toMatchObject({ id, name: 'digest', scopes: ['write'] });
    expect(JSON.stringify(await store.db.selectFrom('apiKeys').selectAll().execute())).not.toContain(secret.slice(-43));
    await store.close();
  });

  test.each([
    ['another key’s secret', (secret: string) => `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`],
    ['too short', (secret: string) => secret.slice(0, -1)],
    ['too long', (secret: string) => `${secret}A`],
    ['an unknown id', (secret: string) => secret.replace(/^wr_[0-9a-f]{16}/u, 'wr_0000000000000000')],
    ['nothing', () => ''],
    ['its digest', () => 'a'.repeat(64)],
  ])('%s opens nothing', async (_why, change) => {
    const store = await open();
    const { secret } = await createKey(store.db, { name: 'x', scopes: ['read'], expiresAt: null }, NOW);
    expect(await verifyKey(store.db, change(secret), NOW)).toBeNull();
    await store.close();
  });

  test('an expired and a revoked key open nothing; two keys live side by side for rotation', async () => {
    const store = await open();
    const old = await createKey(store.db, { name: 'bot', scopes: ['read'], expiresAt: null }, NOW);
    const next = await createKey(store.db, { name: 'bot', scopes: ['read'], expiresAt: '2026-08-02T00:00:00.000Z' }, NOW);
    expect(await revokeKey(store.db, old.id, NOW)).toBe(true);
    expect(await revokeKey(store.db, old.id, NOW)).toBe(false);
    expect(await verifyKey(store.db, old.secret, NOW)).toBeNull();
    expect(await verifyKey(store.db, next.secret, NOW)).not.toBeNull();
    expect(await verifyKey(store.db, next.secret, '2026-08-02T00:00:00.000Z')).toBeNull();
    expect(await listKeys(store.db)).toHaveLength(2);
    await store.close();
  });

  test('rotation leaves two living keys, and neither lives longer than it was made for', async () => {
    const store = await open();
    const old = await createKey(store.db, { name: 'bot', scopes: ['write'], expiresAt: '2026-08-11T12:00:00.000Z' }, NOW);
    const made = await rotateKey(store.db, old.id, '2026-08-03T12:00:00.000Z', '2026-08-02T12:00:00.000Z');
    expect(made).toMatchObject({ name: 'bot', scopes: ['write'], expiresAt: '2026-08-12T12:00:00.000Z', oldEndsAt: '2026-08-03T12:00:00.000Z' });
    expect(await verifyKey(store.db, made?.secret ?? '', '2026-08-03T12:00:00.000Z')).toMatchObject({ id: made?.id });
    expect(await verifyKey(store.db, old.secret, '2026-08-03T11:59:59.000Z')).toMatchObject({ id: old.id });
    expect(await verifyKey(store.db, old.secret, '2026-08-03T12:00:00.000Z')).toBeNull();
    expect(await rotateKey(store.db, old.id, '2026-08-05T12:00:00.000Z', '2026-08-04T12:00:00.000Z')).toBeNull();
    await store.close();
  });
});

test('a scope holds the ones before it', () => {
  expect([allows({ scopes: ['admin'] }, 'read'), allows({ scopes: ['write'] }, 'admin'), allows({ scopes: ['read'] }, 'read'), allows({ scopes: [] }, 'read')]).toEqual([true, false, true, false]);
});

test.each([['GET /x?q=wr_0123456789abcdef_secret-_1 end', 'GET /x?q=[key] end'], ['wr_short', 'wr_short'], ['', '']])('%j in a log is %j', (text, expected) => {
  expect(hideKeys(text)).toBe(expected);
  expect(holdsKey(text)).toBe(text !== expected);
});
