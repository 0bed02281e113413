/** One crawler process of a measurement: as `serve --only crawler`, but with a farm for the web and no minute between two passes. */

import { setTimeout as wait } from 'node:timers/promises';
import { parseConfig } from '../../../core/config.ts';
import { createLog } from '../../../core/log.ts';
import { crawl, resume } from '../../../crawler/crawl.ts';
import { openStore } from '../../../store/open.ts';
import { abandonedSources, dueSources } from '../../../store/sources.ts';
import { createCrawler } from '../../system/crawler.ts';

const [worker = '', path = '', port = '', delayMs = '', concurrency = ''] = process.argv.slice(2);
/** Few at a time, so that several crawlers share what is due. */
const PASS_SOURCES = 40;

const config = parseConfig({ CONTACT_URL: `https://bench.example/${worker}`, CRAWL_CONCURRENCY: concurrency, LOG_LEVEL: 'error' });
const store = await openStore({ path, databaseUrl: process.env['DATABASE_URL'] || null });
const now = (): string => new Date().toISOString();
const crawler = await createCrawler({ store, config, log: createLog('error'), now }, {
  transport: { connect: () => ({ host: '127.0.0.1', port: Number(port) }) }, hostDelayMs: Number(delayMs), onEvent: () => {},
});
process.stdout.write('ready\n');
for (;;) {
  try {
    const left = await abandonedSources(store.db, now());
    if (left.length > 0) await resume(crawler.deps, left);
    const due = await dueSources(store.db, now(), PASS_SOURCES);
    if (due.length > 0) await crawl(crawler.deps, due, 'bench');
    else await wait(100);
  } catch (error) {
    process.stderr.write(`${worker}: ${String(error)}\n`);
    await wait(200);
  }
}
