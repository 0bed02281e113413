import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverFolder } from '../../scripts/bench/processes/postgres-server.ts';

/** Names the folder of the run's PostgreSQL; nothing is started before a test needs it. What is compiled once is compiled for all. */
export default function setup(): () => void {
  // Half of the start of each process and engine thread is reading our own sources: the folder that our commands use as well.
  process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');
  const folder = serverFolder();
  process.env['TEST_POSTGRES_FOLDER'] = folder;
  // A server that was started there ends with this process, and takes the folder along.
  return () => {
    try {
      rmSync(folder, { recursive: true });
    } catch {
      // The server writes there until it has ended.
    }
  };
}
