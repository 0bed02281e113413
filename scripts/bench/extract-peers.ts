/** Measures other extractors on the same pages: `node scripts/bench/extract-peers.ts DIR`, where DIR holds their `node_modules`. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extractArticle } from '../../crawler/extract/extract.ts';
import { decodeHtml } from '../../crawler/fetch/charset.ts';
import { mean, wordScore } from './extract-scores.ts';
import { readRows, SUITES, type Row } from './extract-suites.ts';

const NOW = '2026-09-01T00:00:00.000Z';
/** Every third page: enough for a mean, short enough to run often. */
const STEP = 3;

type Extractor = (html: string, url: string) => string;

/** Prints word F1 and time a page of each extractor on every third page of `suites/extract`. */
export function runPeers(folder: string): void {
  const rows = readRows('extract/cases.jsonl.gz').filter((_row, index) => index % STEP === 0);
  const pages = rows.map((row) => ({ row, html: decodeHtml(gunzipSync(readFileSync(new URL(`extract/${String(row['page'])}`, SUITES))), null).text }));
  const extractors: readonly (readonly [string, Extractor])[] = [
    ['writeups', (html, url) => extractArticle({ url, html, headers: {} }, NOW).text],
    ['readability + linkedom', readabilityOf(folder)],
  ];
  for (const [name, extract] of extractors) measure(name, extract, pages);
}

function measure(name: string, extract: Extractor, pages: readonly { readonly row: Row; readonly html: string }[]): void {
  pages.slice(0, 20).forEach(({ row, html }) => attempt(extract, html, String(row['url']))); // Compiled code is what counts.
  const results = pages.map(({ row, html }) => ({ row, ...attempt(extract, html, String(row['url'])) }));
  const over = (fits: (row: Row) => boolean): string => mean(results.filter(({ row }) => fits(row)).map(({ row, text }) => wordScore(text, String(row['mainContent'])).f1)).toFixed(3);
  const times = results.map(({ tookMs }) => tookMs);
  console.log(`${name.padEnd(24)} F1 all ${over(() => true)} articles ${over((row) => row['pageType'] === 'article')} documentation ${over((row) => row['pageType'] === 'documentation')}  cpu ms a page ${mean(times).toFixed(1)}`);
}

/** Time is the processor's, so that other processes do not count. */
function attempt(extract: Extractor, html: string, url: string): { readonly text: string; readonly tookMs: number } {
  const start = process.cpuUsage();
  let text = '';
  try {
    text = extract(html, url);
  } catch {
    // Whatever a peer throws on a page counts as no text.
  }
  const { user, system } = process.cpuUsage(start);
  return { text, tookMs: (user + system) / 1_000 };
}

function readabilityOf(folder: string): Extractor {
  const require = createRequire(resolve(folder, 'package.json'));
  const { Readability } = require('@mozilla/readability');
  const { parseHTML } = require('linkedom');
  return (html) => String(new Readability(parseHTML(html).document).parse()?.textContent ?? '');
}

const [folder] = process.argv.slice(2);
if (import.meta.main && folder !== undefined) runPeers(folder);
