/** A real mail server in a process of its own, which writes down every mail before it answers for it: `node mail-server.ts LOG DELAY_MS`. */

import { appendFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

/** Answers by the recipient's name: `gone` 550, `full` 552, `later` 450 at the first try, `drop` loses the connection after the mail is taken. */
export function startMailServer(log: string, delayMs: number, onPort = 0): Promise<{ readonly port: number; close(): Promise<void> }> {
  const tried = new Set<string>();
  const sockets = new Map<number, Socket>();
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
    onRcptTo({ address }, _session, answer) {
      const isFirst = !tried.has(address);
      tried.add(address);
      if (address.startsWith('gone')) answer(refusal(550, '5.1.1 no such user'));
      else if (address.startsWith('full')) answer(refusal(552, '5.2.2 mailbox full'));
      else if (address.startsWith('later') && isFirst) answer(refusal(450, '4.2.1 try again later'));
      else answer();
    },
    onData(stream, session, answer) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const [to] = session.envelope.rcptTo;
        const id = /^message-id: *<([^>]*)>/imu.exec(Buffer.concat(chunks).toString('latin1'))?.[1] ?? '';
        appendFileSync(log, `${to?.address ?? ''} ${id}\n`);
        if (to?.address.startsWith('drop') === true) void wait(delayMs).then(() => sockets.get(session.remotePort)?.destroy());
        else void wait(delayMs).then(() => answer());
      });
    },
  });
  server.server.on('connection', (socket) => sockets.set(socket.remotePort ?? 0, socket));
  server.on('error', () => { /* clients that are killed reset their connections */ });
  const { promise, resolve } = Promise.withResolvers<{ readonly port: number; close(): Promise<void> }>();
  const listening = server.listen(onPort, '127.0.0.1', () => resolve({
    port: (listening.address() as AddressInfo).port,
    close: () => new Promise((done) => server.close(() => done())),
  }));
  return promise;
}

function refusal(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

if (import.meta.main) {
  const [log = '', delay = '0'] = process.argv.slice(2);
  const { port } = await startMailServer(log, Number(delay));
  process.stdout.write(`${port}\n`);
}
