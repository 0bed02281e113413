/** How much of the time that politeness allows a crawl of many hosts takes, and what it costs. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseConfig } from '../../core/config.ts';
import { FetchError } from '../../core/errors.ts';
import { createLog } from '../../core/log.ts';
import { crawl } from '../../crawler/crawl.ts';
import { decodeHtml } from '../../crawler/fetch/charset.ts';
import { createFetcher, type Fetched, type Fetcher, type Transport } from '../../crawler/fetch/fetcher.ts';
import { createPoliteness } from '../../crawler/fetch/politeness.ts';
import { parseFeed } from '../../crawler/parse/feed.ts';
import { loadHtml } from '../../crawler/parse/html.ts';
import { openStore } from '../../store/open.ts';
import { addSource, listSources } from '../../store/sources.ts';
import { readLines } from '../json-lines.ts';
import { createCrawler } from '../system/crawler.ts';
import { setV8Flags } from '../system/v8-flags.ts';
import { peakMemory } from './peak-memory.ts';

type Farm = { readonly hosts: number; readonly pages: number; readonly delayMs: number; readonly latencyMs: number; readonly transport: Transport; readonly port: number };

/**
 * Fetch and parse with politeness and without, the same through the whole crawl with `--full`, and crawlee's CheerioCrawler where
 * `--crawlee` names a folder that holds it. `npm run bench -- farm [--hosts 200] [--pages 10] [--delay 1000] [--latency 50] [--full] [--crawlee DIR]`
 */
async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: {
    hosts: { type: 'string', default: '200' }, pages: { type: 'string', default: '10' }, delay: { type: 'string', default: '1000' },
    latency: { type: 'string', default: '50' }, full: { type: 'boolean', default: false }, crawlee: { type: 'string', default: '' },
  } });
  const server = spawn(process.execPath, [new URL('farm/server.ts', import.meta.url).pathname, values.pages, values.latency], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await portOf(server.stdout);
    const transport: Transport = { connect: () => ({ host: '127.0.0.1', port }) };
    const farm = { hosts: Number(values.hosts), pages: Number(values.pages), delayMs: Number(values.delay), latencyMs: Number(values.latency), transport, port };
    await measure('fetch and parse, polite', farm, () => fetchAndParse(farm, farm.delayMs));
    const ours = await measure('fetch and parse, politeness off', { ...farm, delayMs: 0 }, () => fetchAndParse(farm, 0));
    const theirs = await measureCrawlee(values.crawlee, farm);
    if (theirs !== null) console.log(`ratio to CheerioCrawler: ${(ours / theirs).toFixed(1)} ×`);
    if (values.full) await measure('the whole crawl, polite', farm, () => crawlWhole(farm));
  } finally {
    server.kill();
    await once(server, 'close');
  }
}

async function portOf(stdout: NodeJS.ReadableStream): Promise<number> {
  for await (const line of readLines(stdout as never)) return (JSON.parse(line) as { port: number }).port;
  throw new Error('The farm ended before it listened.');
}

/** Prints what the work cost; returns pages a second. */
async function measure(name: string, { hosts, pages, delayMs, latencyMs }: Farm, work: () => Promise<number>): Promise<number> {
  const memory = peakMemory();
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const read = await work();
  const tookMs = performance.now() - started;
  const cpu = process.cpuUsage(cpuBefore);
  const peak = memory.end();
  // Each host: robots.txt, the feed and its pages, a pause between any two.
  const requests = pages + 2;
  const allowedMs = requests * (delayMs + latencyMs) - delayMs;
  const share = (cpu.user + cpu.system) / 1_000 / tookMs;
  console.log(`${name}: ${read} of ${hosts * pages} pages in ${(tookMs / 1000).toFixed(1)} s (${(read / tookMs * 1000).toFixed(0)} pages/s)${delayMs > 0 ? `, ${(tookMs / allowedMs).toFixed(3)} × what politeness allows` : ''}, ${(share * 100).toFixed(0)} % of a core, peak ${peak.own} MiB${peak.children === 0 ? '' : ` and ${peak.children} MiB in child processes`}`);
  return read / tookMs * 1000;
}

