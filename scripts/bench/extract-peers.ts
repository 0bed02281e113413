/** Measures other extractors on the same pages in the same run: `node scripts/bench/extract-peers.ts DIR`, where DIR holds their `node_modules`. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { extractArticle } from '../../crawler/extract/extract.ts';
import { decodeHtml } from '../../crawler/fetch/charset.ts';
import { foldName, mean, wordScore } from './extract-scores.ts';
import { readRows, SUITES, type Row } from './extract-suites.ts';

const NOW = '2026-09-01T00:00:00.000Z';
/** Every third page: enough for a mean, short enough to run often. */
const STEP = 3;

/** What an extractor makes of a page; an empty title for one that it does not give. */
type Extracted = { readonly text: string; readonly title: string };
type Extractor = (html: string, url: string) => Extracted | Promise<Extracted>;
type Sample = { readonly row: Row; readonly html: string };

/** Prints word F1, titles and processor time a page of each extractor on every third page of `suites/extract`, ours first. */
export async function runPeers(folder: string): Promise<void> {
  const rows = readRows('extract/cases.jsonl.gz').filter((_row, index) => index % STEP === 0);
  const pages = rows.map((row) => ({ row, html: decodeHtml(gunzipSync(readFileSync(new URL(`extract/${String(row['page'])}`, SUITES))), null).text }));
  const peers = await peersIn(folder);
  const ours = await measure('writeups', ourExtractor, pages, null);
  for (const [name, extract] of peers) await measure(name, extract, pages, ours);
}

const ourExtractor: Extractor = (html, url) => {
  const { text, title } = extractArticle({ url, html, headers: {} }, NOW);
  return { text, title: title ?? '' };
};

async function peersIn(folder: string): Promise<readonly (readonly [name: string, extract: Extractor])[]> {
  const load = createRequire(resolve(folder, 'package.json'));
  const { Readability } = load('@mozilla/readability');
  const { parseHTML } = load('linkedom');
  const { JSDOM, VirtualConsole } = load('jsdom');
  const { Defuddle } = await import(pathToFileURL(resolve(folder, 'node_modules/defuddle/dist/node.js')).href);
  const silent = new VirtualConsole();
  return [
    ['readability + linkedom', (html) => readable(new Readability(parseHTML(html).document).parse())],
    ['readability + jsdom', (html, url) => readable(new Readability(new JSDOM(html, { url, virtualConsole: silent }).window.document).parse())],
    ['defuddle + linkedom', async (html, url) => {
      const { content, title } = await Defuddle(parseHTML(html).document, url);
      return { text: blockText(String(content), parseHTML), title: String(title ?? '') };
    }],
  ];
}

function readable(result: { readonly textContent?: string; readonly title?: string } | null): Extracted {
  return { text: result?.textContent ?? '', title: result?.title ?? '' };
}

/** Markup as text with a break after each block, as the suite counts it. */
function blockText(markup: string, parseHTML: (html: string) => { readonly document: { readonly documentElement: { readonly textContent: string } } }): string {
  const broken = markup.replace(/<\/(?:p|div|li|h[1-6]|tr|td|th|pre|blockquote|figcaption|dt|dd)>|<br[^>]*>/giu, '\n$&');
  return parseHTML(`<html>${broken}</html>`).document.documentElement.textContent;
}

/** Prints a line and returns the mean processor time a page, ms. `oursMs`: what the peer's is compared with. */
async function measure(name: string, extract: Extractor, pages: readonly Sample[], oursMs: number | null): Promise<number> {
  for (const { row, html } of pages.slice(0, 20)) await attempt(extract, html, String(row['url'])); // Compiled code is what counts.
  const results: { readonly row: Row; readonly text: string; readonly title: string; readonly tookMs: number }[] = [];
  for (const { row, html } of pages) results.push({ row, ...(await attempt(extract, html, String(row['url']))) });
  const over = (fits: (row: Row) => boolean): string => mean(results.filter(({ row }) => fits(row)).map(({ row, text }) => wordScore(text, String(row['mainContent'])).f1)).toFixed(3);
  const titles = mean(results.map(({ row, title }) => Number(foldName(title) === foldName(String(row['title'])))));
  const tookMs = mean(results.map((result) => result.tookMs));
  const times = results.map((result) => result.tookMs).sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)] ?? Number.NaN;
  const ratio = oursMs === null ? '' : `, ${(tookMs / oursMs).toFixed(1)} × ours`;
  console.log(`${name.padEnd(24)} F1 all ${over(() => true)} articles ${over((row) => row['pageType'] === 'article')} documentation ${over((row) => row['pageType'] === 'documentation')} title ${titles.toFixed(3)}  cpu ms a page ${tookMs.toFixed(1)}, p99 ${p99.toFixed(0)}${ratio}`);
  return tookMs;
}

/** Time is the processor's, so that other processes do not count. */
async function attempt(extract: Extractor, html: string, url: string): Promise<Extracted & { readonly tookMs: number }> {
  const start = process.cpuUsage();
  let extracted: Extracted = { text: '', title: '' };
  try {
    extracted = await extract(html, url);
  } catch {
    // Whatever a peer throws on a page counts as no text.
  }
  const { user, system } = process.cpuUsage(start);
  return { ...extracted, tookMs: (user + system) / 1_000 };
}

const [folder] = process.argv.slice(2);
if (import.meta.main && folder !== undefined) await runPeers(folder);
