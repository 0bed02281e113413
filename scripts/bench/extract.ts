/** Measures extraction on the suites: `node scripts/bench/extract.ts`. */

import { mean, type halfOf } from './extract-scores.ts';
import { scoreArticles, scoreDates, scoreDefuddle, scoreMetadata, scoreReadability, type PageScore, type Pick } from './extract-suites.ts';

type Half = ReturnType<typeof halfOf> | 'all';

/** A figure: its name, value (0–1 unless the name has a unit) over all pages and over each half, and the aim. */
export type Figure = { readonly name: string; readonly all: number; readonly tuned: number; readonly held: number; readonly aim: number | null };

/** Every figure of the extraction suites, over all pages or those picked. */
export function measureExtraction(pick?: Pick): Figure[] {
  const articles = scoreArticles(pick);
  const typed = (types: readonly string[]) => articles.filter((page) => types.includes(page.group));
  const other = articles.filter((page) => page.group !== 'article' && page.group !== 'documentation');
  const readability = scoreReadability(pick);
  const defuddle = scoreDefuddle();
  const dates = scoreDates(pick);
  const metadata = scoreMetadata(pick);
  return [
    figure('extract F1, all', articles, f1, 0.88), figure('extract F1, articles', typed(['article']), f1, 0.95), figure('extract F1, documentation', typed(['documentation']), f1, 0.93), figure('extract F1, other', other, f1, null),
    figure('extract title', articles, (page) => page.title, 0.9), figure('extract author', articles, (page) => page.author, 0.85), figure('extract date', articles, (page) => page.date, 0.85),
    figure('dates accuracy', dates, (page) => page.date, 0.92),
    figure('metadata title', metadata, (page) => page.title, null), figure('metadata author', metadata, (page) => page.author, null), figure('metadata date', metadata, (page) => page.date, null), figure('metadata tags recall', metadata, (page) => page.tags, null),
    figure('readability F1', readability, f1, null), figure('readability title', readability, (page) => page.title, null), figure('readability byline', readability, (page) => page.author, null), figure('readability published', readability, (page) => page.date, null),
    figure('defuddle F1', defuddle, f1, null), counted('defuddle code blocks', defuddle, 'code', 0.97), counted('defuddle footnotes', defuddle, 'notes', 0.9), counted('defuddle tables', defuddle, 'tables', 0.9),
    ...timeFigures([...articles, ...readability, ...dates, ...metadata]),
  ];
}

const f1 = (page: PageScore): number | null => page.f1;

function inHalf(pages: readonly PageScore[], half: Half): readonly PageScore[] {
  return half === 'all' ? pages : pages.filter((page) => page.half === half);
}

function figure(name: string, pages: readonly PageScore[], score: (page: PageScore) => number | boolean | null, aim: number | null): Figure {
  const over = (half: Half): number => mean(inHalf(pages, half).map(score).filter((value) => value !== null).map(Number));
  return { name, all: over('all'), tuned: over('tuned'), held: over('held'), aim };
}

function counted(name: string, pages: readonly PageScore[], key: 'code' | 'notes' | 'tables', aim: number): Figure {
  const over = (half: Half): number => {
    const counts = inHalf(pages, half).map((page) => page.markdown?.[key] ?? [0, 0]);
    return counts.reduce((sum, [found]) => sum + found, 0) / Math.max(1, counts.reduce((sum, [, expected]) => sum + expected, 0));
  };
  return { name, all: over('all'), tuned: over('tuned'), held: over('held'), aim };
}

function timeFigures(pages: readonly PageScore[]): Figure[] {
  const times = pages.map((page) => page.tookMs).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return [['mean', mean(times)], ['p50', at(0.5)], ['p99', at(0.99)], ['max', at(1)]].map(([name, value]) => ({ name: `ms a page, ${name}`, all: Number(value), tuned: Number.NaN, held: Number.NaN, aim: name === 'p99' ? 150 : null }));
}

/** Prints the figures as a table. */
export function run(): void {
  const cell = (value: number | null): string => (value === null || Number.isNaN(value) ? '' : value < 2 ? value.toFixed(3) : value.toFixed(1)).padStart(8);
  console.log(`${'figure'.padEnd(28)}${['all', 'tuned', 'held', 'aim'].map((name) => name.padStart(8)).join('')}`);
  for (const { name, all, tuned, held, aim } of measureExtraction()) console.log(`${name.padEnd(28)}${cell(all)}${cell(tuned)}${cell(held)}${cell(aim)}`);
}

if (import.meta.main) run();
