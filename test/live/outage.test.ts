/** A server that is killed in the middle of things: nothing is lost, searches go on, and all is well again by itself. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../core/config.ts';
import { IndexError } from '../../core/errors.ts';
import { openMeilisearchEngine } from '../../index-config/meilisearch/engine.ts';
import { createSync, verifyEngine } from '../../index-config/sync.ts';
import { openSystem, type System } from '../../scripts/system/open-system.ts';
import { enqueue } from '../../store/outbox.ts';
import { upsertPost } from '../../store/posts.ts';
import { makeDocument, makeRequest } from '../helpers/document.ts';
import { memoryStore } from '../helpers/memory-engine.ts';
import { makePost, NOW } from '../helpers/store.ts';
import { startServer, titleOf, WHY_NO_OWN_SERVER, type OwnServer } from './server.ts';

let server: OwnServer;
const folders: string[] = [];

describe.skipIf(WHY_NO_OWN_SERVER !== null)(titleOf('a server that is killed', WHY_NO_OWN_SERVER), { timeout: 90_000 }, () => {
  beforeAll(async () => {
    server = await startServer();
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  test('in the middle of a sync: when it is back everything arrives, once', async () => {
    const store = memoryStore(Array.from({ length: 2_000 }, (_, at) => makeDocument({ id: `p${at}`, title: `Post ${at}`, body: `words of ${at} `.repeat(40) })));
    const engine = openMeilisearchEngine({ url: server.url, key: server.key, index: 'outage' });
    const sync = createSync(store, engine);
    // An index there is already, so that the outbox is what fills it.
    await engine.rebuild((async function* () {})());
    const failures: unknown[] = [];
    for (const killAfterMs of [150, 400]) {
      const running = sync().catch((error: unknown) => failures.push(error));
      await pause(killAfterMs);
      await server.kill();
      await running;
      await server.start();
    }
    await sync();
    expect(failures.every((error) => error instanceof IndexError)).toBe(true);
    expect(failures.length).toBeGreaterThan(0);
    expect(await verifyEngine(store, engine)).toMatchObject({ isEqual: true, inStore: 2_000, inIndex: 2_000 });
  }, 120_000);

  test('while people search: the embedded engine answers and says so; afterwards the server does, with everything', async () => {
    const system = await openWith({ MEILI_URL: server.url, MEILI_KEY: server.key ?? '', MEILI_INDEX: 'people' });
    try {
      await addPosts(system, 1, 20);
      await system.sync();
      expect(await system.engine.search(makeRequest('queue'))).toMatchObject({ total: 20, degraded: null });
      await server.kill();
      expect(await system.engine.search(makeRequest('queue'))).toMatchObject({ total: 20, degraded: expect.stringContaining('built-in engine answers') });
      expect(await system.engine.suggest('queu', 3)).not.toEqual([]);
      await addPosts(system, 21, 5);
      await expect(system.sync()).rejects.toThrow(IndexError);
      expect(await system.engine.search(makeRequest('queue'))).toMatchObject({ total: 25, degraded: expect.any(String) });
      await server.start();
      await system.sync();
      const answer = await searchUntil(system, (degraded) => degraded === null);
      expect(answer).toMatchObject({ total: 25, degraded: null });
      expect(await verifyEngine(system.syncStore, system.engine)).toMatchObject({ isEqual: true, inIndex: 25 });
    } finally {
      await system.close();
    }
  }, 120_000);

  test('and comes back empty: the index is built anew from the store', async () => {
    const system = await openWith({ MEILI_URL: server.url, MEILI_KEY: server.key ?? '', MEILI_INDEX: 'emptied' });
    try {
      await addPosts(system, 1, 3);
      await system.sync();
      await server.kill();
      server.wipe();
      expect((await system.engine.search(makeRequest('queue'))).total).toBe(3);
      await expect(system.sync().then(async () => { await addPosts(system, 4, 1); return system.sync(); })).rejects.toThrow(IndexError);
      await server.start();
      await system.sync();
      expect(await searchUntil(system, (degraded) => degraded === null)).toMatchObject({ total: 4 });
    } finally {
      await system.close();
    }
  }, 120_000);
});

async function openWith(environment: Readonly<Record<string, string>>): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-outage-'));
  folders.push(folder);
  return openSystem(parseConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', ...environment }));
}

async function addPosts(system: System, first: number, count: number): Promise<void> {
  for (let number = first; number < first + count; number += 1) {
    const url = `https://blog.example/posts/${number}`;
    const { id } = await upsertPost(system.store.db, makePost({ canonicalUrl: url, url, title: `How we moved queue number ${number}` }), NOW);
    await enqueue(system.store.db, [id]);
  }
}

async function searchUntil(system: System, isWanted: (degraded: string | null) => boolean) {
  for (let tries = 0; ; tries += 1) {
    const answer = await system.engine.search(makeRequest('queue'));
    if (isWanted(answer.degraded) || tries > 200) return answer;
    await pause(100);
  }
}
