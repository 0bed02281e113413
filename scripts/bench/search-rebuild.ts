/** Rebuilds an index while fifty queries a second run: `node scripts/bench/search-rebuild.ts FILE POSTS [CHARS]` prints figures as JSON. */

import { setImmediate } from 'node:timers/promises';
import type { IndexDocument } from '../../core/search.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import type { RankDocument } from '../stages/rank.ts';
import { readJsonLines } from './relevance.ts';
import { recombinedPosts } from './search-corpus.ts';
import { quantile } from './search-measure.ts';
import { plain, WORDS } from './search-queries.ts';

export type RebuildFigures = { readonly posts: number; readonly seconds: number; readonly queries: number; readonly failed: number; readonly empty: number; readonly p50: number; readonly p95: number };

const QUERIES_PER_SECOND = 50;
/** Posts that are read before other work has its turn, as when a store is read. */
const READ_AT_A_TIME = 20;

async function measureRebuild(path: string, posts: number, maxChars: number): Promise<RebuildFigures> {
  const engine = await openEmbeddedEngine({ path });
  const times: number[] = [];
  let [failed, empty, asked] = [0, 0, 0];
  const ask = async (): Promise<void> => {
    const started = performance.now();
    try {
      const { total } = await engine.search(plain(WORDS[(asked += 1) % WORDS.length] ?? ''));
      if (total === 0) empty += 1;
    } catch {
      failed += 1;
    }
    times.push(performance.now() - started);
  };
  const started = performance.now();
  const timer = setInterval(() => void ask(), 1000 / QUERIES_PER_SECOND);
  try {
    const { documents } = await engine.rebuild(slowly(recombinedPosts(readJsonLines<RankDocument>('docs.jsonl.gz'), posts, maxChars)));
    await sees(engine);
    return { posts: documents, seconds: (performance.now() - started) / 1000, queries: asked, failed, empty, p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
  } finally {
    clearInterval(timer);
    await engine.close();
  }
}

/** A last search, behind all that are under way: on the new index. */
async function sees(engine: SearchEngine): Promise<void> {
  await engine.search(plain(WORDS[0] ?? ''));
}

async function* slowly(posts: Iterable<IndexDocument>): AsyncGenerator<IndexDocument> {
  let read = 0;
  for (const post of posts) {
    yield post;
    if ((read += 1) % READ_AT_A_TIME === 0) await setImmediate();
  }
}

if (import.meta.main) {
  const [, , path = '', posts = '100000', maxChars = 'Infinity'] = process.argv;
  console.log(JSON.stringify(await measureRebuild(path, Number(posts), Number(maxChars))));
}
