/** What our adapter adds to a Meilisearch server, both engines beside each other, and what was tried for relevance: `npm run bench -- meilisearch`. Needs a server: MEILI_URL, MEILI_KEY. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SearchRequest } from '../../core/search.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { compileQuery, sentTerms } from '../../index-config/meilisearch/compile.ts';
import { openMeilisearchEngine } from '../../index-config/meilisearch/engine.ts';
import { pageQuestion } from '../../index-config/meilisearch/question.ts';
import { INDEX_SETTINGS } from '../../index-config/meilisearch/settings.ts';
import { naturalRequest, toRankedDocument, type RankDocument } from '../stages/rank.ts';
import { isTuningQuery, judge, readJsonLines, withTypo, type JudgedQuery } from './relevance.ts';

type Server = { readonly url: string; readonly key: string | null };
type Corpus = { readonly name: string; readonly index: string; readonly documents: readonly RankDocument[]; readonly queries: readonly JudgedQuery[] };

const WARM_UP = 20;
const PER_PAGE = 10;
const CUSTOM = ['qualityRank:desc', 'publishedMs:desc'] as const;
/** Orders of the ranking rules that were tried, after `sort` and `words`. */
const RULE_ORDERS: Readonly<Record<string, readonly string[]>> = {
  'field before proximity (ours)': [CUSTOM[0], 'typo', 'attributeRank', 'proximity', 'wordPosition', 'exactness', CUSTOM[1]],
  'the server\'s order': ['typo', 'proximity', 'attributeRank', 'wordPosition', 'exactness', ...CUSTOM],
  'exactness after field': [CUSTOM[0], 'typo', 'attributeRank', 'exactness', 'proximity', 'wordPosition', CUSTOM[1]],
  'exactness before typos': [CUSTOM[0], 'exactness', 'typo', 'proximity', 'attributeRank', 'wordPosition', CUSTOM[1]],
};
const STRATEGIES = ['all', 'last', 'frequency'] as const;

