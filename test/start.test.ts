import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT, sourceFiles } from './helpers/source-files.ts';

const run = promisify(execFile);

/** Files that are a program of their own by being loaded: worker threads' entries. */
const PROGRAMS = /(?:worker|main)\.ts$/u;

test('plain Node imports every source file', async () => {
  const paths = sourceFiles().map(({ path }) => path).filter((path) => !PROGRAMS.test(path));
  const script = `for (const path of ${JSON.stringify(paths)}) { try { await import(${JSON.stringify(ROOT)} + path); } catch (error) { console.log(path + ': ' + error.message); } }`;
  const { stdout } = await run(join(ROOT, 'node_modules/.bin/node'), ['--input-type=module', '-e', script], { cwd: ROOT, timeout: 60_000 });
  expect(stdout).toBe('');
}, 70_000);
