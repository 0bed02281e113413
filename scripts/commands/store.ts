/** `writeups store`: moves an installation from one database to another. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { copyStore, StoreCopyError, type CopyProgress } from '../../store/copy.ts';
import { openStore, type Store } from '../../store/open.ts';
import { printResult, text, UsageError, type Command } from './command.ts';

const DATABASE_FILE = 'writeups.db';

export const command: Command = {
  usage: ['store copy --from DIR|postgres://… --to DIR|postgres://…'],
  options: {
    from: { type: 'string', meaning: 'DIR|URL  a data folder or a PostgreSQL address' },
    to: { type: 'string', meaning: 'DIR|URL  where to; empty, or what an interrupted copy left there' },
  },
  run: async ({ values, positionals }) => {
    const [from, to] = [text(values, 'from'), text(values, 'to')];
    if (positionals.join(' ') !== 'copy' || from === null || to === null) throw new UsageError('Say `store copy --from … --to …`.');
    if (from === to) throw new UsageError('--from and --to are the same.');
    if (!isPostgres(from) && !existsSync(join(from, DATABASE_FILE))) throw new UsageError(`${from} holds no store: there is no ${DATABASE_FILE} in it.`);
    const source = await openPlace(from);
    try {
      const target = await openPlace(to);
      try {
        return await copy(source, target, values);
      } finally {
        await target.close();
      }
    } finally {
      await source.close();
    }
  },
};

async function copy(source: Store, target: Store, values: Readonly<Record<string, unknown>>): Promise<number> {
  const isTerminal = process.stderr.isTTY === true;
  const onProgress = ({ table, rows }: CopyProgress): void => {
    if (isTerminal) process.stderr.write(`\r\u001B[K${table}: ${rows} rows`);
  };
  try {
    const tables = await copyStore(source.db, target.db, onProgress);
    if (isTerminal) process.stderr.write('\r\u001B[K');
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    printResult(values as never, { rows, tables }, () => [
      ...tables.map(({ table, rows: count, hash }) => `${table.padEnd(28)} ${String(count).padStart(9)}  ${hash}`),
      `${rows} rows, equal on both sides. Set DATABASE_URL (or --data) to the new place; the search index is built anew at the next start.`,
    ]);
    return 0;
  } catch (error) {
    if (!(error instanceof StoreCopyError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function isPostgres(place: string): boolean {
  return /^postgres(?:ql)?:\/\//u.test(place);
}

function openPlace(place: string): Promise<Store> {
  return openStore(isPostgres(place) ? { path: '', databaseUrl: place } : { path: join(place, DATABASE_FILE), databaseUrl: null });
}
