import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pino } from 'pino';
import { ProblemSchema } from '../../api/http/problems.ts';
import { CreatedKeySchema, RotatedKeySchema } from '../../api/keys/schema.ts';
import { createKey, revokeKey, type Scope } from '../../store/keys.ts';
import { POSTS, startTestApi, type TestApi } from '../helpers/api.ts';
import { NOW } from '../helpers/store.ts';

let api: TestApi;
let closed: TestApi;
let admin: string;
const later = '2026-08-02T12:00:00.000Z';
const key = async (to: TestApi, scopes: readonly Scope[], expiresAt: string | null = null) => (await createKey(to.store.db, { name: scopes.join(), scopes, expiresAt }, NOW)).secret;
const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });
const send = (path: string, method: string, body: unknown, headers: Record<string, string> = bearer(admin)) =>
  api.get(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } });

beforeAll(async () => {
  api = await startTestApi();
  closed = await startTestApi({ config: { ...api.deps.config, anonymousRead: false } });
  await Promise.all([api.add(POSTS), closed.add(POSTS)]);
  admin = await key(api, ['admin']);
});
afterAll(() => Promise.all([api.close(), closed.close()]));

describe('whatever is not a living key gets the same answer (R36)', () => {
  test.each<[string, () => Promise<string>]>([
    ['wrong', async () => `Bearer ${admin.slice(0, -1)}${admin.endsWith('A') ? 'B' : 'A'}`],
    ['short', async () => `Bearer ${admin.slice(0, -1)}`],
    ['long', async () => `Bearer ${admin}A`],
    ['no key at all', async () => 'Bearer'],
    ['two words', async () => `Bearer ${admin} ${admin}`],
    ['another scheme', async () => `Basic ${Buffer.from(`key:${admin}`).toString('base64')}`],
    ['without a scheme', async () => admin],
    ['expired', async () => `Bearer ${await key(api, ['admin'], '2026-08-01T11:00:00.000Z')}`],
    ['revoked', async () => {
      const { id, secret } = await createKey(api.store.db, { name: 'x', scopes: ['admin'], expiresAt: null }, NOW);
      await revokeKey(api.store.db, id, NOW);
      return `Bearer ${secret}`;
    }],
  ])('%s', async (_why, authorization) => {
    for (const path of ['/api/v1/keys', '/api/v1/search']) {
      const response = await api.get(path, { headers: { Authorization: await authorization() } });
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="Writeups", error="invalid_token"');
      expect(response.headers.get('Cache-Control')).toBe('no-store');
      expect({ ...ProblemSchema.parse(await response.json()), request_id: '' }).toEqual({
        type: 'https://writeups.example/problems#unauthenticated', title: 'A key is needed', status: 401,
        detail: 'This key opens nothing: it is wrong, has ended or was revoked.', instance: path, request_id: '',
      });
    }
  });
});

describe('a key in the address is refused, good or not, and not repeated', () => {
  test.each([
    ['/api/v1/search?access_token=KEY'], ['/api/v1/search?api_key=other'], ['/api/v1/keys?key=KEY'], ['/api/v1/search?q=KEY'], ['/?q=KEY'], ['/api/v1/search?KEY=1'], ['/api/v1/nothing?token=KEY'],
  ])('%s', async (path) => {
    const response = await api.get(path.replace('KEY', admin));
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain('Authorization: Bearer');
    expect(text).not.toContain(admin);
  });
});

describe('scopes', () => {
  test('a smaller one is told which it takes', async () => {
    const response = await api.get('/api/v1/keys', { headers: bearer(await key(api, ['write'])) });
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="Writeups", error="insufficient_scope", scope="admin"');
    expect(await response.json()).toMatchObject({ type: 'https://writeups.example/problems#forbidden', detail: 'This needs a key with the scope admin; this one has write.' });
  });

  test('without a key there is no error to name, only what is needed (RFC 6750 §3.1)', async () => {
    const response = await api.get('/api/v1/keys');
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="Writeups"');
  });

  test.each([['GET', '/api/v1/keys'], ['POST', '/api/v1/keys'], ['DELETE', '/api/v1/keys/0123456789abcdef'], ['POST', '/api/v1/keys/0123456789abcdef/rotate']])('%s %s is refused before its body is looked at', async (method, path) => {
    expect((await api.get(path, { method, ...(method === 'GET' ? {} : { body: 'no json' }) })).status).toBe(401);
  });

  test('another method is 405, with what there is', async () => {
    const response = await api.get('/api/v1/keys', { method: 'PUT', headers: bearer(admin) });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe('HEAD, GET, POST');
  });
});

