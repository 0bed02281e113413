/** Whether the sources that we follow still answer, and where they may have gone. */

import { ExtractError, FetchError, ParseError } from '../../core/errors.ts';
import type { Source } from '../../core/post.ts';
import type { CrawlDeps } from '../../crawler/deps.ts';
import { aggregatorFetchUrl } from '../../crawler/sources/aggregators.ts';
import { discoverSource } from '../../crawler/sources/discover.ts';
import { readSource } from '../../crawler/sources/read.ts';
import { findListingRules } from '../../store/listing-rules.ts';

export type SourceVerdict = { readonly id: string; readonly isFine: boolean; readonly message: string; readonly proposedUrl: string | null };

/** A verdict for each source, in their order; hosts are asked politely and side by side. */
export async function checkSources(deps: CrawlDeps, sources: readonly Source[]): Promise<SourceVerdict[]> {
  const verdicts = new Map<string, SourceVerdict>();
  const queue = sources.values();
  const worker = async (): Promise<void> => {
    for (const source of queue) verdicts.set(source.id, await checkSource(deps, source));
  };
  await Promise.all(Array.from({ length: deps.concurrency }, worker));
  return sources.flatMap((source) => verdicts.get(source.id) ?? []);
}

async function checkSource(deps: CrawlDeps, source: Source): Promise<SourceVerdict> {
  try {
    const fetched = await deps.fetch({ url: aggregatorFetchUrl(source.url), kind: source.kind === 'feed' ? 'feed' : 'page', validators: null });
    const feed = readSource({ url: fetched.url, kind: source.kind, body: fetched.body, headers: fetched.headers }, deps.now(), await findListingRules(deps.db, source.id));
    if (feed.entries.length === 0) return broken(deps, source, 'It answers, but names no posts.');
    const moved = fetched.url === source.url ? '' : `; now at ${fetched.url}`;
    return { id: source.id, isFine: true, message: `fine, ${feed.entries.length} entries${moved}`, proposedUrl: moved === '' ? null : fetched.url };
  } catch (error) {
    if (!(error instanceof FetchError || error instanceof ParseError || error instanceof ExtractError)) throw error;
    return broken(deps, source, error.message);
  }
}

async function broken(deps: CrawlDeps, source: Source, why: string): Promise<SourceVerdict> {
  const proposedUrl = source.siteUrl === null ? null : await propose(deps, source.siteUrl);
  return { id: source.id, isFine: false, message: proposedUrl === null ? why : `${why} Perhaps now at ${proposedUrl}.`, proposedUrl };
}

async function propose(deps: CrawlDeps, siteUrl: string): Promise<string | null> {
  try {
    const { chosen } = await discoverSource(siteUrl, { get: (url, kind) => deps.fetch({ url, kind, validators: null }), now: deps.now() });
    return chosen?.url ?? null;
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return null;
  }
}
