import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { helpOf } from '../../scripts/commands/command.ts';
import { COMMAND_NAMES, loadCommand, main } from '../../scripts/writeups.ts';
import { openStore } from '../../store/open.ts';
import { enqueue } from '../../store/outbox.ts';
import { upsertPost } from '../../store/posts.ts';
import { runCli, withFolder, type CliResult } from '../helpers/cli.ts';
import { makePost, NOW } from '../helpers/store.ts';

/** As {@link runCli}, in this process: a start takes a second or two. */
async function callMain(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const [stdout, stderr] = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
  try {
    const code = await main(args, env);
    const [written, complained] = [stdout, stderr].map((spy) => spy?.mock.calls.map(([chunk]) => String(chunk)).join('') ?? '');
    return { code, stdout: written ?? '', stderr: complained ?? '' };
  } finally {
    stdout?.mockRestore();
    stderr?.mockRestore();
  }
}

describe('every command has help', () => {
  test.each(COMMAND_NAMES)('%s', async (name) => {
    const help = helpOf(await loadCommand(name), '');
    expect(help).toContain(`writeups ${name}`);
    expect(help).toContain('--data');
  });

  test('asked for by itself, and of one command', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const name of COMMAND_NAMES) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'mu'));
    expect(await runCli(['search', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('writeups search') });
  });
});

describe('bad usage and bad settings end with code 2 and say what is wrong', () => {
  test('the process too', async () => {
    expect(await runCli(['fetch'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no command "fetch"') });
  });

  test.each([
    [['fetch'], {}, 'no command "fetch"'],
    [['search'], {}, 'Say what to search for'],
    [['crawl', '--depth', '3'], {}, '--depth'],
    [['stage', 'bake'], {}, 'no stage "bake"'],
    [['demo', '--web', '/nowhere'], {}, 'holds no recorded web'],
    [['index', 'mend'], {}, 'status, rebuild or verify'],
    [['search', 'x'], { PORT: 'eighty' }, 'PORT must be a whole number'],
    [['search', 'x'], { MEILI_URL: 'localhost' }, 'MEILI_URL must be one or more http(s) addresses'],
  ] as const)('%j %j: %s', async (args, env, message) => {
    await withFolder(async (data) => {
      const { code, stderr } = await callMain([...args, '--data', data], env);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
    });
  });

  test('a data folder that cannot be made', async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'file'), '');
      const { code, stderr } = await callMain(['search', 'x', '--data', join(folder, 'file', 'data')]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('DATA_DIR') });
    });
  });

  test('a database that is none', async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'writeups.db'), 'this is no database, but it is long enough to be looked at twice');
      const { code, stderr } = await callMain(['search', 'x', '--data', folder]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('cannot be opened') });
    });
  });
});

describe('addresses that lead nowhere are named, and nothing is lost', () => {
  test.each([
    ['http://127.0.0.1/', 'private'],
    ['http://[::ffff:10.0.0.1]/feed', 'private'],
    ['not an address', 'is not an address'],
    ['ftp://files.example/', 'is not an address'],
  ])('sources add %s', async (address, message) => {
    await withFolder(async (data) => {
      const { code, stdout } = await callMain(['sources', 'add', address, '--data', data]);
      expect(code).toBe(1);
      expect(stdout.toLowerCase()).toContain(message);
    });
  });
});

test('a damaged index file is put aside and built anew from the store, and says so', async () => {
  await withFolder(async (data) => {
    const store = await openStore({ path: join(data, 'writeups.db'), databaseUrl: null });
    await enqueue(store.db, [(await upsertPost(store.db, makePost({ title: 'Umzug nach Kubernetes' }), NOW)).id]);
    await store.close();
    writeFileSync(join(data, 'search.db'), Buffer.alloc(8192, 7));
    const { code, stdout, stderr } = await runCli(['search', 'kubernetes', '--json', '--data', data]);
    expect(code).toBe(0);
    expect(stderr).toContain('damaged');
    expect((JSON.parse(stdout) as { total: number }).total).toBe(1);
  });
});

test('a stage answers a job that fails with its failure, and goes on', async () => {
  const { code, stdout } = await runCli(['stage', 'canonicalise'], { input: 'not json\n{"id":"a","url":"HTTP://WWW.Example.org:80/x?utm_source=y"}\n{"id":"b"}\n' });
  const answers = stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(code).toBe(0);
  expect(answers).toMatchObject([{ id: null, error: { kind: 'bad-json' } }, { id: 'a', canonicalUrl: 'https://example.org/x' }, { id: 'b', error: { kind: 'malformed' } }]);
});