describe('what was answered to a key is kept by nobody else (R40)', () => {
  test.each(['/api/v1/search?q=kafka', '/', '/api/v1/keys', '/api/v1/search.atom'])('%s', async (path) => {
    const response = await api.get(path, { headers: bearer(admin) });
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Control')).toBe('private, no-store');
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });
});

describe('where anonymous reading is off', () => {
  test.each(['/', '/?q=kafka', '/sources', '/tags', '/api/v1/search', '/API/v1/search', '/api/v1/search.ndjson', '/api/v1/suggest?q=k', '/api/v1/tags', '/opensearch/suggest?q=k', '/posts/x', '/static/../tags'])('%s asks for a key', async (path) => {
    expect((await closed.get(path)).status).toBe(401);
    const opened = await closed.get(path, { headers: bearer(await key(closed, ['read'])) });
    expect([200, 404]).toContain(opened.status);
  });

  test.each(['/livez', '/readyz', '/healthz', '/openapi.json', '/docs', '/about', '/problems', '/llms.txt', '/opensearch.xml', '/static/favicon.svg'])('%s stays open, whatever key comes along', async (path) => {
    expect((await closed.get(path)).status).toBe(200);
    expect((await closed.get(path, { headers: bearer('wrong') })).status).toBe(200);
  });
});

test('a proxy’s own login does not close the page', async () => {
  const response = await api.get('/', { headers: { Authorization: 'Basic cGVvcGxlOnNlY3JldA==' } });
  expect(response.status).toBe(200);
  expect(response.headers.get('Cache-Control')).toBe('private, no-store');
});

