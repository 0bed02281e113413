import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEYED_ENDPOINTS } from '../../api/admin/endpoints.ts';
import { decideJoin } from '../../crawler/settle-cluster.ts';
import { ProblemSchema } from '../../api/http/problems.ts';
import { createKey, type Scope } from '../../store/keys.ts';
import { endRun, startRun } from '../../store/runs.ts';
import { addSavedSearch, changeSavedSearch, findSavedSearch } from '../../store/saved-searches.ts';
import { addSource, findSource } from '../../store/sources.ts';
import { NO_CRAWLER, POSTS, startTestApi, type TestApi } from '../helpers/api.ts';
import { NOW } from '../helpers/store.ts';

/** More by FUZZ_RUNS=20000; a short run is part of every test. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);
const RUN_ID = '01234567-89ab-4cde-8f01-23456789abcd';

let api: TestApi;
let ids: readonly string[];
let authorizations: readonly string[];
let spareKeyId: string;
const SAVED_ID = 'ss_0123456789abcdef01234567';
const saved = { id: SAVED_ID, ownerId: 'somebody', name: 'Kafka', q: 'kafka', event: 'new-posts', minPoints: null, targetKind: 'webhook', address: 'https://hooks.example/', secrets: [], seenSeq: 0, pauseMinutes: 0, createdAt: NOW } as const;
const source = { id: 'netflix', kind: 'feed', url: 'https://netflixtechblog.com/feed', addedUrl: 'https://netflixtechblog.com', siteUrl: null, title: 'Netflix', publisher: 'Netflix', discovery: null, topics: [] } as const;

beforeAll(async () => {
  api = await startTestApi({
    deliverers: { webhook: { checkAddress: (address) => (URL.canParse(address) ? null : 'is no web address'), deliver: () => Promise.reject(new Error('nothing is delivered')) } },
    crawler: {
      ...NO_CRAWLER,
      decideJoin: (posts, decision) => api.store.db.transaction().execute((transaction) => decideJoin(transaction, posts, decision, NOW)),
      // What stands at addresses is told by the crawler's own tests; here every second one is a source.
      addSource: async (address) => {
        const isNew = address.length % 2 === 0 && await addSource(api.store.db, { ...source, id: `s${address.length}`, url: `https://s${address.length}.example/` }, NOW);
        const found = await findSource(api.store.db, `s${address.length}`);
        const chosen = { kind: 'feed', url: source.url, title: null, siteUrl: null } as const;
        return { source: found, isNew, message: 'A sentence.', discovery: { chosen, candidates: [chosen], steps: ['One.'] } };
      },
    },
  });
  ids = await api.add(POSTS);
  await addSource(api.store.db, source, NOW);
  await startRun(api.store.db, { id: RUN_ID, trigger: 'test', startedAt: NOW });
  await endRun(api.store.db, RUN_ID, NOW, { sources: 0, requests: 0, bodyBytes: 0, entries: 0, newPosts: 0, failedSources: 0, brokenSources: 0, tookMs: 0 });
  const secretOf = async (scopes: readonly Scope[]) => `Bearer ${(await createKey(api.store.db, { name: 'fuzz', scopes, expiresAt: null }, NOW)).secret}`;
  spareKeyId = (await createKey(api.store.db, { name: 'spare', scopes: ['read'], expiresAt: null }, NOW)).id;
  authorizations = [await secretOf(['admin']), await secretOf(['write']), 'Bearer wrong', ''];
});
afterAll(() => api.close());

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('', 'active', 'paused', 'gone', 'blog.example.org', 'https://x.example/a', 'kafka', 'PostgreSQL', 'KNOWN', 'OTHER', 'x'.repeat(2_500)));
const value = fc.oneof(text, fc.array(fc.oneof(text, fc.constantFrom('read', 'write', 'admin')), { maxLength: 4 }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.object({ maxDepth: 2 }));
const fields = ['other', 'url', 'state', 'title', 'publisher', 'topics', 'name', 'scopes', 'days', 'oldEndsInMinutes', 'q', 'event', 'minPoints', 'pauseMinutes', 'target', '__proto__', 'constructor'];
/** Bodies that are right for someone. */
const GOOD = ['{"other":"OTHER"}', '{"other":"KNOWN"}', '{"url":"blog.example.org/ab"}', '{"state":"paused"}', '{"state":"active","topics":["Kafka"]}', '{"name":"bot","scopes":["write"],"days":3}', '{"oldEndsInMinutes":0}', '{}', '{"name":"x","q":"kafka","target":{"kind":"webhook","address":"https://hooks.example/"}}', '{"name":"x","event":"points","minPoints":5,"target":{"kind":"webhook","address":"https://hooks.example/"}}', '{"state":"active","q":"tag:kafka"}'];
/** Mostly the fields that the endpoint takes, so that good requests are among them. */
const bodyOf = (names: readonly string[]) => fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.tuple(fc.constantFrom(...(names.length === 0 ? fields : names)), value), { maxLength: 3 }).map((pairs) => JSON.stringify(Object.fromEntries(pairs))) },
  { weight: 2, arbitrary: fc.array(fc.tuple(fc.constantFrom(...fields), value), { maxLength: 3 }).map((pairs) => JSON.stringify(Object.fromEntries(pairs))) },
  { weight: 6, arbitrary: fc.constantFrom(...GOOD) }, { weight: 1, arbitrary: fc.string({ maxLength: 60 }) }, { weight: 1, arbitrary: fc.json() },
);
const request = fc.constantFrom(...KEYED_ENDPOINTS).chain((endpoint) => fc.record({
  endpoint: fc.constant(endpoint),
  id: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('KNOWN', 'OTHER', 'netflix', RUN_ID, 'SPARE', SAVED_ID) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }) }),
  body: bodyOf(Object.keys(endpoint.body?.shape ?? {})),
  query: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom('?dryRun=true', '?dryRun=maybe', '?limit=0', '?limit=5', `?cursor=${RUN_ID}`, '?x=1') }),
  type: fc.oneof({ weight: 9, arbitrary: fc.constant('application/json') }, { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/xml', 'application/json; charset=utf-8') }),
  who: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, 2, 3) }),
}));

