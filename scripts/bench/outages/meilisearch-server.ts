/** A real Meilisearch server that can be taken away and come back: the program that MEILI names, or `meilisearch` on the PATH. */

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const PROGRAM = process.env['MEILI'] ?? 'meilisearch';
const KEY = 'a-key-for-measurements-0123456789';
const START_LIMIT_MS = 60_000;

export type MeilisearchServer = { readonly url: string; readonly key: string; readonly start: () => Promise<void>; readonly kill: () => Promise<void> };

/** What the program calls itself, such as `meilisearch 1.50.0`; null where there is none. */
export function meilisearchVersion(): string | null {
  const { status, stdout } = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** A server on this port, with its data in the folder; not started yet. */
export function createMeilisearch(folder: string, port: number): MeilisearchServer {
  const url = `http://127.0.0.1:${port}`;
  let running: ChildProcess | null = null;
  return {
    url, key: KEY,
    start: async () => {
      running = spawn(PROGRAM, [
        '--no-analytics', '--env', 'production', '--master-key', KEY, '--http-addr', `127.0.0.1:${port}`, '--max-indexing-threads', '1',
        '--db-path', join(folder, 'meili'), '--dump-dir', join(folder, 'dumps'), '--snapshot-dir', join(folder, 'snapshots'),
      ], { cwd: folder, stdio: 'ignore' });
      for (const until = performance.now() + START_LIMIT_MS; performance.now() < until; await wait(50)) {
        if ((await fetch(`${url}/health`).catch(() => null))?.ok === true) return;
      }
      throw new Error('Meilisearch did not start.');
    },
    kill: async () => {
      if (running === null) return;
      const gone = once(running, 'exit');
      running.kill('SIGKILL');
      await gone;
      running = null;
    },
  };
}
