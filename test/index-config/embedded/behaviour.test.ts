/** The behaviour cases on the embedded engine. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SearchEngine } from '../../../index-config/engine.ts';
import { openEmbeddedEngine } from '../../../index-config/embedded/open.ts';
import { BEHAVIOURS, behaviourDocuments, checkBehaviour, readBehaviour } from '../../helpers/behaviour.ts';

const folder = mkdtempSync(join(tmpdir(), 'writeups-behaviour-'));
let engine: SearchEngine;

beforeAll(async () => {
  engine = await openEmbeddedEngine({ path: join(folder, 'search.db') });
  await engine.upsert(behaviourDocuments());
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(BEHAVIOURS)('%s', (name) => {
  test.each(readBehaviour(name))('$name: $q', async (behaviour) => {
    await checkBehaviour(engine, behaviour);
  });
});

test('there are at least 150 cases, most of them for every engine', () => {
  const cases = BEHAVIOURS.flatMap(readBehaviour);
  expect(cases.length).toBeGreaterThanOrEqual(150);
  expect(cases.filter(({ mode }) => mode === 'strict').length).toBeGreaterThan(cases.length / 2);
});
