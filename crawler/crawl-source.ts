/** One source: its documents into entries, its entries into posts, and what came of it. */

import { createHash } from 'node:crypto';
import { ExtractError, FetchError, ParseError } from '../core/errors.ts';
import type { Entry, Feed } from '../core/feed.ts';
import type { Source } from '../core/post.ts';
import { registrableDomain } from '../core/url.ts';
import { dueEntries, upsertEntries, type NewEntry } from '../store/entries.ts';
import { findFetch, saveFetch } from '../store/fetches.ts';
import { claimSource, finishCheck } from '../store/sources.ts';
import { canonicalise } from './canonicalise.ts';
import { crawlEntry, type SourceOfHost } from './crawl-entry.ts';
import type { CrawlDeps } from './deps.ts';
import type { Fetched } from './fetch/fetcher.ts';
import { afterFailure, nextCheckAfterSuccess } from './fetch/schedule.ts';
import { parseSitemap } from './parse/sitemap.ts';
import { aggregatorFetchUrl } from './sources/aggregators.ts';
import { readSource } from './sources/read.ts';

/** Raised whenever the readers understand more: documents are then asked for without validators once. */
const READER_VERSION = 1;
/** How many further pages of an aggregator are read while they bring entries that are new. */
const FURTHER_PAGES = 4;
/** Parts of a sitemap index that are read; the newest come first. */
const SITEMAP_PARTS = 50;
/** Entries of one source that are worked on at once; the host's own turn still decides who may ask. */
const ENTRIES_AT_ONCE = 4;

export type SourceOutcome = {
  readonly sourceId: string;
  /** `ok`, `unchanged`, `held-elsewhere` or the kind of failure. */
  readonly outcome: string;
  readonly message: string;
  readonly requests: number;
  readonly bodyBytes: number;
  readonly entries: number;
  readonly newPosts: number;
};

/** What a piece of work cost and gave, counted while it goes on. */
export type Tally = { requests: number; bodyBytes: number; entries: number; newPosts: number };

/** Crawls one source and writes down how it went. Only bugs are thrown. */
export async function crawlSource(deps: CrawlDeps, source: Source, sourceOfHost: SourceOfHost): Promise<SourceOutcome> {
  const fence = await claimSource(deps.db, source.id, deps.now());
  const tally: Tally = { requests: 0, bodyBytes: 0, entries: 0, newPosts: 0 };
  if (fence === null) return { sourceId: source.id, outcome: 'held-elsewhere', message: 'Another process is crawling it.', ...tally };
  try {
    const feed = await readDocuments(deps, source, tally);
    await drainEntries(deps, source, sourceOfHost, tally);
    await finishCheck(deps.db, source.id, fence, { state: 'active', failure: null, nextCheckAt: nextCheck(deps, source, feed) }, deps.now());
    const message = feed === null && tally.newPosts === 0 ? 'Nothing new.' : `${tally.entries} new entries, ${tally.newPosts} new posts.`;
    return { sourceId: source.id, outcome: feed === null ? 'unchanged' : 'ok', message, ...tally };
  } catch (error) {
    if (!(error instanceof FetchError || error instanceof ParseError || error instanceof ExtractError)) {
      await finishCheck(deps.db, source.id, fence, { state: 'active', failure: 'An internal error; see the log.', nextCheckAt: laterAfterBug(deps) }, deps.now());
      throw error;
    }
    await drainEntries(deps, source, sourceOfHost, tally);
    const kind = error instanceof FetchError ? error.kind : 'wrong-type';
    const retryAfterSeconds = error instanceof FetchError ? error.retryAfterSeconds : null;
    const next = afterFailure({ now: deps.now(), failureCount: source.failureCount + 1, kind, retryAfterSeconds, sourceId: source.id });
    await finishCheck(deps.db, source.id, fence, { state: next.state, failure: error.message, nextCheckAt: next.nextCheckAt }, deps.now());
    return { sourceId: source.id, outcome: error.kind, message: error.message, ...tally };
  }
}

/** What was read of a source's main document; null where it did not change. */
type ReadFeed = {
  readonly feed: Feed;
  readonly headers: Readonly<Record<string, string>>;
  /** Further sitemaps, where the document is an index of them. */
  readonly parts: readonly string[];
};

async function readDocuments(deps: CrawlDeps, source: Source, tally: Tally): Promise<ReadFeed | null> {
  const main = await readDocument(deps, source, aggregatorFetchUrl(source.url), tally);
  if (source.kind === 'aggregator') await readFurtherPages(deps, source, main, tally);
  if (source.kind === 'sitemap') await readParts(deps, source, main?.parts ?? [], tally);
  // The page that a person gave often lists far more posts than its feed carries.
  if (source.kind === 'feed' && canonicalise(source.addedUrl) !== canonicalise(source.url)) {
    try {
      await readDocument(deps, { ...source, kind: 'archive' }, source.addedUrl, tally);
    } catch (error) {
      if (!(error instanceof FetchError || error instanceof ParseError)) throw error;
      deps.log.info({ source: source.id, url: source.addedUrl, failure: error.message }, 'the page beside the feed was not read');
    }
  }
  return main;
}

