import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { IndexError } from '../../core/errors.ts';
import { withReplicas } from '../../index-config/replicas.ts';
import { makeRequest } from '../helpers/document.ts';
import { memoryEngine, type MemoryEngine } from '../helpers/memory-engine.ts';

const REQUEST = makeRequest('anything');

function start(lags: Record<string, number> = {}) {
  const named = (cursor: string): MemoryEngine => ({ ...memoryEngine(), cursors: [cursor] });
  const [a, b] = [named('a'), named('b')];
  const changes: [string, boolean][] = [];
  const engine = withReplicas([a, b], {
    cutoffMs: 60, probeAfterMs: 30, maxProbeAfterMs: 100, lagOf: async (cursor) => lags[cursor] ?? 0, onChange: (cursor, reason) => changes.push([cursor, reason === null]),
  });
  return { a, b, engine, changes };
}

async function searchTimes(engine: { search: MemoryEngine['search'] }, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await engine.search(REQUEST);
}

test('searches take turns', async () => {
  const { a, b, engine } = start();
  await searchTimes(engine, 10);
  expect([a.searches(), b.searches()]).toEqual([5, 5]);
});

test('a replica that is away costs no answer, is left alone, and is used again when it is back', async () => {
  const { a, b, engine, changes } = start();
  a.failAfterWrites(0);
  await searchTimes(engine, 10);
  expect(b.searches()).toBe(10);
  expect(a.searches()).toBeLessThan(3);
  expect(changes).toEqual([['a', false]]);
  a.heal();
  await pause(120);
  await searchTimes(engine, 1);
  await pause(10);
  const before = a.searches();
  await searchTimes(engine, 10);
  expect(changes).toEqual([['a', false], ['a', true]]);
  expect(a.searches() - before).toBe(5);
});

test('a slow replica is cut off and the next one answers', async () => {
  const { a, engine } = start();
  a.slowDown(200);
  const startedMs = performance.now();
  await searchTimes(engine, 2);
  expect(performance.now() - startedMs).toBeLessThan(180);
});

test('what is far behind is asked only where nothing else answers', async () => {
  const { a, b, engine } = start({ a: 5_000 });
  await searchTimes(engine, 1);
  await pause(5);
  const before = a.searches();
  await searchTimes(engine, 10);
  expect(a.searches()).toBe(before);
  b.failAfterWrites(0);
  await searchTimes(engine, 3);
  expect(a.searches()).toBeGreaterThan(before);
});

test('where none answers the search rejects, and the state says so of each', async () => {
  const { a, b, engine } = start();
  a.failAfterWrites(0);
  b.failAfterWrites(0);
  for (let time = 0; time < 3; time += 1) await expect(engine.search(REQUEST)).rejects.toThrow(IndexError);
  expect(await engine.status()).toMatchObject({ healthy: false, message: expect.stringMatching(/^a: .* b: /u) });
  a.heal();
  expect(await engine.status()).toMatchObject({ healthy: true });
  expect(engine.cursors).toEqual(['a', 'b']);
});

test('a fault of ours is not the replica’s', async () => {
  const { a, b, changes } = start();
  const engine = withReplicas([{ ...a, search: () => Promise.reject(new TypeError('a bug')) }, b], { lagOf: async () => 0, onChange: () => {} });
  const outcomes = await Promise.allSettled([engine.search(REQUEST), engine.search(REQUEST)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(changes).toEqual([]);
});
