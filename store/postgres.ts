/** Connections to PostgreSQL that outlive a cut: what was asked outside of a transaction is asked again on a new one. */

import { setTimeout as wait } from 'node:timers/promises';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

/** How long a server that restarts or fails over is waited for. */
const PATIENCE_MS = 60_000;
/** An address at which nobody ever answered is more likely wrong. */
const FIRST_PATIENCE_MS = 5_000;
/** Work that waits its turn for a connection is no failure, however long it takes; a host that does not answer at all is. */
const CONNECT_MS = 120_000;
const MAX_PAUSE_MS = 2_000;
const FIRST_PAUSE_MS = 50;
const MAX_CONNECTIONS = 10;
/** A process that stands still in a transaction, or a machine that lost its power, must not hold its locks for long. */
const IDLE_TRANSACTION_MS = 60_000;

/**
 * Errors that say that the connection is gone or none can be had: SQLSTATE classes 08 and 57P (administrator's shutdown,
 * crash, start-up), 53300 (too many connections), and those of the socket. `pg` reports some of them by message alone.
 */
const GONE = /^(?:08\w{3}|57P0[1-3]|53300|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)$/u;
const GONE_MESSAGE = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/iu;
/** Two transactions stood in each other's way: serialisation failure and deadlock. */
const IN_THE_WAY = new Set(['40001', '40P01']);

/** A pool of connections to a database, as Kysely wants it. */
export function openPool(databaseUrl: string): PostgresPool {
  // bigint and count(*) come as text from pg; all of ours are below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({
    connectionString: databaseUrl, max: MAX_CONNECTIONS, keepAlive: true, connectionTimeoutMillis: CONNECT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS, application_name: 'writeups',
  });
  // A connection that is cut while nothing is asked of it fails at the next query; without listeners its error would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  let patienceMs = FIRST_PATIENCE_MS;
  const connect = async (): Promise<pg.PoolClient> => {
    const client = await connectWithin(pool, patienceMs);
    patienceMs = PATIENCE_MS;
    return client;
  };
  return { options: pool.options, end: () => pool.end(), connect: async () => lasting(connect, await connect()) };
}

/** Whether the same transaction may go through when it is tried again. */
export function isPassing(error: unknown): boolean {
  return isGone(error) || IN_THE_WAY.has(codeOf(error));
}

function lasting(connect: () => Promise<pg.PoolClient>, first: pg.PoolClient): PostgresPoolClient {
  let client = first;
  let inTransaction = false;
  let broken: Error | undefined;
  const ask = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    const isBegin = /^(?:begin|start transaction)/u.test(text);
    for (;;) {
      try {
        const result = await client.query(text, parameters.map(withoutNul));
        inTransaction = isBegin || (inTransaction && text !== 'commit' && text !== 'rollback');
        return result;
      } catch (error) {
        if (!isGone(error)) throw error;
        if (inTransaction) {
          broken = error as Error;
          throw error;
        }
        client.release(error as Error);
        client = await connect();
      }
    }
  };
  const kyselyClient = { query: ask, release: () => client.release(broken) };
  return kyselyClient as unknown as PostgresPoolClient;
}

async function connectWithin(pool: pg.Pool, patienceMs: number): Promise<pg.PoolClient> {
  const until = performance.now() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    try {
      return await pool.connect();
    } catch (error) {
      if (!isGone(error) || performance.now() + pauseMs > until) throw error;
      await wait(pauseMs);
    }
  }
}

/** PostgreSQL's text holds no NUL, which pages may; SQLite's does. */
function withoutNul(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

function isGone(error: unknown): boolean {
  return GONE.test(codeOf(error)) || (error instanceof Error && GONE_MESSAGE.test(error.message));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
