/** What is left of an index whose process was killed. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IndexDocument } from '../../../core/search.ts';
import { openIndexWriter } from '../../../index-config/embedded/index-writer.ts';
import { openEmbeddedEngine } from '../../../index-config/embedded/open.ts';
import { openIndexFile, openRebuildLock, unfinishedGenerations } from '../../../index-config/embedded/schema.ts';
import { measureKills } from '../../../scripts/bench/search-kills.ts';
import { behaviourDocuments } from '../../helpers/behaviour.ts';

const documents = behaviourDocuments();
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'writeups-kills-'));
  path = join(folder, 'search.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function unfinished(): number {
  const db = openIndexFile(path);
  const { length } = unfinishedGenerations(db);
  db.close();
  return length;
}

/** A rebuild whose writer goes away in the middle, as a killed process does. */
function breakOffRebuild(): void {
  const writer = openIndexWriter(path);
  writer.startRebuild();
  writer.addToRebuild(documents);
  writer.close();
}

test('a kill while indexing and one while rebuilding: index and store are equal each time (25 kills: node scripts/bench/search-kills.ts)', { timeout: 120_000 }, async () => {
  expect(await measureKills(2, 7)).toMatchObject({ kills: 2, whileRebuilding: 1, unequal: 0 });
});

test('tables of a broken-off rebuild go at the next open', async () => {
  breakOffRebuild();
  expect(unfinished()).toBe(1);
  const engine = await openEmbeddedEngine({ path });
  await engine.upsert(documents);
  expect(unfinished()).toBe(0);
  expect((await engine.status()).documents).toBe(documents.length);
  await engine.close();
});

test('a rebuild that another process is at stays, and no second one begins', async () => {
  const building = openIndexWriter(path);
  building.startRebuild();
  building.addToRebuild(documents);
  const engine = await openEmbeddedEngine({ path });
  await expect(engine.rebuild(none())).rejects.toMatchObject({ name: 'IndexError', kind: 'refused' });
  expect(building.finishRebuild()).toBe(documents.length);
  building.close();
  expect((await engine.status()).documents).toBe(documents.length);
  await engine.close();
});

test('the lock is free again when its holder is gone', () => {
  const [first, second] = [openRebuildLock(path), openRebuildLock(path)];
  expect(first.take()).toBe(true);
  expect(second.take()).toBe(false);
  first.close();
  expect(second.take()).toBe(true);
  second.close();
});

async function* none(): AsyncGenerator<IndexDocument> {}
