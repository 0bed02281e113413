/** The index file: its tables, its version and whether it can be trusted. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { IndexError } from '../../core/errors.ts';
import { CODE_TERMS } from '../code-terms.ts';

/** Version of tables, tokens, stems and weights, counted by hand: a file of another one cannot be read, and starts empty. */
const LAYOUT = 'embedded-4';
/** Version of everything that shapes what is stored, code terms too. A change asks for a rebuild. */
export const SETTINGS_VERSION = `${LAYOUT}-${createHash('sha256').update(CODE_TERMS.join('\n')).digest('hex').slice(0, 8)}`;
/** Between the layout and the version that the file had before. */
const EMPTIED = ' in place of ';
/** "WRIX": so that a foreign database at our path is not taken for an index. */
const APPLICATION_ID = 0x57524958;
const BUSY_TIMEOUT_MS = 10_000;
/** KiB a connection keeps of the file; the rest is the operating system's cache. */
const CACHE_KIB = 24_576;
/** Read where the operating system holds it, without a copy: a search takes 8 % less time. SQLite maps no more than this. */
const MAPPED_BYTES = 2 ** 31;

/** What the phrase index gathers before it writes a segment: with the usual 1 MiB a rebuild spends more on merging segments than on writing them. */
const PHRASE_BUFFER_BYTES = 33_554_432;

/** Where an index is built, its tables carry the generation's number; the one that `meta` names is in use. */
export type Generation = number;

/** A connection to the index file, created where it is missing. @throws IndexError kind `damaged` where the file is no sound index. */
export function openIndexFile(path: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const fresh = !existsSync(path);
    const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      if (fresh) db.exec('PRAGMA page_size = 8192');
      db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA mmap_size = ${MAPPED_BYTES}`);
      prepareFile(db, path);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw asIndexError(error, path);
  }
}

/** What a failure of SQLite means to those who use the engine. */
export function asIndexError(error: unknown, path: string): unknown {
  if (error instanceof IndexError || !(error instanceof Error) || !('errcode' in error)) return error;
  // Primary result codes: 11 SQLITE_CORRUPT, 26 SQLITE_NOTADB, 1 SQLITE_ERROR (a table that should be there is not).
  const code = Number(error.errcode) & 0xff;
  if (code === 11 || code === 26) return new IndexError('damaged', `The index file ${path} is damaged: ${error.message}.`, { cause: error });
  if (code === 5) return new IndexError('timeout', `The index file ${path} was locked for ${BUSY_TIMEOUT_MS / 1000} s.`, { cause: error });
  return new IndexError('task-failed', `The index file ${path} could not be used: ${error.message}.`, { cause: error });
}

/** The generation in use. */
export function currentGeneration(db: DatabaseSync): Generation {
  return Number(readMeta(db, 'generation') ?? 1);
}

export function readMeta(db: DatabaseSync, key: string): string | null {
  const row = db.prepare('SELECT value FROM meta WHERE key = ?').get(key);
  return row === undefined ? null : String(row['value']);
}

export function writeMeta(db: DatabaseSync, key: string, value: string): void {
  db.prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(key, value);
}

/**
 * Creates the tables of a generation, empty; what an earlier attempt left under that number goes. Postings and
 * phrases of a removed post stay until the next rebuild: its flag says that it is gone, and its number is not used twice.
 */
export function createGeneration(db: DatabaseSync, generation: Generation): void {
  dropGeneration(db, generation);
  const g = generation;
  db.exec(`
    CREATE TABLE docs_${g} (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, cluster TEXT NOT NULL, modified_at TEXT NOT NULL, shown TEXT NOT NULL);
    CREATE INDEX docs_cluster_${g} ON docs_${g} (cluster);
    CREATE TABLE texts_${g} (number INTEGER PRIMARY KEY, headings TEXT NOT NULL, body TEXT NOT NULL);
    CREATE TABLE streams_${g} (number INTEGER PRIMARY KEY, words BLOB NOT NULL);
    CREATE TABLE names_${g} (id INTEGER PRIMARY KEY, field TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (field, value));
    CREATE TABLE words_${g} (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, stem TEXT NOT NULL, posts INTEGER NOT NULL);
    CREATE INDEX words_stem_${g} ON words_${g} (stem);
    CREATE TABLE postings_${g} (word INTEGER NOT NULL, base INTEGER NOT NULL, posts BLOB NOT NULL, PRIMARY KEY (word, base)) WITHOUT ROWID;
    CREATE TABLE blocks_${g} (block INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, columns BLOB NOT NULL, titles BLOB NOT NULL);
    CREATE TABLE flags_${g} (block INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, flags BLOB NOT NULL);
    CREATE VIRTUAL TABLE phrases_${g} USING fts5 (title, tags, headings, authors, body, content='', columnsize=0, tokenize='ascii');
    INSERT INTO phrases_${g} (phrases_${g}, rank) VALUES ('hashsize', ${PHRASE_BUFFER_BYTES});
  `);
}

/** Sets how many segments of the phrase index are merged at a time. */
export function setMerging(db: DatabaseSync, generation: Generation, segments: number): void {
  db.exec(`INSERT INTO phrases_${generation} (phrases_${generation}, rank) VALUES ('automerge', ${segments})`);
}

const TABLES = ['docs', 'texts', 'streams', 'names', 'words', 'postings', 'blocks', 'flags', 'phrases'];

export function dropGeneration(db: DatabaseSync, generation: Generation): void {
  for (const table of TABLES) db.exec(`DROP TABLE IF EXISTS ${table}_${generation}`);
}

/** Generations beside the one in use: being built, or left behind by a process that ended meanwhile. */
export function unfinishedGenerations(db: DatabaseSync): Generation[] {
  const inUse = currentGeneration(db);
  return db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'docs_[0-9]*'`).all()
    .map((row) => Number(String(row['name']).slice('docs_'.length))).filter((generation) => generation !== inUse);
}

