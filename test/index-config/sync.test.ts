import { describe, expect, test } from 'vitest';
import { IndexError } from '../../core/errors.ts';
import type { IndexDocument } from '../../core/search.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { createSync, rebuildEngine, syncEngine, verifyEngine, type SyncStore } from '../../index-config/sync.ts';
import { makeDocument, streamOf } from '../helpers/document.ts';
import { memoryEngine, memoryStore, NO_ANSWER } from '../helpers/memory-engine.ts';

const posts = (count: number): IndexDocument[] => Array.from({ length: count }, (_, at) => makeDocument({ id: `p${String(at).padStart(4, '0')}` }));
const verdict = (store: SyncStore, engine: SearchEngine) => verifyEngine(store, engine);

describe('feeding an engine from the outbox', () => {
  test('takes everything, in batches that grow while there is much, and then nothing', async () => {
    const [store, engine] = [memoryStore(posts(2_300)), memoryEngine()];
    const batches: number[] = [];
    expect(await syncEngine(store, engine, (changes) => batches.push(changes))).toBe(2_300);
    expect(batches).toEqual([200, 400, 800, 800, 100]);
    expect(await syncEngine(store, engine)).toBe(0);
    expect(await verdict(store, engine)).toMatchObject({ isEqual: true, inStore: 2_300, inIndex: 2_300 });
  });

  test('what the store no longer shows is removed', async () => {
    const [store, engine] = [memoryStore(posts(3)), memoryEngine()];
    await syncEngine(store, engine);
    store.remove('p0001');
    await syncEngine(store, engine);
    expect((await verdict(store, engine)).inIndex).toBe(2);
  });

  test('a batch that fails is sent again: the cursor stays before it', async () => {
    const [store, engine] = [memoryStore(posts(450)), memoryEngine()];
    engine.failAfterWrites(1);
    await expect(syncEngine(store, engine)).rejects.toThrow(IndexError);
    expect(await store.cursor(engine.name)).toBe(200);
    engine.heal();
    expect(await syncEngine(store, engine)).toBe(250);
    expect((await verdict(store, engine)).isEqual).toBe(true);
  });

  test('what changes during a rebuild is taken from the outbox afterwards', async () => {
    const [store, engine] = [memoryStore(posts(5)), memoryEngine()];
    const slow: SyncStore = {
      ...store,
      async *allDocuments() {
        for await (const document of store.allDocuments()) {
          if (document.id === 'p0003') {
            store.put(makeDocument({ id: 'p0000', modifiedAt: '2025-05-05T00:00:00.000Z' }));
            store.put(makeDocument({ id: 'new' }));
            store.remove('p0001');
          }
          yield document;
        }
      },
    };
    await rebuildEngine(slow, engine);
    expect(await verdict(store, engine)).toMatchObject({ isEqual: true, inStore: 5 });
  });
});

describe('keeping an engine up to date', () => {
  test('a missing index is built from the store, and so is one of other rules', async () => {
    const [store, engine] = [memoryStore(posts(10)), memoryEngine()];
    const reasons: string[] = [];
    const sync = createSync(store, engine, (why) => reasons.push(why));
    await sync();
    expect(reasons).toEqual(['There is no index yet.']);
    engine.drift('The stop words differ.');
    await createSync(store, engine, (why) => reasons.push(why))();
    expect(reasons.at(-1)).toBe('The stop words differ.');
    expect((await verdict(store, engine)).isEqual).toBe(true);
  });

  test('an index that was lost while the engine was away is built anew', async () => {
    const [store, engine] = [memoryStore(posts(10)), memoryEngine()];
    const sync = createSync(store, engine);
    await sync();
    engine.failAfterWrites(0);
    store.put(makeDocument({ id: 'later' }));
    await expect(sync()).rejects.toThrow(IndexError);
    engine.lose();
    engine.heal();
    await sync();
    expect(await verdict(store, engine)).toMatchObject({ isEqual: true, inStore: 11 });
  });

  test('an engine that is away is no empty one: nothing is built or forgotten', async () => {
    const [store, engine] = [memoryStore(posts(10)), memoryEngine()];
    const sync = createSync(store, { ...engine, status: async () => ({ documents: 0, settingsVersion: null, drift: [], healthy: false, message: NO_ANSWER }) }, () => expect.fail('rebuilt'));
    await expect(sync()).rejects.toThrow(NO_ANSWER);
    expect(await store.cursor(engine.name)).toBe(0);
  });

  test('calls at the same time take every change once', async () => {
    const [store, engine] = [memoryStore(posts(10)), memoryEngine()];
    const sync = createSync(store, engine);
    await sync();
    store.put(makeDocument({ id: 'x' }));
    expect((await Promise.all([sync(), sync(), sync()])).reduce((sum, taken) => sum + taken, 0)).toBe(1);
  });
});

test('differences are named, twenty of each at most', async () => {
  const [store, engine] = [memoryStore(posts(60)), memoryEngine()];
  await engine.rebuild(streamOf([...posts(30).slice(25), makeDocument({ id: 'p0031', modifiedAt: '2001-01-01T00:00:00.000Z' }), makeDocument({ id: 'gone' })]));
  const found = await verdict(store, engine);
  expect(found).toMatchObject({ isEqual: false, inStore: 60, inIndex: 7, outdated: ['p0031'], surplus: ['gone'] });
  expect(found.missing).toHaveLength(20);
});
