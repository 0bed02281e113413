/** A source's documents into entries: its feed, listing or sitemap, and what belongs to it. */

import { createHash } from 'node:crypto';
import { FetchError, ParseError, type FetchFailureKind } from '../core/errors.ts';
import type { Entry, Feed, Instant } from '../core/feed.ts';
import type { Source } from '../core/post.ts';
import { slug } from '../core/text.ts';
import { registrableDomain } from '../core/url.ts';
import { upsertEntries, type NewEntry } from '../store/entries.ts';
import { findFetch, saveFetch, type StoredFetch } from '../store/fetches.ts';
import { findListingRules } from '../store/listing-rules.ts';
import { savePublisherSchedule } from '../store/sources.ts';
import { canonicalise } from './canonicalise.ts';
import type { CrawlDeps, Tally } from './deps.ts';
import type { Fetched, Redirect } from './fetch/fetcher.ts';
import { areValidatorsTrusted } from './fetch/schedule.ts';
import { parseSitemap } from './parse/sitemap.ts';
import { aggregatorFetchUrl } from './sources/aggregators.ts';
import { readSource } from './sources/read.ts';

/** Raised whenever the readers understand more: documents are then asked for without validators once. */
const READER_VERSION = 1;
/** R18 (c): a server that answers "not modified" by mistake is found out after that. */
const VALIDATORS_DAYS = 14;
/** How many further pages of an aggregator are read while they bring entries that are new. */
const FURTHER_PAGES = 4;
/** Parts of a sitemap index that are read; the newest come first. */
const SITEMAP_PARTS = 50;
/** Failures that may be over at the next check; the others say that the document is not to be had. */
const PASSING_FAILURES: ReadonlySet<FetchFailureKind> = new Set(['dns', 'tls', 'connection', 'timeout', 'rate-limited', 'challenge', 'http-5xx']);
/** What an answer says about how long it holds (RFC 9111), and whether it can be compared at all. */
const FRESHNESS_HEADERS = ['cache-control', 'expires', 'date', 'etag', 'last-modified'];

export type ReadDocument = {
  /** Null where the document did not change. */
  readonly feed: Feed | null;
  /** What is known of its freshness: of this answer, and of the former one where this one says nothing. */
  readonly headers: Readonly<Record<string, string>>;
  readonly redirects: readonly Redirect[];
  /** Whether it is the document that was known: unchanged, or some of its entries were known. */
  readonly isFamiliar: boolean;
  /** Whether a former check stored what it says, but was kept from what it leads to. */
  readonly isUnfinished: boolean;
  /** Further sitemaps, newest first, where the document is an index of them. */
  readonly parts: readonly string[];
  /** Keeps the document's validators: to be called once what it leads to was read, so that a check that was cut off reads on there. */
  readonly finish: () => Promise<void>;
};

/** Reads what a source consists of and gives its main document. @throws FetchError | ParseError where that cannot be had or read. */
export async function readDocuments(deps: CrawlDeps, source: Source, tally: Tally): Promise<ReadDocument> {
  const main = await readDocument(deps, source, aggregatorFetchUrl(source.url), tally);
  const schedule = main.feed?.schedule ?? null;
  if (schedule !== null) await deps.transact((transaction) => savePublisherSchedule(transaction, source.id, schedule));
  if (source.kind === 'aggregator') await readFurtherPages(deps, source, main, tally);
  for (const part of main.parts.slice(0, SITEMAP_PARTS)) await readBeside(deps, source, part, tally);
  // The page that a person gave often lists far more posts than its feed carries.
  if (source.kind === 'feed' && canonicalise(source.addedUrl) !== canonicalise(source.url)) await readBeside(deps, { ...source, kind: 'archive' }, source.addedUrl, tally);
  return main;
}

/** A page counts as read when those behind it were asked for, or are not to be had: what was cut off or failed is asked for the next time. */
async function readFurtherPages(deps: CrawlDeps, source: Source, first: ReadDocument, tally: Tally): Promise<void> {
  const pages = [first];
  for (let last = first; pages.length <= FURTHER_PAGES && last.feed?.nextUrl != null;) {
    const before = tally.entries;
    const next = await readBeside(deps, source, last.feed.nextUrl, tally);
    if (next === 'later') pages.pop();
    if (next === 'later' || next === 'never') break;
    pages.push(next);
    if (tally.entries === before && !next.isUnfinished) break;
    last = next;
  }
  for (const page of pages.toReversed()) await page.finish();
}

/** A document whose loss is not the source's failure; else whether asking another time may help. */
async function readBeside(deps: CrawlDeps, source: Source, url: string, tally: Tally): Promise<ReadDocument | 'later' | 'never'> {
  try {
    return await readDocument(deps, source, url, tally);
  } catch (error) {
    if (!(error instanceof FetchError || error instanceof ParseError)) throw error;
    deps.log.debug({ source: source.id, url, failure: error.message }, 'a document beside the main one was not read');
    return error instanceof FetchError && PASSING_FAILURES.has(error.kind) ? 'later' : 'never';
  }
}

