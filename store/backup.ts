/** A SQLite store as it is at one moment, written while others read and write it. */

import { DatabaseSync } from 'node:sqlite';

export type CheckedBackup = { readonly posts: number; readonly sources: number; readonly migrations: number };

/** Writes the whole database, as of one moment and without gaps, into a new file. */
export function backupSqlite(path: string, into: string): void {
  const database = new DatabaseSync(path);
  try {
    database.exec('pragma busy_timeout = 30000');
    database.prepare('vacuum into ?').run(into);
  } finally {
    database.close();
  }
}

/** What a file holds, after looking at every page of it. @throws Error where it is damaged or no store. */
export function checkSqlite(path: string): CheckedBackup {
  const database = new DatabaseSync(path, { readOnly: true });
  const count = (table: string): number => Number(database.prepare(`select count(*) as n from ${table}`).get()?.['n'] ?? 0);
  try {
    const verdict = String(database.prepare('pragma integrity_check(1)').get()?.['integrity_check']);
    if (verdict !== 'ok') throw new Error(`${path} is damaged: ${verdict}`);
    return { posts: count('posts'), sources: count('sources'), migrations: count('migrations') };
  } finally {
    database.close();
  }
}
