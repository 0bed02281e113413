import { getPriority } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parseConfig } from '../../core/config.ts';
import { FETCHED } from '../../core/events.ts';
import { startCrawlerProcess } from '../../scripts/system/crawler-process.ts';
import { openSystem } from '../../scripts/system/open-system.ts';
import { addSource } from '../../store/sources.ts';
import { withFolder } from '../helpers/cli.ts';

/** Until it is so; a busy machine may need long to start a process. */
async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !isSo(); await wait(20)) if (Date.now() > end) throw new Error(`not in time: ${isSo}`);
}

test('the crawler in a process of its own: it tells what it does, gives way to others, is started again after a crash, and stops when told', async () => {
  await withFolder(async (data) => {
    const system = await openSystem(parseConfig({ DATA_DIR: data, LOG_LEVEL: 'silent' }));
    const url = 'https://127.0.0.1/feed.xml';
    await addSource(system.store.db, { id: 'inside', kind: 'feed', url, addedUrl: url, siteUrl: null, title: 'Inside', publisher: 'Inside', discovery: null, topics: [] }, system.now());
    const fetched: unknown[] = [];
    const listener = (outcome: unknown): void => void fetched.push(outcome);
    FETCHED.subscribe(listener);
    const crawler = startCrawlerProcess(system, { isFeeding: true, firstPauseMs: 20 });
    try {
      await until(() => fetched.length > 0 && crawler.control.progress()?.sourcesDone === 1);
      expect(fetched).toContain('private-address');
      const first = crawler.pid() ?? 0;
      expect(getPriority(first)).toBeGreaterThan(0);
      process.kill(first, 'SIGKILL');
      await until(() => ![null, first].includes(crawler.pid()));
      expect(crawler.control.progress()).toEqual({ isRunning: false, sourcesDone: 0, sourcesTotal: 0, isOffline: false });
    } finally {
      FETCHED.unsubscribe(listener);
      const last = crawler.pid() ?? 0;
      await crawler.stop();
      expect(() => process.kill(last, 0)).toThrow('ESRCH');
      await system.close();
    }
  });
}, 120_000);
