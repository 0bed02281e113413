import { expect, test } from 'vitest';
import { PG_BIN } from '../../scripts/bench/processes/postgres-server.ts';
import { runCli, withFolder } from '../helpers/cli.ts';
import { createDatabase, NEEDS_POSTGRES } from '../helpers/postgres.ts';

test.skipIf(PG_BIN === null)(`the demo on PostgreSQL: crawled, indexed, found; again changes nothing${NEEDS_POSTGRES}`, async () => {
  const { url, drop } = await createDatabase('nothing');
  await withFolder(async (data) => {
    const call = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCli([...args, '--json', '--data', data], { env: { DATABASE_URL: url } });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    const first = await call('demo', '--once');
    expect(first).toMatchObject({ failed: 0, broken: 0, newPosts: first['indexed'] });
    expect(first['posts']).toBeGreaterThan(60);
    expect(await call('demo', '--once')).toMatchObject({ posts: first['posts'], copies: first['copies'], newPosts: 0, entries: 0, indexed: 0 });
    expect(await call('index', 'verify')).toMatchObject({ isEqual: true, inStore: first['posts'] });
    expect(await call('search', 'kubernetes')).toMatchObject({ engine: 'embedded' });
  });
  await drop();
}, 120_000);
