/** Runs extraction over the suites and scores each page. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { extractStage } from '../../crawler/extract/stage.ts';
import { sameDay, sameNames, foldName, halfOf, wordScore } from './extract-scores.ts';
import { scoreMarkdown, type MarkdownScore } from './extract-markdown-scores.ts';

export const SUITES = new URL('../../../shared/suites/', import.meta.url);

/** A moment after every page of the suites was recorded. */
const NOW = '2026-09-01T00:00:00.000Z';

/** A page's answer and its scores; null where the suite does not ask. */
export type PageScore = {
  readonly id: string;
  readonly url: string;
  readonly half: 'tuned' | 'held';
  readonly group: string;
  readonly f1: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly title: boolean | null;
  readonly author: boolean | null;
  readonly date: boolean | null;
  readonly tags: number | null;
  readonly markdown: MarkdownScore | null;
  readonly tookMs: number;
  readonly answer: Answer;
  readonly wanted: Row;
};

export type Answer = { readonly title: string | null; readonly authors: readonly string[]; readonly publishedAt: string | null; readonly text: string; readonly markdown: string; readonly siteName: string | null; readonly categories: readonly string[]; readonly language: string | null; readonly quality: { readonly score: number; readonly reasons: readonly string[] }; readonly provenance: Readonly<Record<string, string>> };
export type Row = Readonly<Record<string, unknown>>;

const NOTHING: Answer = { title: null, authors: [], publishedAt: null, text: '', markdown: '', siteName: null, categories: [], language: null, quality: { score: 0, reasons: [] }, provenance: {} };

/** The rows of a gzipped JSON lines file of the suites. */
export function readRows(path: string): Row[] {
  return gunzipSync(readFileSync(new URL(path, SUITES))).toString('utf8').trim().split('\n').map((line): Row => JSON.parse(line));
}

/** Which of the rows are scored: every one, or every n-th for a quick look. */
export type Pick = (rows: readonly Row[]) => readonly Row[];

/** Every n-th row. */
export function everyNth(step: number): Pick {
  return (rows) => rows.filter((_row, index) => index % step === 0);
}

const ALL: Pick = (rows) => rows;

function extractRow(folder: string, row: Row): { readonly answer: Answer; readonly tookMs: number } {
  const body = gunzipSync(readFileSync(new URL(`${folder}/${String(row['page'])}`, SUITES)));
  const job = { id: row['id'], url: row['url'], bodyBase64: body.toString('base64') };
  const start = performance.now();
  const answer = extractStage(job, NOW);
  const tookMs = performance.now() - start;
  return { answer: 'error' in answer ? NOTHING : answer, tookMs };
}

const UNASKED = { f1: null, precision: null, recall: null, title: null, author: null, date: null, tags: null, markdown: null } as const;

type Score = { readonly [Key in keyof typeof UNASKED]?: PageScore[Key] };

function scoreRows(folder: string, rows: readonly Row[], group: (row: Row) => string, score: (answer: Answer, row: Row) => Score): PageScore[] {
  return rows.map((row) => {
    const { answer, tookMs } = extractRow(folder, row);
    return { ...UNASKED, ...score(answer, row), id: String(row['id']), url: String(row['url']), half: halfOf(String(row['id'])), group: group(row), tookMs, answer, wanted: row };
  });
}

const text = (row: Row, key: string): string | null => (typeof row[key] === 'string' && row[key] !== '' ? row[key] : null);

/** `suites/extract/cases`. */
export function scoreArticles(pick: Pick = ALL): PageScore[] {
  return scoreRows('extract', pick(readRows('extract/cases.jsonl.gz')), (row) => String(row['pageType']), (answer, row) => ({
    ...wordScore(answer.text, String(row['mainContent'])),
    title: text(row, 'title') === null ? null : foldName(answer.title ?? '') === foldName(String(row['title'])),
    author: text(row, 'author') === null ? null : sameNames(answer.authors, String(row['author']).split(/\s*(?:, and |,|;|&| and |\|)\s*/u)) || sameNames(answer.authors, [String(row['author'])]),
    date: text(row, 'publishDate') === null ? null : sameDay(answer.publishedAt, String(row['publishDate'])),
  }));
}

/** `suites/extract/readability`. */
export function scoreReadability(pick: Pick = ALL): PageScore[] {
  return scoreRows('extract', pick(readRows('extract/readability.jsonl.gz')), () => 'readability', (answer, row) => ({
    ...wordScore(answer.text, String(row['expectedText'])),
    title: text(row, 'title') === null ? null : answer.title?.trim() === String(row['title']).trim(),
    author: text(row, 'byline') === null ? null : foldName(answer.authors.join(', ')) === foldName(String(row['byline']).replace(/^by /iu, '')),
    date: text(row, 'publishedTime') === null ? null : sameDay(answer.publishedAt, new Date(String(row['publishedTime'])).toISOString()),
  }));
}

/** `suites/extract/defuddle`. */
export function scoreDefuddle(pick: Pick = ALL): PageScore[] {
  return scoreRows('extract', pick(readRows('extract/defuddle.jsonl.gz')), (row) => (Array.isArray(row['topics']) ? String(row['topics'][0]) : ''), (answer, row) => ({
    ...wordScore(bare(answer.markdown), bare(String(row['expectedMarkdown']))),
    markdown: scoreMarkdown(answer.markdown, String(row['expectedMarkdown'])),
  }));
}

function bare(markdown: string): string {
  return markdown.replace(/[#*_[\]()|]/gu, ' ');
}

/** `suites/dates/cases`. */
export function scoreDates(pick: Pick = ALL): PageScore[] {
  return scoreRows('dates', pick(readRows('dates/cases.jsonl.gz')), () => 'dates', (answer, row) => ({ date: sameDay(answer.publishedAt, String(row['date'])) }));
}

/** `suites/dates/metadata`. */
export function scoreMetadata(pick: Pick = ALL): PageScore[] {
  return scoreRows('dates', pick(readRows('dates/metadata.jsonl.gz')), () => 'metadata', (answer, row) => ({
    title: text(row, 'title') === null ? null : foldName(answer.title ?? '') === foldName(String(row['title'])),
    author: text(row, 'author') === null ? null : sameSet(answer.authors, String(row['author'])),
    date: text(row, 'date') === null ? null : sameDay(answer.publishedAt, String(row['date'])),
    tags: Array.isArray(row['tags']) && row['tags'].length > 0 ? tagRecall(answer.categories, row['tags'].map(String)) : null,
  }));
}

function sameSet(found: readonly string[], wanted: string): boolean {
  const set = (names: readonly string[]): string => [...new Set(names.map(foldName))].sort().join('|');
  return set(found) === set(wanted.split(/\s*(?:,|;| and | und |&|\/)\s*/u)) || foldName(found.join(' ')) === foldName(wanted);
}

function tagRecall(found: readonly string[], wanted: readonly string[]): number {
  const have = new Set(found.map(foldName));
  return wanted.filter((tag) => have.has(foldName(tag))).length / wanted.length;
}
