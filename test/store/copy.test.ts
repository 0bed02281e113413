import { sql } from 'kysely';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyStore } from '../../store/copy.ts';
import { upsertEntries } from '../../store/entries.ts';
import { packPage, savePage } from '../../store/fetches.ts';
import { saveFingerprint } from '../../store/fingerprints.ts';
import { openStore, type Store } from '../../store/open.ts';
import { changesAfter, enqueue } from '../../store/outbox.ts';
import { upsertPost } from '../../store/posts.ts';
import { withFolder } from '../helpers/cli.ts';
import { makeEntry } from '../helpers/entry.ts';
import { makePost, NOW, openTestStore, STORES } from '../helpers/store.ts';

const PAIRS = STORES.flatMap((from) => STORES.map((to) => ({ from, to })));

async function fill({ db }: Store, posts: number): Promise<void> {
  for (let index = 0; index < posts; index += 1) {
    const url = `https://blog.example/${index}`;
    const { id } = await upsertPost(db, makePost({ canonicalUrl: url, title: `Ünïcode ${index} ✓ 'quoted' "twice"`, publishedAt: index % 2 === 0 ? null : NOW }), NOW);
    await enqueue(db, [id]);
    await saveFingerprint(db, id, { keys: [index, 2 ** 45 + index], data: new Uint8Array([0, 255, index]) });
    await upsertEntries(db, 's', [{ key: url, canonicalUrl: url, contentHash: null, origin: 'feed', entry: makeEntry({ url }) }], NOW);
  }
  await savePage(db, await packPage({ url: 'https://blog.example/', finalUrl: 'https://blog.example/', headers: {}, body: new Uint8Array([1, 0, 2]), fetchedAt: NOW }));
}

describe.each(PAIRS)('from $from.name to $to.name', ({ from, to }) => {
  test.skipIf(!from.isHere || !to.isHere)('everything arrives, an interrupted copy goes on, and new rows get new numbers', async () => {
    const [source, target] = [await from.open(), await to.open()];
    await fill(source, 30);
    let batches = 0;
    const interrupted = copyStore(source.db, target.db, () => {
      batches += 1;
      if (batches === 5) throw new Error('cut off');
    });
    await expect(interrupted).rejects.toThrow('cut off');
    const tables = await copyStore(source.db, target.db);
    expect(tables.find(({ table }) => table === 'posts')?.rows).toBe(30);
    expect(tables.map(({ table }) => table)).toContain('api_keys');
    expect(await changesAfter(target.db, 0, 100)).toEqual(await changesAfter(source.db, 0, 100));
    const last = (await changesAfter(target.db, 0, 100)).at(-1)?.seq ?? 0;
    await enqueue(target.db, ['new']);
    expect((await changesAfter(target.db, last, 10)).map(({ postId }) => postId)).toEqual(['new']);
    await source.close();
    await target.close();
  });
});

test('a table that changed between two attempts is copied anew', async () => {
  const [source, target] = [await openTestStore(), await openTestStore()];
  await fill(source, 3);
  await copyStore(source.db, target.db);
  await source.db.updateTable('posts').set({ title: 'Edited' }).execute();
  await sql`delete from clusters`.execute(source.db);
  const tables = await copyStore(source.db, target.db);
  expect(await target.db.selectFrom('posts').select('title').distinct().execute()).toEqual([{ title: 'Edited' }]);
  expect(tables.find(({ table }) => table === 'clusters')?.rows).toBe(0);
  await source.close();
  await target.close();
});

test('two stores on disk keep their own migrations', async () => {
  await withFolder(async (folder) => {
    const [source, target] = await Promise.all(['a', 'b'].map((name) => openStore({ path: join(folder, name, 'writeups.db'), databaseUrl: null }))) as [Store, Store];
    expect((await copyStore(source.db, target.db)).some(({ table }) => table === 'migrations')).toBe(false);
    await source.close();
    await target.close();
  });
});
