/** How fast a recorded web is crawled with politeness off, its server in a process of its own, and how fast the result is searched. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { search } from '../../api/search/search.ts';
import { SearchQuery } from '../../api/search/schema.ts';
import { parseConfig } from '../../core/config.ts';
import { addSourceByAddress } from '../../crawler/add-source.ts';
import { crawl } from '../../crawler/crawl.ts';
import type { CrawlDeps } from '../../crawler/deps.ts';
import { countPosts } from '../../store/posts.ts';
import { readLines } from '../json-lines.ts';
import { loadWeb } from '../replay/web.ts';
import { apiDeps } from '../system/api-deps.ts';
import { createCrawler } from '../system/crawler.ts';
import { setV8Flags } from '../system/v8-flags.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { peakMemory } from './peak-memory.ts';

const OWN_WEB = new URL('../demo-web', import.meta.url).pathname;
const QUERIES = [
  'kafka', 'postgresql', 'memory management', 'release', 'exactly once', 'async traits', 'incident', 'kubernets', 'performence tuning', 'geospacial',
  '"garbage collector"', 'rust -survey', 'tag:rust after:2020', 'flink state backend', 'how we moved', 'julia ode solver', 'compiler', 'test', 'data', 'newsletter',
];
const SEARCH_ROUNDS = 20;

/** Prints pages a second, time by stage, memory and search times. `npm run bench -- crawl [WEB]` */
async function run([web = OWN_WEB]: readonly string[]): Promise<void> {
  const server = spawn(process.execPath, [new URL('../replay/main.ts', import.meta.url).pathname, '--web', web, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const folder = await mkdtemp(join(tmpdir(), 'writeups-bench-'));
  try {
    const port = await portOf(server.stdout);
    const system = await openSystem(parseConfig({ DATA_DIR: folder, LOG_LEVEL: 'error' }));
    await measureCrawl(system, web, port);
    await measureSearch(system);
    await system.close();
  } finally {
    server.kill();
    await once(server, 'close');
    await rm(folder, { recursive: true, force: true });
  }
}

async function portOf(stdout: NodeJS.ReadableStream): Promise<number> {
  for await (const line of readLines(stdout as never)) return (JSON.parse(line) as { port: number }).port;
  throw new Error('The replay server ended before it listened.');
}

async function measureCrawl(system: System, web: string, port: number): Promise<void> {
  const { sources: addresses, hosts } = loadWeb(web);
  const known = new Set(hosts);
  const transport = { connect: (url: URL) => (known.has(url.hostname) ? { host: '127.0.0.1' as const, port } : null) };
  const crawler = await createCrawler(system, { transport, hostDelayMs: 0, onEvent: () => {} });
  const stages = new Map<string, { calls: number; ms: number }>();
  const deps: CrawlDeps = {
    ...crawler.deps,
    fetch: timed(stages, 'fetch', crawler.deps.fetch),
    extract: timed(stages, 'extract (worker)', crawler.deps.extract),
    transact: timed(stages, 'store transaction', crawler.deps.transact),
  };
  const sources = [];
  for (const address of addresses) sources.push((await addSourceByAddress(deps, address)).source);
  const memory = peakMemory();
  const cpuBefore = process.cpuUsage();
  const summary = await crawl(deps, sources.filter((source) => source !== null), 'bench');
  const cpu = process.cpuUsage(cpuBefore);
  const peak = memory.end();
  const started = performance.now();
  const indexed = await system.sync();
  const indexMs = performance.now() - started;
  const posts = await countPosts(system.store.db);
  console.log(`crawl: ${summary.requests} requests, ${posts.originals} posts, ${posts.copies} copies in ${(summary.tookMs / 1000).toFixed(1)} s: ${(summary.requests / summary.tookMs * 1000).toFixed(0)} pages/s, CPU ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s, peak ${peak.own} MiB (${peak.anonymous} without mapped files) and ${peak.children} MiB in extraction processes`);
  for (const [stage, { calls, ms }] of stages) console.log(`  ${stage}: ${calls} calls, ${(ms / calls).toFixed(1)} ms each, waiting included`);
  console.log(`index: ${indexed} posts in ${(indexMs / 1000).toFixed(2)} s`);
  await crawler.close();
}

function timed<Work extends (...input: never[]) => Promise<unknown>>(stages: Map<string, { calls: number; ms: number }>, name: string, work: Work): Work {
  const tally = { calls: 0, ms: 0 };
  stages.set(name, tally);
  const measured = async (...input: never[]): Promise<unknown> => {
    const started = performance.now();
    try {
      return await work(...input);
    } finally {
      tally.calls += 1;
      tally.ms += performance.now() - started;
    }
  };
  return measured as Work;
}

async function measureSearch(system: System): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < SEARCH_ROUNDS; round += 1) {
    for (const q of QUERIES) {
      const started = performance.now();
      await search(apiDeps(system), SearchQuery.parse({ q, facets: 'tag,source,kind,year' }));
      times.push(performance.now() - started);
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
  console.log(`search with facets: ${times.length} searches, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, memory ${mebibytes()} MiB`);
}

function mebibytes(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}

if (import.meta.main) {
  setV8Flags();
  await run(process.argv.slice(2));
}
