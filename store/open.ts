/** Opens the database, SQLite or PostgreSQL; what differs between them beyond that stands in `postgres.ts` and `locks.ts`. */

import { mkdirSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { CamelCasePlugin, Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import { ConfigError } from '../core/errors.ts';
import { fault } from '../core/fault.ts';
import { migrate, type Dialect } from './migrations.ts';
import { isPassing, openPool } from './postgres.ts';
import type { Database, Schema } from './schema.ts';

/** Compiled statements that are kept; lists of varying length would otherwise grow it without end. */
const MAX_PREPARED = 300;
/** Two transactions that stand in each other's way mostly part at the second attempt. */
const ATTEMPTS = 8;

export type Store = {
  readonly db: Kysely<Schema>;
  readonly dialect: Dialect;
  /**
   * Runs work in one transaction; again from its start where the connection was cut or another transaction stood in its way,
   * so it must do nothing but ask the database.
   */
  transact<T>(work: (transaction: Database) => Promise<T>): Promise<T>;
  /**
   * After it, a power cut undoes nothing that was committed before. To be awaited before the world outside sees a change: the
   * database does not wait for the disk by itself where SQLite keeps it, since a crawl that loses its last seconds does them again.
   */
  toDisk(): Promise<void>;
  close(): Promise<void>;
};

/** `path` is a SQLite file or `:memory:`; `databaseUrl`, where given, a PostgreSQL address and wins. */
export type StoreLocation = { readonly path: string; readonly databaseUrl: string | null };

/**
 * The store, brought to the newest schema.
 * @throws ConfigError where the database cannot be opened.
 */
export async function openStore(location: StoreLocation): Promise<Store> {
  const dialect: Dialect = location.databaseUrl === null ? 'sqlite' : 'postgres';
  const kyselyDialect = location.databaseUrl === null ? openSqlite(location.path) : new PostgresDialect({ pool: openPool(location.databaseUrl) });
  const db = new Kysely<Schema>({ dialect: kyselyDialect, plugins: [new CamelCasePlugin()] });
  try {
    await migrate(db, dialect, () => new Date().toISOString());
  } catch (error) {
    await db.destroy();
    if (location.databaseUrl === null || !isPassing(error)) throw error;
    throw new ConfigError('invalid', 'DATABASE_URL', `PostgreSQL cannot be reached (${String(error)}). Check that it runs, and the address.`, { cause: error });
  }
  const sync = (): Promise<void> => toDisk(dialect, location.path);
  return { db, dialect, transact: (work) => transact(db, work), toDisk: sync, close: () => sync().finally(() => db.destroy()) };
}

async function transact<T>(db: Kysely<Schema>, work: (transaction: Database) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await db.transaction().execute(async (transaction) => {
        const done = await work(transaction);
        await fault('before-commit');
        return done;
      });
      await fault('after-commit');
      return result;
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) throw error;
      await wait(Math.random() * 20 * 2 ** attempt);
    }
  }
}

/** What is committed stands in the write-ahead log, or was moved to the database and synced there. PostgreSQL syncs at each commit. */
async function toDisk(dialect: Dialect, path: string): Promise<void> {
  if (dialect === 'postgres' || path === ':memory:') return;
  try {
    const log = await openFile(`${path}-wal`, 'r+');
    await log.datasync().finally(() => log.close());
  } catch (error) {
    // On some network disks SQLite keeps no such log, and syncs each commit.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function openSqlite(path: string): SqliteDialect {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path);
    database.exec('pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on; pragma cache_size = -32000; pragma mmap_size = 2147483648');
  } catch (error) {
    throw new ConfigError('invalid', '--data', `The database ${path} cannot be opened (${String(error)}). Check that the folder can be written and the file is a Writeups database.`, { cause: error });
  }
  return new SqliteDialect({ database: asKyselyDatabase(database) });
}

/** What Kysely's SQLite dialect expects (better-sqlite3's shape) over `node:sqlite`. */
function asKyselyDatabase(database: DatabaseSync) {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(text: string): SqliteStatement {
      // A disk that is full ends a transaction by itself; what Kysely undoes then would only hide why.
      if (text === 'rollback' && !database.isTransaction) return NOTHING_TO_UNDO;
      // Writers take their lock at the start: a deferred transaction that turns into a writer fails at once when another process wrote.
      const known = prepared.get(text);
      if (known !== undefined) return known;
      const statement = prepareStatement(database, text === 'begin' ? 'begin immediate' : text);
      if (prepared.size >= MAX_PREPARED) prepared.clear();
      prepared.set(text, statement);
      return statement;
    },
  };
}

type SqliteStatement = ReturnType<typeof prepareStatement>;

const NOTHING_TO_UNDO: SqliteStatement = { reader: false, all: () => [], run: () => ({ changes: 0, lastInsertRowid: 0 }), iterate: () => [].values() };

function prepareStatement(database: DatabaseSync, text: string) {
  const statement = database.prepare(text);
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...toSqlite(parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...toSqlite(parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...toSqlite(parameters)) as IterableIterator<unknown>,
  };
}

function toSqlite(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value) as SQLInputValue);
}
