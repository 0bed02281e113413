/** Structured logs: one JSON line an event on standard error, with what is secret or personal left out (R45). */

import { createHash } from 'node:crypto';
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

const SECRET = ['authorization', 'cookie', 'token', 'secret', 'key', 'password'];
const PERSONAL = ['email', 'address', 'to', 'recipient'];
/** Fields stand at the top of an event or in an object of it. */
const anywhere = (names: readonly string[]): string[] => names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
/** Links of mails carry who may confirm or leave. */
const LINK_SECRETS = /([?&](?:token|key|code|secret)=)[^&\s"]+|(\/(?:confirm|unsubscribe|u)\/)[^/?#\s"]+/giu;

/** A logger that writes to standard error; standard output belongs to results. */
export function createLog(level: string, destination: DestinationStream = pino.destination({ dest: 2, sync: true })): Log {
  return pino({
    level,
    redact: { paths: anywhere([...SECRET, ...PERSONAL]), censor: (value, path) => (PERSONAL.includes(path.at(-1) ?? '') ? pseudonym(value) : '[secret]') },
    hooks: { streamWrite: (line) => line.replace(LINK_SECRETS, '$1$2[secret]') },
  }, destination);
}

/** The same person has the same name in all logs, and cannot be told from it. */
function pseudonym(value: unknown): string {
  return `[${createHash('sha256').update(String(value).toLowerCase()).digest('hex').slice(0, 8)}]`;
}
