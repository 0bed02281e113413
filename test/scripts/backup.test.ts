import { readdirSync, truncateSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../store/open.ts';
import { enqueue } from '../../store/outbox.ts';
import { upsertPost } from '../../store/posts.ts';
import { runCli, withFolder } from '../helpers/cli.ts';
import { makePost, NOW } from '../helpers/store.ts';

test('a backup taken while posts are written is whole, and comes back searchable', async () => {
  await withFolder(async (folder) => {
    const [data, other, file] = [join(folder, 'data'), join(folder, 'other'), join(folder, 'kept.db')];
    const store = await openStore({ path: join(data, 'writeups.db'), databaseUrl: null });
    const write = (index: number) => store.transact(async (transaction) => {
      const { id } = await upsertPost(transaction, makePost({ canonicalUrl: `https://blog.example/${index}`, title: `Sharding lesson ${index}` }), NOW);
      await enqueue(transaction, [id]);
    });
    for (let index = 0; index < 50; index += 1) await write(index);
    const backup = runCli(['backup', file, '--json', '--data', data]);
    let [written, isDone] = [50, false];
    void backup.then(() => { isDone = true; });
    for (; !isDone; written += 1) {
      await write(written);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await backup).toMatchObject({ code: 0, stderr: '' });
    const { posts } = JSON.parse((await backup).stdout) as { posts: number };
    expect(posts).toBeGreaterThanOrEqual(50);
    expect(posts).toBeLessThanOrEqual(written);
    await store.close();
    expect(await runCli(['backup', file, '--data', data])).toMatchObject({ code: 2, stderr: expect.stringContaining('exists already') as string });

    expect(await runCli(['backup', 'restore', file, '--data', other])).toMatchObject({ code: 0 });
    const verify = await runCli(['index', 'verify', '--json', '--data', other]);
    expect(JSON.parse(verify.stdout)).toMatchObject({ isEqual: true, inStore: posts });
    // Restoring over an installation puts it aside.
    expect(await runCli(['backup', 'restore', file, '--data', data])).toMatchObject({ code: 0 });
    expect(readdirSync(data).filter((name) => name.startsWith('writeups.db.before-restore-')).length).toBeGreaterThan(0);

    truncateSync(file, Math.floor(statSync(file).size / 2));
    const damaged = await runCli(['backup', 'restore', file, '--data', other]);
    expect(damaged).toMatchObject({ code: 1 });
    expect(damaged.stderr).toMatch(/damaged|malformed/u);
    expect(JSON.parse((await runCli(['index', 'verify', '--json', '--data', other])).stdout)).toMatchObject({ inStore: posts });
  });
}, 60_000);

test('PostgreSQL’s own programs are named', async () => {
  const { code, stderr } = await runCli(['backup'], { env: { DATABASE_URL: 'postgres://127.0.0.1/none' } });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('pg_dump') as string });
});