test('other sites may not send a key from a browser (R41)', async () => {
  const preflight = await api.get('/api/v1/keys', { method: 'OPTIONS', headers: { Origin: 'https://other.example', 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' } });
  expect(preflight.headers.get('Access-Control-Allow-Headers')?.toLowerCase()).not.toContain('authorization');
  const posted = await api.get('/api/v1/keys', { method: 'POST', headers: { Origin: 'https://other.example', ...bearer(admin) } });
  expect(posted.headers.get('Access-Control-Allow-Origin')).toBeNull();
});

describe('the life of a key', () => {
  test('made, listed without its secret, used, revoked', async () => {
    const made = await send('/api/v1/keys', 'POST', { name: ' digest ', scopes: ['read', 'admin', 'read'], days: 1 });
    expect(made.status).toBe(201);
    expect(made.headers.get('Cache-Control')).toBe('private, no-store');
    const created = CreatedKeySchema.parse(await made.json());
    expect(created).toMatchObject({ name: 'digest', scopes: ['read', 'admin'], createdAt: NOW, expiresAt: later });
    const list = await (await api.get('/api/v1/keys', { headers: bearer(created.secret) })).text();
    expect(list).toContain(created.id);
    expect(list).not.toContain(created.secret.slice(-43));
    expect(await (await api.get(`/api/v1/keys/${created.id}`, { method: 'DELETE', headers: bearer(admin) })).json()).toEqual({ revoked: created.id });
    expect((await api.get('/api/v1/keys', { headers: bearer(created.secret) })).status).toBe(401);
    expect((await api.get(`/api/v1/keys/${created.id}`, { method: 'DELETE', headers: bearer(admin) })).status).toBe(404);
    expect((await send(`/api/v1/keys/${created.id}/rotate`, 'POST', {})).status).toBe(404);
  });

  test('a key that only reads is what one gets unless told otherwise', async () => {
    expect(await (await send('/api/v1/keys', 'POST', { name: 'bot' })).json()).toMatchObject({ scopes: ['read'], expiresAt: null });
  });

  test('rotated: both open for a while, then the new one alone; it lives as long as the old one was made for', async () => {
    const old = CreatedKeySchema.parse(await (await send('/api/v1/keys', 'POST', { name: 'bot', scopes: ['write'], days: 30 })).json());
    const rotated = RotatedKeySchema.parse(await (await send(`/api/v1/keys/${old.id}/rotate`, 'POST', { oldEndsInMinutes: 60 })).json());
    expect(rotated).toMatchObject({ name: 'bot', scopes: ['write'], replaces: old.id, oldEndsAt: '2026-08-01T13:00:00.000Z', expiresAt: old.expiresAt });
    for (const { secret } of [old, rotated]) expect((await api.get('/api/v1/tags', { headers: bearer(secret) })).status).toBe(200);
    const atOnce = RotatedKeySchema.parse(await (await send(`/api/v1/keys/${rotated.id}/rotate`, 'POST', { oldEndsInMinutes: 0 })).json());
    expect((await api.get('/api/v1/tags', { headers: bearer(rotated.secret) })).status).toBe(401);
    expect((await api.get('/api/v1/tags', { headers: bearer(atOnce.secret) })).status).toBe(200);
  });

  test('rotation needs no body, and never makes an old key live longer', async () => {
    const old = await createKey(api.store.db, { name: 'short', scopes: ['read'], expiresAt: '2026-08-01T12:30:00.000Z' }, NOW);
    const response = await api.get(`/api/v1/keys/${old.id}/rotate`, { method: 'POST', headers: bearer(admin) });
    expect(await response.json()).toMatchObject({ oldEndsAt: '2026-08-01T12:30:00.000Z' });
  });
});

describe('bodies', () => {
  const big = JSON.stringify({ name: 'x'.repeat(65_536) });
  test.each<[string, string, Record<string, string>, number, string]>([
    ['unknown names are refused with the nearest', '{"nam":"x"}', {}, 400, 'did you mean name?'],
    ['wrong values by name', '{"name":"","days":0}', {}, 400, 'days'],
    ['a name of nothing but control characters', '{"name":"\\u0000\\u202e "}', {}, 400, 'name'],
    ['an unknown scope', '{"name":"x","scopes":["root"]}', {}, 400, 'scopes'],
    ['not an object', '[]', {}, 400, 'must be a JSON object'],
    ['not JSON', '{"name":', {}, 400, 'not JSON'],
    ['nothing at all', '', {}, 400, 'name'],
    ['a prototype', '{"name":"x","__proto__":{"a":1}}', {}, 400, '__proto__'],
    ['another type', 'name=x', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'application/json'],
    ['compressed', '{"name":"x"}', { 'Content-Encoding': 'gzip' }, 415, 'not compressed'],
    ['too large', big, {}, 413, '65536'],
  ])('%s', async (_why, body, headers, status, word) => {
    const response = await api.get('/api/v1/keys', { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...bearer(admin), ...headers } });
    expect(response.status).toBe(status);
    expect(ProblemSchema.parse(await response.json()).detail).toContain(word);
  });

  test('bytes that are not UTF-8', async () => {
    const response = await api.get('/api/v1/keys', { method: 'POST', body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), headers: { 'Content-Type': 'application/json', ...bearer(admin) } });
    expect(await response.json()).toMatchObject({ status: 400, type: 'https://writeups.example/problems#bad-body' });
  });

  test('a length that is not told in advance is counted', async () => {
    expect(await chunked('/api/v1/keys', Array.from({ length: 30 }, () => 'x'.repeat(10_000)))).toBe(413);
    expect(await chunked('/api/v1/keys', ['{"name"', ':"chunked"}'])).toBe(201);
  });
});

test('no log holds a key, even where everything fails', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => { lines.push(line); } });
  const broken = await startTestApi({ log });
  const secret = await key(broken, ['admin']);
  await broken.store.db.schema.dropTable('sources').execute();
  for (const path of ['/api/v1/sources', `/api/v1/sources/${secret}`, `/api/v1/keys/${secret}`, `/sources?q=${secret}`]) await broken.get(path, { headers: bearer(secret) });
  await broken.store.db.schema.dropTable('api_keys').execute();
  expect((await broken.get('/api/v1/search', { headers: bearer(secret) })).status).toBe(500);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join('')).not.toContain(secret.slice(-43));
  await broken.close();
});

function chunked(path: string, chunks: readonly string[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sent = request(`${api.server.url}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...bearer(admin) } }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  sent.on('error', reject);
  for (const chunk of chunks) sent.write(chunk);
  sent.end();
  return promise;
}
