import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { AddedSourceSchema, CrawlOrderSchema, DecisionSchema, RemovalSchema, RunSchema, RunsSchema } from '../../api/admin/schema.ts';
import { ProblemSchema } from '../../api/http/problems.ts';
import { startServer, type RunningServer } from '../../api/server.ts';
import { SourceSchema } from '../../api/sources/schema.ts';
import { parseConfig } from '../../core/config.ts';
import { crawl } from '../../crawler/crawl.ts';
import { startReplayServer, type ReplayServer } from '../../scripts/replay/server.ts';
import { apiDeps } from '../../scripts/system/api-deps.ts';
import { createCrawlerControl } from '../../scripts/system/crawler-control.ts';
import { createCrawler, type Crawler } from '../../scripts/system/crawler.ts';
import { openSystem, type System } from '../../scripts/system/open-system.ts';
import { createKey } from '../../store/keys.ts';
import { enqueue } from '../../store/outbox.ts';
import { upsertPost } from '../../store/posts.ts';
import { claimSource, dueSources, finishCheck } from '../../store/sources.ts';
import { EXTRACTION } from '../helpers/extraction.ts';
import { makePost } from '../helpers/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'writeups-admin-'));
let system: System;
let replay: ReplayServer;
let crawler: Crawler;
let server: RunningServer;
let secret: string;
const checked: string[] = [];