async function readFurtherPages(deps: CrawlDeps, source: Source, first: ReadFeed | null, tally: Tally): Promise<void> {
  let next = first?.feed.nextUrl ?? null;
  for (let page = 0; page < FURTHER_PAGES && next !== null; page += 1) {
    const before = tally.entries;
    try {
      const read = await readDocument(deps, source, next, tally);
      next = tally.entries > before ? read?.feed.nextUrl ?? null : null;
    } catch (error) {
      if (!(error instanceof FetchError || error instanceof ParseError)) throw error;
      return;
    }
  }
}

async function readParts(deps: CrawlDeps, source: Source, parts: readonly string[], tally: Tally): Promise<void> {
  for (const part of parts.slice(0, SITEMAP_PARTS)) {
    try {
      await readDocument(deps, source, part, tally);
    } catch (error) {
      if (!(error instanceof FetchError || error instanceof ParseError)) throw error;
      deps.log.info({ source: source.id, url: part, failure: error.message }, 'a part of the sitemap was not read');
    }
  }
}

function sitemapParts({ url, body }: Fetched): string[] {
  const { sitemaps } = parseSitemap({ url, body });
  return [...sitemaps].sort((a, b) => (b.modifiedAt ?? '').localeCompare(a.modifiedAt ?? '')).map((part) => part.url);
}

/** Fetches one document if it changed and stores its entries and its validators in one transaction (R18 b). */
async function readDocument(deps: CrawlDeps, source: Source, url: string, tally: Tally): Promise<ReadFeed | null> {
  const former = await findFetch(deps.db, url);
  const isUsable = former !== null && former.readerVersion === READER_VERSION;
  const fetched = await deps.fetch({
    url, kind: source.kind === 'feed' ? 'feed' : 'page', validators: isUsable ? { etag: former.etag, lastModified: former.lastModified } : null,
  });
  tally.requests += 1 + fetched.redirects.length;
  tally.bodyBytes += fetched.wireBytes;
  if (fetched.notModified) return null;
  const bodyHash = createHash('sha256').update(fetched.body).digest('base64url');
  if (isUsable && former.bodyHash === bodyHash) return null;
  const feed = readSource({ url: fetched.url, kind: source.kind, body: fetched.body, headers: fetched.headers }, deps.now());
  const now = deps.now();
  const { added, changed } = await deps.transact(async (transaction) => {
    const counts = await upsertEntries(transaction, source.id, toNewEntries(source, feed), now);
    await saveFetch(transaction, {
      url, finalUrl: fetched.url, status: fetched.status, etag: fetched.validators.etag, lastModified: fetched.validators.lastModified,
      bodyHash, fetchedAt: now, readerVersion: READER_VERSION,
    });
    return counts;
  });
  tally.entries += added + changed;
  return { feed, headers: fetched.headers, parts: source.kind === 'sitemap' ? sitemapParts(fetched) : [] };
}

function toNewEntries(source: Source, feed: Feed): NewEntry[] {
  return feed.entries.filter((entry) => isOwn(source, entry)).map((entry) => {
    const canonicalUrl = entry.url === null ? null : canonicalise(entry.url);
    const key = canonicalUrl ?? entry.guid ?? `${entry.title ?? ''} ${entry.publishedAt ?? ''}`;
    // What a listing says of a post (a cut excerpt, "3 years ago") changes with every visit and never makes it news.
    const contentHash = source.kind === 'feed' ? hashOf(entry) : null;
    return { key, canonicalUrl, contentHash, entry };
  });
}

/** A page of a blog also links to what its posts speak of; a feed's links are its publisher's own choice. */
function isOwn(source: Source, entry: Entry): boolean {
  return source.kind !== 'archive' || entry.url === null || registrableDomain(entry.url) === registrableDomain(source.siteUrl ?? source.url);
}

function hashOf(entry: Entry): string {
  const { title, publishedAt, updatedAt, summary, contentText } = entry;
  return createHash('sha256').update(JSON.stringify([title, publishedAt, updatedAt, summary, contentText])).digest('base64url');
}

/** Works through the entries of a source that are due. */
export async function drainEntries(deps: CrawlDeps, source: Source, sourceOfHost: SourceOfHost, tally: Tally): Promise<void> {
  for (;;) {
    const entries = await dueEntries(deps.db, source.id, deps.now(), 200);
    if (entries.length === 0 || deps.isStopping()) return;
    const queue = entries.values();
    const worker = async (): Promise<void> => {
      for (const entry of queue) {
        if (deps.isStopping()) return;
        const result = await crawlEntry(deps, source, entry, sourceOfHost);
        tally.requests += result.requests;
        tally.bodyBytes += result.bodyBytes;
        tally.newPosts += Number(result.isNewPost);
        deps.onEvent({ type: 'entry-done' });
      }
    };
    await Promise.all(Array.from({ length: ENTRIES_AT_ONCE }, worker));
  }
}

function nextCheck(deps: CrawlDeps, source: Source, read: ReadFeed | null): string {
  return nextCheckAfterSuccess({
    now: deps.now(),
    publisher: read?.feed.schedule ?? { intervalMinutes: null, skipHours: [], skipDays: [] },
    headers: read?.headers ?? {},
    recentPublishedAts: read?.feed.entries.flatMap((entry) => entry.publishedAt ?? []) ?? [],
    sourceId: source.id,
  });
}

function laterAfterBug(deps: CrawlDeps): string {
  return new Date(Date.parse(deps.now()) + 6 * 3_600_000).toISOString();
}
