/** A crawler process whose time runs faster than the world's: what is due is crawled, every minute of that time. */

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseConfig } from '../../core/config.ts';
import { crawl } from '../../crawler/crawl.ts';
import { createCrawler } from '../../scripts/system/crawler.ts';
import { createLog } from '../../core/log.ts';
import { openStore } from '../../store/open.ts';
import { dueSources } from '../../store/sources.ts';
import { fastClock } from './fast-clock.ts';

const [dataDir = '', port = '', start = '', factor = '', endsAt = ''] = process.argv.slice(2);
const clock = fastClock(Number(start), Number(factor));
const store = await openStore({ path: join(dataDir, 'writeups.db'), databaseUrl: null });
const now = (): string => new Date(clock.now()).toISOString();
const crawler = await createCrawler({ store, config: parseConfig({ CONTACT_URL: 'https://writeups.example/about' }), log: createLog('error'), now }, {
  transport: { connect: () => ({ host: '127.0.0.1', port: Number(port) }) }, hostDelayMs: 5_000, onEvent: () => {}, clock,
});
while (clock.now() < Number(endsAt)) {
  const due = await dueSources(store.db, now(), 100);
  if (due.length > 0) await crawl(crawler.deps, due, 'schedule');
  await clock.sleep(60_000);
  await wait(1);
}
await crawler.close();
await store.close();
