/** `writeups backup`: the store as it is at one moment, while everything runs; and back. */

import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { backupSqlite, checkSqlite } from '../../store/backup.ts';
import { printResult, UsageError, type Command, type Values } from './command.ts';
import type { Config } from '../../core/config.ts';

const DATABASE_FILE = 'writeups.db';
/** The search index is derived: at the next start it is built from the store. */
const INDEX_FILE = 'search.db';

export const command: Command = {
  usage: ['backup [FILE]', 'backup check FILE', 'backup restore FILE'],
  options: {},
  run: async ({ values, positionals, config }) => {
    const [first, second, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError('`backup` takes one file.');
    if (config.databaseUrl !== null) throw new UsageError('PostgreSQL is backed up by its own programs: `pg_dump --format=custom --file=FILE "$DATABASE_URL"` while everything runs, `pg_restore --clean --if-exists --dbname="$DATABASE_URL" FILE` to put it back. docs/operation.md says more.');
    if (first === 'restore' || first === 'check') {
      if (second === undefined) throw new UsageError(`Say \`backup ${first} FILE\`.`);
      return first === 'restore' ? restore(config, second, values) : check(second, values);
    }
    if (second !== undefined) throw new UsageError('`backup` takes one file.');
    return backup(config, first ?? join(config.dataDir, 'backups', `writeups-${new Date().toISOString().replaceAll(/[:.]/gu, '-')}.db`), values);
  },
};

/** Written beside its place first, so that a file of that name is always whole. */
async function backup(config: Config, file: string, values: Values): Promise<number> {
  const path = join(config.dataDir, DATABASE_FILE);
  if (!existsSync(path)) throw new UsageError(`${config.dataDir} holds no store.`);
  if (existsSync(file)) throw new UsageError(`${file} exists already; choose another name.`);
  mkdirSync(dirname(file), { recursive: true });
  const started = performance.now();
  try {
    backupSqlite(path, `${file}.part`);
    const { posts } = checkSqlite(`${file}.part`);
    renameSync(`${file}.part`, file);
    const result = { file, bytes: statSync(file).size, posts, tookMs: Math.round(performance.now() - started) };
    printResult(values, result, () => [`${file}: ${posts} posts, ${(result.bytes / 1e6).toFixed(1)} MB in ${(result.tookMs / 1000).toFixed(1)} s.`]);
    return 0;
  } catch (error) {
    rmSync(`${file}.part`, { force: true });
    return failed(error);
  }
}

async function check(file: string, values: Values): Promise<number> {
  if (!existsSync(file)) throw new UsageError(`${file} does not exist.`);
  try {
    const result = { file, ...checkSqlite(file) };
    printResult(values, result, () => [`${file} is whole: ${result.posts} posts, ${result.sources} sources.`]);
    return 0;
  } catch (error) {
    return failed(error);
  }
}

/** What stood there is put aside, never deleted. */
async function restore(config: Config, file: string, values: Values): Promise<number> {
  if (!existsSync(file)) throw new UsageError(`${file} does not exist.`);
  const path = join(config.dataDir, DATABASE_FILE);
  mkdirSync(config.dataDir, { recursive: true });
  try {
    checkSqlite(file);
    backupSqlite(file, `${path}.restored`);
    const { posts, sources } = checkSqlite(`${path}.restored`);
    const aside = `.before-restore-${Date.now()}`;
    for (const name of [DATABASE_FILE, INDEX_FILE]) {
      for (const suffix of ['', '-wal', '-shm']) {
        const old = join(config.dataDir, name + suffix);
        if (existsSync(old)) renameSync(old, join(config.dataDir, `${name}${aside}${suffix}`));
      }
    }
    renameSync(`${path}.restored`, path);
    printResult(values, { file, posts, sources, aside }, () => [`${posts} posts and ${sources} sources are back from ${basename(file)}; what was there before ends in ${aside}. Start again: the search index is built anew.`]);
    return 0;
  } catch (error) {
    rmSync(`${path}.restored`, { force: true });
    return failed(error);
  }
}

/** A full disk or a damaged file is said in one line. */
function failed(error: unknown): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}
