/** What only several writers at once can show. */

import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/open.ts';
import { changesAfter, enqueue, lastSeq } from '../../store/outbox.ts';
import { findPost, upsertPost } from '../../store/posts.ts';
import { isPassing } from '../../store/postgres.ts';
import { ask, PG_BIN } from '../../scripts/bench/processes/postgres-server.ts';
import { createDatabase, NEEDS_POSTGRES } from '../helpers/postgres.ts';
import { makePost, NOW } from '../helpers/store.ts';

describe.skipIf(PG_BIN === null)(`PostgreSQL${NEEDS_POSTGRES}`, () => {
  let [one, two]: [Store, Store] = [null, null] as never;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  beforeAll(async () => {
    database = await createDatabase('nothing');
    // Both bring an empty database to the newest schema at the same moment.
    [one, two] = await Promise.all([0, 1].map(() => openStore({ path: '', databaseUrl: database.url }))) as [Store, Store];
  });
  afterAll(async () => {
    await Promise.all([one.close(), two.close()]);
    await database.drop();
  });

  const cutAll = async (): Promise<void> => {
    const url = new URL(database.url);
    await ask(`${url.protocol}//${url.username}@${url.host}`, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${url.pathname.slice(1)}'`);
  };

  test('a reader of the outbox never passes by a number that is given but not committed', async () => {
    const [isOpen, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = one.transact(async (transaction) => {
      await enqueue(transaction, ['slow']);
      isOpen.resolve();
      await mayEnd.promise;
    });
    await isOpen.promise;
    await enqueue(two.db, ['fast']);
    const reading = changesAfter(two.db, 0, 10);
    const measuring = lastSeq(two.db);
    await wait(100);
    mayEnd.resolve();
    await slow;
    expect((await reading).map(({ postId }) => postId)).toEqual(['slow', 'fast']);
    expect(await measuring).toBe((await reading).at(-1)?.seq);
  });

  test('posts at one address, written by several at once, are one post and nobody fails', async () => {
    const write = (store: Store, title: string) => store.transact(async (transaction) => {
      const { id, change } = await upsertPost(transaction, makePost({ canonicalUrl: 'https://same.example/', title }), NOW);
      await enqueue(transaction, [id]);
      return change;
    });
    const changes = await Promise.all(Array.from({ length: 12 }, (_, index) => write(index % 2 === 0 ? one : two, `Title ${index % 3}`)));
    expect(changes.filter((change) => change === 'added')).toHaveLength(1);
  });

  test('transactions that stand in each other’s way all go through', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    const crossing = (store: Store, order: readonly string[]) => store.transact(async (transaction) => {
      for (const id of order) {
        await enqueue(transaction, [id]);
        await wait(5);
      }
    });
    await Promise.all([crossing(one, ids), crossing(two, ids.toReversed()), crossing(one, ids.toReversed()), crossing(two, ids)]);
    expect((await changesAfter(one.db, 0, 100)).map(({ postId }) => postId)).toEqual(expect.arrayContaining(ids));
  });

  test('a NUL in a text is no reason to lose the post', async () => {
    const { id } = await upsertPost(one.db, makePost({ canonicalUrl: 'https://nul.example/', text: 'before\0after' }), NOW);
    expect((await findPost(one.db, id))?.text).toBe('before\uFFFDafter');
  });

  test('ten cut connections: idle, while asking, in the middle of a transaction', async () => {
    let inside = 0;
    for (let round = 0; round < 10; round += 1) {
      await cutAll();
      expect(await one.db.selectFrom('posts').select('id').limit(1).execute()).toHaveLength(1);
      await one.transact(async (transaction) => {
        inside += 1;
        await enqueue(transaction, [`round ${round}`]);
        if (inside % 2 === 1 && round < 5) await cutAll();
        await enqueue(transaction, [`round ${round}, again`]);
      });
    }
    expect(inside).toBeGreaterThan(10);
    const held = (await changesAfter(one.db, 0, 100)).map(({ postId }) => postId);
    for (let round = 0; round < 10; round += 1) expect(held).toEqual(expect.arrayContaining([`round ${round}`, `round ${round}, again`]));
  });

  test('a wrong statement is not tried again', async () => {
    let attempts = 0;
    const failing = one.transact(async (transaction) => {
      attempts += 1;
      await transaction.selectFrom('nothing' as never).selectAll().execute();
    });
    await expect(failing).rejects.toThrow(/does not exist/u);
    expect(attempts).toBe(1);
    expect(isPassing(new Error('anything'))).toBe(false);
  });
});

test('a server that is not there is named with its setting', { timeout: 30_000 }, async () => {
  await expect(openStore({ path: '', databaseUrl: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toMatchObject({ name: 'ConfigError', variable: 'DATABASE_URL' });
});