test(`${RUNS} requests with a key, valid and not: no failure of ours, every answer as documented`, async () => {
  const tookMs: number[] = [];
  const seen = new Set<string>();
  const named = (text: string) => text.replaceAll('KNOWN', ids[0] ?? '').replaceAll('OTHER', ids[1] ?? '').replaceAll('SPARE', spareKeyId);
  const { db } = api.store;
  await fc.assert(fc.asyncProperty(request, async ({ endpoint, id, body, query, type, who }) => {
    if (/^\.{1,2}$/u.test(id)) return; // another address altogether
    // What others of these requests take away is there again.
    await addSource(db, source, NOW);
    if (await findSavedSearch(db, SAVED_ID) === null) await addSavedSearch(db, saved);
    else await changeSavedSearch(db, SAVED_ID, { q: 'kafka' });
    await db.updateTable('apiKeys').set({ revokedAt: null, expiresAt: null }).where('id', '=', spareKeyId).execute();
    const path = endpoint.path.replace(':id', encodeURIComponent(named(id).toWellFormed()));
    const started = performance.now();
    const hasBody = endpoint.method !== 'get';
    const response = await api.get(`${path}${query}`, {
      method: endpoint.method.toUpperCase(), headers: { Authorization: authorizations[who] ?? '', ...(hasBody ? { 'Content-Type': type } : {}) }, ...(hasBody ? { body: named(body).toWellFormed() } : {}),
    });
    const answer: unknown = await response.json();
    tookMs.push(performance.now() - started);
    seen.add(`${endpoint.operationId} ${response.status}`);
    const documented = [endpoint.status, 400, 401, 403, ...(endpoint.body === null ? [] : [413, 415]), ...endpoint.problems];
    expect(documented).toContain(response.status);
    if (who > 1) expect(response.status).toBe(401);
    if (who === 1 && endpoint.scope === 'admin') expect(response.status).toBe(403);
    const schema = response.status === endpoint.status ? endpoint.answers['application/json'] : ProblemSchema;
    expect(schema?.parse(answer)).toEqual(answer);
  }), { numRuns: RUNS, endOnFailure: true });
  const p99 = tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length * 0.99)] ?? 0;
  console.log(`admin fuzz: ${tookMs.length} requests, p99 ${p99.toFixed(1)} ms, ${seen.size} kinds of answers, successes of ${KEYED_ENDPOINTS.filter(({ operationId, status }) => seen.has(`${operationId} ${status}`)).length} of ${KEYED_ENDPOINTS.length} operations`);
}, 600_000);