/** Held by the one who rebuilds; the operating system gives it back when a process ends, however it ends. */
export type RebuildLock = { take(): boolean; release(): void; close(): void };

export function openRebuildLock(path: string): RebuildLock {
  const db = new DatabaseSync(`${path}-rebuild`);
  return { take, release: () => db.exec('COMMIT'), close: () => db.close() };

  function take(): boolean {
    try {
      db.exec('BEGIN EXCLUSIVE');
      return true;
    } catch {
      // SQLITE_BUSY: another process, or another thread of this one, has it.
      return false;
    }
  }
}

function prepareFile(db: DatabaseSync, path: string): void {
  const application = Number(db.prepare('PRAGMA application_id').get()?.['application_id']);
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_master').get()?.['n']);
  if (application !== APPLICATION_ID && tables > 0) throw new IndexError('damaged', `The file ${path} is not an index of ours.`);
  if (application !== APPLICATION_ID) createFile(db);
  else if (!isOfThisLayout(db)) inImmediate(db, () => emptyFile(db));
  else checkFile(db, path);
}

function createFile(db: DatabaseSync): void {
  inImmediate(db, () => {
    // Another process may have been first.
    if (Number(db.prepare('SELECT count(*) AS n FROM sqlite_master').get()?.['n']) > 0) return;
    db.exec('CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)');
    db.exec('CREATE TABLE touched_meanwhile (id TEXT PRIMARY KEY)');
    createGeneration(db, 1);
    writeMeta(db, 'generation', '1');
    writeMeta(db, 'sequence', '0');
    writeMeta(db, 'settings_version', SETTINGS_VERSION);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  });
}

function isOfThisLayout(db: DatabaseSync): boolean {
  return (readMeta(db, 'settings_version') ?? '').startsWith(LAYOUT);
}

/** Puts an empty generation in the place of what another version wrote; its settings version says so until a rebuild. */
function emptyFile(db: DatabaseSync): void {
  if (isOfThisLayout(db)) return;
  const [old, before] = [currentGeneration(db), readMeta(db, 'settings_version')];
  for (const generation of [old, ...unfinishedGenerations(db)]) dropGeneration(db, generation);
  createGeneration(db, old + 1);
  writeMeta(db, 'generation', String(old + 1));
  writeMeta(db, 'settings_version', `${LAYOUT}${EMPTIED}${before}`);
  db.exec(`DELETE FROM meta WHERE key = 'rebuilding'; DELETE FROM touched_meanwhile`);
}

/** What differs between the rules that the index was built with and those in force, in a sentence; null where nothing does. */
export function driftOf(settingsVersion: string | null): string | null {
  if (settingsVersion === SETTINGS_VERSION) return null;
  const [, before] = (settingsVersion ?? '').split(EMPTIED);
  if (before !== undefined) return `The index was made by another version of the program (${before}): it has to be built anew.`;
  return `The index was built with the rules ${settingsVersion ?? 'of an unknown version'}, in force are ${SETTINGS_VERSION}: rebuild it.`;
}

function inImmediate(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  work();
  db.exec('COMMIT');
}

/** Reads a page of every table and both ends of the largest: what a full check does is `status`' and `verify`'s work, since it reads the whole file. */
function checkFile(db: DatabaseSync, path: string): void {
  const generation = currentGeneration(db);
  const found = new Set(db.prepare('SELECT name FROM sqlite_master').all().map((row) => String(row['name'])));
  const missing = TABLES.filter((table) => !found.has(`${table}_${generation}`));
  if (missing.length > 0) throw new IndexError('damaged', `The index file ${path} lacks ${missing.join(', ')}.`);
  for (const [table, key] of [['docs', 'number'], ['texts', 'number'], ['streams', 'number'], ['words', 'id'], ['blocks', 'block'], ['flags', 'block'], ['postings', 'word']]) {
    db.prepare(`SELECT * FROM ${table}_${generation} ORDER BY ${key} LIMIT 1`).get();
    db.prepare(`SELECT * FROM ${table}_${generation} ORDER BY ${key} DESC LIMIT 1`).get();
  }
  const expected = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
  if (!Number.isFinite(expected) || expected < 1) throw new IndexError('damaged', `The index file ${path} is empty.`);
}
