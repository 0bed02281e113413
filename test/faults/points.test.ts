/** Something fails at the n-th of every kind of step; afterwards everything is as if nothing had happened (R33). All n: `npm run bench -- faults`. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAULT_POINTS, type FaultPoint } from '../../core/fault.ts';
import { openCrawlScene } from '../../scripts/bench/faults/crawl-scene.ts';
import { openDigestScene } from '../../scripts/bench/faults/digest-scene.ts';
import { failEverywhere, type Failing } from '../../scripts/bench/faults/nth-failure.ts';
import { memoryEngine } from '../helpers/memory-engine.ts';
import { sourceFiles } from '../helpers/source-files.ts';

/** Each is a second's work; a machine that has much else to do takes its time. */
const PATIENCE_MS = 90_000;

describe('a crawl with its index', () => {
  let scene: Awaited<ReturnType<typeof openCrawlScene>>;
  beforeAll(async () => { scene = await openCrawlScene(memoryEngine()); }, PATIENCE_MS);
  afterAll(() => scene.close());

  const cases: readonly (readonly [Failing, number])[] = [
    ['database', 5], ['disk', 6], ['network', 3], ['clock', 4], ['engine', 2], ...FAULT_POINTS.map((point) => [point, 9] as const),
  ];
  test.each(cases)('%s', async (kind, stride) => {
    const { turns, broken } = await failEverywhere(scene, kind, stride);
    expect(broken).toEqual([]);
    expect(turns, 'how often it failed').toBeGreaterThan(0);
  }, PATIENCE_MS);

  test('a difference is seen where there is one', async () => {
    await scene.reset();
    await scene.work(() => null);
    expect(await scene.difference()).toBeNull();
    await scene.store.db.updateTable('posts').set({ title: 'Another' }).execute();
    expect(await scene.difference()).toContain('posts differ');
  });
});

describe('a digest', () => {
  let scene: Awaited<ReturnType<typeof openDigestScene>>;
  beforeAll(async () => { scene = await openDigestScene(); }, PATIENCE_MS);
  afterAll(() => scene.close());

  test.each([['mail', 1], ['database', 3], ['disk', 3]] as const)('%s', async (kind, stride) => {
    const { turns, broken } = await failEverywhere(scene, kind, stride);
    expect(broken).toEqual([]);
    expect(turns, 'how often it failed').toBeGreaterThan(2);
  }, PATIENCE_MS);
});

test('every point stands in the code once or more, and no other', () => {
  const used = new Set(sourceFiles().flatMap(({ path, text }) => (path === 'core/fault.ts' ? [] : [...text.matchAll(/\bfault\('([a-z-]+)'\)/gu)].map((match) => match[1] ?? ''))));
  expect([...used].sort()).toEqual([...FAULT_POINTS].sort() satisfies FaultPoint[]);
});
