/** Listening, and stopping without losing a request (R31). */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createApp } from './app.ts';
import type { Deps } from './deps.ts';
import { SEARCH_DEADLINE_MS, withDeadline } from './search/deadline.ts';

/** R39. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** How long requests that have begun may take to end. */
const DRAIN_MS = 10_000;
/** Idle connections that come free while others end are closed at this pace: on Node 24 `close` alone waits for keep-alive. */
const SWEEP_MS = 100;

export type RunningServer = {
  readonly port: number;
  readonly url: string;
  /** How people reach it: with the port that was taken, where any free one was asked for. */
  readonly publicUrl: string;
  /** Says that it is not ready, refuses new work after so long, lets requests end, and resolves when everything is closed. */
  stop(prestopMs?: number): Promise<void>;
};

/** The application listening on an address; port 0 takes any free one. Rejects where the port is taken. */
export async function startServer(deps: Deps, { host, port }: { readonly host: string; readonly port: number }): Promise<RunningServer> {
  const draining = { isDraining: false };
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS });
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  const publicUrl = deps.config.publicUrl.replace(/:0$/u, `:${address.port}`);
  const handle = createApp({ ...deps, engine: withDeadline(deps.engine, SEARCH_DEADLINE_MS), config: { ...deps.config, publicUrl } }, draining).callback();
  server.on('request', (request, response) => {
    if (draining.isDraining) response.setHeader('Connection', 'close');
    void handle(request, response);
  });
  return {
    port: address.port, publicUrl,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    stop: (prestopMs = 0) => drain(server, draining, prestopMs),
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(port, host, () => listening.resolve());
  await listening.promise;
  server.removeListener('error', listening.reject);
}

async function drain(server: Server, draining: { isDraining: boolean }, prestopMs: number): Promise<void> {
  draining.isDraining = true;
  if (prestopMs > 0) await wait(prestopMs);
  const closed = Promise.withResolvers<void>();
  server.close(() => closed.resolve());
  server.closeIdleConnections();
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const limit = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed.promise;
  clearInterval(sweep);
  clearTimeout(limit);
}
