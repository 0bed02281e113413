/** MiniSearch and Orama beside the embedded engine on the same posts: `node scripts/bench/search-peers.ts DIR [POSTS]`, where DIR holds their `node_modules`. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IndexDocument } from '../../core/search.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import type { RankDocument } from '../stages/rank.ts';
import { readJsonLines } from './relevance.ts';
import { recombinedPosts } from './search-corpus.ts';
import { measureCalls } from './search-measure.ts';
import { BEGINNINGS, filtered, plain, TYPOS, unfinished, WORDS } from './search-queries.ts';

/** The most that both can hold within the 4 GiB that a process has by default. */
const PEER_POSTS = 10_000;
const ROUNDS = 2;

type Ask = (query: string) => Promise<number> | number;
/** An engine that has indexed the posts; each question gives how many posts were found. */
type Filled = { readonly words: Ask; readonly typo: Ask; readonly prefix: Ask; readonly filters: Ask; readonly close: () => Promise<void> };
type Fill = (posts: readonly IndexDocument[]) => Promise<Filled>;

/** Prints how fast each indexes and answers, and by how much memory grew. */
export async function measurePeers(folder: string, count = PEER_POSTS): Promise<void> {
  const posts = [...recombinedPosts(readJsonLines<RankDocument>('docs.jsonl.gz'), count)];
  const peers: readonly (readonly [string, Fill])[] = [['writeups', fillOurs], ['MiniSearch', miniSearchOf(folder)], ['Orama', oramaOf(folder)]];
  for (const [name, fill] of peers) {
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    const started = performance.now();
    const filled = await fill(posts);
    const perSecond = count / ((performance.now() - started) / 1000);
    const classes = [
      await measureCalls('words', WORDS.map((query) => () => filled.words(query)), ROUNDS), await measureCalls('typo', TYPOS.map((query) => () => filled.typo(query)), ROUNDS),
      await measureCalls('prefix', BEGINNINGS.map((query) => () => filled.prefix(query)), ROUNDS), await measureCalls('filters', WORDS.map((query) => () => filled.filters(query)), ROUNDS),
    ];
    const latencies = classes.map(({ what, p50, p95, found }) => `${what} ${p50.toFixed(1)} / ${p95.toFixed(1)} ms (${found} found)`).join(', ');
    console.log(`${name.padEnd(11)} ${count} posts: ${Math.round(perSecond)} posts/s, +${Math.round((process.memoryUsage().rss - before) / 2 ** 20)} MiB; ${latencies}`);
    await filled.close();
  }
}

async function fillOurs(posts: readonly IndexDocument[]): Promise<Filled> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-peers-'));
  const engine = await openEmbeddedEngine({ path: join(folder, 'search.db') });
  await engine.rebuild(async function* () {
    yield* posts;
  }());
  const ask = (read: typeof plain): Ask => async (query) => (await engine.search(read(query))).total;
  return {
    words: ask(plain), typo: ask(plain), prefix: ask(unfinished), filters: ask(filtered),
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same words and fields; titles count most, as with ours. */
const FIELDS = ['title', 'tags', 'body'];
const BOOSTS = { title: 8, tags: 3, body: 1 };
const YEARS = { from: Date.UTC(2015), before: Date.UTC(2022) };
const HOSTS = new Set(['kubernetes.dev', 'go.dev']);

function flat(post: IndexDocument): Record<string, unknown> {
  return { id: post.id, title: post.title, tags: post.tags.join(' '), body: post.body, host: post.host, at: Date.parse(post.publishedAt ?? '') };
}

function miniSearchOf(folder: string): Fill {
  return async (posts) => {
    const MiniSearch = createRequire(`${resolve(folder)}/`)('minisearch') as new (options: object) => { addAll(all: object[]): void; search(query: string, options: object): { host: string; at: number }[] };
    const index = new MiniSearch({ fields: FIELDS, storeFields: ['host', 'at'] });
    index.addAll(posts.map(flat));
    const options = { boost: BOOSTS, combineWith: 'AND' };
    return {
      words: (query) => index.search(query, options).length,
      typo: (query) => index.search(query, { ...options, fuzzy: 0.2 }).length,
      prefix: (query) => index.search(query, { ...options, prefix: (_: string, at: number, all: string[]) => at === all.length - 1 }).length,
      filters: (query) => index.search(query, { ...options, filter: ({ host, at }: { host: string; at: number }) => HOSTS.has(host) && at >= YEARS.from && at < YEARS.before }).length,
      close: async () => {},
    };
  };
}

function oramaOf(folder: string): Fill {
  return async (posts) => {
    const path = createRequire(`${resolve(folder)}/`).resolve('@orama/orama');
    const { create, insertMultiple, search } = await import(pathToFileURL(path).href) as {
      create(options: object): unknown; insertMultiple(db: unknown, all: object[], batch: number): Promise<unknown>; search(db: unknown, query: object): Promise<{ count: number }> | { count: number };
    };
    const db = create({ schema: { id: 'string', title: 'string', tags: 'string', body: 'string', host: 'enum', at: 'number' } });
    await insertMultiple(db, posts.map(flat), 500);
    const ask = (more: object): Ask => async (term) => (await search(db, { term, properties: FIELDS, boost: BOOSTS, threshold: 0, limit: 10, ...more })).count;
    return {
      words: ask({ exact: false }), typo: ask({ tolerance: 1 }), prefix: ask({}),
      filters: ask({ where: { host: { in: [...HOSTS] }, at: { between: [YEARS.from, YEARS.before - 1] } } }), close: async () => {},
    };
  };
}

if (import.meta.main) await measurePeers(process.argv[2] ?? '.', Number(process.argv[3] ?? PEER_POSTS));
