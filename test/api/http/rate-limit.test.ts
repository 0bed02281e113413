import { describe, expect, test } from 'vitest';
import { costOf, createQuota, networkOf } from '../../../api/http/rate-limit.ts';
import { createKey } from '../../../store/keys.ts';
import { MAIL_CONFIG } from '../../helpers/mail.ts';
import { startTestApi, type TestApi } from '../../helpers/api.ts';
import { NO_CHAT } from '../../../core/chat-config.ts';
import { NOW } from '../../helpers/store.ts';

describe('a quota', () => {
  test('is full at first, fills evenly, never beyond its size', () => {
    const quota = createQuota('test', 60);
    for (let taken = 1; taken <= 60; taken += 1) expect(quota.take('a', 1, 0)).toMatchObject({ isAllowed: true, remaining: 60 - taken, resetSeconds: taken });
    expect(quota.take('a', 1, 0)).toEqual({ isAllowed: false, remaining: 0, resetSeconds: 60, retryAfterSeconds: 1 });
    expect(quota.take('a', 10, 0)).toMatchObject({ isAllowed: false, retryAfterSeconds: 10 });
    expect(quota.take('b', 1, 0)).toMatchObject({ isAllowed: true, remaining: 59 });
    expect(quota.take('a', 1, 999)).toMatchObject({ isAllowed: false });
    expect(quota.take('a', 1, 1_000)).toMatchObject({ isAllowed: true, remaining: 0 });
    expect(quota.take('a', 1, 3_600_000)).toMatchObject({ remaining: 59 });
  });

  test('a clock that goes back takes nothing away and gives nothing', () => {
    const quota = createQuota('test', 60);
    quota.take('a', 30, 60_000);
    expect(quota.take('a', 1, 0)).toMatchObject({ isAllowed: true, remaining: 29 });
  });

  test('what costs more than all of it can be had with a full one', () => {
    const quota = createQuota('test', 10);
    expect(quota.take('a', 30, 0)).toMatchObject({ isAllowed: true, remaining: 0 });
    expect(quota.take('a', 30, 30_000)).toMatchObject({ isAllowed: false, retryAfterSeconds: 30 });
    expect(quota.take('a', 30, 60_000)).toMatchObject({ isAllowed: true });
  });

  test('of many clients none that is short of it is forgotten while full ones can be', () => {
    const quota = createQuota('test', 60);
    quota.take('greedy', 60, 100_000);
    for (let client = 0; client < 90_000; client += 1) quota.take(String(client), 1, client < 49_999 ? 0 : 100_000);
    expect(quota.take('greedy', 1, 100_000)).toMatchObject({ isAllowed: false });
  });

  test('while all ask at once, the ones that ask most often are kept', () => {
    const quota = createQuota('test', 60);
    quota.take('greedy', 60, 0);
    for (let client = 0; client < 120_000; client += 1) {
      quota.take(String(client), 1, 0);
      if (client % 1_000 === 0) expect(quota.take('greedy', 1, 0).isAllowed).toBe(false);
    }
  });
});

test.each([
  ['192.0.2.7', '192.0.2.7'], ['::ffff:192.0.2.7', '192.0.2.7'], ['::1', '0:0:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'], ['2001:db8::1', '2001:db8:0:0::/64'], ['2001:db8:1::', '2001:db8:1:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'], ['unknown', 'unknown'], [':::', ':::'],
])('%s counts as %s', (ip, expected) => expect(networkOf(ip)).toBe(expected));

test.each([
  ['GET', '/livez', 0], ['GET', '/readyz', 0], ['GET', '/healthz', 0], ['GET', '/static/style.css', 0], ['GET', '/', 1], ['GET', '/api/v1/search', 1], ['GET', '/api/v1/search.ndjson', 20],
  ['GET', '/API/v1/search.ndjson/', 20], ['GET', '/api/v1/sources', 1], ['POST', '/api/v1/sources', 30], ['POST', '/api/v1/sources/blog/crawl', 10], ['GET', '/nothing', 1],
])('%s %s costs %i', (method, path, cost) => expect(costOf(method, path)).toBe(cost));

