import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transport } from '../../crawler/fetch/connector.ts';

export type Received = { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string };
export type Answering = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string; readonly delayMs?: number; readonly hangUp?: boolean };

export type Receiver = {
  readonly port: number;
  /** In the order in which they came. */
  readonly received: Received[];
  /** Stands for every host on the web, and for nothing else. */
  readonly transport: Transport;
  /** How it answers from now on. */
  answerWith(answer: (message: Received) => Answering): void;
  close(): Promise<void>;
};

/** A real server that takes messages and answers as it is told; at first 204. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer: (message: Received) => Answering = () => ({ status: 204 });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const message = { url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
    received.push(message);
    const { status, headers = {}, body = '', delayMs = 0, hangUp = false } = answer(message);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (hangUp) request.socket.destroy();
    else response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port, received, transport: { connect: () => ({ host: '127.0.0.1', port }) },
    answerWith: (next) => { answer = next; },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
