/** Something fails at the n-th of every kind of step; afterwards everything is as if nothing had happened (R33). */

import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FAULT_POINTS, injectFault, type FaultPoint } from '../../core/fault.ts';
import { syncEngine, verifyEngine } from '../../index-config/sync.ts';
import { createSyncStore } from '../../scripts/system/sync-store.ts';
import { crawl } from '../../crawler/crawl.ts';
import type { Store } from '../../store/open.ts';
import { articlePage, openCrawlWeb, rssFeed, type CrawlWeb } from '../helpers/crawl-web.ts';
import { memoryEngine, type MemoryEngine } from '../helpers/memory-engine.ts';
import { sourceFiles } from '../helpers/source-files.ts';

const START = '2026-06-01T12:00:00Z';
const NAMES = ['one', 'two', 'three'];

type Scene = { readonly web: CrawlWeb; readonly engine: MemoryEngine; readonly work: () => Promise<void> };

let web: CrawlWeb;
beforeAll(async () => {
  web = await openCrawlWeb();
  web.answer(({ url }) => {
    const path = new URL(url).pathname;
    if (path === '/feed') return { headers: { 'content-type': 'application/rss+xml' }, body: rssFeed('blog.example', NAMES.map((name) => ({ path: `/posts/${name}`, title: `How ${name} grew` }))) };
    return { body: articlePage(path.endsWith('three') ? 'How two grew' : `How ${path.split('/').at(-1)} grew`) };
  });
});
afterAll(() => web.close());
afterEach(() => injectFault(null));

/** A blog with three posts, one of them a copy of another, nothing of it in the store yet, and an empty engine. */
async function setScene(): Promise<Scene> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table' and name not in ('migrations', 'sqlite_sequence')`.execute(web.store.db);
  for (const { name } of rows) await sql`delete from ${sql.table(name)}`.execute(web.store.db);
  web.setNow(START);
  await web.follow({ id: 'blog', url: 'https://blog.example/feed' });
  const engine = memoryEngine();
  const syncStore = createSyncStore(web.store.db, () => START);
  return { web, engine, work: async () => {
    await web.pass('blog');
    await syncEngine(syncStore, engine);
  } };
}

async function contentsOf({ db }: Store): Promise<unknown> {
  return {
    posts: await db.selectFrom('posts').select(['id', 'clusterId', 'title', 'url', 'excerptOnly']).orderBy('id').execute(),
    texts: await db.selectFrom('postTexts').selectAll().orderBy('postId').execute(),
    clusters: await db.selectFrom('clusters').select(['id', 'originalId']).orderBy('id').execute(),
    entries: await db.selectFrom('entries').select(['key', 'state', 'postId']).orderBy('key').execute(),
    addresses: await db.selectFrom('addresses').select(['canonicalUrl', 'postId']).orderBy('canonicalUrl').execute(),
    outbox: await db.selectFrom('outbox').select('postId').orderBy('postId').execute(),
  };
}

/** Works again a day later, as a server would, until nothing is left; then compares with a crawl that nothing disturbed. */
async function expectWhole({ engine, work }: Scene, undisturbed: unknown): Promise<void> {
  injectFault(null);
  for (const at of ['2026-06-02T18:00:00Z', '2026-06-20T18:00:00Z']) {
    web.setNow(at);
    await web.store.db.updateTable('sources').set({ leaseOwner: null, leaseUntil: null }).execute();
    await work();
  }
  expect(await contentsOf(web.store)).toEqual(undisturbed);
  expect(await verifyEngine(createSyncStore(web.store.db, () => START), engine)).toMatchObject({ isEqual: true });
}

async function undisturbedContents(): Promise<unknown> {
  const scene = await setScene();
  await scene.work();
  return contentsOf(web.store);
}

describe('at every point', () => {
  let expected: unknown;
  beforeAll(async () => { expected = await undisturbedContents(); });

  test.each(FAULT_POINTS)('%s: an error at the first, second and third time', async (point) => {
    for (const nth of [1, 2, 3]) {
      const scene = await setScene();
      let met = 0;
      injectFault((at) => {
        if (at !== point) return;
        met += 1;
        if (met === nth) throw new Error(`injected at ${point}`);
      });
      await scene.work().catch((error: unknown) => {
        if (!String(error).includes('injected')) throw error;
      });
      expect(met, `${point} was never met`).toBeGreaterThan(0);
      await expectWhole(scene, expected);
    }
  });

  test('the n-th question to the database fails, for n from 1 until all is done', async () => {
    let isDone = false;
    let failures = 0;
    for (let nth = 1; !isDone; nth += nth < 30 ? 3 : 17) {
      const scene = await setScene();
      let asked = 0;
      const failing = failingStore(web.store, () => {
        asked += 1;
        if (asked === nth) throw new Error('injected: disk I/O error');
      });
      await crawl({ ...web.crawler.deps, db: failing.db, transact: failing.transact }, [await web.source('blog')], 'test').catch((error: unknown) => {
        if (!String(error).includes('injected')) throw error;
      });
      isDone = asked < nth;
      failures += Number(!isDone);
      await expectWhole(scene, expected);
    }
    expect(failures).toBeGreaterThan(10);
  }, 60_000);
});

/** The same store, with something before every statement. */
function failingStore(store: Store, before: () => void): Store {
  const db = store.db.withPlugin({
    transformQuery: ({ node }) => {
      before();
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  return { ...store, db, transact: (work) => db.transaction().execute(work) };
}

test('every point stands in the code once or more, and no other', () => {
  const used = new Set(sourceFiles().flatMap(({ path, text }) => (path === 'core/fault.ts' ? [] : [...text.matchAll(/\bfault\('([a-z-]+)'\)/gu)].map((match) => match[1] ?? ''))));
  expect([...used].sort()).toEqual([...FAULT_POINTS].sort() satisfies FaultPoint[]);
});