/** Every host's feed and the posts that it names, as trees. */
async function fetchAndParse({ hosts, transport }: Farm, delayMs: number): Promise<number> {
  const records = new Map<string, string>();
  const politeness = createPoliteness({
    delayMs, concurrency: 256, productToken: 'Writeups', visits: new Map(), turns: null,
    robots: { get: async (origin) => records.get(origin) ?? null, put: async (origin, record) => void records.set(origin, record) },
  });
  const fetcher = createFetcher({ userAgent: 'Writeups/0.1 (+https://github.com/writeups/writeups)', transport, beforeRequest: politeness.beforeRequest });
  politeness.useFetcher(fetcher);
  const read = await Promise.all(Array.from({ length: hosts }, (_, host) => readHost(fetcher, `https://h${host}.example`)));
  await fetcher.close();
  return read.reduce((sum, count) => sum + count, 0);
}

async function readHost({ fetch }: Fetcher, origin: string): Promise<number> {
  const feed = await fetch({ url: `${origin}/feed.xml`, kind: 'feed', validators: null });
  let count = 0;
  for (const { url } of parseFeed(feed).entries) {
    const page = await fetch({ url: url ?? '', kind: 'page', validators: null }).catch((error: unknown) => {
      // A loaded machine may be too slow to answer itself: that page counts as not read.
      if (error instanceof FetchError) return null;
      throw error;
    });
    if (page !== null) count += Number(isPost(page));
  }
  return count;
}

/** A function of its own: an async one would hold the tree while it waits for its next page. */
function isPost({ body, headers }: Fetched): boolean {
  return loadHtml(decodeHtml(body, headers['content-type'] ?? null).text)('h1').length === 1;
}

async function crawlWhole({ hosts, delayMs, transport }: Farm): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'writeups-farm-'));
  const store = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
  const now = (): string => new Date().toISOString();
  try {
    for (let host = 0; host < hosts; host += 1) {
      const url = `https://h${host}.example/feed.xml`;
      await addSource(store.db, { id: `h${host}`, kind: 'feed', url, addedUrl: url, siteUrl: `https://h${host}.example/`, title: `h${host}`, publisher: `h${host}`, discovery: null, topics: [] }, now());
    }
    const config = parseConfig({ CRAWL_CONCURRENCY: '256' });
    const crawler = await createCrawler({ store, config, log: createLog('error'), now }, { transport, hostDelayMs: delayMs, onEvent: () => {} });
    const { newPosts } = await crawl(crawler.deps, await listSources(store.db), 'bench');
    await crawler.close();
    return newPosts;
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What of crawlee is used here. */
type Crawlee = {
  readonly CheerioCrawler: new (options: object, configuration: object) => { run: (urls: readonly string[]) => Promise<unknown> };
  readonly Configuration: new (options: object) => object;
};

/** The same pages without politeness; null where crawlee is not there. It has no transport, so hosts are told apart by path. */
async function measureCrawlee(folder: string, farm: Farm): Promise<number | null> {
  const manifest = join(folder, 'package.json');
  if (folder === '' || !existsSync(manifest)) {
    console.log('crawlee: absent; install @crawlee/cheerio in a folder of its own and name it with --crawlee');
    return null;
  }
  const { CheerioCrawler, Configuration } = createRequire(manifest)('@crawlee/cheerio') as Crawlee;
  let count = 0;
  const crawler = new CheerioCrawler({
    maxConcurrency: 256, minConcurrency: 200,
    requestHandler: async ({ $ }: { $: (selector: string) => { length: number } }) => { count += Number($('h1').length === 1); },
  }, new Configuration({ persistStorage: false, logLevel: 1 }));
  const urls = Array.from({ length: farm.hosts }, (_, host) => Array.from({ length: farm.pages }, (__, page) => `http://127.0.0.1:${farm.port}/h${host}/posts/${page}`)).flat();
  return measure('crawlee CheerioCrawler', { ...farm, delayMs: 0 }, async () => {
    await crawler.run(urls);
    return count;
  });
}

if (import.meta.main) {
  setV8Flags();
  await run(process.argv.slice(2));
}
