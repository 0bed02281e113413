/** Measures an index in a process that does nothing else: `node scripts/bench/search-measure.ts FILE` prints figures as JSON. */

import type { IndexDocument } from '../../core/search.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import type { RankDocument } from '../stages/rank.ts';
import { readJsonLines } from './relevance.ts';
import { recombinedPosts } from './search-corpus.ts';
import { BAD_INPUT, BEGINNINGS, CLASSES, plain, WORDS } from './search-queries.ts';

/** Times in ms; `found` is the mean of what was found. */
export type Latency = { readonly what: string; readonly p50: number; readonly p95: number; readonly found: number };
export type SearchFigures = {
  readonly documents: number; readonly openMs: number; readonly firstQueryMs: number; readonly memoryMib: number; readonly latencies: readonly Latency[];
  /** The longest that bad input took, and which it was. */
  readonly badInputMs: number; readonly worstInput: string;
  readonly upsert100Ms: number; readonly wordsWhileUpserting: Latency;
};

const ROUNDS = 5;
const UPSERTS = 100;

async function measureIndex(path: string): Promise<SearchFigures> {
  const opening = performance.now();
  const engine = await openEmbeddedEngine({ path });
  const openMs = performance.now() - opening;
  try {
    const starting = performance.now();
    await engine.search(plain('kubernetes upgrade'));
    const firstQueryMs = performance.now() - starting;
    const latencies = await measureClasses(engine);
    const memoryMib = process.memoryUsage().rss / 2 ** 20;
    const bad = await measureBadInput(engine);
    const { documents } = await engine.status();
    return { documents, openMs, firstQueryMs, memoryMib, latencies, ...bad, ...await measureUpserts(engine) };
  } finally {
    await engine.close();
  }
}

async function measureClasses(engine: SearchEngine): Promise<Latency[]> {
  const measured: Latency[] = [];
  for (const [what, requests] of Object.entries(CLASSES)) {
    measured.push(await measureCalls(what, requests.map((request) => async () => (await engine.search(request)).total)));
  }
  return [
    ...measured,
    await measureCalls('suggest', BEGINNINGS.map((text) => async () => (await engine.suggest(text, 8)).length)),
    await measureCalls('similar', ['3', '500', '1200', '2500'].map((id) => async () => (await engine.similar(id, 5)).length)),
  ];
}

/** Every call once to warm up, then in rounds. */
export async function measureCalls(what: string, calls: readonly (() => Promise<number> | number)[], rounds = ROUNDS): Promise<Latency> {
  const times: number[] = [];
  let found = 0;
  for (const call of calls) found += await call() / calls.length;
  for (let round = 0; round < rounds; round += 1) {
    for (const call of calls) {
      const started = performance.now();
      await call();
      times.push(performance.now() - started);
    }
  }
  return { what, p50: quantile(times, 0.5), p95: quantile(times, 0.95), found: Math.round(found) };
}

/** Each once, and no warming up: nobody sends it twice. */
async function measureBadInput(engine: SearchEngine): Promise<Pick<SearchFigures, 'badInputMs' | 'worstInput'>> {
  let worst = { badInputMs: 0, worstInput: '' };
  for (const { what, read } of BAD_INPUT) {
    const started = performance.now();
    try {
      await engine.search(read());
    } catch (error) {
      // Refused with its place named: an answer too. Anything else is not.
      if (!(error instanceof Error) || error.name !== 'RequestError') throw error;
    }
    const tookMs = performance.now() - started;
    if (tookMs > worst.badInputMs) worst = { badInputMs: tookMs, worstInput: JSON.stringify(what) };
  }
  return worst;
}

/** A hundred posts changed, while searches go on. */
async function measureUpserts(engine: SearchEngine): Promise<Pick<SearchFigures, 'upsert100Ms' | 'wordsWhileUpserting'>> {
  const changed = changedPosts();
  const times: number[] = [];
  let wordsWhileUpserting: Latency = { what: 'words while upserting', p50: Number.NaN, p95: Number.NaN, found: 0 };
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    const searching = measureCalls('words while upserting', WORDS.map((query) => async () => (await engine.search(plain(query))).total));
    await engine.upsert(changed);
    times.push(performance.now() - started);
    wordsWhileUpserting = await searching;
  }
  return { upsert100Ms: quantile(times, 0.5), wordsWhileUpserting };
}

/** Every tenth of the first posts, as they are in the corpus. */
function changedPosts(): IndexDocument[] {
  const source = readJsonLines<RankDocument>('docs.jsonl.gz').slice(0, 10 * UPSERTS);
  return [...recombinedPosts(source, 10 * UPSERTS)].filter((_, number) => number % 10 === 0);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

if (import.meta.main) console.log(JSON.stringify(await measureIndex(process.argv[2] ?? '')));
