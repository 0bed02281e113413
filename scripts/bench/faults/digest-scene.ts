/** A digest for some readers, frozen, queued and sent to a real mail server while something fails. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { createMailer } from '../../../api/digest/mail/mailer.ts';
import { createDigest } from '../../../api/digest/tick.ts';
import { parseConfig } from '../../../core/config.ts';
import type { Instant } from '../../../core/feed.ts';
import { createLog } from '../../../core/log.ts';
import type { SearchEngine } from '../../../index-config/engine.ts';
import { countDeliveries } from '../../../store/deliveries.ts';
import { openStore } from '../../../store/open.ts';
import { addPosts, addSubscribers, ISSUE_KEY, MONDAY } from '../digest/fill.ts';
import { failingStore, onlyInjected } from './failing.ts';
import type { Scene, Strike } from './nth-failure.ts';

const READERS = Array.from({ length: 5 }, (_, at) => `reader-${at}@mail-${at % 2}.example`);
const IN_FLIGHT = 2;
const POSTS = 6;
/** Rounds so many minutes after the first: what was lost is looked at, what was deferred is tried again. */
const LATER_MINUTES: readonly number[] = [15, 30, 60, 120];
const UNDISTURBED: Strike = () => null;

/** The scene over a store of its own. What the promise allows (R28): at most the mails under way are unknown, and nobody gets two. */
export async function openDigestScene(): Promise<Scene & { readonly close: () => Promise<void> }> {
  let strike = UNDISTURBED;
  let nowMs = Date.parse(MONDAY);
  let arrived: string[] = [];
  const now = (): Instant => new Date(nowMs).toISOString();
  const server = startServer((kind) => strike(kind), (address) => arrived.push(address));
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const config = parseConfig({ SMTP_URL: `smtp://127.0.0.1:${port}?tls=off`, MAIL_FROM: 'Writeups <digest@writeups.example>', MAIL_CONCURRENCY: String(IN_FLIGHT), MAIL_PER_DOMAIN_PER_MINUTE: '100000' });
  const store = await openStore({ path: ':memory:', databaseUrl: null });
  await addPosts(store, POSTS);
  await store.db.updateTable('posts').set({ firstSeenAt: '2026-08-01T00:00:00.000Z' }).execute();
  await addSubscribers(store, READERS, 2);
  const shaky = failingStore(store, (kind) => strike(kind));
  const round = async (): Promise<void> => {
    const mailer = createMailer(config.mail, { dataDir: '/nonexistent', now });
    const digest = createDigest({ store: shaky, config, now, mailer, log: createLog('silent'), engine: null as never as SearchEngine, outbound: () => Promise.reject(new Error('no channel')) });
    await digest.tick(() => false).catch(onlyInjected);
    await mailer.close();
  };
  return {
    reset: async () => {
      for (const table of ['deliveries', 'editionItems', 'editions', 'issues', 'bounces', 'suppressions', 'leases'] as const) await store.db.deleteFrom(table).execute();
      nowMs = Date.parse(MONDAY);
      arrived = [];
    },
    work: async (striking) => {
      strike = striking;
      await round();
      strike = UNDISTURBED;
    },
    recover: async () => {
      for (const minutes of LATER_MINUTES) {
        nowMs = Date.parse(MONDAY) + minutes * 60_000;
        await round();
      }
    },
    difference: async () => {
      const { sent, unknown } = await countDeliveries(store.db, ISSUE_KEY);
      if (new Set(arrived).size !== arrived.length) return `somebody got two: ${arrived.join(', ')}`;
      if (sent + unknown !== READERS.length || unknown > IN_FLIGHT) return `${sent} sent and ${unknown} unknown of ${READERS.length}`;
      return arrived.length < sent ? `${sent} are said to be sent, ${arrived.length} arrived` : null;
    },
    close: async () => {
      await store.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Fails in turn: before a word, at the sender, at the recipient, and after the mail was taken. */
function startServer(strike: Strike, onMail: (address: string) => void): SMTPServer {
  let turn: number | null = null;
  const refuse = (at: number, code: number): Error | null => (turn !== null && turn % 4 === at ? Object.assign(new Error('Not now.'), { responseCode: code }) : null);
  const server = new SMTPServer({
    authOptional: true, closeTimeout: 100, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
    onMailFrom: (_address, session, answer) => {
      turn = strike('mail');
      if (turn !== null && turn % 4 === 0) cutOff(server, session.remotePort);
      else answer(refuse(1, 421));
    },
    onRcptTo: (_address, _session, answer) => answer(refuse(2, 450)),
    onData: (stream, session, answer) => {
      stream.resume();
      stream.once('end', () => {
        onMail(session.envelope.rcptTo[0]?.address ?? '');
        if (turn !== null && turn % 4 === 3) cutOff(server, session.remotePort);
        else answer();
      });
    },
  });
  server.on('error', () => { /* clients are cut off */ });
  return server;
}

function cutOff(server: SMTPServer, port: number): void {
  for (const connection of server.connections) if (connection.session.remotePort === port) connection.close();
}