beforeAll(async () => {
  replay = await startReplayServer({ webs: [new URL('../../scripts/demo-web', import.meta.url).pathname] });
  system = await openSystem(parseConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' }));
  crawler = await createCrawler(system, { transport: replay.transport, pool: EXTRACTION, hostDelayMs: 0, onEvent: () => {} });
  const progress = () => ({ isRunning: false, sourcesDone: 0, sourcesTotal: 0, isOffline: false });
  const control = createCrawlerControl(system, { crawler, progress, check: (source) => { checked.push(source.id); } });
  server = await startServer(apiDeps(system, control), { host: '127.0.0.1', port: 0 });
  secret = (await createKey(system.store.db, { name: 'admin', scopes: ['admin'], expiresAt: null }, system.now())).secret;
});
afterAll(async () => {
  await server.stop();
  await crawler.close();
  await system.close();
  await replay.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (method: string, path: string, body: unknown = undefined) => fetch(`${server.url}/api/v1/${path}`, {
  method, headers: { Authorization: `Bearer ${secret}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

/** The answer, which holds nothing that its schema does not. */
async function answerOf<Schema extends z.ZodType>(schema: Schema, status: number, asked: Promise<Response>): Promise<z.output<Schema>> {
  const response = await asked;
  const value: unknown = await response.json();
  expect([response.status, value]).toEqual([status, expect.anything()]);
  expect(schema.parse(value)).toEqual(value);
  return schema.parse(value);
}

describe('a source', () => {
  let id: string;

  test('is followed with what was found, what was chosen and why; its first check begins', async () => {
    const added = await answerOf(AddedSourceSchema, 201, ask('POST', 'sources', { url: 'blog.ferrywheel.example' }));
    id = added.source.id;
    expect(added.discovery.chosen?.url).toBe(added.source.url);
    expect(added.discovery.candidates.length).toBeGreaterThan(0);
    expect(added.discovery.steps.length).toBeGreaterThan(0);
    expect(added.source).toMatchObject({ state: 'active', health: { status: 'new' } });
    expect(checked).toEqual([id]);
  });

  test('is not followed twice, by whichever of its addresses', async () => {
    for (const url of ['https://blog.ferrywheel.example/', 'blog.ferrywheel.example']) {
      expect(await answerOf(ProblemSchema, 409, ask('POST', 'sources', { url }))).toMatchObject({ type: expect.stringMatching(/#conflict$/u), detail: expect.stringContaining(id) });
    }
  });

  test.each([
    ['no address', 'not an address', 400], ['a private address', 'http://127.0.0.1:9/', 422], ['another machine’s metadata', 'http://169.254.169.254/latest/meta-data/', 422], ['an unknown host', 'https://nowhere.example/', 422],
    ['another protocol', 'file:///etc/passwd', 400],
  ])('%s cannot be', async (_why, url, status) => {
    expect((await answerOf(ProblemSchema, status, ask('POST', 'sources', { url }))).detail).not.toBe('');
  });

  test('is paused, which ends a check that runs, and made active and due again', async () => {
    const { db } = system.store;
    const fence = await claimSource(db, id, system.now());
    expect(await answerOf(SourceSchema, 200, ask('PATCH', `sources/${id}`, { state: 'paused' }))).toMatchObject({ state: 'paused' });
    await finishCheck(db, id, fence ?? -1, { state: 'active', nextCheckAt: '2099-01-01T00:00:00.000Z', failure: null }, system.now());
    expect(await (await ask('GET', `sources/${id}`)).json()).toMatchObject({ state: 'paused', lastCheckedAt: null });
    await answerOf(ProblemSchema, 409, ask('POST', `sources/${id}/crawl`));
    expect((await dueSources(db, system.now(), 9)).map((source) => source.id)).not.toContain(id);
    await answerOf(SourceSchema, 200, ask('PATCH', `sources/${id}`, { state: 'active' }));
    expect((await dueSources(db, system.now(), 9)).map((source) => source.id)).toContain(id);
  });

  test('is named otherwise; topics by any of their names', async () => {
    const changed = await answerOf(SourceSchema, 200, ask('PATCH', `sources/${id}`, { title: ' Ferry \n Wheel ', publisher: 'Ferry', topics: ['PostgreSQL', 'postgres', 'kafka'] }));
    expect(changed).toMatchObject({ title: 'Ferry Wheel', publisher: 'Ferry', topics: ['postgresql', 'kafka'], state: 'active' });
    expect(await answerOf(SourceSchema, 200, ask('PATCH', `sources/${id}`, { topics: [] }))).toMatchObject({ title: 'Ferry Wheel', topics: [] });
  });

  test.each([[{}, 'names nothing'], [{ state: 'gone' }, 'state'], [{ titel: 'x' }, 'did you mean title?'], [{ topics: ['no such topic'] }, 'no-such-topic'], [{ title: '' }, 'title']])('%j is refused', async (body, word) => {
    expect((await answerOf(ProblemSchema, 400, ask('PATCH', `sources/${id}`, body))).detail).toContain(word);
  });

  test('is checked now', async () => {
    const source = (await dueSources(system.store.db, system.now(), 1))[0];
    await crawl(crawler.deps, source === undefined ? [] : [source], 'test');
    expect(await dueSources(system.store.db, system.now(), 1)).toEqual([]);
    expect(await answerOf(CrawlOrderSchema, 202, ask('POST', `sources/${id}/crawl`))).toMatchObject({ id, isCrawlerHere: true });
    expect(checked).toEqual([id, id]);
    expect((await dueSources(system.store.db, system.now(), 1)).map((due) => due.id)).toEqual([id]);
  });

  test('what the crawler did is told', async () => {
    const { runs } = await answerOf(RunsSchema, 200, ask('GET', 'runs'));
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ trigger: 'test', summary: { sources: 1, failedSources: 0 } });
    expect(runs[0]?.summary?.newPosts).toBeGreaterThan(0);
    const run = await answerOf(RunSchema, 200, ask('GET', `runs/${runs[0]?.id}`));
    expect(run.outcomes).toMatchObject([{ sourceId: id, outcome: 'ok', newPosts: runs[0]?.summary?.newPosts }]);
  });

  test('is removed after it was said what goes with it; its posts stay', async () => {
    const planned = await answerOf(RemovalSchema, 200, ask('DELETE', `sources/${id}?dryRun=true`));
    expect(planned).toMatchObject({ id, isRemoved: false, removes: { outcomes: 1 } });
    expect(planned.removes.entries).toBeGreaterThan(0);
    expect(planned.keeps.posts).toBeGreaterThan(0);
    expect(await answerOf(RemovalSchema, 200, ask('DELETE', `sources/${id}`))).toEqual({ ...planned, isRemoved: true });
    const posts = await system.store.db.selectFrom('posts').select('id').where('sourceId', '=', id).execute();
    expect(posts).toHaveLength(planned.keeps.posts);
    for (const [method, path] of [['DELETE', `sources/${id}`], ['PATCH', `sources/${id}`], ['POST', `sources/${id}/crawl`]] as const) {
      await answerOf(ProblemSchema, 404, ask(method, path, method === 'PATCH' ? { state: 'paused' } : undefined));
    }
  });
});

test('runs are read page by page, also those of one moment; an unknown cursor is refused', async () => {
  const { db } = system.store;
  const ids = Array.from({ length: 7 }, (_, index) => `0000000${index}-0000-4000-8000-000000000000`);
  for (const runId of ids) await db.insertInto('crawlRuns').values({ id: runId, trigger: 'old', startedAt: '2020-01-01T00:00:00.000Z', endedAt: null, summary: null }).execute();
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: z.output<typeof RunsSchema> = await answerOf(RunsSchema, 200, ask('GET', `runs?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`));
    seen.push(...page.runs.filter(({ trigger }) => trigger === 'old').map((run) => run.id));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(ids.toReversed());
  await answerOf(ProblemSchema, 400, ask('GET', 'runs?cursor=00000009-0000-4000-8000-000000000000'));
  await answerOf(ProblemSchema, 404, ask('GET', 'runs/00000009-0000-4000-8000-000000000000'));
});

describe('two posts', () => {
  let [first, second] = ['', ''];
  beforeAll(async () => {
    const [one, two] = await Promise.all(['https://one.example/a', 'https://two.example/b'].map((canonicalUrl) => upsertPost(system.store.db, makePost({ canonicalUrl, title: 'Zeppelin moorings explained' }), system.now())));
    [first, second] = [one?.id ?? '', two?.id ?? ''];
    await enqueue(system.store.db, [first, second]);
    await system.sync();
  });
  const found = async () => (await (await ask('GET', 'search?q=zeppelin')).json() as { readonly total: number }).total;

  test('are joined, split and joined again; the search follows at once', async () => {
    expect(await found()).toBe(2);
    const joined = await answerOf(DecisionSchema, 200, ask('POST', `posts/${first}/join`, { other: second }));
    expect(joined.isOneWriteup).toBe(true);
    expect(new Set(joined.posts.map(({ originalId }) => originalId)).size).toBe(1);
    expect(await found()).toBe(1);
    expect(await answerOf(DecisionSchema, 200, ask('POST', `posts/${second}/split`, { other: first }))).toEqual({
      isOneWriteup: false, posts: [{ id: second, originalId: second }, { id: first, originalId: first }],
    });
    expect(await found()).toBe(2);
    expect((await answerOf(DecisionSchema, 200, ask('POST', `posts/${first}/join`, { other: second }))).isOneWriteup).toBe(true);
  });

  test.each([['itself', () => first, 400], ['an unknown one', () => 'unknown', 404], ['no id', () => 'a b', 400]])('are two: %s is refused', async (_why, other, status) => {
    await answerOf(ProblemSchema, status, ask('POST', `posts/${first}/join`, { other: other() }));
  });

  test('an unknown post is 404', () => answerOf(ProblemSchema, 404, ask('POST', 'posts/unknown/split', { other: first })));
});

test('nobody does any of it without the scope', async () => {
  const write = (await createKey(system.store.db, { name: 'writer', scopes: ['write'], expiresAt: null }, system.now())).secret;
  for (const [method, path] of [['POST', 'posts/x/join'], ['POST', 'posts/x/split'], ['POST', 'sources'], ['PATCH', 'sources/x'], ['POST', 'sources/x/crawl'], ['DELETE', 'sources/x'], ['GET', 'runs'], ['GET', 'runs/x']] as const) {
    expect((await fetch(`${server.url}/api/v1/${path}`, { method })).status).toBe(401);
    expect((await fetch(`${server.url}/api/v1/${path}`, { method, headers: { Authorization: `Bearer ${write}` } })).status).toBe(403);
  }
});
