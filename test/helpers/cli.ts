import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

export type CliResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Starts the command line in a process of its own. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): { readonly child: ChildProcess; readonly ended: Promise<CliResult> } {
  const { MEILI_URL: _url, MEILI_KEY: _key, DATABASE_URL: _database, ...inherited } = process.env;
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), [join(ROOT, 'scripts/writeups.ts'), ...args], { cwd: ROOT, env: { ...inherited, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => { stdout += chunk; });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => { stderr += chunk; });
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs the command line to its end; `input` is its standard input. */
export async function runCli(args: readonly string[], options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {}): Promise<CliResult> {
  const { child, ended } = startCli(args, options.env);
  child.stdin?.end(options.input ?? '');
  return ended;
}

/** A folder that is gone after the work. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-test-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
