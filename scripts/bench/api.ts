/** The API under load: `npm run bench -- api [--posts 100000] [--keep FOLDER] [--seconds 10] [--minutes 0]`. The load comes from this process, the server is another. */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import type { Order } from './api/server.ts';
import { readJsonLines } from './relevance.ts';
import { randomNumbers } from './search-corpus.ts';

type Server = { readonly url: string; readonly ask: (order: Order) => Promise<Record<string, unknown>>; readonly child: ChildProcess };

const POPULAR = ['kafka', 'postgres performance', 'kubernetes', 'memory leak', 'garbage collection', 'rust', 'code review', 'machine learning', 'outage', 'tag:kafka after:2019'];
/** Until the feeds are read and the crawl goes from page to page. */
const CRAWL_STARTS_MS = 5_000;
/** A server compiles what it does again and again: after so many questions it is as fast as it stays. */
const WARMING_QUERIES = 1_500;
const ASKED = { searchRate: 150, searchP99Ms: 150, cachedRate: 2_000, overheadMs: 3, exportMib: 50 };

async function main(): Promise<void> {
  const { values } = parseArgs({ options: {
    posts: { type: 'string', default: '100000' }, keep: { type: 'string', default: '' }, seconds: { type: 'string', default: '10' }, minutes: { type: 'string', default: '0' },
    only: { type: 'string', default: 'overhead,cached,export,walk,crawl' },
  } });
  const folder = values.keep === '' ? mkdtempSync(join(tmpdir(), 'writeups-api-')) : values.keep;
  const seconds = Number(values.seconds);
  const server = await startServer(folder, values.posts);
  try {
    const parts = values.only.split(',');
    if (parts.includes('overhead')) await measureOverhead(server);
    if (parts.includes('cached')) await measureCached(server, seconds);
    if (parts.includes('export')) await measureExport(server);
    if (parts.includes('walk')) await measureWalk(server);
    if (!parts.includes('crawl')) return;
    await server.ask({ order: 'crawl' });
    await new Promise((resolve) => setTimeout(resolve, CRAWL_STARTS_MS));
    await measureSearch(server, seconds);
    await measureCached(server, seconds, ' while a crawl runs');
    if (Number(values.minutes) > 0) await measureEndurance(server, Number(values.minutes));
  } finally {
    void server.ask({ order: 'stop' });
    await Promise.race([once(server.child, 'exit'), new Promise((resolve) => setTimeout(resolve, 10_000))]);
    server.child.kill('SIGKILL');
    if (values.keep === '') rmSync(folder, { recursive: true, force: true });
  }
}

async function startServer(folder: string, posts: string): Promise<Server> {
  const child = fork(new URL('./api/server.ts', import.meta.url).pathname, [folder, posts], { stdio: 'inherit' });
  const [{ port }] = await once(child, 'message') as [{ port: number }];
  let calls = 0;
  const waiting = new Map<number, (answer: Record<string, unknown>) => void>();
  child.on('message', ({ call, answer }: { call: number; answer: Record<string, unknown> }) => waiting.get(call)?.(answer));
  const ask = (order: Order): Promise<Record<string, unknown>> => new Promise((resolve) => {
    calls += 1;
    waiting.set(calls, resolve);
    child.send({ call: calls, order });
  });
  return { url: `http://127.0.0.1:${port}`, ask, child };
}

/** The same questions to the engine and through HTTP, one after the other, none of them asked before. */
async function measureOverhead({ url, ask }: Server): Promise<void> {
  const [direct, whole, difference]: [number[], number[], number[]] = [[], [], []];
  for (const q of distinctQueries(WARMING_QUERIES, 2)) await timeOf(url, q);
  for (const q of distinctQueries(200, 1)) {
    await ask({ order: 'direct', q }); // what a first asking costs, neither is charged with
    const { tookMs } = await ask({ order: 'direct', q }) as { tookMs: number };
    const httpMs = await timeOf(url, q);
    direct.push(tookMs);
    whole.push(httpMs);
    difference.push(httpMs - tookMs);
  }
  print('overhead over the engine', `p50 ${quantile(difference, 0.5).toFixed(1)} ms (engine ${quantile(direct, 0.5).toFixed(1)}, whole ${quantile(whole, 0.5).toFixed(1)})`, `p50 ≤ ${ASKED.overheadMs} ms`);
}

