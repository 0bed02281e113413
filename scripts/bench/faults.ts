/** `kill -9` at every named point, and a disk that is full: does the next start end as if nothing had happened? */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { FAULT_POINTS } from '../../core/fault.ts';
import { checkSqlite } from '../../store/backup.ts';
import { openStore } from '../../store/open.ts';

const CLI = new URL('../writeups.ts', import.meta.url).pathname;
/** Two megabytes are enough to begin and too little to end: the own recorded web takes about three with its index. */
const DISK = '2m';

/** `npm run bench -- faults [kills|disk]`; the full disk needs the right to mount a memory disk. */
async function run([only]: readonly string[]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-faults-'));
  try {
    demo(join(folder, 'undisturbed'));
    const expected = await contentsOf(join(folder, 'undisturbed'));
    const isKilled = only === 'disk' || await killEverywhere(folder, expected);
    const isFilled = only === 'kills' || await fillDisk(folder, expected);
    return isKilled && isFilled;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killEverywhere(folder: string, expected: string): Promise<boolean> {
  const failed: string[] = [];
  let kills = 0;
  for (const point of FAULT_POINTS) {
    for (const nth of point === 'fetched' || point === 'after-commit' ? [1, 5, 40] : [1, 3]) {
      const data = join(folder, `${point}-${nth}`);
      const { signal } = demo(data, { NODE_ENV: 'test', FAULT: `${point}:${nth}` });
      kills += Number(signal === 'SIGKILL');
      demo(data);
      const isEqual = await contentsOf(data) === expected && isIndexed(data);
      if (!isEqual) failed.push(`${point}, time ${nth}`);
      rmSync(data, { recursive: true, force: true });
    }
  }
  console.log(`${failed.length === 0 ? '✓' : '✗'} ${kills} kills at ${FAULT_POINTS.length} points: store and index as if undisturbed${failed.length === 0 ? '' : `, but not after ${failed.join('; ')}`}`);
  return failed.length === 0;
}

async function fillDisk(folder: string, expected: string): Promise<boolean> {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', disk]).status !== 0) {
    console.log('– the full disk was not tried: no right to mount a memory disk here');
    return true;
  }
  try {
    const { status, stderr } = demo(disk);
    const isSaid = /disk is full|no space left|ENOSPC/iu.test(stderr);
    const { posts } = checkSqlite(join(disk, 'writeups.db'));
    execFileSync('mount', ['-o', 'remount,size=64m', disk]);
    demo(disk);
    const isEqual = await contentsOf(disk) === expected && isIndexed(disk);
    console.log(`${status !== 0 && isSaid ? '✓' : '✗'} disk full after ${posts} posts: ended with ${status}, said so: ${isSaid ? 'yes' : stderr.slice(-300)}`);
    console.log(`${isEqual ? '✓' : '✗'} with space again: store whole, and as if nothing had happened`);
    return status !== 0 && isSaid && isEqual;
  } finally {
    spawnSync('umount', [disk]);
  }
}

function demo(data: string, env: Readonly<Record<string, string>> = {}): { readonly status: number | null; readonly signal: string | null; readonly stderr: string } {
  const { status, signal, stderr } = spawnSync(process.execPath, [CLI, 'demo', '--once', '--json', '--data', data], { encoding: 'utf8', env: { ...process.env, MEILI_URL: '', DATABASE_URL: '', ...env } });
  return { status, signal, stderr };
}

function isIndexed(data: string): boolean {
  const { stdout } = spawnSync(process.execPath, [CLI, 'index', 'verify', '--json', '--data', data], { encoding: 'utf8', env: { ...process.env, MEILI_URL: '', DATABASE_URL: '' } });
  return stdout.includes('"isEqual":true');
}

async function contentsOf(data: string): Promise<string> {
  const { db, close } = await openStore({ path: join(data, 'writeups.db'), databaseUrl: null });
  const rows = [
    await db.selectFrom('posts').select(['id', 'clusterId', 'url', 'title', 'publishedAt', 'kind', 'tags']).orderBy('id').execute(),
    await db.selectFrom('postTexts').selectAll().orderBy('postId').execute(),
    await db.selectFrom('clusters').select(['id', 'originalId']).orderBy('id').execute(),
    await db.selectFrom('entries').select(['sourceId', 'key', 'state', 'postId']).orderBy('sourceId').orderBy('key').execute(),
    await db.selectFrom('mentions').select(['id', 'postId', 'points']).orderBy('id').execute(),
  ];
  await close();
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2)) ? 0 : 1;
