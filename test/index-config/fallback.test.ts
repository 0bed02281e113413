import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { IndexError } from '../../core/errors.ts';
import { withFallback } from '../../index-config/fallback.ts';
import { makeDocument, makeRequest, streamOf } from '../helpers/document.ts';
import { memoryEngine } from '../helpers/memory-engine.ts';

const REQUEST = makeRequest('anything');

async function openBoth(options = {}) {
  const [main, standby] = [memoryEngine('meilisearch'), memoryEngine('embedded')];
  await main.rebuild(streamOf([makeDocument({ id: 'a' }), makeDocument({ id: 'b' })]));
  await standby.rebuild(streamOf([makeDocument({ id: 'a' })]));
  const changes: (string | null)[] = [];
  const engine = withFallback(main, standby, { cutoffMs: 60, probeAfterMs: 40, maxProbeAfterMs: 200, onChange: (reason) => changes.push(reason), ...options });
  return { main, standby, engine, changes };
}

test('the main engine answers while it can', async () => {
  const { engine, standby } = await openBoth();
  expect(await engine.search(REQUEST)).toMatchObject({ total: 2, degraded: null });
  expect(standby.searches()).toBe(0);
});

test('away: the standby answers at once, says so, and the main one is not asked again before its pause is over', async () => {
  const { engine, main, changes } = await openBoth({ probeAfterMs: 10_000 });
  main.failAfterWrites(0);
  for (let at = 0; at < 5; at += 1) expect(await engine.search(REQUEST)).toMatchObject({ total: 1, degraded: expect.stringContaining('It does not answer.') });
  expect(main.searches()).toBe(1);
  expect(changes).toEqual(['It does not answer.']);
  expect(await engine.suggest('a', 5)).toMatchObject([{ text: 'embedded' }]);
  expect(await engine.similar('a', 5)).toEqual([]);
});

test('back: a probe that nobody waits for finds it out', async () => {
  const { engine, main, changes } = await openBoth();
  main.failAfterWrites(0);
  await engine.search(REQUEST);
  main.heal();
  await pause(60);
  expect(await engine.search(REQUEST)).toMatchObject({ total: 1 });
  await pause(10);
  expect(await engine.search(REQUEST)).toMatchObject({ total: 2, degraded: null });
  expect(changes.at(-1)).toBeNull();
});

test('too slow: the standby answers after the cut-off, and after three such answers without waiting', async () => {
  const { engine, main } = await openBoth({ probeAfterMs: 10_000 });
  main.slowDown(200);
  for (let at = 0; at < 3; at += 1) expect((await engine.search(REQUEST)).degraded).toContain('0.06 s');
  const startedMs = performance.now();
  expect((await engine.search(REQUEST)).total).toBe(1);
  expect(performance.now() - startedMs).toBeLessThan(50);
});

test('back, but far behind: the standby goes on answering and says why, until the main one has caught up', async () => {
  let behind = 5_000;
  const { engine } = await openBoth({ lag: async () => behind, lagIsFreshMs: 0 });
  const isDegraded = async (): Promise<boolean> => {
    await engine.search(REQUEST);
    return (await engine.search(REQUEST)).degraded?.includes('takes in') === true;
  };
  expect(await isDegraded()).toBe(true);
  behind = 500;
  expect(await isDegraded()).toBe(true);
  behind = 100;
  expect(await isDegraded()).toBe(false);
  behind = 500;
  expect(await isDegraded(), 'an ordinary sync is no reason').toBe(false);
});

test('back from an outage: what it missed counts, however little', async () => {
  const { engine, main } = await openBoth({ lag: async () => 500, lagIsFreshMs: 0 });
  main.failAfterWrites(0);
  await engine.search(REQUEST);
  main.heal();
  await pause(60);
  await engine.search(REQUEST);
  await pause(20);
  for (let asked = 0; asked < 3; asked += 1) expect((await engine.search(REQUEST)).degraded).toContain('takes in');
});

test('one query that the main engine refuses does not turn the others away from it', async () => {
  const { main, standby } = await openBoth();
  const picky = withFallback({ ...main, search: async (request) => {
    if (request.page === 7) throw new IndexError('refused', 'No.');
    return main.search(request);
  } }, standby);
  for (let at = 0; at < 10; at += 1) {
    expect((await picky.search({ ...REQUEST, page: 7 })).degraded).toContain('No.');
    expect((await picky.search(REQUEST)).degraded).toBeNull();
  }
});

test('both away: the failure is the standby\'s; writes and status are the main engine\'s', async () => {
  const { engine, main, standby } = await openBoth();
  await engine.upsert([makeDocument({ id: 'c' })]);
  expect((await main.status()).documents).toBe(3);
  expect((await standby.status()).documents).toBe(1);
  expect((await engine.status()).documents).toBe(3);
  main.failAfterWrites(0);
  standby.failAfterWrites(0);
  await expect(engine.search(REQUEST)).rejects.toThrow(IndexError);
  expect(engine.name).toBe('meilisearch');
});

test('a bug is not hidden', async () => {
  const { main, standby } = await openBoth();
  const broken = withFallback({ ...main, search: () => Promise.reject(new TypeError('a bug')) }, standby);
  await expect(broken.search(REQUEST)).rejects.toThrow(TypeError);
});
