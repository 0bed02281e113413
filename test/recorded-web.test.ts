import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { search } from '../api/search/search.ts';
import { SearchQuery } from '../api/search/schema.ts';
import { parseConfig } from '../core/config.ts';
import { canonicalise } from '../crawler/canonicalise.ts';
import { apiDeps } from '../scripts/system/api-deps.ts';
import { openSystem, type System } from '../scripts/system/open-system.ts';
import { runCli } from './helpers/cli.ts';
import { titleOf, useServer, WHY_NO_SERVER, type LiveServer } from './live/server.ts';

const WEB = new URL('../../shared/web', import.meta.url).pathname;
const JUDGED = JSON.parse(readFileSync(new URL('relevance/recorded-web.json', import.meta.url), 'utf8')) as { query: string; expected: string }[];

type Summary = { sources: number; failed: number; posts: number; bodyBytes: number; newPosts: number; broken: number; refused: unknown[]; outcomes: { outcome: string }[] };
type ManifestRow = { host: string; url_path: string; kind: string };

describe.skipIf(!existsSync(WEB))('the recorded web of 22 real hosts (skipped where shared/web is absent)', () => {
  let data: string;
  let first: Summary;
  let system: System;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'writeups-web-'));
    const { code, stdout, stderr } = await runCli(['demo', '--web', WEB, '--once', '--json', '--data', data]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    first = JSON.parse(stdout) as Summary;
    system = await openSystem(parseConfig({ DATA_DIR: data, LOG_LEVEL: 'error' }));
  }, 180_000);

  afterAll(async () => {
    await system?.close();
    await rm(data, { recursive: true, force: true });
  });

  test('every source is answered for', () => {
    expect(first).toMatchObject({ sources: 24, broken: 0, refused: [] });
    expect(first.outcomes.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'ok')).toEqual([]);
  });

  test('at least 600 of the recorded posts are held', () => {
    const rows = readFileSync(join(WEB, 'manifest.jsonl'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as ManifestRow);
    const database = new DatabaseSync(join(data, 'writeups.db'), { readOnly: true });
    const held = new Set(database.prepare('select a.canonical_url as url from addresses a join pages p on p.url = (select canonical_url from posts where id = a.post_id)').all().map((row) => String(row['url'])));
    database.close();
    const recorded = new Set(rows.filter(({ kind }) => kind === 'post').map((row) => canonicalise(`https://${row.host}${row.url_path}`)));
    expect([...recorded].filter((url) => held.has(url)).length).toBeGreaterThanOrEqual(600);
  });

  test.each(JUDGED)('$query', async ({ query, expected }) => {
    const urls = await firstThree(system, query);
    expect(urls.filter((url) => url.includes(expected)), urls.join('\n')).not.toEqual([]);
  });

  describe.skipIf(WHY_NO_SERVER !== null)(titleOf('searched on Meilisearch', WHY_NO_SERVER), () => {
    let server: LiveServer;
    let onServer: System;

    beforeAll(async () => {
      server = await useServer();
      onServer = await openSystem(parseConfig({ DATA_DIR: data, LOG_LEVEL: 'error', MEILI_URL: server.url, MEILI_KEY: server.key ?? '', MEILI_INDEX: 'recorded_web' }));
      await onServer.sync();
    }, 180_000);

    afterAll(async () => {
      await onServer?.close();
      await server?.stop();
    });

    test('nine in ten of the same queries', async () => {
      const found = [];
      for (const { query, expected } of JUDGED) if ((await firstThree(onServer, query)).some((urls) => urls.includes(expected))) found.push(query);
      expect(found.length, found.join('\n')).toBeGreaterThanOrEqual(JUDGED.length * 0.9);
    }, 60_000);
  });

  test('the same command again fetches next to nothing and changes nothing', async () => {
    const again = JSON.parse((await runCli(['demo', '--web', WEB, '--once', '--json', '--data', data])).stdout) as Summary;
    expect(again.bodyBytes).toBeLessThan(first.bodyBytes * 0.02);
    expect(again).toMatchObject({ posts: first.posts, newPosts: 0, broken: 0 });
  }, 60_000);
});

/** The addresses of each of the first three posts and of its copies. */
async function firstThree(system: System, query: string): Promise<string[]> {
  const { hits, degraded } = await search(apiDeps(system), SearchQuery.parse({ q: query, perPage: 3 }));
  expect(degraded).toBe(null);
  return hits.map((hit) => [hit.url, ...hit.copies.map((copy) => copy.url)].join(' '));
}
