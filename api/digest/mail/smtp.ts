/** Sending over SMTP (RFC 5321): one connection for each mail that is on its way, kept for the next. The only file that speaks to a mail server. */

import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Envelope } from './compose.ts';
import type { MailOutcome } from './mail.ts';
import { judgeReply } from './replies.ts';

/** Sends finished messages; several at once each get a connection of their own. */
export type Transport = {
  readonly name: string;
  deliver(envelope: Envelope, raw: Buffer): Promise<MailOutcome>;
  close(): Promise<void>;
};

export type SmtpLimits = { readonly connectMs: number; readonly idleMs: number; readonly totalMs: number };

/** RFC 5321 §4.5.3.2 allows a server ten minutes after the last line; one that takes two has lost us. */
export const SMTP_LIMITS: SmtpLimits = { connectMs: 15_000, idleMs: 120_000, totalMs: 240_000 };
/** Servers end sessions that fall asleep, and some count mails in one. */
const MAX_IDLE_CONNECTIONS = 8;
const MAILS_PER_CONNECTION = 100;

type Session = { readonly connection: SMTPConnection; mails: number; isDead: boolean };

/** A transport to a server by its address, `smtp://user:password@host:port`; STARTTLS is used where it is offered, and demanded with a password. */
export function openSmtp(url: string, limits: SmtpLimits = SMTP_LIMITS): Transport {
  const server = new URL(url);
  const idle: Session[] = [];
  const busy = new Set<Session>();
  const deliver = async (envelope: Envelope, raw: Buffer): Promise<MailOutcome> => {
    const kept = idle.pop();
    const session = kept ?? await openSession(server, limits).catch((error: unknown) => unavailable(error));
    if ('state' in session) return session;
    busy.add(session);
    const outcome = await sendOver(session, { envelope, raw, limits });
    busy.delete(session);
    session.mails += 1;
    if (session.isDead || outcome.state === 'unknown' || session.mails >= MAILS_PER_CONNECTION || idle.length >= MAX_IDLE_CONNECTIONS) session.connection.close();
    else if (outcome.state === 'sent' || await reset(session, limits)) idle.push(session);
    // A kept connection that turns out to be gone says nothing of the server: the mail was not handed over, and a new one is tried.
    return kept !== undefined && outcome.state === 'unavailable' ? deliver(envelope, raw) : outcome;
  };
  return {
    name: `${server.protocol}//${server.host}`,
    deliver,
    close: async () => {
      for (const { connection } of idle.splice(0)) connection.quit();
      for (const { connection } of busy) connection.close();
    },
  };
}

async function openSession(server: URL, { connectMs, idleMs }: SmtpLimits): Promise<Session> {
  const secure = server.protocol === 'smtps:';
  const [user, pass] = [decodeURIComponent(server.username), decodeURIComponent(server.password)];
  const connection = new SMTPConnection({
    host: server.hostname.replace(/^\[|\]$/gu, ''), port: server.port === '' ? (secure ? 465 : 587) : Number(server.port), secure,
    requireTLS: !secure && pass !== '' && server.searchParams.get('tls') !== 'off', ignoreTLS: server.searchParams.get('tls') === 'off',
    tls: { rejectUnauthorized: server.searchParams.get('verify') !== 'off' },
    connectionTimeout: connectMs, greetingTimeout: connectMs, dnsTimeout: connectMs, socketTimeout: idleMs,
  });
  const session: Session = { connection, mails: 0, isDead: false };
  connection.on('end', () => { session.isDead = true; });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const begin = (): void => {
    if (user === '') resolve();
    else connection.login({ user, credentials: { user, pass } }, (error) => (error ? reject(error) : resolve()));
  };
  connection.on('error', (error: Error) => {
    session.isDead = true;
    reject(error);
  });
  connection.connect((error) => (error ? reject(error) : begin()));
  try {
    await promise;
    return session;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Once the last byte has left us the server may have the mail, whatever happens then; before that it cannot. */
async function sendOver(session: Session, { envelope, raw, limits }: { readonly envelope: Envelope; readonly raw: Buffer; readonly limits: SmtpLimits }): Promise<MailOutcome> {
  const { connection } = session;
  const { promise, resolve } = Promise.withResolvers<MailOutcome>();
  let isHandedOver = false;
  const message = Readable.from([raw]);
  message.once('end', () => { isHandedOver = true; });
  const onLost = (error: Error | undefined): void => {
    session.isDead = true;
    resolve(isHandedOver ? { state: 'unknown', message: messageOf(error ?? 'the connection ended') } : unavailable(error ?? 'the connection ended'));
  };
  const onEnd = (): void => onLost(undefined);
  connection.on('error', onLost).on('end', onEnd);
  const limit = setTimeout(() => { onLost(new Error(`no answer within ${limits.totalMs / 1000} s`)); connection.close(); }, limits.totalMs);
  connection.send({ from: envelope.from, to: [envelope.to] }, message, (error, info) => {
    if (!error) resolve({ state: 'sent', message: messageOf(info?.response ?? 'accepted') });
    else if (error.responseCode === undefined) onLost(error);
    else resolve(judgeReply({ code: error.responseCode, text: messageOf(error.response ?? error.message), command: error.command ?? '' }));
  });
  const outcome = await promise;
  clearTimeout(limit);
  connection.off('error', onLost).off('end', onEnd);
  return outcome;
}

/** Ends a refused transaction, so that the connection can carry the next mail. */
function reset({ connection }: Session, { connectMs }: SmtpLimits): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const limit = setTimeout(() => { connection.close(); resolve(false); }, connectMs);
  connection.reset((error) => { clearTimeout(limit); resolve(!error); });
  return promise;
}

function unavailable(error: unknown): MailOutcome {
  return { state: 'unavailable', message: messageOf(error) };
}

/** One line; servers repeat what they were sent. */
function messageOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).replace(/\s+/gu, ' ').trim().slice(0, 300);
}