/** Fetches one document if it changed and stores its entries and its validators in one transaction (R18 b). */
async function readDocument(deps: CrawlDeps, source: Source, url: string, tally: Tally): Promise<ReadDocument> {
  const former = await findFetch(deps.db, url);
  const isComparable = former !== null && former.readerVersion === READER_VERSION;
  const fetched = await deps.fetch({
    url, kind: source.kind === 'feed' ? 'feed' : 'page',
    validators: isComparable && !isOld(former, deps.now()) && areValidatorsTrusted(former.headers) ? { etag: former.etag, lastModified: former.lastModified } : null,
    ...(former === null ? {} : { validatorsUrl: former.finalUrl }),
  });
  tally.requests += 1 + fetched.redirects.length;
  tally.bodyBytes += fetched.wireBytes;
  const headers = { ...former?.headers, ...freshnessOf(fetched.headers) };
  const unchanged: ReadDocument = { feed: null, headers, redirects: fetched.redirects, isFamiliar: true, isUnfinished: false, parts: [], finish: async () => {} };
  if (fetched.notModified) return unchanged;
  const bodyHash = createHash('sha256').update(fetched.body).digest('base64url');
  if (isComparable && former.bodyHash === bodyHash) {
    await refreshValidators(deps, former, fetched);
    return unchanged;
  }
  return storeDocument(deps, source, { url, bodyHash, fetched, former }, tally);
}

async function storeDocument(deps: CrawlDeps, source: Source, { url, bodyHash, fetched, former }: { readonly url: string; readonly bodyHash: string; readonly fetched: Fetched; readonly former: StoredFetch | null }, tally: Tally): Promise<ReadDocument> {
  const feed = readSource({ url: fetched.url, kind: source.kind, body: fetched.body, headers: fetched.headers }, deps.now(), await findListingRules(deps.db, source.id));
  const parts = source.kind === 'sitemap' ? sitemapParts(fetched) : [];
  const entries = toNewEntries(source, feed);
  const now = deps.now();
  const whole: StoredFetch = { url, finalUrl: fetched.url, status: fetched.status, fetchedAt: now, readerVersion: READER_VERSION, headers: freshnessOf(fetched.headers), ...fetched.validators, bodyHash };
  const leadsOn = source.kind === 'aggregator' && feed.nextUrl !== null;
  const { added, changed } = await deps.transact(async (transaction) => {
    const counts = await upsertEntries(transaction, source.id, entries, now);
    // An index that stays the same says nothing of its parts: it is read at every check.
    await saveFetch(transaction, parts.length > 0 || leadsOn ? { ...whole, etag: null, lastModified: null, bodyHash: null } : whole);
    return counts;
  });
  tally.entries += added + changed;
  return {
    feed, headers: whole.headers, redirects: fetched.redirects, isFamiliar: added < entries.length, isUnfinished: leadsOn && former !== null && former.bodyHash === null, parts,
    finish: async () => {
      if (leadsOn) await deps.transact((transaction) => saveFetch(transaction, whole));
    },
  };
}

/** The same body again costs no write, but for new validators, and for old ones that have proved true (R18). */
async function refreshValidators(deps: CrawlDeps, former: StoredFetch, { url, validators, headers }: Fetched): Promise<void> {
  const now = deps.now();
  if (former.finalUrl === url && former.etag === validators.etag && former.lastModified === validators.lastModified && !isOld(former, now)) return;
  const renewed = { ...former, ...validators, finalUrl: url, headers: freshnessOf(headers), fetchedAt: now };
  await deps.transact((transaction) => saveFetch(transaction, renewed));
}

function isOld({ fetchedAt }: StoredFetch, now: Instant): boolean {
  return Date.parse(now) - Date.parse(fetchedAt) > VALIDATORS_DAYS * 86_400_000;
}

function freshnessOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(FRESHNESS_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}

function sitemapParts({ url, body }: Fetched): string[] {
  const { sitemaps } = parseSitemap({ url, body });
  return [...sitemaps].sort((a, b) => (b.modifiedAt ?? '').localeCompare(a.modifiedAt ?? '')).map((part) => part.url);
}

function toNewEntries(source: Source, feed: Feed): NewEntry[] {
  return feed.entries.filter((entry) => isOwn(source, entry)).map((entry) => {
    const canonicalUrl = entry.url === null ? null : canonicalise(entry.url);
    return {
      key: keyOf(source, entry, canonicalUrl), canonicalUrl, entry, origin: source.kind,
      // What a listing says of a post (a cut excerpt, "3 years ago") changes with every visit and never makes it news.
      contentHash: source.kind === 'feed' ? hashOf(entry) : null,
    };
  });
}

/** What makes two entries of a source one: the post's address; at an aggregator, where one post may be submitted twice, the submission. */
function keyOf(source: Source, entry: Entry, canonicalUrl: string | null): string {
  const byWords = `${entry.title ?? ''} ${entry.publishedAt ?? ''}`;
  if (source.kind !== 'aggregator') return canonicalUrl ?? entry.guid ?? byWords;
  return entry.discussion?.url ?? `${canonicalUrl ?? entry.guid ?? ''} ${slug(entry.title ?? '')}`;
}

/** A page of a blog also links to what its posts speak of; a feed's links are its publisher's own choice. */
function isOwn(source: Source, entry: Entry): boolean {
  return source.kind !== 'archive' || entry.url === null || registrableDomain(entry.url) === registrableDomain(source.siteUrl ?? source.url);
}

function hashOf(entry: Entry): string {
  const { title, publishedAt, updatedAt, summary, contentText } = entry;
  return createHash('sha256').update(JSON.stringify([title, publishedAt, updatedAt, summary, contentText])).digest('base64url');
}
