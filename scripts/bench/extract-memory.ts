/** Measures how memory grows while pages are extracted: `node scripts/bench/extract-memory.ts [PAGES]`. */

import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { extractArticle } from '../../crawler/extract/extract.ts';
import { decodeHtml } from '../../crawler/fetch/charset.ts';
import { readRows, SUITES } from './extract-suites.ts';

const NOW = '2026-09-01T00:00:00.000Z';
const DEFAULT_PAGES = 10_000;
const LINES = 20;

/** Extracts pages of the suite over and over, each with a text of its own, and prints the memory that is left after each twentieth part. */
export function runMemory(pages: number): void {
  const bodies = readRows('extract/cases.jsonl.gz').map((row) => ({ url: String(row['url']), bytes: readFileSync(new URL(`extract/${String(row['page'])}`, SUITES)) }));
  const every = Math.max(1, Math.floor(pages / LINES));
  console.log('pages      heap MB    rss MB');
  for (let done = 0; done < pages; done += 1) {
    if (done % every === 0) print(done);
    const { url, bytes } = bodies[done % bodies.length] ?? { url: '', bytes: Buffer.alloc(0) };
    extractQuietly(url, `${decodeHtml(gunzipSync(bytes), null).text}<p class="page-${done}" id="run-${done}">${done}</p>`);
  }
  print(pages);
}

function extractQuietly(url: string, html: string): void {
  try {
    extractArticle({ url, html, headers: {} }, NOW);
  } catch {
    // ExtractError: some pages of the suite are no articles; what counts here is what they leave behind.
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** The heap after a collection. */
function print(done: number): void {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  console.log(`${String(done).padEnd(8)}${(heapUsed / 1e6).toFixed(0).padStart(9)}${(rss / 1e6).toFixed(0).padStart(10)}`);
}

if (import.meta.main) runMemory(Number(process.argv[2] ?? DEFAULT_PAGES));