/** `--queries N` of each set (default 100); `--curve` also tries the other settings; `--reuse` takes the indexes of the run before. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { queries: { type: 'string', default: '100' }, curve: { type: 'boolean', default: false }, reuse: { type: 'boolean', default: false } } });
  const server = { url: process.env['MEILI_URL'] ?? 'http://127.0.0.1:7700', key: process.env['MEILI_KEY'] ?? null };
  const corpora = readCorpora(Number(values.queries));
  for (const corpus of corpora) {
    const engine = openMeilisearchEngine({ ...server, index: corpus.index });
    if (!values.reuse) await fill(engine, corpus);
    await measureRanking(corpus, 'our adapter', (query) => idsFound(engine, query));
    if (corpus.name === 'anchors') await measureSpeed(server, engine, corpus);
  }
  if (values.curve) await tryOrders(server, corpora);
}

function readCorpora(count: number): Corpus[] {
  const known = readJsonLines<JudgedQuery>('queries.jsonl');
  const documents = readJsonLines<RankDocument>('docs.jsonl.gz');
  const ofKind = (kind: string): JudgedQuery[] => known.filter((query) => query.kind === kind);
  const sets = [
    { name: 'cranfield', index: 'bench_cranfield', documents: readJsonLines<RankDocument>('cranfield_docs.jsonl.gz'), queries: readJsonLines<JudgedQuery>('cranfield_queries.jsonl') },
    { name: 'anchors', index: 'bench_docs', documents, queries: ofKind('anchor') },
    { name: 'anchors, one typo', index: 'bench_docs', documents, queries: ofKind('anchor').map(withTypo) },
    { name: 'titles', index: 'bench_docs', documents, queries: ofKind('title') },
    { name: 'titles, one typo', index: 'bench_docs', documents, queries: ofKind('title').map(withTypo) },
  ];
  // Parameters are chosen on one half of the queries; what is reported is the other.
  return sets.map((set) => ({ ...set, queries: set.queries.filter(({ qid }) => !isTuningQuery(qid)).slice(0, count) }));
}

async function fill(engine: SearchEngine, corpus: Corpus): Promise<void> {
  const { documents } = await engine.status();
  if (documents === corpus.documents.length) return;
  const startedMs = performance.now();
  await engine.rebuild(async function* () {
    yield* corpus.documents.map((document, at) => toRankedDocument(document, String(at)));
  }());
  console.log(`${corpus.index}: ${corpus.documents.length} posts, ${Math.round(corpus.documents.length / ((performance.now() - startedMs) / 1000))} a second`);
}

async function idsFound(engine: SearchEngine, query: string): Promise<string[]> {
  return (await engine.search(naturalRequest(query, PER_PAGE))).hits.map(({ document }) => document.id);
}

async function measureRanking(corpus: Corpus, label: string, search: (query: string) => Promise<readonly string[]>): Promise<void> {
  const startedMs = performance.now();
  const sums = { ndcg10: 0, mrr10: 0, success1: 0 };
  for (const { query, relevant } of corpus.queries) {
    const ids = (await search(query)).map((id) => corpus.documents[Number(id)]?.id ?? '');
    const quality = judge(ids, new Set(relevant));
    for (const name of ['ndcg10', 'mrr10', 'success1'] as const) sums[name] += quality[name] / corpus.queries.length;
  }
  const figures = `nDCG@10 ${sums.ndcg10.toFixed(3)}  MRR@10 ${sums.mrr10.toFixed(3)}  success@1 ${sums.success1.toFixed(3)}`;
  console.log(`${corpus.name.padEnd(18)} ${label.padEnd(44)} ${figures}  ${((performance.now() - startedMs) / corpus.queries.length).toFixed(0)} ms a query (${corpus.queries.length})`);
}

/** The same questions by the adapter and straight to the server, one after the other, and to the embedded engine. */
async function measureSpeed(server: Server, engine: SearchEngine, corpus: Corpus): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-bench-'));
  const embedded = await openEmbeddedEngine({ path: join(folder, 'search.db') });
  try {
    await fill(embedded, corpus);
    const requests = corpus.queries.map(({ query }): SearchRequest => ({ ...naturalRequest(query, PER_PAGE), dropWords: false }));
    const ways: Readonly<Record<string, (request: SearchRequest) => Promise<unknown>>> = {
      'straight to the server': (request) => post(server, `/indexes/${corpus.index}/search`, pageQuestion(request, sentTerms(request.terms))),
      'our adapter': (request) => engine.search(request),
      'embedded engine': (request) => embedded.search(request),
    };
    const times = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
    for (const [at, request] of [...requests.slice(0, WARM_UP), ...requests, ...requests].entries()) {
      // In turns, each way first equally often, so that caches and other load on the machine favour none.
      const names = Object.keys(ways);
      for (const name of at % 2 === 0 ? names : names.toReversed()) {
        const startedMs = performance.now();
        await ways[name]?.(request);
        if (at >= WARM_UP) times.get(name)?.push(performance.now() - startedMs);
      }
    }
    const straight = times.get('straight to the server') ?? [];
    for (const [name, taken] of times) {
      const ratio = [0.5, 0.95].map((share) => (quantile(taken, share) / quantile(straight, share)).toFixed(2));
      console.log(`${name.padEnd(24)} p50 ${quantile(taken, 0.5).toFixed(1)} ms (${ratio[0]} ×)  p95 ${quantile(taken, 0.95).toFixed(1)} ms (${ratio[1]} ×)  ${taken.length} searches`);
    }
  } finally {
    await embedded.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every order of rules with every way of letting words go, asked straight; afterwards the server has ours again. */
async function tryOrders(server: Server, corpora: readonly Corpus[]): Promise<void> {
  const indexes = [...new Set(corpora.map(({ index }) => index))];
  const orders = [...Object.entries(RULE_ORDERS).map(([name, order]) => ({ name, rules: ['sort', 'words', ...order] })), { name: '', rules: INDEX_SETTINGS.rankingRules }];
  for (const { name, rules } of orders) {
    for (const index of indexes) await post(server, `/indexes/${index}/settings/ranking-rules`, rules, 'PUT').then(() => settled(server));
    for (const strategy of name === '' ? [] : STRATEGIES) {
      for (const corpus of corpora) {
        await measureRanking(corpus, `${name}, ${strategy}`, async (query) => {
          const q = compileQuery(sentTerms(naturalRequest(query, PER_PAGE).terms), []);
          const { hits } = await post(server, `/indexes/${corpus.index}/search`, { q, limit: PER_PAGE, matchingStrategy: strategy, attributesToRetrieve: ['id'] }) as { readonly hits: readonly { readonly id: string }[] };
          return hits.map(({ id }) => id);
        });
      }
    }
  }
}

async function settled(server: Server): Promise<void> {
  for (;;) {
    const { total } = await post(server, '/tasks?statuses=enqueued,processing', null, 'GET') as { readonly total: number };
    if (total === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function post(server: Server, path: string, body: unknown, method = 'POST'): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(server.key === null ? {} : { authorization: `Bearer ${server.key}` }) };
  const response = await fetch(server.url + path, { method, headers, ...(body === null ? {} : { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

if (import.meta.main) await run(process.argv.slice(2));
