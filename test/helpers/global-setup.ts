import { rmSync } from 'node:fs';
import { serverFolder } from '../../scripts/bench/processes/postgres-server.ts';

/** Names the folder of the run's PostgreSQL; nothing is started before a test needs it. */
export default function setup(): () => void {
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
