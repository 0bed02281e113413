import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { ENDPOINTS } from '../../api/endpoints.ts';
import type { Endpoint } from '../../api/http/endpoint.ts';
import { ProblemSchema } from '../../api/http/problems.ts';
import { addSource } from '../../store/sources.ts';
import { POSTS, startTestApi, type TestApi } from '../helpers/api.ts';
import { NOW } from '../helpers/store.ts';

/** More by FUZZ_RUNS=20000; a short run is part of every test. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 400);

let api: TestApi;
let ids: string[];
beforeAll(async () => {
  api = await startTestApi();
  ids = await api.add(POSTS);
  await addSource(api.store.db, {
    id: 'netflix', kind: 'feed', url: 'https://netflixtechblog.com/feed', addedUrl: 'https://netflixtechblog.com', siteUrl: null, title: 'Netflix', publisher: 'Netflix', discovery: null, topics: [],
  }, NOW);
});
afterAll(() => api.close());

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.constantFrom('kafka', 'flink', 'tag:', 'kind:', 'postmortem', '"', '(', ')', '-', ' ', 'OR', 'after:', '2019', 'age:<1y', '\u0000', '%', '&', '=', '😀', 'x'.repeat(300)), { maxLength: 12 }).map((parts) => parts.join('')),
);
const value = fc.oneof(
  text, fc.integer().map(String), fc.constantFrom('', '0', '1', '100', '101', '-1', '1e3', 'NaN', 'true', 'false', 'newest', 'oldest', 'relevance', 'tag,kind', 'year', '*', 'markdown', '99999999999999999999'),
);

/** Names that exist, names that nearly do, and names that do not. */
function parametersOf(endpoint: Endpoint): fc.Arbitrary<[string, string][]> {
  const names = Object.keys(endpoint.query.shape);
  const name = fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...names, 'q') }, { weight: 1, arbitrary: fc.string({ maxLength: 12 }) });
  return fc.array(fc.tuple(name, value), { maxLength: 4 });
}

const request = fc.constantFrom(...ENDPOINTS).chain((endpoint) => fc.record({
  endpoint: fc.constant(endpoint),
  id: fc.oneof(fc.constantFrom('KNOWN', 'netflix', 'unknown', '..', '%00'), fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })),
  parameters: parametersOf(endpoint),
}));

test(`${RUNS} requests, valid and not: no failure of ours, every answer as documented`, async () => {
  const tookMs: number[] = [];
  await fc.assert(fc.asyncProperty(request, async ({ endpoint, id, parameters }) => {
    const path = endpoint.path.replace(':id', encodeURIComponent((id === 'KNOWN' ? ids[0] ?? '' : id).toWellFormed()));
    const query = new URLSearchParams(parameters.map(([name, given]): [string, string] => [name.toWellFormed(), given.toWellFormed()]));
    const started = performance.now();
    const response = await api.get(`${path}?${query}`);
    const body = await response.text();
    tookMs.push(performance.now() - started);
    expect([200, 308, 400, 404, 414]).toContain(response.status);
    if (response.status === 308) return;
    const type = (response.headers.get('Content-Type') ?? '').split(';')[0] ?? '';
    if (response.status !== 200) {
      expect(type).toBe('application/problem+json');
      expectToConform(ProblemSchema, JSON.parse(body));
      return;
    }
    // `..` as an id is another address altogether.
    const schema = endpoint.answers[type];
    if (id === '..') return;
    expect(schema, `${type} is documented`).toBeDefined();
    if (type === 'application/x-ndjson') for (const line of body.split('\n').filter((part) => part !== '')) expectToConform(schema, JSON.parse(line));
    else if (schema !== null && schema !== undefined) expectToConform(schema, JSON.parse(body));
  }), { numRuns: RUNS, endOnFailure: true });
  const p99 = tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length * 0.99)] ?? 0;
  console.log(`fuzz: ${tookMs.length} requests, p99 ${p99.toFixed(1)} ms`);
}, 600_000);

/** Parsing drops what is not in the schema, so equality shows that nothing undocumented is there. */
function expectToConform(schema: z.ZodType | null | undefined, answer: unknown): void {
  expect(schema?.parse(answer)).toEqual(answer);
}
