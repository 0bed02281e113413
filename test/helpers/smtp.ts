import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type Received = { readonly from: string; readonly to: string; readonly raw: Buffer };

/** What a server does with a mail: takes it, refuses with a code and text at a command, never answers, or cuts the line after the last byte. */
export type Manner = 'take' | 'hang' | 'drop' | { readonly at: 'MAIL' | 'RCPT' | 'DATA'; readonly code: number; readonly text: string };

export type TestMailServer = { readonly url: string; readonly received: readonly Received[]; manner(of: (address: string) => Manner): void; close(): Promise<void> };

/** A real mail server on a free port of this machine. */
export async function startTestMailServer(): Promise<TestMailServer> {
  const received: Received[] = [];
  const sockets = new Map<number, Socket>();
  let mannerOf: (address: string) => Manner = () => 'take';
  const refusalAt = (command: 'MAIL' | 'RCPT' | 'DATA', address: string): Error | null => {
    const manner = mannerOf(address);
    return typeof manner === 'object' && manner.at === command ? Object.assign(new Error(manner.text), { responseCode: manner.code }) : null;
  };
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
    onMailFrom: ({ address }, _session, answer) => answer(refusalAt('MAIL', address)),
    onRcptTo: ({ address }, _session, answer) => answer(refusalAt('RCPT', address)),
    onData(stream, session, answer) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const manner = mannerOf(to);
        const refusal = refusalAt('DATA', to);
        if (refusal === null) received.push({ from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address, to, raw: Buffer.concat(chunks) });
        if (manner === 'drop') sockets.get(session.remotePort)?.destroy();
        else if (manner !== 'hang') answer(refusal);
      });
    },
  });
  server.server.on('connection', (socket) => sockets.set(socket.remotePort ?? 0, socket));
  server.on('error', () => { /* clients may be cut off */ });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}?tls=off`, received,
    manner: (of) => { mannerOf = of; },
    close: async () => {
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
