/** The search engine and the mail server go away and come back while the real `serve` is at work: `npm run bench -- outages [engine|mail] [--posts N] [--readers N]`. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureEngineOutage } from './outages/engine-outage.ts';
import { measureMailOutage } from './outages/mail-outage.ts';
import { enterOwnInternet, openOwnInternet } from './outages/own-internet.ts';

const PAGES = 20;

async function run(args: readonly string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { posts: { type: 'string', default: '10000' }, readers: { type: 'string', default: '500' } } });
  const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name);
  const inFolder = async (work: (folder: string) => Promise<boolean>): Promise<boolean> => {
    const folder = mkdtempSync(join(tmpdir(), 'writeups-outages-'));
    try {
      return await work(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const internet = await openOwnInternet({ pages: PAGES, latencyMs: 10 });
  const isMailFine = !wanted('mail') || await inFolder((folder) => measureMailOutage(folder, Number(values.readers)));
  const isEngineFine = !wanted('engine') || await inFolder((folder) => measureEngineOutage(folder, Number(values.posts), PAGES));
  internet.close();
  return isMailFine && isEngineFine;
}

if (import.meta.main) process.exitCode = enterOwnInternet(import.meta.filename, process.argv.slice(2)) ?? (await run(process.argv.slice(2)) ? 0 : 1);
