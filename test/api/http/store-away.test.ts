import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../../../store/keys.ts';
import { openStore, type Store } from '../../../store/open.ts';
import { upsertPost } from '../../../store/posts.ts';
import { askIfThere } from '../../../api/http/store-patience.ts';
import { startTestApi, type TestApi } from '../../helpers/api.ts';
import { makePost, NOW } from '../../helpers/store.ts';

let api: TestApi;
let store: Store;
let key: string;
let postId: string;
const folder = mkdtempSync(join(tmpdir(), 'writeups-away-'));

beforeAll(async () => {
  const path = join(folder, 'writeups.db');
  const filled = await openStore({ path, databaseUrl: null });
  postId = (await upsertPost(filled.db, makePost({ title: 'Exactly once in Kafka' }), NOW)).id;
  key = (await createKey(filled.db, { name: 'reader', scopes: ['read'], expiresAt: null }, NOW)).secret;
  await filled.close();
  store = await openStore({ path, databaseUrl: null });
  api = await startTestApi({ store });
  await api.add([{ title: 'Exactly once in Kafka' }]);
  // The file is there, but what stands in it is none of ours any more.
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(statSync(path).size, 0xff));
  closeSync(file);
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('while the database cannot be read', () => {
  test('searches are answered from the index, and say what is missing', async () => {
    for (const _again of [1, 2]) {
      const response = await api.get('/api/v1/search?q=kafka');
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ total: 1, hits: [{ title: 'Exactly once in Kafka', copies: [] }], degraded: expect.stringContaining('The database does not answer') as string });
    }
    expect((await api.get('/api/v1/suggest?q=kaf')).status).toBe(200);
  });

  test.each([
    ['a post', () => `/api/v1/posts/${postId}`, {}], ['sources', () => '/api/v1/sources', {}],
    ['a search with a key, which cannot be looked at', () => '/api/v1/search?q=kafka', { keyed: true }],
  ])('%s: 503 with its name and when to come again', async (_title, pathOf, { keyed = false }: { readonly keyed?: boolean }) => {
    const response = await api.get(pathOf(), keyed ? { headers: { Authorization: `Bearer ${key}` } } : {});
    expect([response.status, response.headers.get('Retry-After'), response.headers.get('Content-Type')]).toEqual([503, '5', 'application/problem+json']);
    expect(await response.json()).toMatchObject({ type: 'https://writeups.example/problems#database-unavailable', status: 503 });
  });

  test('it is not ready, and lives', async () => {
    expect([(await api.get('/readyz')).status, (await api.get('/livez')).status]).toEqual([503, 200]);
  });
});

test('a database that does not answer at all is waited for once, and then left alone for a while', async () => {
  const other = { store: { ...store }, log: api.deps.log };
  const never = (): Promise<string> => new Promise(() => {});
  expect(await askIfThere(other, never)).toBeNull();
  let isAsked = false;
  expect(await askIfThere(other, async () => { isAsked = true; return 'there'; })).toBeNull();
  expect(isAsked).toBe(false);
  await expect(askIfThere({ store: { ...store }, log: api.deps.log }, () => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
});
