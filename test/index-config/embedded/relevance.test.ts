/** The relevance gate: queries as people type them from half a memory, and the post they mean. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEmbeddedEngine } from '../../../index-config/embedded/open.ts';
import type { SearchEngine } from '../../../index-config/engine.ts';
import { isTuningQuery, judge, readJsonLines, SEARCH_SUITE, withTypo, type JudgedQuery } from '../../../scripts/bench/relevance.ts';
import { naturalRequest, toRankedDocument, type RankDocument } from '../../../scripts/stages/rank.ts';
import { behaviourDocuments } from '../../helpers/behaviour.ts';

/** Judged by us over the posts of the behaviour cases: what was typed, and which post was meant. */
const JUDGED: readonly (readonly [string, string])[] = [
  ['that kafka rebalance postmortem', 'lag'], ['kafka consumers falling behind at night', 'lag'], ['getting rid of zookeeper', 'brokers'],
  ['upgrading kubernetes with zero downtime', 'k8s-upgrade'], ['kubernetes spot instances bill', 'k8s-cost'], ['readiness probes lie', 'k8s-short'],
  ['autovacuum cannot keep up bloat', 'pg-vacuum'], ['postgres planner ignored partial index', 'pg-index'], ['connection pool memory cost', 'pg-pool'],
  ['c++ compile times modules', 'cpp'], ['event loop blocked by JSON.parse', 'nodejs'], ['dial tcp connection refused service is up', 'errorlog'],
  ['on-call handbook one page', 'oncall'], ['go garbage collector pauses', 'gc'], ['rewrote the proxy in rust half the memory', 'rust'],
  ['retry storm payment service', 'retry'], ['exponential backoff jitter outage', 'retry'], ['cache invalidation purge by tag', 'cache-deep'],
  ['raft leader election', 'distributed'], ['untrusted plugins webassembly', 'wasm'], ['federated graphql teams own', 'graph'],
  ['learning to rank from clicks', 'ml'], ['startup time of .net compared to mono', 'dotnet'], ['1.29 in-place resizing', 'ver129'],
  ['too many open files log shipper', 'snake'], ['when do effects run after paint', 'camel'],
];

const folder = mkdtempSync(join(tmpdir(), 'writeups-relevance-'));
let engine: SearchEngine;

beforeAll(async () => {
  engine = await openEmbeddedEngine({ path: join(folder, 'search.db') });
  await engine.upsert(behaviourDocuments());
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function meanReciprocalRank(queries: readonly JudgedQuery[], idOf: (id: string) => string = (id) => id, searched = engine): Promise<number> {
  let sum = 0;
  for (const { query, relevant } of queries) {
    const { hits } = await searched.search(naturalRequest(query, 10));
    sum += judge(hits.map(({ document }) => idOf(document.id)), new Set(relevant)).mrr10;
  }
  return sum / queries.length;
}

const own = JUDGED.map(([query, id], at): JudgedQuery => ({ qid: `own-${at}`, query, relevant: [id] }));

test('our own judged queries: MRR@10 of at least .95', async () => {
  expect(await meanReciprocalRank(own)).toBeGreaterThanOrEqual(0.95);
});

test('with one typing error each: at least 92 % of that', async () => {
  expect(await meanReciprocalRank(own.map(withTypo))).toBeGreaterThanOrEqual(0.92 * await meanReciprocalRank(own));
});

describe.skipIf(!existsSync(SEARCH_SUITE))('known items (needs ../shared/suites/search)', () => {
  test('titles that nothing was tuned on: MRR@10 of at least .985', async () => {
    const held = readJsonLines<JudgedQuery>('queries.jsonl').filter(({ qid, kind }) => kind === 'title' && !isTuningQuery(qid));
    const wanted = new Set(held.flatMap(({ relevant }) => relevant));
    const posts = readJsonLines<RankDocument>('docs.jsonl.gz').filter(({ id }, at) => wanted.has(id) || at % 8 === 0);
    const large = await openEmbeddedEngine({ path: join(folder, 'known.db') });
    await large.upsert(posts.map((post, at) => toRankedDocument(post, String(at))));
    expect(held.length).toBeGreaterThan(50);
    expect(await meanReciprocalRank(held, (id) => posts[Number(id)]?.id ?? '', large)).toBeGreaterThanOrEqual(0.985);
    await large.close();
  }, 120_000);
});