describe('over HTTP', () => {
  const withApi = async (hops: number, work: (api: TestApi) => Promise<void>): Promise<void> => {
    const api = await startTestApi({ config: { publicUrl: 'https://writeups.example', trustedProxyHops: hops, anonymousRead: true, rateLimitPerMinute: 60, ...MAIL_CONFIG, chat: NO_CHAT } });
    await work(api).finally(() => api.close());
  };
  const from = (...addresses: readonly string[]) => ({ headers: { 'X-Forwarded-For': addresses.join(', ') } });
  const drain = async (api: TestApi, init: RequestInit) => {
    for (let count = 0; count < 60; count += 1) expect((await api.get('/api/v1/sources', init)).status).toBe(200);
  };

  test('the 61st request of a quota of 60 is refused, with headers of the draft', () => withApi(0, async (api) => {
    const first = await api.get('/api/v1/sources');
    expect([first.headers.get('RateLimit-Policy'), first.headers.get('RateLimit')]).toEqual(['"default";q=60;w=60', '"default";r=59;t=1']);
    for (let count = 2; count <= 60; count += 1) await api.get('/api/v1/sources');
    const refused = await api.get('/api/v1/sources');
    expect(refused.status).toBe(429);
    expect([refused.headers.get('RateLimit'), refused.headers.get('Retry-After'), refused.headers.get('Cache-Control')]).toEqual(['"default";r=0;t=60', '1', 'no-store']);
    expect(await refused.json()).toMatchObject({ type: 'https://iana.org/assignments/http-problem-types#quota-exceeded', status: 429, 'violated-policies': ['default'] });
    expect((await api.get('/', { headers: { Accept: 'text/html' } })).status).toBe(429);
    for (const path of ['/livez', '/readyz', '/healthz', '/static/style.css']) {
      const response = await api.get(path);
      expect([response.status, response.headers.get('RateLimit')]).toEqual([200, null]);
    }
  }));

  test('an address that nobody vouches for does not count', () => withApi(0, async (api) => {
    await drain(api, from('192.0.2.1'));
    expect((await api.get('/api/v1/sources', from('192.0.2.2'))).status).toBe(429);
  }));

  test('behind one proxy its word counts, and not what came before it', () => withApi(1, async (api) => {
    await drain(api, from('198.51.100.1', '2001:db8::1'));
    expect((await api.get('/api/v1/sources', from('198.51.100.2', '2001:db8::2'))).status).toBe(429);
    expect((await api.get('/api/v1/sources', from('198.51.100.1', '2001:db8:0:1::1'))).status).toBe(200);
  }));

  test('a key has a quota of its own, wherever it is used', () => withApi(1, async (api) => {
    const [one, two] = await Promise.all(['one', 'two'].map((name) => createKey(api.store.db, { name, scopes: ['read'], expiresAt: null }, NOW)));
    const using = (secret: string | undefined, address: string) => ({ headers: { Authorization: `Bearer ${secret}`, 'X-Forwarded-For': address } });
    await drain(api, using(one?.secret, '192.0.2.1'));
    expect((await api.get('/api/v1/sources', using(one?.secret, '192.0.2.2'))).status).toBe(429);
    expect((await api.get('/api/v1/sources', using(two?.secret, '192.0.2.1'))).status).toBe(200);
    expect((await api.get('/api/v1/sources', from('192.0.2.1'))).status).toBe(200);
  }));

  test('failed keys have a quota of their own, which keeps no good key out', () => withApi(0, async (api) => {
    const { secret } = await createKey(api.store.db, { name: 'good', scopes: ['read'], expiresAt: null }, NOW);
    const statuses: number[] = [];
    for (let count = 0; count < 25; count += 1) statuses.push((await api.get('/api/v1/sources', { headers: { Authorization: 'Bearer wrong' } })).status);
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), ...Array.from({ length: 5 }, () => 429)]);
    expect((await api.get('/api/v1/sources')).headers.get('RateLimit')).toBe('"default";r=59;t=1');
    expect((await api.get('/api/v1/sources', { headers: { Authorization: `Bearer ${secret}` } })).status).toBe(200);
  }));
});
