/** Whether the sources that we follow still answer, and where they may have gone. */

import { ExtractError, FetchError, ParseError } from '../../core/errors.ts';
import type { Feed } from '../../core/feed.ts';
import type { Source } from '../../core/post.ts';
import type { CrawlDeps } from '../../crawler/deps.ts';
import { aggregatorFetchUrl } from '../../crawler/sources/aggregators.ts';
import { discoverSource } from '../../crawler/sources/discover.ts';
import { findSameFeed, isPodcast } from '../../crawler/sources/feed-kinds.ts';
import { readSource } from '../../crawler/sources/read.ts';
import { findListingRules } from '../../store/listing-rules.ts';

export type SourceVerdict = { readonly id: string; readonly isFine: boolean; readonly message: string; readonly proposedUrl: string | null };

/** A verdict for each source, in their order; hosts are asked politely and side by side. */
export async function checkSources(deps: CrawlDeps, sources: readonly Source[]): Promise<SourceVerdict[]> {
  const checked = new Map<string, Checked>();
  const queue = sources.values();
  const worker = async (): Promise<void> => {
    for (const source of queue) checked.set(source.id, await checkSource(deps, source));
  };
  await Promise.all(Array.from({ length: deps.concurrency }, worker));
  return withTwins(sources.flatMap((source) => checked.get(source.id) ?? []));
}

/** `feed` is null where none was read; of its entries only what tells them from others is kept. */
type Checked = { readonly verdict: SourceVerdict; readonly feed: Feed | null };

/** Says of each feed that says the same as one before it: one of the two is enough. Planets and aggregators repeat others by nature. */
function withTwins(checked: readonly Checked[]): SourceVerdict[] {
  const before: { readonly feed: Feed; readonly url: string }[] = [];
  return checked.map(({ verdict, feed }) => {
    if (feed === null) return verdict;
    const same = findSameFeed(feed, before);
    before.push({ feed, url: verdict.id });
    return same === null ? verdict : { ...verdict, message: `${verdict.message}; ${same.how} ${same.url}` };
  });
}

async function checkSource(deps: CrawlDeps, source: Source): Promise<Checked> {
  try {
    const fetched = await deps.fetch({ url: aggregatorFetchUrl(source.url), kind: source.kind === 'feed' ? 'feed' : 'page', validators: null });
    const feed = readSource({ url: fetched.url, kind: source.kind, body: fetched.body, headers: fetched.headers }, deps.now(), await findListingRules(deps.db, source.id));
    if (feed.entries.length === 0) return { verdict: await broken(deps, source, 'It answers, but names no posts.'), feed: null };
    const moved = fetched.url === source.url ? '' : `; now at ${fetched.url}`;
    const what = isPodcast(feed, fetched.url) ? 'recordings: a podcast' : feed.entries.length === 1 ? 'entry' : 'entries';
    const verdict = { id: source.id, isFine: true, message: `fine, ${feed.entries.length} ${what}${moved}`, proposedUrl: moved === '' ? null : fetched.url };
    return { verdict, feed: feed.format === 'aggregator' ? null : withoutTexts(feed) };
  } catch (error) {
    if (!(error instanceof FetchError || error instanceof ParseError || error instanceof ExtractError)) throw error;
    return { verdict: await broken(deps, source, error.message), feed: null };
  }
}

/** Hundreds of whole feeds would not fit. */
function withoutTexts(feed: Feed): Feed {
  return { ...feed, entries: feed.entries.map((entry) => ({ ...entry, summary: null, contentHtml: null, contentText: null })) };
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
