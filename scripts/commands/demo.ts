/** `writeups demo`: a recorded web on loopback, crawled with the embedded engine and served. */

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../core/post.ts';
import { addSourceByAddress } from '../../crawler/add-source.ts';
import { addUp, backfill, crawl } from '../../crawler/crawl.ts';
import { countMentions } from '../../store/mentions.ts';
import { countPosts } from '../../store/posts.ts';
import { startReplayServer, type ReplayServer } from '../replay/server.ts';
import { createCrawlerControl } from '../system/crawler-control.ts';
import { createCrawler, type Crawler, type CrawlerOptions } from '../system/crawler.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { DEMO_MARK } from '../system/demo-mark.ts';
import { createProgress, type Progress } from '../system/progress.ts';
import { serveUntilStopped } from '../system/serve.ts';
import { printResult, texts, UsageError, type Command } from './command.ts';

const OWN_WEB = new URL('../demo-web', import.meta.url).pathname;

export const command: Command = {
  usage: ['demo [--web DIR]… [--backfill] [--once] [--port N]'],
  options: {
    web: { type: 'string', multiple: true, meaning: 'DIR  a recorded web (default: the project’s own); may be repeated' },
    backfill: { type: 'boolean', meaning: 'walk archives and sitemaps too' },
    once: { type: 'boolean', meaning: 'print the summary and stop' },
    port: { type: 'string', meaning: 'N  port of the page (default 8080)' },
  },
  run: async ({ values, positionals, config }) => {
    if (positionals.length > 0) throw new UsageError('`demo` takes folders by --web.');
    const webs = texts(values, 'web').length > 0 ? texts(values, 'web') : [OWN_WEB];
    for (const web of webs) {
      if (!existsSync(join(web, 'manifest.jsonl'))) throw new UsageError(`${web} holds no recorded web: there is no manifest.jsonl in it.`);
    }
    const replay = await startReplayServer({ webs });
    const system = await openSystem(config);
    try {
      writeFileSync(join(config.dataDir, DEMO_MARK), `${JSON.stringify({ webs })}\n`);
      const summary = await crawlRecordedWeb(system, replay, { isBackfill: values['backfill'] === true, isQuiet: values['json'] === true });
      printResult(values, summary, () => describeSummary(summary));
      if (values['once'] === true) return summary.broken > 0 ? 1 : 0;
      await serveUntilStopped(system, config, createCrawlerControl(system, null, () => openCrawler(system, replay, () => {})));
      return 0;
    } finally {
      await system.close();
      await replay.close();
    }
  },
};

type Summary = Awaited<ReturnType<typeof crawlRecordedWeb>>;

async function crawlRecordedWeb(system: System, replay: ReplayServer, options: { readonly isBackfill: boolean; readonly isQuiet: boolean }) {
  const started = performance.now();
  const progress = createProgress({ isQuiet: options.isQuiet });
  const crawler = await openCrawler(system, replay, progress.onEvent);
  try {
    const { sources, refused } = await addAll(crawler, replay.sources, progress);
    const news = await crawl(crawler.deps, sources, 'demo');
    const run = options.isBackfill ? addUp(news, await backfill(crawler.deps, sources, 'demo')) : news;
    progress.end();
    const indexed = await system.sync();
    const posts = await countPosts(system.store.db);
    return {
      sources: sources.length,
      fetched: run.requests,
      failed: run.failedSources + refused.length,
      entries: run.entries,
      posts: posts.originals,
      copies: posts.copies,
      mentions: await countMentions(system.store.db),
      indexed,
      tookMs: Math.round(performance.now() - started),
      newPosts: run.newPosts,
      bodyBytes: run.bodyBytes,
      broken: run.brokenSources,
      refused,
      outcomes: run.outcomes,
    };
  } finally {
    await crawler.close();
  }
}

/** Our own server on this machine needs no pauses; robots.txt is obeyed all the same. */
function openCrawler(system: System, replay: ReplayServer, onEvent: CrawlerOptions['onEvent']): Promise<Crawler> {
  return createCrawler(system, { transport: replay.transport, hostDelayMs: 0, onEvent });
}

async function addAll(crawler: Crawler, addresses: readonly string[], progress: Progress): Promise<{ sources: Source[]; refused: { address: string; message: string }[] }> {
  const sources = new Map<string, Source>();
  const refused: { address: string; message: string }[] = [];
  for (const address of addresses) {
    const { source, isNew, message } = await addSourceByAddress(crawler.deps, address);
    if (source !== null) sources.set(source.id, source);
    else refused.push({ address, message });
    if (isNew || source === null) progress.note(`${source === null ? '✗' : '+'} ${message}`);
  }
  return { sources: [...sources.values()], refused };
}

function describeSummary(summary: Summary): string[] {
  return [
    `${summary.posts} posts (${summary.copies} copies of them elsewhere, ${summary.mentions} mentions) from ${summary.sources} sources`,
    `${summary.fetched} requests, ${(summary.bodyBytes / 1e6).toFixed(1)} MB, ${summary.failed} failed, ${(summary.tookMs / 1000).toFixed(1)} s`,
  ];
}

