/** Minutes of `serve` while it crawls and people search: does its memory stay, does anything fail or warn? */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { enterOwnInternet, openOwnInternet } from './outages/own-internet.ts';
import { followBlogs, memoryOf, startServe } from './outages/server.ts';

const SEARCHES_PER_SECOND = 20;
const SAMPLE_MS = 2_000;
/** One line in five minutes. */
const SAMPLES_A_LINE = 150;
const PAGES = 20;
/** With half a second between two requests to a host and sixteen hosts at once, so many keep the crawl going to the end. */
const BLOGS_PER_MINUTE = 100;
/** The last quarter against the second: the first one is warming up. */
const MAX_GROWTH = 1.1;
const QUERIES = ['lesson', 'queue lock', '"waited for"', 'lesson 3', 'h12', 'locks', 'quene', 'lesson after:2020', 'part -lock', 'kind:other lesson', 'source:h7.example', 'grew held queue'];

type Searched = { readonly answered: number; readonly failures: readonly string[]; readonly times: readonly number[]; readonly memory: readonly ReturnType<typeof memoryOf>[] };

/** `npm run bench -- soak [--minutes N]`; thirty minutes are asked, three where nothing is said. */
async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options: { minutes: { type: 'string', default: '3' } } });
  const minutes = Number(values.minutes);
  const folder = mkdtempSync(join(tmpdir(), 'writeups-soak-'));
  const internet = await openOwnInternet({ pages: PAGES, latencyMs: 30 });
  try {
    await followBlogs(folder, Math.ceil(minutes * BLOGS_PER_MINUTE));
    const server = await startServe(folder, { HOST_DELAY_SECONDS: '0.5' });
    const searched = await search(server.url, server.pid, minutes * 60_000);
    const requests = internet.asked.size;
    const code = await server.stop();
    return report({ ...searched, requests, warnings: server.warnings(), minutes, code });
  } finally {
    internet.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function search(url: string, pid: number, forMs: number): Promise<Searched> {
  const failures: string[] = [];
  const times: number[] = [];
  const memory: ReturnType<typeof memoryOf>[] = [];
  const sampling = setInterval(() => {
    memory.push(memoryOf(pid));
    if (memory.length % SAMPLES_A_LINE === 0) console.log(`  ${((memory.length * SAMPLE_MS) / 60_000).toFixed(0)} min: ${memory.at(-1)?.ownMib.toFixed(0)} MiB, ${times.length} searches, ${failures.length} failed`);
  }, SAMPLE_MS);
  const underWay = new Set<Promise<void>>();
  const ask = async (q: string): Promise<void> => {
    const started = performance.now();
    const failure = await fetch(`${url}/api/v1/search?q=${encodeURIComponent(q)}&facets=source,year`)
      .then(async (answer) => ((await answer.text()) !== '' && answer.ok ? null : `${answer.status} for ${q}`), String);
    times.push(performance.now() - started);
    if (failure !== null) failures.push(failure);
  };
  const started = performance.now();
  for (let sent = 0; performance.now() - started < forMs; sent += 1) {
    const asking = ask(QUERIES[sent % QUERIES.length] ?? '').finally(() => { underWay.delete(asking); });
    underWay.add(asking);
    await wait(Math.max(0, started + ((sent + 1) * 1_000) / SEARCHES_PER_SECOND - performance.now()));
  }
  await Promise.all(underWay);
  clearInterval(sampling);
  return { answered: times.length - failures.length, failures, times, memory };
}

function report({ answered, failures, times, memory, requests, warnings, minutes, code }: Searched & { readonly requests: number; readonly warnings: readonly string[]; readonly minutes: number; readonly code: number | null }): boolean {
  const quarter = (number: number, pick: keyof ReturnType<typeof memoryOf>): number =>
    median(memory.slice(Math.floor((memory.length * number) / 4), Math.floor((memory.length * (number + 1)) / 4)).map((each) => each[pick]));
  const growth = quarter(3, 'ownMib') / quarter(1, 'ownMib');
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0);
  console.log(`${minutes} min, ${requests} pages and feeds crawled, ${answered} searches answered: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(0.999999)} ms`);
  console.log(`memory with mapped files, median of each quarter: ${[0, 1, 2, 3].map((number) => quarter(number, 'withFilesMib').toFixed(0)).join(', ')} MiB`);
  const own = [0, 1, 2, 3].map((number) => quarter(number, 'ownMib').toFixed(0)).join(', ');
  const checks: readonly (readonly [string, boolean])[] = [
    [`failed requests: ${failures.length}`, failures.length === 0],
    [`warnings in the log: ${warnings.length}`, warnings.length === 0],
    [`its own memory, the same: ${own} MiB (${growth.toFixed(2)} × from second to last, asked ≤ ${MAX_GROWTH})`, growth <= MAX_GROWTH],
    [`ended with ${code} when asked to stop`, code === 0],
  ];
  for (const [line, isFine] of checks) console.log(`${isFine ? '✓' : '✗'} ${line}`);
  for (const line of [...failures, ...warnings].slice(0, 8)) console.log(`    ${line.slice(0, 400)}`);
  return checks.every(([, isFine]) => isFine);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (import.meta.main) process.exitCode = enterOwnInternet(import.meta.filename, process.argv.slice(2)) ?? (await run(process.argv.slice(2)) ? 0 : 1);