const connection = new Agent({ keepAlive: true, maxSockets: 1 });

/** Milliseconds until the whole answer is there, on a connection that stays open. Rejects where it is no answer. */
function timeOf(url: string, q: string, agent: Agent = connection): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    get(url + searchPath(q), { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${searchPath(q)}: ${response.statusCode}`));
      response.resume().once('end', () => resolve(performance.now() - started));
    }).once('error', reject);
  });
}

async function measureCached({ url, ask }: Server, seconds: number, when = ''): Promise<void> {
  const paths = POPULAR.map(searchPath);
  const etags = await Promise.all(paths.map(async (path) => (await fetch(url + path)).headers.get('ETag') ?? ''));
  for (const [name, headers] of [['as browsers ask, packed', { 'Accept-Encoding': 'gzip' }], ['not packed', {}]] as const) {
    const cached = await fire({ ask }, { url, connections: 20, duration: seconds, requests: paths.map((path) => ({ path, headers })) });
    print(`answers that were given before${when}, ${name}`, cached, `≥ ${ASKED.cachedRate}/s`);
  }
  const conditional = await fire({ ask }, { url, connections: 20, duration: seconds, requests: paths.map((path, index) => ({ path, headers: { 'If-None-Match': etags[index] ?? '' } })) });
  print(`conditional requests${when}`, conditional, `≥ ${ASKED.cachedRate}/s`);
}

/** Questions that nobody asked before, one every so often, and then ten at once and as many as it takes. */
async function measureSearch({ url, ask }: Server, seconds: number): Promise<void> {
  // The second thread that searches starts, and compiles, with the first load.
  await firePaced(url, distinctQueries(ASKED.searchRate * seconds, 11));
  const asked = `≥ ${ASKED.searchRate}/s, p99 ≤ ${ASKED.searchP99Ms} ms`;
  print(`distinct searches, one every 1/${ASKED.searchRate} s, while a crawl runs`, await firePaced(url, distinctQueries(ASKED.searchRate * seconds, 12)), asked);
  const queries = distinctQueries(20_000, 13);
  const connections = 10;
  let client = 0;
  print('ten at once and as many as it takes', await fire({ ask }, {
    url, connections, duration: seconds,
    setupClient: (each) => {
      const share = queries.filter((_, index) => index % connections === client % connections);
      client += 1;
      each.setRequests(share.map((q) => ({ method: 'GET', path: searchPath(q) })));
    },
  }), asked);
}

/** Asked whether or not those before are answered; each is timed from when its turn was. autocannon would ask all of a second's at once. */
async function firePaced(url: string, queries: readonly string[]): Promise<string> {
  const agent = new Agent({ keepAlive: true });
  const started = performance.now();
  const answers = await Promise.all(queries.map(async (q, index) => {
    const turnMs = started + (index * 1000) / ASKED.searchRate;
    await new Promise((resolve) => setTimeout(resolve, turnMs - performance.now()));
    return timeOf(url, q, agent).then(() => performance.now() - turnMs, () => null);
  }));
  const rate = (queries.length * 1000) / (performance.now() - started);
  agent.destroy();
  const tookMs = answers.filter((ms) => ms !== null);
  return `${rate.toFixed(0)}/s, p50 ${quantile(tookMs, 0.5).toFixed(0)} ms, p99 ${quantile(tookMs, 0.99).toFixed(0)} ms, ${answers.length - tookMs.length} failed`;
}

function searchPath(q: string): string {
  return `/api/v1/search?${new URLSearchParams({ q })}`;
}

async function measureExport({ url, ask }: Server): Promise<void> {
  const before = await memory(ask);
  let peak = before;
  const sampling = setInterval(() => void memory(ask).then((now) => { peak = Math.max(peak, now); }), 500);
  const started = performance.now();
  const response = await fetch(`${url}/api/v1/search.ndjson`);
  let [lines, bytes] = [0, 0];
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines += 1;
  }
  clearInterval(sampling);
  print('export of everything', `${lines} posts, ${(bytes / 2 ** 20).toFixed(0)} MiB in ${((performance.now() - started) / 1000).toFixed(1)} s, memory rose ${(peak - before).toFixed(0)} MiB`, `≤ ${ASKED.exportMib} MiB`);
}

/** A walk by cursors while posts arrive and merge. */
async function measureWalk({ url, ask }: Server): Promise<void> {
  const before = new Set(await walk(url));
  const arriving = ask({ order: 'arrive', posts: 1_000, merges: 100 });
  const seen = await walk(url);
  const { touched } = await arriving as { touched: readonly string[] };
  const [unique, merged] = [new Set(seen), new Set(touched)];
  const lost = [...before].filter((id) => !unique.has(id) && !merged.has(id));
  print('walk by cursors while 1,000 posts arrive and 100 merge', `${seen.length} posts, ${seen.length - unique.size} twice, ${lost.length} of ${before.size} lost`, 'none twice, none lost');
}

async function walk(url: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = '*'; cursor !== null;) {
    const response = await read(`${url}/api/v1/search?${new URLSearchParams({ perPage: '100', fields: 'id', cursor })}`);
    if (!response.ok) throw new Error(`The walk was refused: ${response.status} ${await response.text()}`);
    const { hits, nextCursor } = await response.json() as { hits: { id: string }[]; nextCursor: string | null };
    ids.push(...hits.map(({ id }) => id));
    cursor = nextCursor;
  }
  return ids;
}

/** Once more where an idle connection was closed just then. */
function read(url: string): Promise<Response> {
  return fetch(url).catch(() => fetch(url));
}

async function measureEndurance({ url, ask }: Server, minutes: number): Promise<void> {
  const samples: number[] = [];
  const sampling = setInterval(() => void memory(ask).then((now) => samples.push(now)), 5_000);
  const queries = distinctQueries(2_000, 3).map((q) => ({ method: 'GET' as const, path: searchPath(q) }));
  const result = await fire({ ask }, { url, connections: 5, duration: minutes * 60, overallRate: 50, requests: queries });
  clearInterval(sampling);
  const third = Math.ceil(samples.length / 3);
  print(`${minutes} minutes at 50/s`, `${result}; memory ${quantile(samples.slice(third, 2 * third), 0.5).toFixed(0)} MiB in the middle third, ${quantile(samples.slice(-third), 0.5).toFixed(0)} MiB in the last`, 'flat');
}

async function memory(ask: Server['ask']): Promise<number> {
  const { memoryBytes } = await ask({ order: 'usage' }) as { memoryBytes: number };
  return memoryBytes / 2 ** 20;
}

/** Load, with the server's processor time of each request: what a busy machine does not change. */
async function fire({ ask }: Pick<Server, 'ask'>, options: autocannon.Options): Promise<string> {
  const before = await ask({ order: 'usage' }) as { cpuMicros: number };
  const result = await autocannon(options);
  const after = await ask({ order: 'usage' }) as { cpuMicros: number };
  const { requests, latency, non2xx, errors, '3xx': unchanged } = result;
  return `${requests.average.toFixed(0)}/s, p50 ${latency.p50} ms, p99 ${latency.p99} ms, ${errors + non2xx - unchanged} failed, ${unchanged} unchanged, ${((after.cpuMicros - before.cpuMicros) / 1000 / Math.max(1, requests.total)).toFixed(2)} ms of processor time each`;
}

/** Two or three words that stand in titles, each combination once. */
function distinctQueries(count: number, seed: number): string[] {
  const random = randomNumbers(seed);
  const words = [...new Set(readJsonLines<{ readonly title: string | null }>('docs.jsonl.gz').flatMap(({ title }) => (title ?? '').toLowerCase().match(/[a-z]{4,}/gu) ?? []))];
  const pick = (): string => words[Math.floor(random() * words.length)] ?? '';
  const queries = new Set<string>();
  while (queries.size < count) queries.add(Array.from({ length: 1 + Math.floor(random() * 2.5) }, pick).join(' '));
  return [...queries];
}

function print(what: string, figure: string, asked: string): void {
  console.log(`${what}: ${figure} (asked: ${asked})`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

if (import.meta.main) await main();
