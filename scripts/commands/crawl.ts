/** `writeups crawl`: one pass, now. */

import { addUp, backfill, crawl, resume } from '../../crawler/crawl.ts';
import type { Source } from '../../core/post.ts';
import { abandonedSources, dueSources, findSource, listSources } from '../../store/sources.ts';
import { createCrawler } from '../system/crawler.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { createProgress } from '../system/progress.ts';
import { printResult, texts, UsageError, type Command } from './command.ts';

/** More than anybody follows. */
const EVERYTHING = 1_000_000;

export const command: Command = {
  usage: ['crawl [--source ID|URL]… [--backfill]'],
  options: {
    backfill: { type: 'boolean', meaning: 'walk the past too: archives, further pages, sitemaps' },
    source: { type: 'string', multiple: true, meaning: 'ID|URL  crawl this source now, due or not; may be repeated' } },
  run: async ({ values, positionals, config }) => {
    if (positionals.length > 0) throw new UsageError('`crawl` takes its sources by --source.');
    const system = await openSystem(config);
    try {
      const sources = await chosenSources(system, texts(values, 'source'));
      const progress = createProgress({ isQuiet: false });
      const crawler = await createCrawler(system, { transport: null, hostDelayMs: config.hostDelaySeconds * 1000, onEvent: progress.onEvent });
      try {
        const cutOff = texts(values, 'source').length > 0 ? [] : await abandonedSources(system.store.db, system.now());
        const rest = cutOff.length === 0 ? null : await resume(crawler.deps, cutOff);
        const due = await crawl(crawler.deps, sources, 'command');
        const news = rest === null ? due : { ...addUp(due, rest), sources: due.sources + rest.sources, failedSources: due.failedSources + rest.failedSources };
        const past = values['backfill'] === true ? await backfill(crawler.deps, await againFrom(system, sources), 'command') : null;
        const { outcomes, ...summary } = past === null ? news : addUp(news, past);
        progress.end();
        const indexed = await system.sync();
        printResult(values, { ...summary, indexed, outcomes }, () => [
          `${summary.sources} sources, ${summary.newPosts} new posts, ${summary.failedSources} failed, ${(summary.bodyBytes / 1e6).toFixed(1)} MB in ${(summary.tookMs / 1000).toFixed(0)} s.`,
        ]);
        return summary.brokenSources > 0 ? 1 : 0;
      } finally {
        await crawler.close();
      }
    } finally {
      await system.close();
    }
  },
};

/** All named sources, or where none was named all that we follow: the past does not wait for news to be due. */
async function againFrom(system: System, sources: readonly Source[]): Promise<readonly Source[]> {
  return sources.length > 0 ? sources : listSources(system.store.db);
}

async function chosenSources(system: System, names: readonly string[]): Promise<Source[]> {
  if (names.length === 0) return dueSources(system.store.db, system.now(), EVERYTHING);
  const found = await Promise.all(names.map(async (name) => ({ name, source: await findSource(system.store.db, name) })));
  const unknown = found.filter(({ source }) => source === null).map(({ name }) => name);
  if (unknown.length > 0) throw new UsageError(`No source is known as ${unknown.join(', ')}; \`writeups sources list\` shows them, \`writeups sources add URL\` adds one.`);
  return found.flatMap(({ source }) => source ?? []);
}
