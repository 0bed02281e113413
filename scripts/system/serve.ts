/** Listening until the process is asked to stop. */

import { once } from 'node:events';
import type { CrawlerControl } from '../../api/deps.ts';
import { startServer, type RunningServer } from '../../api/server.ts';
import type { Config } from '../../core/config.ts';
import { ConfigError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { apiDeps } from './api-deps.ts';
import type { System } from './open-system.ts';

/** R31: a hard limit for everything that a stop waits for. */
const STOP_LIMIT_MS = 25_000;

/**
 * Serves the API and the page until SIGINT or SIGTERM; a second signal ends the process at once.
 * @throws ConfigError where the port is taken.
 */
export async function serveUntilStopped(system: System, config: Config, crawler?: CrawlerControl): Promise<void> {
  const stopping = stopSignal();
  const server = await startApi(system, config, crawler);
  await stopping;
  await server.stop();
}

/** The API and the page, listening. @throws ConfigError where the port is taken. */
export async function startApi(system: System, config: Config, crawler?: CrawlerControl): Promise<RunningServer> {
  const server = await startServer(apiDeps(system, crawler), config).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES' && error.code !== 'EADDRNOTAVAIL') throw error;
    throw new ConfigError('invalid', 'PORT', `${config.host}:${config.port} cannot be listened on (${error.code}); choose another with --port.`, { cause: error });
  });
  process.stderr.write(`Writeups answers at ${server.url} (stop with Ctrl-C)\n`);
  return server;
}

/** Resolves at the first signal to stop; from then on the process has a limited time. */
export async function stopSignal(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
}

/** What nobody caught is a bug: it is logged, and the process ends, so that whoever supervises it starts a whole one (R32). */
export function endOnBugs(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      log.fatal({ err: error, event }, 'a bug ends the process');
      process.exit(1);
    });
  }
}
