/**
 * Measures the embedded engine at any size beside what is asked of it:
 * `node scripts/bench/search.ts [POSTS] [--chars N] [--keep FILE] [--no-rebuild] [--peers DIR]`. `--chars` shortens texts, `--keep` names an index
 * that stays and is used again, `--peers` a folder whose `node_modules` hold MiniSearch and Orama.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import type { RankDocument } from '../stages/rank.ts';
import { readJsonLines } from './relevance.ts';
import { recombinedPosts } from './search-corpus.ts';
import type { SearchFigures } from './search-measure.ts';
import { measurePeers } from './search-peers.ts';
import type { RebuildFigures } from './search-rebuild.ts';

/** A figure and the most (or least) that is asked; null where nothing is. */
type Row = { readonly what: string; readonly figure: number; readonly unit: string; readonly most: number | null; readonly least?: number };

const MILLION = 1_000_000;
/** Most ms of p50 and p95 at 100,000 posts. */
const ASKED: Readonly<Record<string, readonly [number | null, number]>> = {
  words: [10, 35], typo: [null, 40], prefix: [null, 25], filters: [null, 30], facets: [null, 40], suggest: [null, 20],
};
const ASKED_AT_A_MILLION = 200;

export function rowsOf(figures: SearchFigures, posts: number): Row[] {
  const { latencies, wordsWhileUpserting } = figures;
  const idle = latencies.find(({ what }) => what === 'words')?.p95 ?? Number.NaN;
  return [
    { what: 'open', figure: figures.openMs, unit: 'ms', most: 50 },
    { what: 'first query', figure: figures.firstQueryMs, unit: 'ms', most: null },
    { what: 'memory', figure: figures.memoryMib, unit: 'MiB', most: posts < MILLION ? 250 : null },
    ...latencies.flatMap(({ what, p50, p95 }): Row[] => [
      { what: `${what} p50`, figure: p50, unit: 'ms', most: posts < MILLION ? ASKED[what]?.[0] ?? null : null },
      { what: `${what} p95`, figure: p95, unit: 'ms', most: posts < MILLION ? ASKED[what]?.[1] ?? null : ASKED_AT_A_MILLION },
    ]),
    { what: `bad input, worst: ${figures.worstInput}`, figure: figures.badInputMs, unit: 'ms', most: 300 },
    { what: '100 upserts while searching', figure: figures.upsert100Ms, unit: 'ms', most: 600 },
    { what: 'words p95 while upserting', figure: wordsWhileUpserting.p95, unit: 'ms', most: 2 * idle },
  ];
}

async function build(path: string, posts: number, maxChars: number): Promise<number> {
  const engine = await openEmbeddedEngine({ path });
  const source = readJsonLines<RankDocument>('docs.jsonl.gz');
  const started = performance.now();
  await engine.rebuild(async function* () {
    yield* recombinedPosts(source, posts, maxChars);
  }());
  const perSecond = posts / ((performance.now() - started) / 1000);
  await engine.close();
  return perSecond;
}

/** What a bench prints as JSON in a process of its own, so that memory is its alone. */
function inOwnProcess<Figures>(file: string, ...args: readonly (string | number)[]): Figures {
  return JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, file), ...args.map(String)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })) as Figures;
}

function print({ what, figure, unit, most, least }: Row): void {
  const asked = least !== undefined ? `asked ≥ ${least}` : most === null ? '' : `asked ≤ ${Math.round(most)}`;
  const isShort = (most !== null && figure > most) || (least !== undefined && figure < least);
  console.log(`${what.padEnd(44)} ${figure.toFixed(figure < 100 ? 1 : 0).padStart(8)} ${unit.padEnd(8)} ${asked.padEnd(14)} ${asked === '' ? '' : isShort ? 'SHORT' : 'ok'}`);
}

async function main(): Promise<void> {
  const option = (name: string): string | null => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] ?? null : null);
  const posts = Number(process.argv[2] ?? 100_000);
  const maxChars = Number(option('--chars') ?? (posts >= MILLION ? 600 : Number.POSITIVE_INFINITY));
  const folder = mkdtempSync(join(tmpdir(), 'writeups-search-'));
  const path = option('--keep') ?? join(folder, 'search.db');
  try {
    if (!existsSync(path)) print({ what: 'indexed', figure: await build(path, posts, maxChars), unit: 'posts/s', most: null, least: 1000 });
    for (const row of rowsOf(inOwnProcess<SearchFigures>('search-measure.ts', path), posts)) print(row);
    if (!process.argv.includes('--no-rebuild')) {
      const { seconds, queries, failed, empty, p95 } = inOwnProcess<RebuildFigures>('search-rebuild.ts', path, posts, maxChars);
      print({ what: `rebuild under 50 queries a second (${queries})`, figure: seconds, unit: 's', most: null });
      print({ what: 'failed meanwhile', figure: failed, unit: '', most: 0 });
      print({ what: 'empty meanwhile', figure: empty, unit: '', most: 0 });
      print({ what: 'p95 meanwhile', figure: p95, unit: 'ms', most: null });
    }
    const peers = option('--peers');
    if (peers !== null) await measurePeers(peers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
