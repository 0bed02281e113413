/** The recorded web as the crawler's deps see it, and a walk over all that backfill finds in it. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FetchError } from '../../../core/errors.ts';
import { findMetaRefresh } from '../../../crawler/sources/feed-links.ts';
import { aggregatorName } from '../../../crawler/sources/aggregators.ts';
import { findFurther, firstAddresses, MAX_BACKFILL_DOCUMENTS, type Further } from '../../../crawler/sources/backfill.ts';
import { discoverSource, type FetchedPage } from '../../../crawler/sources/discover.ts';
import { loadWeb } from '../../../scripts/replay/web.ts';

export const WEB = new URL('../../../../shared/web/', import.meta.url);
export const NOW = '2026-11-22T00:00:00.000Z';

export type RecordedGet = (url: string) => Promise<FetchedPage & { readonly file: string }>;

/** Answers from the recording by its hosting rules. @throws FetchError kind `not-found` for what was not recorded. */
export function openRecordedWeb(): { readonly sources: readonly string[]; readonly get: RecordedGet; readonly posts: ReadonlyMap<string, string> } {
  const dir = fileURLToPath(WEB);
  const web = loadWeb(dir);
  const get: RecordedGet = async (url) => {
    let current = new URL(url);
    for (let hop = 0; hop < 6; hop += 1) {
      const answer = web.lookup(current.hostname, current.pathname + current.search);
      if (answer.type === 'missing') break;
      if (answer.type === 'page') {
        const body = readFileSync(answer.page.file);
        return { url: current.href, status: 200, headers: { 'content-type': answer.page.contentType }, body, file: answer.page.file };
      }
      current = new URL(answer.location, current);
    }
    throw new FetchError('not-found', url, 'It was not recorded.', { status: 404 });
  };
  const rows = readFileSync(new URL('manifest.jsonl', WEB), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { kind: string; file: string; host: string; url_path: string });
  const posts = new Map(rows.filter((row) => row.kind === 'post').map((row) => [dir + row.file, `https://${row.host}${row.url_path}`]));
  return { sources: web.sources, get, posts };
}

export type Walk = { readonly source: string; readonly files: ReadonlySet<string>; readonly documents: number; readonly missing: number; readonly named: number };

/** Everything that backfill finds for one address, post pages included, as the recorded files that were reached. */
export async function walkSource(source: string, get: RecordedGet): Promise<Walk> {
  const { chosen } = await discoverSource(source, { get, now: NOW });
  const page = await landing(source, get);
  const known = new Set<string>();
  const seen = new Set<string>();
  const files = new Set<string>();
  const queue: Further[] = firstAddresses(page, chosen?.kind === 'feed' ? chosen.url : null);
  let [documents, missing] = [0, 0];
  const postQueue: string[] = [];
  for (;;) {
    queue.sort((left, right) => left.rank - right.rank);
    const url = queue.shift()?.url ?? postQueue.shift();
    if (url === undefined || documents > MAX_BACKFILL_DOCUMENTS * 3) break;
    if (seen.has(url)) continue;
    seen.add(url);
    const document = await follow(url, get);
    if (document === null) {
      missing += 1;
      continue;
    }
    documents += 1;
    files.add(document.file);
    const { posts, further } = findFurther(document, { pageUrl: page, knownPosts: known, rules: null }, { seen, now: NOW });
    for (const post of posts) if (!known.has(post.url)) {
      known.add(post.url);
      postQueue.push(post.url);
    }
    queue.push(...further);
  }
  return { source, files, documents, missing, named: known.size };
}

async function landing(source: string, get: RecordedGet): Promise<string> {
  return (await follow(source, get))?.url ?? source;
}

/** With stubs followed, as the crawler's reader of posts does. */
async function follow(url: string, get: RecordedGet): Promise<Awaited<ReturnType<RecordedGet>> | null> {
  let current = url;
  for (let hop = 0; hop < 4; hop += 1) {
    try {
      const page = await get(current);
      const target = page.body.length < 4_096 ? findMetaRefresh(page.body.toString(), page.url) : null;
      if (target === null || target === page.url) return page;
      current = target;
    } catch (error) {
      if (error instanceof FetchError) return null;
      throw error;
    }
  }
  return null;
}

/** Whether an address is a blog's: aggregators have no posts of their own. */
export function isBlog(source: string): boolean {
  return aggregatorName(source) === null && !/yamadashy|betacat/u.test(source);
}
