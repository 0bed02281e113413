/** The search page in Chromium over a large index: `npm run bench -- page [POSTS] [--keep FOLDER]`. The server is a process of its own, the corpus that of the `api` measurement. */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Aims, printed beside what is measured. */
const ASKED = { instantMs: 80, firstPaintMs: 500, weightKb: 60, layoutShift: 0 };
/** A quick typist: ten keys a second. */
const KEY_PAUSE_MS = 100;
const TYPED = [
  'kubernetes upgrade', 'garbage collection', 'memory leak debugging', 'node.js releases', 'distributed systems', 'machine learning', 'code review', 'c++ templates',
  'generics in go', 'async iterators', 'tag:kafka performance', 'kubernets', 'database migration after:2015',
];
const LOADS = 7;

/** Notes when each text stood in the box (by the key that made it) and when its answer had been painted. */
const WATCH = `(() => {
  const struckAt = new Map();
  globalThis.instantMs = [];
  globalThis.placedMs = [];
  globalThis.layoutShift = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) layoutShift += entry.value; }).observe({ type: 'layout-shift', buffered: true });
  let keyAt = 0;
  addEventListener('keydown', (event) => { keyAt = event.timeStamp; }, true);
  addEventListener('input', (event) => { struckAt.set(event.target.value.trim(), keyAt); }, true);
  addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
    const q = document.title.replace(/ · Writeups$/, '').trim();
    const at = struckAt.get(q);
    struckAt.delete(q);
    if (at === undefined) return;
    placedMs.push(performance.now() - at);
    requestAnimationFrame(() => setTimeout(() => instantMs.push(performance.now() - at)));
  }).observe(document.querySelector('#main'), { childList: true, subtree: true }));
  performance.setResourceTimingBufferSize(10_000);
})()`;

type Figures = {
  readonly instantMs: readonly number[];
  /** From the key until the answer stands in the page, and what of that the request took. */
  readonly placedMs: readonly number[];
  readonly requestMs: readonly number[];
  readonly keys: number;
  /** Processor time of the server with its engine, while one types. */
  readonly cpuMs: number;
  readonly firstPaintMs: number;
  readonly weightKb: number;
  readonly requests: number;
  readonly layoutShift: number;
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { keep: { type: 'string', default: '' } } });
  const posts = Number(positionals[0] ?? 100_000);
  const folder = values.keep === '' ? mkdtempSync(join(tmpdir(), 'writeups-page-')) : values.keep;
  const server = await startServer(folder, posts);
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  try {
    report(posts, await measure(browser, server));
  } finally {
    await browser.close();
    server.child.send({ call: 0, order: { order: 'stop' } });
    await once(server.child, 'exit');
    if (values.keep === '') rmSync(folder, { recursive: true, force: true });
  }
}

type Server = { readonly url: string; readonly child: ChildProcess; readonly cpuMs: () => Promise<number> };

async function startServer(folder: string, posts: number): Promise<Server> {
  const child = fork(new URL('./api/server.ts', import.meta.url).pathname, [folder, String(posts)], { stdio: 'inherit' });
  const [{ port }] = await once(child, 'message') as [{ port: number }];
  const cpuMs = async (): Promise<number> => {
    child.send({ call: 1, order: { order: 'usage' } });
    const [{ answer }] = await once(child, 'message') as [{ answer: { cpuMicros: number } }];
    return answer.cpuMicros / 1000;
  };
  return { url: `http://127.0.0.1:${port}`, child, cpuMs };
}

async function measure(browser: Browser, server: Server): Promise<Figures> {
  const loads: { readonly paintMs: number; readonly weightKb: number; readonly requests: number }[] = [];
  for (let load = 0; load < LOADS; load += 1) loads.push(await firstVisit(browser, `${server.url}/?q=kubernetes`));
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(WATCH);
  await page.goto(server.url, { waitUntil: 'networkidle' });
  const { keys, cpuMs } = await typeAll(page, server);
  const { weightKb, requests } = loads[0] ?? { weightKb: Number.NaN, requests: 0 };
  return {
    instantMs: await page.evaluate('instantMs') as number[], placedMs: await page.evaluate('placedMs') as number[],
    requestMs: await page.evaluate(`performance.getEntriesByType('resource').filter(({ name, startTime }) => name.includes('/instant?') && startTime > typingAt).map(({ duration }) => duration)`) as number[],
    keys, cpuMs, weightKb, requests,
    firstPaintMs: quantile(loads.map(({ paintMs }) => paintMs), 0.5), layoutShift: await page.evaluate('layoutShift') as number,
  };
}

/** With nothing kept from before. */
async function firstVisit(browser: Browser, url: string): Promise<{ readonly paintMs: number; readonly weightKb: number; readonly requests: number }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => sizes.push(request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize)));
  await page.goto(url, { waitUntil: 'networkidle' });
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  const paintMs = await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN') as number;
  await context.close();
  return { paintMs, weightKb: bytes / 1000, requests: sizes.length };
}

/** How many keys were struck. The first text is typed once before, so that nothing is measured cold. */
async function typeAll(page: Page, server: Server): Promise<{ readonly keys: number; readonly cpuMs: number }> {
  const box = page.locator('#q');
  const type = async (text: string): Promise<void> => {
    await box.fill('');
    await page.waitForTimeout(400);
    await box.pressSequentially(text, { delay: KEY_PAUSE_MS });
    await page.waitForTimeout(400);
  };
  await type(TYPED[0] ?? '');
  await page.evaluate('instantMs.length = placedMs.length = 0; globalThis.typingAt = performance.now()');
  const before = await server.cpuMs();
  for (const text of TYPED) await type(text);
  return { keys: TYPED.reduce((sum, text) => sum + text.replaceAll(' ', '').length, 0), cpuMs: await server.cpuMs() - before };
}

function report(posts: number, { instantMs, placedMs, requestMs, keys, cpuMs, firstPaintMs, weightKb, requests, layoutShift }: Figures): void {
  const line = (what: string, figure: string, asked: string): void => console.log(`${what.padEnd(44)} ${figure.padStart(22)}   asked ${asked}`);
  const pair = (values: readonly number[]): string => `${quantile(values, 0.5).toFixed(0)} / ${quantile(values, 0.95).toFixed(0)} ms`;
  console.log(`${posts} posts`);
  line('from the key to the painted answer, p50 / p95', pair(instantMs), `– / ${ASKED.instantMs} ms`);
  line('until it stands in the page; its request', `${pair(placedMs)}; ${pair(requestMs)}`, '–');
  line('keys that were answered before the next one', `${instantMs.length} of ${keys}`, '–');
  line('processor time of the server a key', `${(cpuMs / keys).toFixed(0)} ms`, '–');
  line('first contentful paint, median', `${firstPaintMs.toFixed(0)} ms`, `${ASKED.firstPaintMs} ms`);
  line('first visit, headers included', `${weightKb.toFixed(1)} KB, ${requests} requests`, `${ASKED.weightKb} KB`);
  line('layout shift while typing', layoutShift.toFixed(3), String(ASKED.layoutShift));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

if (import.meta.main) await main();
