/** A crawl of a farm beside the server under measurement, as `serve` has one: a process of its own that gives way and feeds the index. Arguments: folder, number of posts. */

import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { Source } from '../../../core/post.ts';
import { crawl } from '../../../crawler/crawl.ts';
import { addSource, listSources } from '../../../store/sources.ts';
import { readLines } from '../../json-lines.ts';
import { startSyncLoop } from '../../system/crawl-loop.ts';
import { createCrawler } from '../../system/crawler.ts';
import { setV8Flags } from '../../system/v8-flags.ts';
import { openSystem, type System } from '../../system/open-system.ts';
import { configOf } from './corpus.ts';

/** Hosts that are crawled at once, as many as by default, but five times as fast. */
const CRAWLED_HOSTS = 16;
const HOST_DELAY_MS = 1_000;

async function main(): Promise<void> {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  setV8Flags();
  const [folder = '', count = ''] = process.argv.slice(2);
  const system = await openSystem(configOf(folder, Number(count)), 'healed');
  const port = await startFarm();
  const sources = await addFarm(system);
  startSyncLoop(system);
  const crawler = await createCrawler(system, { transport: { connect: () => ({ host: '127.0.0.1', port }) }, hostDelayMs: HOST_DELAY_MS, onEvent: () => {} });
  process.send?.({ crawling: CRAWLED_HOSTS });
  await crawl(crawler.deps, sources, 'bench');
}

/** The farm's port; it ends with this process. */
async function startFarm(): Promise<number> {
  const farm = spawn(process.execPath, [join(import.meta.dirname, '..', 'farm', 'server.ts'), '300', '50'], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => farm.kill());
  for await (const line of readLines(farm.stdout as never)) return (JSON.parse(line) as { port: number }).port;
  throw new Error('the farm did not start');
}

/** Hosts of their own for each run: in a folder that is kept, those of former ones hold nothing new. */
async function addFarm(system: System): Promise<readonly Source[]> {
  const run = Math.floor(Date.now() / 1_000).toString(36);
  const ids = Array.from({ length: CRAWLED_HOSTS }, (_, host) => `${run}h${host}`);
  for (const id of ids) {
    const url = `https://${id}.example/feed.xml`;
    await addSource(system.store.db, { id, kind: 'feed', url, addedUrl: url, siteUrl: null, title: id, publisher: id, discovery: null, topics: [] }, system.now());
  }
  return (await listSources(system.store.db)).filter(({ id }) => ids.includes(id));
}

if (import.meta.main) {
  process.on('disconnect', () => process.exit());
  await main();
}
