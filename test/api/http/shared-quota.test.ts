import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from '../../../api/server.ts';
import { createQuota, verdictOf } from '../../../api/http/rate-limit.ts';
import { openQuota } from '../../../api/http/shared-quota.ts';
import { createLog } from '../../../core/log.ts';
import type { Store } from '../../../store/open.ts';
import { forgetFullBuckets, takeTokens } from '../../../store/quotas.ts';
import { createKey } from '../../../store/keys.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { NOW, STORES } from '../../helpers/store.ts';

const NOW_MS = Date.parse(NOW);
const log = createLog('silent');

for (const { name, open, isHere } of STORES) describe.skipIf(!isHere)(name, () => {
  let store: Store;
  beforeAll(async () => { store = await open(); });
  afterAll(() => store.close());

  test('a bucket in the database does what one in memory does', async () => {
    let count = 0;
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: -5_000, max: 90_000 })), { minLength: 1, maxLength: 12 }), async (perMinute, steps) => {
      count += 1;
      const memory = createQuota('test', perMinute);
      let nowMs = NOW_MS;
      for (const [cost, waitMs] of steps) {
        nowMs = Math.max(NOW_MS, nowMs + Math.max(0, waitMs));
        const price = Math.min(cost, perMinute);
        const { isAllowed, tokens } = await takeTokens(store.db, { key: `test ${count}`, perMinute, price, nowMs });
        const expected = memory.take('client', cost, nowMs);
        const verdict = verdictOf({ isAllowed, tokens, price, perMinute });
        expect(verdict.isAllowed).toBe(expected.isAllowed);
        expect(Math.abs(verdict.remaining - expected.remaining)).toBeLessThanOrEqual(1);
      }
    }), { numRuns: 25 });
  });

  test('a clock that lags behind fills nothing, and full buckets are forgotten', async () => {
    const take = (nowMs: number) => takeTokens(store.db, { key: 'lag', perMinute: 60, price: 60, nowMs });
    expect([(await take(NOW_MS)).isAllowed, (await take(NOW_MS - 3_600_000)).isAllowed, (await take(NOW_MS + 30_000)).isAllowed]).toEqual([true, false, false]);
    await forgetFullBuckets(store.db, NOW_MS + 80_000);
    expect((await take(NOW_MS + 50_000)).isAllowed).toBe(false);
    await forgetFullBuckets(store.db, NOW_MS + 500_000);
    expect(await store.db.selectFrom('quotas').select('key').where('key', '=', 'lag').execute()).toEqual([]);
  });

  test('many at once never get more than the bucket holds', async () => {
    const taken = await Promise.all(Array.from({ length: 30 }, () => takeTokens(store.db, { key: 'race', perMinute: 10, price: 1, nowMs: NOW_MS })));
    expect(taken.filter(({ isAllowed }) => isAllowed)).toHaveLength(10);
  });
});

describe('where the store is away', () => {
  const away = { dialect: 'postgres', db: { insertInto: () => { throw new Error('away'); } } } as unknown as Store;

  test('searches are counted in memory, and failed keys refused', async () => {
    const open = openQuota({ store: away, log }, 'default', 2, 'open');
    const closed = openQuota({ store: away, log }, 'failed-authentication', 20, 'closed');
    const verdicts = [];
    for (let count = 0; count < 3; count += 1) verdicts.push((await open.take('client', 1, NOW_MS)).isAllowed);
    expect(verdicts).toEqual([true, true, false]);
    expect((await closed.take('client', 1, NOW_MS)).isAllowed).toBe(false);
  });
});

const postgres = STORES.find(({ name }) => name.startsWith('PostgreSQL'));
describe.skipIf(postgres?.isHere !== true)(`two servers on one ${postgres?.name ?? 'PostgreSQL'}`, () => {
  let api: TestApi;
  let store: Store;
  beforeAll(async () => {
    api = await startTestApi();
    await api.add(POSTS);
    if (postgres === undefined) throw new Error('there is no PostgreSQL here');
    store = await postgres.open();
  });
  afterAll(async () => {
    await api.close();
    await store.close();
  });

  test('share the limit, by address and by key', async () => {
    const deps = { ...api.deps, store, config: { ...api.deps.config, rateLimitPerMinute: 10 } };
    const servers = await Promise.all([1, 2].map(() => startServer(deps, { host: '127.0.0.1', port: 0 })));
    const { secret } = await createKey(store.db, { name: 'bot', scopes: ['read'], expiresAt: null }, NOW);
    for (const headers of [{}, { Authorization: `Bearer ${secret}` }]) {
      const statuses: number[] = [];
      for (let count = 0; count < 12; count += 1) statuses.push((await fetch(`${servers[count % 2]?.url ?? ''}/api/v1/tags`, { headers })).status);
      expect(statuses).toEqual([...Array<number>(10).fill(200), 429, 429]);
    }
    const failures: number[] = [];
    for (let count = 0; count < 22; count += 1) failures.push((await fetch(`${servers[count % 2]?.url ?? ''}/api/v1/tags`, { headers: { Authorization: 'Bearer wrong' } })).status);
    expect(failures).toEqual([...Array<number>(20).fill(401), 429, 429]);
    await Promise.all(servers.map((server) => server.stop()));
  });
});
