import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli, startCli, withFolder } from '../helpers/cli.ts';
import { digestOfStore } from '../helpers/digest-of-store.ts';

const demo = async (data: string) => {
  const { code, stdout, stderr } = await runCli(['demo', '--once', '--json', '--data', data]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as { posts: number; copies: number; bodyBytes: number; newPosts: number; entries: number; indexed: number; failed: number };
};

/** What an undisturbed demo leaves in the store. */
let undisturbed: ReturnType<typeof digestOfStore>;

test('the demo crawls the project’s own web, and again costs nothing and changes nothing', async () => {
  await withFolder(async (data) => {
    const first = await demo(data);
    expect(first.posts).toBeGreaterThan(60);
    expect(first.copies).toBeGreaterThan(3);
    expect(first.failed).toBe(0);
    undisturbed = digestOfStore(join(data, 'writeups.db'));
    const second = await demo(data);
    expect(second.bodyBytes).toBeLessThan(first.bodyBytes * 0.02);
    expect(second).toMatchObject({ posts: first.posts, copies: first.copies, newPosts: 0, entries: 0, indexed: 0 });
    expect(digestOfStore(join(data, 'writeups.db'))).toEqual(undisturbed);
    const verify = await runCli(['index', 'verify', '--json', '--data', data]);
    expect(JSON.parse(verify.stdout)).toMatchObject({ isEqual: true, inStore: first.posts });
  });
}, 60_000);

test('killed in the middle, the same command ends as if nothing had happened', async () => {
  await withFolder(async (data) => {
    for (const delayMs of [1_200, 1_800, 2_400]) {
      const { child, ended } = startCli(['demo', '--once', '--json', '--data', data]);
      await wait(delayMs);
      child.kill('SIGKILL');
      await ended;
    }
    await demo(data);
    expect(digestOfStore(join(data, 'writeups.db'))).toEqual(undisturbed);
    const verify = await runCli(['index', 'verify', '--json', '--data', data]);
    expect(JSON.parse(verify.stdout)).toMatchObject({ isEqual: true });
  });
}, 90_000);
