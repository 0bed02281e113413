/** A real Meilisearch server for tests: the one that `MEILI_URL` names, else one of our own where the program is on the PATH. */

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export type LiveServer = {
  readonly url: string;
  readonly key: string | null;
  readonly stop: () => Promise<void>;
};
/** A server that we started, so that it may be killed and started again on the same port and data. */
export type OwnServer = LiveServer & { readonly kill: () => Promise<void>; readonly start: () => Promise<void>; readonly wipe: () => void };

const HAS_PROGRAM = spawnSync('meilisearch', ['--version']).status === 0;
const MASTER_KEY = 'a-key-for-tests-alone-0123456789';
const START_LIMIT_MS = 30_000;

/** Why live tests cannot run here; null where they can. */
export const WHY_NO_SERVER = HAS_PROGRAM || process.env['MEILI_URL'] !== undefined ? null : 'neither MEILI_URL nor a meilisearch on the PATH';
export const WHY_NO_OWN_SERVER = HAS_PROGRAM ? null : 'no meilisearch on the PATH to start and kill';

/** For the title of a suite that is skipped. */
export function titleOf(title: string, why: string | null): string {
  return why === null ? title : `${title} (skipped: ${why})`;
}

export async function useServer(): Promise<LiveServer> {
  const url = process.env['MEILI_URL'];
  return url === undefined ? startServer() : { url, key: process.env['MEILI_KEY'] ?? null, stop: async () => {} };
}

/** A server on a free port of this machine with a data folder of its own. */
export async function startServer(): Promise<OwnServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'writeups-meilisearch-'));
  const url = `http://127.0.0.1:${port}`;
  let running: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    running = spawn('meilisearch', [
      '--no-analytics', '--env', 'production', '--master-key', MASTER_KEY, '--http-addr', `127.0.0.1:${port}`,
      '--db-path', join(folder, 'data'), '--dump-dir', join(folder, 'dumps'), '--snapshot-dir', join(folder, 'snapshots'), '--max-indexing-threads', '1',
    ], { cwd: folder, stdio: 'ignore' });
    await healthy(url);
  };
  const kill = async (): Promise<void> => {
    if (running === null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
    running = null;
  };
  await start();
  return {
    url, key: MASTER_KEY, start, kill,
    wipe: () => rmSync(join(folder, 'data'), { recursive: true, force: true }),
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function healthy(url: string): Promise<void> {
  for (const endMs = performance.now() + START_LIMIT_MS; performance.now() < endMs; await pause(50)) {
    const answer = await fetch(`${url}/health`).catch(() => null); // refused until it listens
    if (answer?.ok === true) return;
  }
  throw new Error(`Meilisearch did not start within ${START_LIMIT_MS} ms`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
