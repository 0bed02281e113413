/** Minutes of serving while the web is crawled and people search: does memory stay, does anything fail or warn? */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { openStore } from '../../store/open.ts';
import { addSource } from '../../store/sources.ts';
import { startFarm } from './processes/farm.ts';

const CLI = new URL('../writeups.ts', import.meta.url).pathname;
const CRAWLER = new URL('processes/crawler-main.ts', import.meta.url).pathname;
const SEARCHES_PER_SECOND = 20;
const SAMPLE_MS = 2_000;
/** The last quarter against the second: the first one is warming up. */
const MAX_GROWTH = 1.1;
const QUERIES = ['lesson', 'queue lock', '"waited for"', 'lesson 3', 'h12', 'locks', 'quene', 'lesson after:2020', 'part -lock', 'kind:other lesson'];

/** `npm run bench -- soak [--minutes N] [--hosts N]`; thirty minutes are asked, three where nothing is said. */
async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options: { minutes: { type: 'string', default: '3' }, hosts: { type: 'string', default: '400' } } });
  const folder = mkdtempSync(join(tmpdir(), 'writeups-soak-'));
  const farm = await startFarm({ pages: 20, latencyMs: 30 });
  const children: ChildProcess[] = [];
  try {
    await follow(join(folder, 'writeups.db'), Number(values.hosts));
    const server = start([CLI, 'serve', '--only', 'api,sync,scheduler', '--port', '0', '--data', folder], children);
    const api = await addressOf(server.child);
    start([CRAWLER, 'crawler-1', join(folder, 'writeups.db'), String(farm.port), '500', '16'], children);
    const result = await search(api, server.child.pid ?? 0, Number(values.minutes) * 60_000);
    return report({ ...result, requests: farm.requests(), lines: server.lines, minutes: Number(values.minutes) });
  } finally {
    for (const child of children) {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    }
    await farm.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function follow(path: string, hosts: number): Promise<void> {
  const store = await openStore({ path, databaseUrl: null });
  for (let host = 0; host < hosts; host += 1) {
    const site = `https://h${host}.example`;
    await addSource(store.db, { id: `h${host}`, kind: 'feed', url: `${site}/feed.xml`, addedUrl: `${site}/feed.xml`, siteUrl: `${site}/`, title: `h${host}`, publisher: `h${host}`, discovery: null, topics: [] }, new Date().toISOString());
  }
  await store.close();
}

function start(args: readonly string[], children: ChildProcess[]): { readonly child: ChildProcess; readonly lines: string[] } {
  const lines: string[] = [];
  const child = spawn(process.execPath, [...args], { env: { ...process.env, BUILT_IN_SOURCES: 'off', MEILI_URL: '', DATABASE_URL: '' }, stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => lines.push(...chunk.split('\n')));
  children.push(child);
  return { child, lines };
}

async function addressOf({ stderr }: ChildProcess): Promise<string> {
  const address = Promise.withResolvers<string>();
  stderr?.on('data', (chunk: string) => {
    const [, url] = /answers at (\S+)/u.exec(chunk) ?? [];
    if (url !== undefined) address.resolve(url);
  });
  return address.promise;
}

type Searched = { readonly answered: number; readonly failed: number; readonly times: readonly number[]; readonly memory: readonly number[] };

async function search(api: string, pid: number, forMs: number): Promise<Searched> {
  let [answered, failed] = [0, 0];
  const times: number[] = [];
  const memory: number[] = [];
  const sampling = setInterval(() => memory.push(residentMebibytes(pid)), SAMPLE_MS);
  const underWay = new Set<Promise<void>>();
  const ask = async (q: string): Promise<void> => {
    const started = performance.now();
    const isFine = await fetch(`${api}/api/v1/search?q=${encodeURIComponent(q)}&facets=source,year`).then(async (answer) => (await answer.text()) !== '' && answer.ok, () => false);
    times.push(performance.now() - started);
    if (isFine) answered += 1;
    else failed += 1;
  };
  for (const until = performance.now() + forMs; performance.now() < until; await wait(1_000 / SEARCHES_PER_SECOND)) {
    const asked = ask(QUERIES[Math.floor(Math.random() * QUERIES.length)] ?? '').finally(() => { underWay.delete(asked); });
    underWay.add(asked);
  }
  await Promise.all(underWay);
  clearInterval(sampling);
  return { answered, failed, times, memory };
}

function report({ answered, failed, times, memory, requests, lines, minutes }: Searched & { readonly requests: number; readonly lines: readonly string[]; readonly minutes: number }): boolean {
  const warnings = lines.filter((line) => /"level":(?:40|50|60)/u.test(line) || /warning/iu.test(line));
  const quarter = (number: number): number => median(memory.slice(Math.floor(memory.length * number / 4), Math.floor(memory.length * (number + 1) / 4)));
  const growth = quarter(3) / quarter(1);
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0);
  console.log(`${minutes} min, ${requests} pages crawled, ${answered} searches answered: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`);
  const checks: readonly (readonly [string, boolean])[] = [
    [`failed requests: ${failed}`, failed === 0],
    [`warnings in the log: ${warnings.length}`, warnings.length === 0],
    [`memory of the server: ${quarter(1).toFixed(0)} → ${quarter(3).toFixed(0)} MiB (${growth.toFixed(2)} ×, asked ≤ ${MAX_GROWTH})`, growth <= MAX_GROWTH],
  ];
  for (const [line, isFine] of checks) console.log(`${isFine ? '✓' : '✗'} ${line}`);
  for (const line of warnings.slice(0, 5)) console.log(`    ${line.slice(0, 300)}`);
  return checks.every(([, isFine]) => isFine);
}

function residentMebibytes(pid: number): number {
  const [, kibibytes = '0'] = /^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1_024;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2)) ? 0 : 1;
