/** `kill -9` at every named point of a whole demo; the next start ends as if nothing had happened. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_POINTS } from '../../../core/fault.ts';
import { openStore } from '../../../store/open.ts';
import { report } from '../outages/checks.ts';

const CLI = new URL('../../writeups.ts', import.meta.url).pathname;

/** Prints what was found; whether nothing was lost. `only`: some of the points; none: all. */
export async function measureKills(folder: string, only: readonly string[]): Promise<boolean> {
  const points = FAULT_POINTS.filter((point) => only.length === 0 || only.includes(point));
  demo(join(folder, 'undisturbed'));
  const expected = await contentsOf(join(folder, 'undisturbed'));
  const failed: string[] = [];
  let kills = 0;
  for (const point of points) {
    for (const nth of point === 'fetched' || point === 'after-commit' ? [1, 5, 40] : [1, 3]) {
      const data = join(folder, `${point}-${nth}`);
      kills += Number(demo(data, { NODE_ENV: 'test', FAULT: `${point}:${nth}` }) === 'SIGKILL');
      demo(data);
      if (await contentsOf(data) !== expected || !isIndexed(data)) failed.push(`${point}, time ${nth}`);
      rmSync(data, { recursive: true, force: true });
    }
  }
  return report(`kill -9 at ${points.join(', ')}`, [[`${kills} kills, after ${failed.length} of them store or index differ`, failed.length === 0 && kills >= points.length]], failed);
}

function demo(data: string, env: Readonly<Record<string, string>> = {}): string | null {
  return spawnSync(process.execPath, [CLI, 'demo', '--once', '--json', '--data', data], { stdio: 'ignore', env: { ...process.env, NODE_ENV: '', MEILI_URL: '', DATABASE_URL: '', ...env } }).signal;
}

/** Whether the index equals the store, document by document. */
export function isIndexed(data: string): boolean {
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
