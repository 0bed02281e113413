/** What SQLite does by itself, since one writes at a time, and PostgreSQL has to be asked for. Each holds until the transaction ends. */

import { PostgresAdapter, sql } from 'kysely';
import type { Database } from './schema.ts';

/** Any number that no other program on the same database locks: the letters "wr" and a count. */
const POSTS_LOCK = 0x77_72_01;
const MIGRATIONS_LOCK = 0x77_72_02;

/** Whether the database is PostgreSQL. */
export function isPostgres(db: Database): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/**
 * Lets one transaction at a time write posts: two that save copies of one writeup side by side would not see each other, and
 * the copies would never be joined.
 */
export async function lockPosts(db: Database): Promise<void> {
  if (isPostgres(db)) await sql`select pg_advisory_xact_lock(${POSTS_LOCK})`.execute(db);
}

/** Lets one process at a time bring the schema up to date. */
export async function lockMigrations(db: Database): Promise<void> {
  if (isPostgres(db)) await sql`select pg_advisory_xact_lock(${MIGRATIONS_LOCK})`.execute(db);
}

/**
 * Reads the outbox when no transaction is about to add to it: numbers are given before the commit, so that a reader could
 * otherwise pass by a lower one that is not to be seen yet, and lose it.
 */
export async function readSettledOutbox<T>(db: Database, read: (db: Database) => Promise<T>): Promise<T> {
  if (!isPostgres(db)) return read(db);
  const locked = async (transaction: Database): Promise<T> => {
    await sql`lock table outbox in share mode`.execute(transaction);
    return read(transaction);
  };
  return db.isTransaction ? locked(db) : db.transaction().execute(locked);
}
