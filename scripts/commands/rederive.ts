/** `writeups rederive`: new rules over what is stored, without a request. */

import { rederive } from '../../crawler/rederive.ts';
import { createCrawler } from '../system/crawler.ts';
import { openSystem } from '../system/open-system.ts';
import { printResult, UsageError, type Command } from './command.ts';

export const command: Command = {
  usage: ['rederive [--tags]'],
  options: { tags: { type: 'boolean', meaning: 'topics and kinds alone: no page is read again' } },
  run: async ({ values, positionals, config }) => {
    if (positionals.length > 0) throw new UsageError('`rederive` takes no arguments.');
    const system = await openSystem(config);
    const crawler = await createCrawler(system, { transport: null, hostDelayMs: config.hostDelaySeconds * 1000, onEvent: () => {} });
    try {
      const started = performance.now();
      const done = await rederive(crawler.deps, values['tags'] === true ? 'tags' : 'everything', (posts) => {
        if (process.stderr.isTTY && values['json'] !== true) process.stderr.write(`\r${posts} posts`);
      });
      const indexed = await system.sync();
      const tookMs = Math.round(performance.now() - started);
      printResult(values, { ...done, indexed, tookMs }, () => [`${done.posts} posts, ${done.changed} changed, ${done.failed} failed, ${(tookMs / 1000).toFixed(1)} s.`]);
      return 0;
    } finally {
      await crawler.close();
      await system.close();
    }
  },
};
