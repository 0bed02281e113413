/** The replay server as a process of its own: `node scripts/replay/main.ts --web DIR [--web DIR] [--port N]` prints `{"port":…}` once it listens. */

import { parseArgs } from 'node:util';
import { startReplayServer } from './server.ts';

if (import.meta.main) {
  const { values } = parseArgs({ options: { web: { type: 'string', multiple: true }, port: { type: 'string', default: '0' } } });
  if (values.web === undefined || !/^\d{1,5}$/u.test(values.port)) {
    console.error('Usage: node scripts/replay/main.ts --web DIR [--web DIR]… [--port N]');
    process.exit(2);
  }
  const server = await startReplayServer({ webs: values.web, port: Number(values.port) });
  console.log(JSON.stringify({ port: server.port }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
}
