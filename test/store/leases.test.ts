import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { leaveHost, takeHost } from '../../store/hosts.ts';
import { leaseOwner, mayBeAlive } from '../../store/lease-owner.ts';
import { giveLease, prolongLease, takeLease, underLease } from '../../store/leases.ts';
import type { Store } from '../../store/open.ts';
import { abandonedSources, addSource, claimSource, dropClaim, findSource, freeSource, takeOver } from '../../store/sources.ts';
import { NOW, STORES } from '../helpers/store.ts';

const T0 = Date.parse(NOW);
const ELSEWHERE = 'other-machine:1:abc';

test.each([
  [leaseOwner(), true, 'this process'],
  [`${leaseOwner()}.7`, true, 'a part of this process'],
  [ELSEWHERE, true, 'another machine, until the lease ends'],
  [`${hostname()}:${process.pid}:earlier`, false, 'a former process with the same number, as in a restarted container'],
  [`${hostname()}:999999999:abc`, false, 'a process of this machine that is gone'],
  [`${hostname()}:1:abc`, true, 'a living process of this machine'],
  [`${hostname()}:${process.ppid}:1-abc`, process.platform !== 'linux', 'a process that has the number of one that is gone, where the system tells when it began'],
])('%s may be alive: %s (%s)', (owner, expected) => {
  expect(mayBeAlive(owner)).toBe(expected);
});

