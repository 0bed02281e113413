/** Store, outbox and index against a model of them, with crashes at random points (R64). */

import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FAULT_POINTS, injectFault } from '../../core/fault.ts';
import { rebuildEngine, syncEngine, verifyEngine } from '../../index-config/sync.ts';
import { createSyncStore } from '../../scripts/system/sync-store.ts';
import { saveClusters } from '../../store/clusters.ts';
import type { Store } from '../../store/open.ts';
import { enqueue } from '../../store/outbox.ts';
import { findPost, postIdOf, upsertPost } from '../../store/posts.ts';
import { memoryEngine } from '../helpers/memory-engine.ts';
import { makePost, NOW, openTestStore } from '../helpers/store.ts';

let store: Store;
beforeAll(async () => { store = await openTestStore(); });
afterAll(() => store.close());
afterEach(() => injectFault(null));

/** A migrated store is emptied in a fraction of the time that a new one takes. */
async function emptyStore(): Promise<void> {
  for (const table of ['outbox', 'engineCursors', 'addresses', 'joins', 'mentions', 'clusters', 'postTexts', 'posts'] as const) await store.db.deleteFrom(table).execute();
}

const POSTS = 5;
const post = fc.integer({ min: 0, max: POSTS - 1 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), post, version: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('join' as const), post, to: post }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('part' as const), post }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sync' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rebuild' as const) }) },
);
/** What happens, and the point at which it breaks off, if any. */
const story = fc.array(fc.tuple(step, fc.option(fc.tuple(fc.constantFrom(...FAULT_POINTS), fc.integer({ min: 1, max: 3 })), { nil: null })), { minLength: 1, maxLength: 25 });

const urlOf = (index: number): string => `https://blog.example/${index}`;
const idOf = (index: number): string => postIdOf(urlOf(index));

class Crash extends Error {}

test('whatever breaks off, what was said to be done is there, and the index becomes equal', async () => {
  await fc.assert(fc.asyncProperty(story, async (steps) => {
    await emptyStore();
    const engine = memoryEngine();
    const syncStore = createSyncStore(store.db, () => NOW);
    /** What each post was last acknowledged to say, and what a write that broke off may have left instead. */
    const said = new Map<number, { readonly sure: number | null; readonly maybe: readonly number[] }>();
    for (const [what, crash] of steps) {
      let left = crash?.[1] ?? 0;
      injectFault((point) => {
        if (point !== crash?.[0]) return;
        left -= 1;
        if (left === 0) throw new Crash();
      });
      try {
        await take(store, what, { sync: () => syncEngine(syncStore, engine), rebuild: () => rebuildEngine(syncStore, engine) });
        if (what.do === 'write') said.set(what.post, { sure: what.version, maybe: [] });
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        if (what.do === 'write') said.set(what.post, { sure: said.get(what.post)?.sure ?? null, maybe: [...said.get(what.post)?.maybe ?? [], what.version] });
      }
    }
    injectFault(null);
    await syncEngine(syncStore, engine);
    expect(await verifyEngine(syncStore, engine)).toMatchObject({ isEqual: true });
    for (const [index, { sure, maybe }] of said) {
      const title = (await findPost(store.db, idOf(index)))?.title ?? null;
      expect([sure === null ? null : `Version ${sure}`, ...maybe.map((version) => `Version ${version}`)]).toContain(title);
    }
  }), { numRuns: 150 });
}, 60_000);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function take(store: Store, what: Step, index: { readonly sync: () => Promise<unknown>; readonly rebuild: () => Promise<unknown> }): Promise<void> {
  if (what.do === 'sync') await index.sync();
  else if (what.do === 'rebuild') await index.rebuild();
  else if (what.do === 'write') {
    await store.transact(async (transaction) => {
      const { id } = await upsertPost(transaction, makePost({ canonicalUrl: urlOf(what.post), title: `Version ${what.version}` }), NOW);
      await enqueue(transaction, [id]);
    });
  } else await recluster(store, what);
}

/** Joins two posts that exist, or parts one from its cluster, and tells the outbox of everybody concerned. */
async function recluster(store: Store, what: Extract<Step, { readonly do: 'join' | 'part' }>): Promise<void> {
  await store.transact(async (transaction) => {
    const rows = await transaction.selectFrom('posts').select(['id', 'clusterId']).execute();
    const clusterOf = new Map(rows.map(({ id, clusterId }) => [id, clusterId]));
    const own = clusterOf.get(idOf(what.post));
    const other = what.do === 'join' ? clusterOf.get(idOf(what.to)) : own;
    if (own === undefined || other === undefined) return;
    const members = rows.filter(({ clusterId }) => clusterId === own || clusterId === other).map(({ id }) => id);
    const rest = members.filter((id) => id !== idOf(what.post));
    const clusters = what.do === 'join' || rest.length === 0
      ? [{ originalId: members[0] ?? '', memberIds: members }]
      : [{ originalId: idOf(what.post), memberIds: [idOf(what.post)] }, { originalId: rest[0] ?? '', memberIds: rest }];
    await enqueue(transaction, await saveClusters(transaction, clusters, NOW));
  });
}
