/** The port for machines that watch: measures, and whether this process lives and may be given work, whatever its role. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../core/errors.ts';
import { createMetrics } from './metrics.ts';
import type { System } from './open-system.ts';

export type MetricsServer = { readonly port: number; readonly stop: () => Promise<void> };

/** A database that does not answer within this long is not ready (R61). */
const READY_MS = 1_000;

/** Listens on `METRICS_PORT`; null where none is set. `isStopping` turns `/readyz` to 503. */
export async function startMetricsServer(system: System, roles: string, isStopping: () => boolean): Promise<MetricsServer | null> {
  const { metricsPort, metricsHost } = system.config.operation;
  if (metricsPort === null) return null;
  const metrics = createMetrics(system, { roles, version: '0.1.0' });
  const server = createServer((request, response) => {
    const send = (status: number, text: string, type = 'text/plain; charset=utf-8'): void => void response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
    if (request.url === '/livez') return send(200, 'ok\n');
    if (request.url === '/readyz') return void isReady(system).then((isFine) => (isFine && !isStopping() ? send(200, 'ready\n') : send(503, 'not ready\n')));
    if (request.url !== '/metrics') return send(404, 'There are /metrics, /livez and /readyz.\n');
    metrics.text().then((text) => send(200, text, metrics.contentType), (error: unknown) => {
      system.log.warn({ err: error }, 'the measures could not be read');
      send(503, 'The store does not answer.\n');
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(metricsPort, metricsHost, resolve)).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError('invalid', 'METRICS_PORT', `${metricsHost}:${metricsPort} cannot be listened on (${error.code}); choose another.`, { cause: error });
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      metrics.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function isReady({ store }: System): Promise<boolean> {
  const timeout = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => timeout.resolve(false), READY_MS);
  const asked = store.db.selectFrom('sources').select('id').limit(1).execute().then(() => true, () => false);
  return Promise.race([asked, timeout.promise]).finally(() => clearTimeout(timer));
}
