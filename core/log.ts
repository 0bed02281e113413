/** Structured logs: one JSON line an event on standard error, with addresses' secrets left out (R45). */

import { pino, type Logger } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** A logger that writes to standard error; standard output belongs to results. */
export function createLog(level: string): Log {
  return pino({ level, redact: ['*.authorization', '*.cookie', '*.token', '*.key', '*.email'] }, pino.destination({ dest: 2, sync: true }));
}
