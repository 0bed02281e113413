/** Measures language detection on 500 characters of pages that declare their language: `node scripts/bench/language.ts [DIR]`, where DIR holds franc's `node_modules`. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { extractArticle } from '../../crawler/extract/extract.ts';
import { decodeHtml } from '../../crawler/fetch/charset.ts';
import { readRows, SUITES, type Row } from './extract-suites.ts';

const SAMPLE_CHARS = 500;
const MODELS = ['small', 'medium', 'large'];

/** A text from the middle of a page with the primary subtag that the page declares. */
type Sample = { readonly text: string; readonly declared: string };
type Detect = (text: string) => string;

function samples(): Sample[] {
  const texts = [
    ...readRows('extract/cases.jsonl.gz').map((row) => sample(String(row['mainContent']), htmlLanguage('extract', row))),
    ...readRows('extract/readability.jsonl.gz').map((row) => sample(String(row['expectedText']), row['lang'])),
    ...readRows('tags/cases.jsonl.gz').map((row) => sample(String(row['text']), row['lang'])),
    ...readRows('dates/metadata.jsonl.gz').map((row) => sample(textOf(row), htmlLanguage('dates', row))),
  ];
  return texts.filter((text) => text !== null);
}

function sample(text: string, declared: unknown): Sample | null {
  const subtag = /^([a-z]{2})(?:[-_]|$)/u.exec(String(declared ?? '').toLowerCase())?.[1];
  const start = Math.max(0, Math.floor((text.length - SAMPLE_CHARS) / 2));
  return subtag === undefined || text.length < SAMPLE_CHARS ? null : { text: text.slice(start, start + SAMPLE_CHARS), declared: subtag };
}

function htmlOf(folder: string, row: Row): string {
  return decodeHtml(gunzipSync(readFileSync(new URL(`${folder}/${String(row['page'])}`, SUITES))), null).text;
}

function htmlLanguage(folder: string, row: Row): string | null {
  return /<html[^>]{0,500}?\slang=["']?([\w-]{2,10})/iu.exec(htmlOf(folder, row).slice(0, 20_000))?.[1] ?? null;
}

function textOf(row: Row): string {
  try {
    return extractArticle({ url: String(row['url']), html: htmlOf('dates', row), headers: {} }, '2026-09-01T00:00:00.000Z').text;
  } catch {
    return ''; // ExtractError: a page without a text has nothing to detect.
  }
}

async function loadModel(name: string, folder: string): Promise<Detect> {
  if (name !== 'franc') {
    const { eld } = await import(import.meta.resolve(`eld/${name}`));
    return (text) => eld.detect(text).language;
  }
  const { franc } = await import(pathToFileURL(resolve(folder, 'node_modules/franc/index.js')).href);
  const codes: Readonly<Record<string, string>> = { eng: 'en', deu: 'de', fra: 'fr', spa: 'es', por: 'pt', ita: 'it', nld: 'nl', cmn: 'zh', jpn: 'ja', kor: 'ko', rus: 'ru', pol: 'pl', tur: 'tr', arb: 'ar', vie: 'vi', swe: 'sv', dan: 'da', fin: 'fi', ces: 'cs', ukr: 'uk', ell: 'el', hun: 'hu', ron: 'ro', heb: 'he', tha: 'th', ind: 'id' };
  return (text) => codes[franc(text)] ?? '';
}

/** Prints the share of texts whose declared language one model finds, over all and without English, with processor time and memory. */
async function measureModel(name: string, folder: string, texts: readonly Sample[]): Promise<void> {
  const detect = await loadModel(name, folder);
  const start = process.cpuUsage();
  const right = texts.filter(({ text, declared }) => detect(text) === declared);
  const cpuMs = (process.cpuUsage(start).user + process.cpuUsage(start).system) / 1000;
  const foreign = texts.filter(({ declared }) => declared !== 'en');
  const share = (part: number, whole: number): string => `${(part / whole).toFixed(3)} (${part}/${whole})`;
  console.log(`${name.padEnd(8)} all ${share(right.length, texts.length)}  not English ${share(right.filter(({ declared }) => declared !== 'en').length, foreign.length)}  ${(cpuMs / texts.length).toFixed(3)} ms a text  ${memoryOf(name, folder)}`);
}

/** What the model adds to a bare process. */
function memoryOf(name: string, folder: string): string {
  const load = name === 'franc' ? `const { franc } = await import(${JSON.stringify(pathToFileURL(resolve(folder, 'node_modules/franc/index.js')).href)}); franc('A queue grew at night.');` : `const { eld } = await import('eld/${name}'); eld.detect('A queue grew at night.');`;
  const program = `const before = process.memoryUsage().rss; ${load} console.log(Math.round((process.memoryUsage().rss - before) / 1e6) + ' MB');`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }).stdout.trim();
}

/** Each model in a process of its own: they share their state, and memory is counted for one. */
export function runModels(folder: string | null): void {
  for (const name of folder === null ? MODELS : [...MODELS, 'franc']) spawnSync(process.execPath, [import.meta.filename, folder ?? '.', name], { stdio: 'inherit' });
}

if (import.meta.main) {
  const [folder, name] = process.argv.slice(2);
  if (name === undefined) runModels(folder ?? null);
  else await measureModel(name, folder ?? '.', samples());
}