for (const { name, open, isHere } of STORES) describe.skipIf(!isHere)(name, () => {
  let store: Store;
  beforeEach(async () => { store = await open(); });
  afterEach(() => store.close());

  const at = (ms: number) => ({ holder: '.1', nowMs: T0 + ms, delayMs: 5_000 });
  const heldBy = (owner: string) => store.db.updateTable('hosts').set({ leaseOwner: owner }).execute();

  test('a host’s turn goes from one process to the next after the pause', async () => {
    expect(await takeHost(store.db, 'a.example', at(0))).toEqual({ fence: 1, notBefore: null });
    await heldBy(ELSEWHERE);
    expect(await takeHost(store.db, 'a.example', at(6_000))).toEqual({ waitMs: 1_000 });
    await leaveHost(store.db, 'a.example', 1, { visitedAt: new Date(T0 + 6_000).toISOString(), notBefore: '2026-08-01T13:00:00.000Z' });
    expect(await takeHost(store.db, 'a.example', at(8_000))).toEqual({ waitMs: 3_000 });
    expect(await takeHost(store.db, 'a.example', at(11_000))).toEqual({ fence: 2, notBefore: '2026-08-01T13:00:00.000Z' });
  });

  test('whoever stood still too long finds the host taken, and ends nothing', async () => {
    await takeHost(store.db, 'a.example', at(0));
    await heldBy(ELSEWHERE);
    expect(await takeHost(store.db, 'a.example', at(130_000))).toEqual({ fence: 2, notBefore: null });
    await leaveHost(store.db, 'a.example', 1, { visitedAt: new Date(T0 + 999_000).toISOString(), notBefore: null });
    expect(await store.db.selectFrom('hosts').select(['leaseOwner', 'visitedAt']).executeTakeFirst()).toEqual({ leaseOwner: `${leaseOwner()}.1`, visitedAt: new Date(T0 + 130_000).toISOString() });
  });

  test('of a visitor that died nobody knows when its request ended: the pause counts from when that is found', async () => {
    await takeHost(store.db, 'a.example', at(0));
    await heldBy(`${hostname()}:999999999:gone`);
    expect(await takeHost(store.db, 'a.example', at(4_900))).toEqual({ waitMs: 5_000 });
    expect(await takeHost(store.db, 'a.example', at(5_900))).toEqual({ waitMs: 4_000 });
    expect(await takeHost(store.db, 'a.example', at(9_900))).toEqual({ fence: 2, notBefore: null });
  });

  test('a clock that was set back stops a host for no longer than its pause', async () => {
    await takeHost(store.db, 'a.example', at(3_600_000));
    await leaveHost(store.db, 'a.example', 1, { visitedAt: new Date(T0 + 3_600_000).toISOString(), notBefore: null });
    expect(await takeHost(store.db, 'a.example', at(0))).toEqual({ waitMs: 5_000 });
  });

  test('of many that ask at once, one gets the turn', async () => {
    const turns = await Promise.all(Array.from({ length: 8 }, (_, index) => takeHost(store.db, 'a.example', { ...at(0), holder: `.${index}` })));
    expect(turns.filter((turn) => 'fence' in turn)).toHaveLength(1);
  });

  test('a lease is one process’s until it is given back, ends, or its holder is gone', async () => {
    const now = (): string => NOW;
    expect(await underLease(store.db, 'x', now, async () => underLease(store.db, 'x', now, async () => 'shared within'))).toBe('shared within');
    await store.db.insertInto('leases').values({ name: 'x', owner: ELSEWHERE, until: '2026-08-01T12:01:00.000Z', fence: 4 }).execute();
    expect(await underLease(store.db, 'x', now, async () => 'mine')).toBeNull();
    expect(await takeLease(store.db, 'x', '2026-08-01T12:02:00.000Z')).toBe(true);
    await store.db.updateTable('leases').set({ owner: `${hostname()}:999999999:gone` }).execute();
    expect(await underLease(store.db, 'x', now, async () => 'after a crash')).toBe('after a crash');
    expect(await store.db.selectFrom('leases').selectAll().execute()).toEqual([]);
  });

  test('two parts of one process that ask at the same moment share a lease, and one whose answer was lost is had at the second try', async () => {
    expect(await Promise.all([takeLease(store.db, 'x', NOW), takeLease(store.db, 'x', NOW), takeLease(store.db, 'x', NOW)])).toEqual([true, true, true]);
  });

  test('a renewal that comes after the end takes nothing', async () => {
    await takeLease(store.db, 'x', NOW);
    await prolongLease(store.db, 'x', '2026-08-01T12:01:00.000Z');
    expect(await store.db.selectFrom('leases').select('until').execute()).toEqual([{ until: '2026-08-01T12:03:00.000Z' }]);
    await giveLease(store.db, 'x');
    await prolongLease(store.db, 'x', '2026-08-01T12:02:00.000Z');
    expect(await store.db.selectFrom('leases').selectAll().execute()).toEqual([]);
  });

  test('a check of this process that ended without a word is found and taken over, one that goes on is not', async () => {
    const source = { id: 'blog', kind: 'feed', url: 'https://a.example/feed', addedUrl: 'https://a.example/', siteUrl: null, title: 'A', publisher: 'A', discovery: null, topics: [] } as const;
    await addSource(store.db, source, NOW);
    const fence = await claimSource(store.db, 'blog', NOW) ?? -1;
    expect([await abandonedSources(store.db, NOW), await takeOver(store.db, 'blog', NOW)]).toEqual([[], null]);
    dropClaim('blog', fence);
    expect((await abandonedSources(store.db, NOW)).map(({ id }) => id)).toEqual(['blog']);
    expect(await takeOver(store.db, 'blog', NOW)).toBe(fence + 1);
    await freeSource(store.db, 'blog', fence + 1);
  });

  test('a check that ended with its process is found and taken over once; its next check stays', async () => {
    const source = { id: 'blog', kind: 'feed', url: 'https://a.example/feed', addedUrl: 'https://a.example/', siteUrl: null, title: 'A', publisher: 'A', discovery: null, topics: [] } as const;
    await addSource(store.db, source, NOW);
    const fence = await claimSource(store.db, 'blog', NOW);
    expect(await abandonedSources(store.db, NOW)).toEqual([]);
    await store.db.updateTable('sources').set({ leaseOwner: `${hostname()}:999999999:gone` }).execute();
    const [left] = await abandonedSources(store.db, NOW);
    const taken = await Promise.all([takeOver(store.db, 'blog', NOW), takeOver(store.db, 'blog', NOW)]);
    expect(taken.filter((each) => each !== null)).toEqual([(fence ?? 0) + 1]);
    await freeSource(store.db, 'blog', fence ?? 0);
    expect((await findSource(store.db, 'blog'))?.nextCheckAt).toBe(left?.nextCheckAt);
    expect(await claimSource(store.db, 'blog', NOW)).toBeNull();
    await freeSource(store.db, 'blog', (fence ?? 0) + 1);
    expect(await claimSource(store.db, 'blog', NOW)).toBe((fence ?? 0) + 2);
  });
});
