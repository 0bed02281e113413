/** Two servers that hold the same index: one may be killed and nobody notices. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../core/config.ts';
import { verifyEngine } from '../../index-config/sync.ts';
import { openSystem, type System } from '../../scripts/system/open-system.ts';
import { enqueue } from '../../store/outbox.ts';
import { upsertPost } from '../../store/posts.ts';
import { makeRequest } from '../helpers/document.ts';
import { makePost, NOW } from '../helpers/store.ts';
import { startServer, titleOf, WHY_NO_OWN_SERVER, type OwnServer } from './server.ts';

describe.skipIf(WHY_NO_OWN_SERVER !== null)(titleOf('two replicas', WHY_NO_OWN_SERVER), { timeout: 90_000 }, () => {
  let servers: readonly OwnServer[] = [];
  let system: System;
  const folder = mkdtempSync(join(tmpdir(), 'writeups-replicas-'));
  beforeAll(async () => {
    servers = await Promise.all([startServer(), startServer()]);
    system = await openSystem(parseConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', MEILI_URL: servers.map(({ url }) => url).join(' '), MEILI_KEY: servers[0]?.key ?? '' }));
  }, 60_000);
  afterAll(async () => {
    await system.close();
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([0, 1])('while number %i is away the other answers, undegraded; back again it catches up', async (away) => {
    await addPosts(system, 10 * away, 10);
    await system.sync();
    await servers[away]?.kill();
    for (let time = 0; time < 20; time += 1) expect(await system.engine.search(makeRequest('queue'))).toMatchObject({ total: 10 * (away + 1), degraded: null });
    await addPosts(system, 100 + away, 1);
    await system.sync();
    await servers[away]?.start();
    await pause(100);
    await system.sync();
    for (const engine of system.fed) expect(await verifyEngine(system.syncStore, engine)).toMatchObject({ isEqual: true, inIndex: 10 * (away + 1) + 1 });
    await removePost(system, 100 + away);
  });
});

async function addPosts(system: System, first: number, count: number): Promise<void> {
  for (let number = first; number < first + count; number += 1) {
    const url = `https://blog.example/posts/${number}`;
    const { id } = await upsertPost(system.store.db, makePost({ canonicalUrl: url, url, title: `How we moved queue number ${number}` }), NOW);
    await enqueue(system.store.db, [id]);
  }
}

async function removePost(system: System, number: number): Promise<void> {
  const url = `https://blog.example/posts/${number}`;
  const rows = await system.store.db.deleteFrom('posts').where('canonicalUrl', '=', url).returning('id').execute();
  await enqueue(system.store.db, rows.map(({ id }) => id));
}
