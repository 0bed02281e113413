/**
 * What must not cost a row: a failure at the n-th step of every kind, `kill -9` at every named point, a full disk, no name server,
 * everything slow. `npm run bench -- faults [steps|kills [POINT]…|disk|names]`
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureDisk } from './faults/disk.ts';
import { measureKills } from './faults/kills.ts';
import { measureNames } from './faults/names.ts';
import { measureSteps } from './faults/steps.ts';
import { enterOwnInternet, openOwnInternet } from './outages/own-internet.ts';

const PARTS = ['steps', 'kills', 'disk', 'names'] as const;
/** These need an internet of their own. */
const INSIDE: readonly string[] = ['disk', 'names'];

async function run(part: string, more: readonly string[]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-faults-'));
  try {
    if (part === 'steps') return await measureSteps(folder);
    if (part === 'kills') return await measureKills(folder, more);
    const internet = await openOwnInternet({ pages: 20, latencyMs: 10 });
    const isFine = part === 'disk' ? await measureDisk(folder) : await measureNames(folder, internet);
    internet.close();
    return isFine;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const [part, ...more] = process.argv.slice(2);
  if (part === undefined || process.env['NODE_ENV'] !== 'test') {
    // Faults can be injected into a process of tests alone.
    const failed = (part === undefined ? PARTS : [part]).filter((each) => spawnSync(process.execPath, [import.meta.filename, each, ...more], { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test' } }).status !== 0);
    process.exitCode = failed.length === 0 ? 0 : 1;
  } else {
    const code = INSIDE.includes(part) ? enterOwnInternet(import.meta.filename, [part]) : null;
    process.exitCode = code ?? (await run(part, more) ? 0 : 1);
  }
}
