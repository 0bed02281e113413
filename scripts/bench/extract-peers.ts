/** Measures other extractors on the same pages in the same run: `node scripts/bench/extract-peers.ts DIR`, where DIR holds their `node_modules`. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { extractArticle } from '../../crawler/extract/extract.ts';
import { decodeHtml } from '../../crawler/fetch/charset.ts';
import { parseHtml } from '../../crawler/parse/html.ts';
import { foldName, mean, wordScore } from './extract-scores.ts';
import { readRows, SUITES, type Row } from './extract-suites.ts';

const NOW = '2026-09-01T00:00:00.000Z';
/** Every third page: enough for a mean, short enough to run often. The pages after these warm up: compiled code is what counts, not what it remembers of a page. */
const STEP = 3;
/** The peer that the asked ratio is over. */
const ASKED_PEER = 'readability + linkedom';
const ASKED_RATIO = 5;
const ASKED_P99_MS = 150;

/** What an extractor makes of a page; an empty title for one that it does not give. */
type Extracted = { readonly text: string; readonly title: string };
type Extractor = (html: string, url: string) => Extracted | Promise<Extracted>;
type Sample = { readonly row: Row; readonly html: string };
type Samples = { readonly warming: readonly Sample[]; readonly measured: readonly Sample[] };

/** Prints word F1, titles and processor time a page of each extractor on every third page of `suites/extract`, ours first. */
export async function runPeers(folder: string): Promise<void> {
  const samples: Samples = { warming: readSamples(1), measured: readSamples(0) };
  const ours = await measure('writeups', ourExtractor, samples, null);
  await measureParsing(folder, samples); // Before the peers, whose leavings the collector has to walk over.
  for (const [name, extract] of await peersIn(folder)) await measure(name, extract, samples, ours);
  const over = quantile(ours, 0.99);
  console.log(`asked: ${ASKED_PEER} at least ${ASKED_RATIO.toFixed(1)} × ours; ours p99 at most ${ASKED_P99_MS} ms (${over.toFixed(0)} ms: ${over <= ASKED_P99_MS ? 'met' : 'missed'})`);
}

/** The pages whose places leave this remainder. */
function readSamples(remainder: number): Sample[] {
  const rows = readRows('extract/cases.jsonl.gz').filter((_row, index) => index % STEP === remainder);
  return rows.map((row) => ({ row, html: decodeHtml(gunzipSync(readFileSync(new URL(`extract/${String(row['page'])}`, SUITES))), null).text }));
}

/** What of the times is the parser's. */
async function measureParsing(folder: string, samples: Samples): Promise<void> {
  const { parseHTML } = createRequire(resolve(folder, 'package.json'))('linkedom');
  for (const [name, parse] of [['htmlparser2, as ours', parseHtml], ['linkedom', parseHTML]] as const) {
    const times = await timesOf((html) => { parse(html); return { text: '', title: '' }; }, samples);
    console.log(`parsing alone: ${name.padEnd(22)} cpu ms a page ${mean(times).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(0)}`);
  }
}

async function timesOf(extract: Extractor, samples: Samples): Promise<number[]> {
  return (await extractAll(extract, samples)).map((result) => result.tookMs);
}

type Result = Extracted & { readonly row: Row; readonly tookMs: number };

async function extractAll(extract: Extractor, { warming, measured }: Samples): Promise<Result[]> {
  for (const { row, html } of warming) await attempt(extract, html, String(row['url']));
  const results: Result[] = [];
  for (const { row, html } of measured) results.push({ row, ...(await attempt(extract, html, String(row['url']))) });
  return results;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
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

/** Prints a line and returns the processor time of each page, ms. `ours`: what the peer's times are compared with. */
async function measure(name: string, extract: Extractor, samples: Samples, ours: readonly number[] | null): Promise<number[]> {
  const results = await extractAll(extract, samples);
  const over = (fits: (row: Row) => boolean): string => mean(results.filter(({ row }) => fits(row)).map(({ row, text }) => wordScore(text, String(row['mainContent'])).f1)).toFixed(3);
  const titles = mean(results.map(({ row, title }) => Number(foldName(title) === foldName(String(row['title'])))));
  const times = results.map((result) => result.tookMs);
  const ratio = ours === null ? '' : `, ${(mean(times) / mean(ours)).toFixed(1)} × ours (${quantile(times.map((took, index) => took / (ours[index] ?? Number.NaN)), 0.5).toFixed(1)} × on the page in the middle)`;
  console.log(`${name.padEnd(24)} F1 all ${over(() => true)} articles ${over((row) => row['pageType'] === 'article')} documentation ${over((row) => row['pageType'] === 'documentation')} title ${titles.toFixed(3)}  cpu ms a page ${mean(times).toFixed(1)}, p50 ${quantile(times, 0.5).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(0)}${ratio}`);
  return times;
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
