/** A store into another database, table by table, resumable, and compared at the end. */

import { createHash, type Hash } from 'node:crypto';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { isPostgres } from './locks.ts';
import type { Schema } from './schema.ts';

export type CopyProgress = { readonly table: string; readonly rows: number };
/** `hash` is over all rows in the order of the primary key: equal contents give equal hashes on either database. */
export type CopiedTable = { readonly table: string; readonly rows: number; readonly hash: string };

/** The copy cannot be made, or is not equal; the message says what to do. */
export class StoreCopyError extends Error {
  override readonly name = 'StoreCopyError';
}

/** Records of the schema itself, which the new store has already; and what holds only for running processes. */
const LEFT_OUT = new Set(['migrations', 'leases', 'sqlite_sequence']);
const BATCH_ROWS = 200;
/** SQLite binds at most 32,766 values in one statement, PostgreSQL 65,535. */
const BATCH_VALUES = 30_000;

type Row = Readonly<Record<string, unknown>>;
type Table = { readonly name: string; readonly columns: readonly string[]; readonly key: readonly string[]; readonly serial: string | null };
type Db = Kysely<Schema>;

/**
 * Copies every table. An interrupted copy goes on behind the last row that arrived; a table that changed since is copied anew.
 * @throws StoreCopyError where the two still differ at the end.
 */
export async function copyStore(source: Db, target: Db, onProgress: (progress: CopyProgress) => void = () => {}): Promise<CopiedTable[]> {
  const copied: CopiedTable[] = [];
  for (const table of await tablesOf(source)) {
    await copyTable(source, target, table, onProgress);
    copied.push(await compare(source, target, table) ?? await copyAnew(source, target, table, onProgress));
  }
  return copied;
}

async function copyAnew(source: Db, target: Db, table: Table, onProgress: (progress: CopyProgress) => void): Promise<CopiedTable> {
  await sql`delete from ${sql.table(table.name)}`.execute(target);
  await copyTable(source, target, table, onProgress);
  const equal = await compare(source, target, table);
  if (equal === null) throw new StoreCopyError(`The table ${table.name} differs on the two sides. Stop everything that writes to either database, and copy again.`);
  return equal;
}

async function compare(source: Db, target: Db, table: Table): Promise<CopiedTable | null> {
  const [there, here] = [await digest(source, table), await digest(target, table)];
  return there.rows === here.rows && there.hash === here.hash ? { table: table.name, ...here } : null;
}

async function copyTable(source: Db, target: Db, table: Table, onProgress: (progress: CopyProgress) => void): Promise<void> {
  let rows = 0;
  for await (const batch of batches(source, table, await lastKey(target, table))) {
    await sql`insert into ${sql.table(table.name)} (${columnList(table.columns)}) values ${sql.join(batch.map((row) => sql`(${sql.join(table.columns.map((column) => row[column] ?? null))})`))} on conflict do nothing`.execute(target);
    rows += batch.length;
    onProgress({ table: table.name, rows });
  }
  if (table.serial !== null && isPostgres(target)) {
    await sql`select setval(pg_get_serial_sequence(${table.name}, ${table.serial}), greatest(1, (select max(${sql.ref(table.serial)}) from ${sql.table(table.name)})))`.execute(target);
  }
}

/** Rows in the order of the key, after `after`. */
async function* batches(db: Db, table: Table, after: readonly unknown[] | null): AsyncGenerator<readonly Row[]> {
  const size = Math.min(BATCH_ROWS, Math.floor(BATCH_VALUES / table.columns.length));
  const key = columnList(table.key);
  for (let last = after; ;) {
    const beyond = last === null ? sql`` : sql`where (${key}) > (${sql.join(last)})`;
    const { rows } = await sql<Row>`select ${columnList(table.columns)} from ${sql.table(table.name)} ${beyond} order by ${key} limit ${sql.lit(size)}`.execute(db.withoutPlugins());
    const end = rows.at(-1);
    if (end === undefined) return;
    yield rows;
    last = table.key.map((column) => end[column]);
  }
}

/** The last key that is there, behind which an interrupted copy goes on. */
async function lastKey(db: Db, table: Table): Promise<readonly unknown[] | null> {
  const key = sql.join(table.key.map((column) => sql`${sql.ref(column)} desc`));
  const { rows: [row] } = await sql<Row>`select ${columnList(table.key)} from ${sql.table(table.name)} order by ${key} limit 1`.execute(db.withoutPlugins());
  return row === undefined ? null : table.key.map((column) => row[column]);
}

async function digest(db: Db, table: Table): Promise<Omit<CopiedTable, 'table'>> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const batch of batches(db, table, null)) {
    for (const row of batch) for (const column of table.columns) addValue(hash, row[column] ?? null);
    rows += batch.length;
  }
  return { rows, hash: hash.digest('hex').slice(0, 16) };
}

/** Each value with its kind and length, so that none can be taken for its neighbour's end. */
function addValue(hash: Hash, value: unknown): void {
  const bytes = value === null ? null : value instanceof Uint8Array ? value : Buffer.from(String(value).replaceAll('\0', '\uFFFD'));
  hash.update(bytes === null ? 'n' : `${value instanceof Uint8Array ? 'b' : 't'}${bytes.length}:`);
  if (bytes !== null) hash.update(bytes);
}

function columnList(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql.ref(column)));
}

async function tablesOf(db: Db): Promise<Table[]> {
  const tables = isPostgres(db) ? await postgresTables(db) : await sqliteTables(db);
  return tables.filter(({ name }) => !LEFT_OUT.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

type Column = { readonly table: string; readonly column: string; readonly keyPlace: number; readonly isSerial: boolean };

async function sqliteTables(db: Db): Promise<Table[]> {
  const { rows } = await sql<{ table: string; column: string; keyPlace: number; serial: number }>`
    select m.name as "table", c.name as "column", c.pk as "keyPlace", m.sql like '%autoincrement%' and c.pk = 1 as serial
    from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' order by m.name, c.cid`.execute(db.withoutPlugins());
  return group(rows.map((row) => ({ ...row, isSerial: row.serial === 1 })));
}

async function postgresTables(db: Db): Promise<Table[]> {
  const { rows } = await sql<{ table: string; column: string; keyPlace: number; isSerial: boolean }>`
    select t.relname as "table", a.attname as "column", coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) as "keyPlace",
      pg_get_serial_sequence(quote_ident(t.relname), a.attname) is not null as "isSerial"
    from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index i on i.indrelid = t.oid and i.indisprimary
    where t.relkind = 'r' and t.relnamespace = current_schema()::regnamespace order by t.relname, a.attnum`.execute(db.withoutPlugins());
  return group(rows);
}

function group(columns: readonly Column[]): Table[] {
  return [...Map.groupBy(columns, ({ table }) => table)].map(([name, own]) => ({
    name,
    columns: own.map(({ column }) => column),
    key: own.filter(({ keyPlace }) => keyPlace > 0).sort((a, b) => a.keyPlace - b.keyPlace).map(({ column }) => column),
    serial: own.find(({ isSerial }) => isSerial)?.column ?? null,
  }));
}
