/** Measures the embedded engine's speed: `node scripts/bench/search.ts [POSTS] [--keep FILE] [--chars N]`. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IndexDocument, SearchRequest } from '../../core/search.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { naturalRequest, type RankDocument } from '../stages/rank.ts';
import { readJsonLines } from './relevance.ts';
import { recombinedPosts } from './search-corpus.ts';

/** Times in ms. */
export type Latency = { readonly what: string; readonly p50: number; readonly p95: number; readonly found: number };
export type SearchFigures = {
  readonly posts: number; readonly indexedPerSecond: number; readonly openMs: number; readonly firstQueryMs: number; readonly memoryMib: number;
  readonly latencies: readonly Latency[]; readonly upsert100Ms: number; readonly wordsWhileUpserting: Latency;
};

const ROUNDS = 5;
const UPSERTS = 100;
const WORDS = [
  'kubernetes', 'performance', 'release', 'memory', 'database', 'kafka', 'security', 'testing', 'garbage collection', 'machine learning', 'code review',
  'distributed systems', 'node.js releases', 'memory leak debugging', 'generics in go', 'rolling upgrade failure', 'c++ templates', 'async iterators performance',
];
const TYPOS = ['kubernets', 'perfomance', 'garbge collection', 'distributd systems', 'webasembly', 'memmory leak', 'concurency', 'javascirpt engine'];
const BEGINNINGS = ['kub', 'perf', 'garbage coll', 'web', 'distributed sys', 'conc', 'gra', 'memory l'];

/** Figures of a corpus of so many posts. `path` names an index that is kept and used again. */
export async function measureSearch(posts: number, { path, maxChars }: { readonly path: string; readonly maxChars: number }): Promise<SearchFigures> {
  const indexedPerSecond = existsSync(path) ? Number.NaN : await build(path, posts, maxChars);
  const opening = performance.now();
  const engine = await openEmbeddedEngine({ path });
  const openMs = performance.now() - opening;
  try {
    const starting = performance.now();
    await engine.search(naturalRequest('kubernetes upgrade', 10));
    const firstQueryMs = performance.now() - starting;
    const latencies = await measureClasses(engine);
    const memoryMib = process.memoryUsage().rss / 2 ** 20;
    return { posts, indexedPerSecond, openMs, firstQueryMs, memoryMib, latencies, ...await measureUpserts(engine) };
  } finally {
    await engine.close();
  }
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

async function measureClasses(engine: SearchEngine): Promise<Latency[]> {
  const plain = (query: string): SearchRequest => naturalRequest(query, 10);
  const unfinished = (query: string): SearchRequest => {
    const request = plain(query);
    return { ...request, terms: request.terms.map((term, at) => ({ ...term, prefix: at === request.terms.length - 1 })) };
  };
  const filtered = (query: string): SearchRequest => ({
    ...plain(query),
    filter: { type: 'and', clauses: [
      { type: 'or', clauses: [{ type: 'is', field: 'source', value: 'kubernetes.dev' }, { type: 'is', field: 'source', value: 'go.dev' }] },
      { type: 'published', from: '2015-01-01T00:00:00.000Z', before: '2022-01-01T00:00:00.000Z' },
    ] },
  });
  return [
    await measure(engine, 'words', WORDS.map(plain)),
    await measure(engine, 'typo', TYPOS.map(plain)),
    await measure(engine, 'prefix', BEGINNINGS.map(unfinished)),
    await measure(engine, 'filters', WORDS.map(filtered)),
    await measure(engine, 'facets', WORDS.map((query) => ({ ...plain(query), facets: ['tag', 'source', 'kind', 'year'] }))),
    await measure(engine, 'phrase', ['garbage collection', 'memory leak', 'release candidate', 'we are happy to announce'].map((text) => ({
      ...plain(text), terms: [{ text, phrase: true, prefix: false, start: 0 }],
    }))),
    await measure(engine, 'newest', WORDS.map((query) => ({ ...plain(query), sort: 'newest' }))),
    await measure(engine, 'natural', ['how we reduced memory usage of the garbage collector in production', 'announcing the next major release with many improvements'].map(plain)),
    await measureCalls('suggest', BEGINNINGS.map((text) => async () => (await engine.suggest(text, 8)).length)),
    await measureCalls('similar', ['3', '500', '1200', '2500'].map((id) => async () => (await engine.similar(id, 5)).length)),
  ];
}

function measure(engine: SearchEngine, what: string, requests: readonly SearchRequest[]): Promise<Latency> {
  return measureCalls(what, requests.map((request) => async () => (await engine.search(request)).total));
}

/** Every call once to warm up, then in rounds. `found` is the mean of what the calls answer. */
async function measureCalls(what: string, calls: readonly (() => Promise<number>)[]): Promise<Latency> {
  const times: number[] = [];
  let found = 0;
  for (const call of calls) found += await call() / calls.length;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const call of calls) {
      const started = performance.now();
      await call();
      times.push(performance.now() - started);
    }
  }
  return { what, p50: quantile(times, 0.5), p95: quantile(times, 0.95), found: Math.round(found) };
}

/** A hundred posts changed, while searches go on. */
async function measureUpserts(engine: SearchEngine): Promise<Pick<SearchFigures, 'upsert100Ms' | 'wordsWhileUpserting'>> {
  const changed = changedPosts();
  const times: number[] = [];
  const searches: Promise<Latency>[] = [];
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    const searching = measure(engine, 'words while upserting', WORDS.map((query) => naturalRequest(query, 10)));
    await engine.upsert(changed);
    times.push(performance.now() - started);
    searches.push(searching);
    await searching;
  }
  const last = (await Promise.all(searches)).at(-1);
  return { upsert100Ms: quantile(times, 0.5), wordsWhileUpserting: last as Latency };
}

function changedPosts(): IndexDocument[] {
  const source = readJsonLines<RankDocument>('docs.jsonl.gz').slice(0, 10 * UPSERTS);
  return [...recombinedPosts(source, 10 * UPSERTS)].filter((_, number) => number % 10 === 0);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function main(): Promise<void> {
  const argument = (name: string): string | undefined => process.argv[process.argv.indexOf(name) + 1];
  const posts = Number(process.argv[2] ?? 100_000);
  const folder = mkdtempSync(join(tmpdir(), 'writeups-search-'));
  const path = process.argv.includes('--keep') ? argument('--keep') ?? '' : join(folder, 'search.db');
  const maxChars = process.argv.includes('--chars') ? Number(argument('--chars')) : Number.POSITIVE_INFINITY;
  try {
    const figures = await measureSearch(posts, { path, maxChars });
    const { latencies, wordsWhileUpserting, ...rest } = figures;
    for (const [name, value] of Object.entries(rest)) console.log(`${name.padEnd(22)} ${Math.round(value * 10) / 10}`);
    for (const { what, p50, p95, found } of [...latencies, wordsWhileUpserting]) {
      console.log(`${what.padEnd(22)} p50 ${p50.toFixed(1).padStart(6)} ms  p95 ${p95.toFixed(1).padStart(6)} ms  found ${found}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
