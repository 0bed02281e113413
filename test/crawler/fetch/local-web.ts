/** A real HTTP server that stands in for any number of hosts. */

import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createFetcher, type Fetcher, type FetcherOptions, type Transport } from '../../../crawler/fetch/fetcher.ts';

export type LocalWeb = {
  readonly port: number;
  /** Sends every host under `.example` here. */
  readonly transport: Transport;
  /** Connections that were opened, and requests that came. */
  readonly connections: () => number;
  readonly requests: readonly IncomingMessage[];
  readonly close: () => Promise<void>;
};

/** A server that answers with `listener`. */
export async function startWeb(listener: RequestListener): Promise<LocalWeb> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  return { ...(await listen(server)), requests };
}

/** A server that speaks whatever `onSocket` writes. */
export async function startRawWeb(onSocket: (socket: Socket) => void): Promise<LocalWeb> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {
      // The fetcher hangs up on purpose in these tests.
    });
    onSocket(socket);
  });
  return { ...(await listen(server)), requests: [] };
}

/** A fetcher for the local web with short patience. */
export function createTestFetcher(web: LocalWeb, options: Partial<FetcherOptions> = {}): Fetcher {
  return createFetcher({ userAgent: 'Writeups/0.1 (+https://writeups.example/about)', transport: web.transport, ...options });
}

async function listen(server: Server): Promise<Omit<LocalWeb, 'requests'>> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    transport: { connect: (url) => (url.hostname.endsWith('.example') ? { host: '127.0.0.1', port } : null) },
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
