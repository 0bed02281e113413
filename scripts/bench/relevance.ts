/** Measures how well the engine ranks, on judged sets: `node scripts/bench/relevance.ts [--engine embedded|meilisearch]`. */

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SearchEngine } from '../../index-config/engine.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import { openMeilisearchEngine } from '../../index-config/meilisearch/engine.ts';
import { naturalRequest, toRankedDocument, type RankDocument } from '../stages/rank.ts';

export const SEARCH_SUITE = new URL('../../../shared/suites/search/', import.meta.url);

/** A judged query: `relevant` are the ids wanted. */
export type JudgedQuery = { readonly qid: string; readonly query: string; readonly relevant: readonly string[]; readonly kind?: string };
/** Means over the queries. */
export type Quality = { readonly queries: number; readonly ndcg10: number; readonly mrr10: number; readonly success1: number; readonly success10: number };
/** One line of the report: `tuned` is the half that parameters were chosen on, `held` the other. */
export type SetQuality = { readonly set: string; readonly all: Quality; readonly tuned: Quality; readonly held: Quality };

const DEPTH = 10;

/** Quality on Cranfield, on known items by anchor and by title, and on these with one typing error each. */
export async function measureRelevance(openEngine: (name: string) => Promise<SearchEngine>): Promise<SetQuality[]> {
  const known = readJsonLines<JudgedQuery>('queries.jsonl');
  const knownSets = ['title', 'anchor'].flatMap((kind) => {
    const queries = known.filter((query) => query.kind === kind);
    return [{ set: `${kind}s`, queries }, { set: `${kind}s, one typo`, queries: queries.map(withTypo) }];
  });
  return [
    ...await measureSet(openEngine, 'cranfield_docs.jsonl.gz', [{ set: 'cranfield', queries: readJsonLines<JudgedQuery>('cranfield_queries.jsonl') }]),
    ...await measureSet(openEngine, 'docs.jsonl.gz', knownSets),
  ];
}

/** The query with one error in one word of at least five letters, the same at each run: two letters swapped, one lost, or one doubled. */
export function withTypo<Query extends { readonly qid: string; readonly query: string }>(query: Query): Query {
  const words = [...query.query.matchAll(/\p{L}{5,}/gu)];
  const dice = createHash('sha256').update(`typo ${query.qid}`).digest();
  const word = words[(dice[0] ?? 0) % words.length];
  if (word === undefined) return query;
  const at = (dice[1] ?? 0) % (word[0].length - 1);
  const [a, b] = [word[0].charAt(at), word[0].charAt(at + 1)];
  const edited = [b + a, b, a + a + b][(dice[2] ?? 0) % 3] ?? '';
  const start = word.index + at;
  return { ...query, query: query.query.slice(0, start) + edited + query.query.slice(start + 2) };
}

/** Measures of one ranking (relevance is yes or no, as the collection's own measure has it). */
export function judge(ids: readonly string[], relevant: ReadonlySet<string>): Omit<Quality, 'queries'> {
  const gains = ids.slice(0, DEPTH).map((id) => (relevant.has(id) ? 1 : 0));
  const ideal = Array.from({ length: Math.min(DEPTH, relevant.size) }, () => 1);
  const first = gains.indexOf(1);
  return {
    ndcg10: discounted(gains) / (discounted(ideal) || 1), mrr10: first < 0 ? 0 : 1 / (first + 1),
    success1: first === 0 ? 1 : 0, success10: first < 0 ? 0 : 1,
  };
}

async function measureSet(
  openEngine: (name: string) => Promise<SearchEngine>, docsFile: string, sets: readonly { readonly set: string; readonly queries: readonly JudgedQuery[] }[],
): Promise<SetQuality[]> {
  const documents = readJsonLines<RankDocument>(docsFile);
  const engine = await openEngine(docsFile.replace(/\W.*$/u, ''));
  try {
    await engine.rebuild(async function* () {
      yield* documents.map((document, at) => toRankedDocument(document, String(at)));
    }());
    const measured: SetQuality[] = [];
    for (const { set, queries } of sets) {
      const judged: { qid: string; quality: Omit<Quality, 'queries'> }[] = [];
      for (const query of queries) {
        const { hits } = await engine.search(naturalRequest(query.query, DEPTH));
        const ids = hits.map((hit) => documents[Number(hit.document.id)]?.id ?? '');
        judged.push({ qid: query.qid, quality: judge(ids, new Set(query.relevant)) });
      }
      const half = (tuned: boolean): Quality => mean(judged.filter(({ qid }) => isTuningQuery(qid) === tuned).map(({ quality }) => quality));
      measured.push({ set, all: mean(judged.map(({ quality }) => quality)), tuned: half(true), held: half(false) });
    }
    return measured;
  } finally {
    await engine.close();
  }
}

/** Parameters are chosen on these queries only. */
export function isTuningQuery(qid: string): boolean {
  return ((createHash('sha256').update(qid).digest()[0] ?? 0) & 1) === 1;
}

export function readJsonLines<Line>(file: string): Line[] {
  const bytes = readFileSync(new URL(file, SEARCH_SUITE));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Line);
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0);
}

function mean(qualities: readonly Omit<Quality, 'queries'>[]): Quality {
  const of = (name: keyof Omit<Quality, 'queries'>): number => qualities.reduce((sum, quality) => sum + quality[name], 0) / (qualities.length || 1);
  return { queries: qualities.length, ndcg10: of('ndcg10'), mrr10: of('mrr10'), success1: of('success1'), success10: of('success10') };
}

async function main(): Promise<void> {
  const meilisearch = process.argv.includes('meilisearch');
  const folder = mkdtempSync(join(tmpdir(), 'writeups-relevance-'));
  const meiliUrl = process.env['MEILI_URL'] ?? 'http://127.0.0.1:7700';
  try {
    const measured = await measureRelevance(async (name) => (meilisearch
      ? openMeilisearchEngine({ url: meiliUrl, key: process.env['MEILI_KEY'] ?? null, index: `relevance_${name}` })
      : openEmbeddedEngine({ path: join(folder, `${name}.db`) })));
    for (const { set, ...halves } of measured) {
      for (const [half, quality] of Object.entries(halves)) {
        const figures = [quality.ndcg10, quality.mrr10, quality.success1, quality.success10].map((figure) => figure.toFixed(4));
        console.log(`${set.padEnd(18)} ${half.padEnd(6)} ${String(quality.queries).padStart(4)} queries  nDCG@10 ${figures[0]}  MRR@10 ${figures[1]}  success@1 ${figures[2]}  @10 ${figures[3]}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
