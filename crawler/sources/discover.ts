/** From any address to what can be followed there. */

import { FetchError, ParseError } from '../../core/errors.ts';
import type { Feed, Instant } from '../../core/feed.ts';
import type { SourceKind } from '../../core/post.ts';
import { parsePastedUrl } from '../../core/url.ts';
import { decodeHtml } from '../fetch/charset.ts';
import { looksLikePost } from '../parse/listing-links.ts';
import { parseListing } from '../parse/listing.ts';
import { parseSitemap } from '../parse/sitemap.ts';
import { aggregatorFetchUrl, aggregatorName } from './aggregators.ts';
import { findCanonical, findFeedLinks, findMetaRefresh, wellKnownFeedUrls, type FeedLink } from './feed-links.ts';
import { findSameFeed, isPodcast } from './feed-kinds.ts';
import { findSiteTitle, publisherOf } from './publisher.ts';
import { isPlanet, readSource } from './read.ts';

export type FetchedPage = { readonly url: string; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };
export type DiscoverDeps = {
  /** `kind`: what is hoped for at the address; feeds may be larger than pages. @throws FetchError */
  readonly get: (url: string, kind: 'page' | 'feed') => Promise<FetchedPage>;
  readonly now: Instant;
};

export type Candidate = { readonly kind: SourceKind; readonly url: string; readonly title: string | null; readonly siteUrl: string | null; readonly publisher: string | null };
export type Discovery = {
  /** What to follow; null where nothing was found. */
  readonly chosen: Candidate | null;
  /** Everything that was found, best first, the chosen one included. */
  readonly candidates: readonly Candidate[];
  /** What was tried and found, a sentence each, in order. */
  readonly steps: readonly string[];
};

/** How many addresses may be asked for in one discovery; a site that answers none of the usual ones has no feed. */
const MAX_REQUESTS = 40;
const MAX_REFRESHES = 3;
/** More feeds of one page than these are feeds of its parts. */
const MAX_FEEDS = 5;
/** Two links are a menu; a list of posts has more. */
const MIN_LISTED_POSTS = 3;

/** `feeds` stand in the order in which they were found; `found` is what the answer lists, best first. `siteTitle` is null while no page was read. */
type Search = { readonly deps: DiscoverDeps; readonly siteTitle: string | null; readonly steps: string[]; readonly found: Candidate[]; readonly feeds: FoundFeed[]; readonly asked: Set<string> };
type FoundFeed = { readonly feed: Feed; readonly url: string };

/**
 * What stands at an address and how to follow it: the feed it is, a feed it names, a feed at a usual place, the list of posts
 * it shows, its site's sitemap.
 * @throws FetchError where the address itself cannot be had.
 */
export async function discoverSource(address: string, deps: DiscoverDeps): Promise<Discovery> {
  const url = parsePastedUrl(address);
  const start: Search = { deps, siteTitle: null, steps: [], found: [], feeds: [], asked: new Set() };
  if (url === null) return answer(start, [`${JSON.stringify(address)} is not a web address.`]);
  if (aggregatorName(url) !== null) return followAggregator(start, url);
  const page = await followRefreshes(start, await getStart(deps, url));
  if (await tryDocument(start, page)) return answer(start);
  const html = decodeHtml(page.body, page.headers['content-type'] ?? null).text;
  const search = { ...start, siteTitle: safely(() => findSiteTitle(html)) };
  if (await tryNamedFeeds(search, html, page.url) || await tryUsualPlaces(search, page.url)) return answer(search);
  rankFeeds(search);
  tryListing(search, html, page.url);
  if (search.found.length === 0) await trySitemaps(search, page.url);
  return answer(search);
}

/** A feed that is pasted may be larger than any page. */
async function getStart(deps: DiscoverDeps, url: string): Promise<FetchedPage> {
  try {
    return await deps.get(url, 'page');
  } catch (error) {
    if (error instanceof FetchError && error.kind === 'too-large') return deps.get(url, 'feed');
    throw error;
  }
}

function answer({ steps, found }: Search, more: readonly string[] = []): Discovery {
  return { chosen: found[0] ?? null, candidates: found, steps: [...steps, ...more] };
}

async function followAggregator(search: Search, url: string): Promise<Discovery> {
  const name = aggregatorName(url) ?? '';
  const fetchUrl = aggregatorFetchUrl(url);
  search.steps.push(`The address belongs to ${name}, a link aggregator.`);
  const page = await search.deps.get(fetchUrl, 'feed');
  const feed = readAs('aggregator', page, search.deps.now);
  if (feed === null || feed.entries.length === 0) {
    search.steps.push(`${fetchUrl} lists no submissions.`);
    return answer(search);
  }
  search.steps.push(`${fetchUrl} lists ${feed.entries.length} submissions.`);
  search.found.push({ kind: 'aggregator', url, title: feed.title ?? name, siteUrl: feed.siteUrl, publisher: name });
  return answer(search);
}

async function followRefreshes(search: Search, first: FetchedPage): Promise<FetchedPage> {
  let page = first;
  for (let hop = 0; hop < MAX_REFRESHES; hop += 1) {
    const target = findMetaRefresh(decodeHtml(page.body.subarray(0, 20_000), page.headers['content-type'] ?? null).text, page.url);
    if (target === null || target === page.url) return page;
    search.steps.push(`${page.url} sends its readers on to ${target}.`);
    page = await search.deps.get(target, 'page');
  }
  return page;
}

/** Is the document itself something to follow? */
async function tryDocument(search: Search, page: FetchedPage): Promise<boolean> {
  search.asked.add(page.url);
  const feed = readAs('feed', page, search.deps.now);
  if (feed === null) return false;
  if (feed.format !== 'listing') {
    search.steps.push(`${page.url} is itself a ${isPodcast(feed, page.url) ? 'podcast' : 'feed'} (${feed.format}) with ${feed.entries.length} entries.`);
    search.found.push(candidateOf(search, feed, page.url));
    return true;
  }
  search.steps.push(`${page.url} is a sitemap with ${feed.entries.length} pages that look like posts.`);
  search.found.push({ ...candidateOf(search, feed, page.url), kind: 'sitemap' });
  return true;
}

function readAs(kind: SourceKind, page: FetchedPage, now: Instant): Feed | null {
  try {
    return readSource({ url: page.url, kind, body: page.body, headers: page.headers }, now);
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

function candidateOf({ siteTitle }: Search, feed: Feed, url: string): Candidate {
  const siteUrl = feed.siteUrl ?? new URL('/', url).href;
  const publisher = publisherOf(feed.title, siteUrl, siteTitle);
  const kind: SourceKind = feed.format === 'aggregator' || isPlanet(feed, url) ? 'aggregator' : 'feed';
  return { kind, url, title: feed.title ?? publisher, siteUrl, publisher };
}

/** Feeds that the page declares or links, and those of the page that it calls canonical. */
async function tryNamedFeeds(search: Search, html: string, pageUrl: string): Promise<boolean> {
  const links = safely(() => findFeedLinks(html, pageUrl)) ?? [];
  search.steps.push(links.length === 0 ? `${pageUrl} names no feed.` : `${pageUrl} names ${links.length} feed${links.length === 1 ? '' : 's'}.`);
  await tryLinks(search, links);
  if (rankFeeds(search)) return true;
  const canonical = safely(() => findCanonical(html, pageUrl)) ?? null;
  if (canonical === null || search.asked.has(canonical)) return false;
  const page = await getOrNull(search, canonical, 'page');
  if (page === null) return false;
  search.steps.push(`The page calls ${canonical} its canonical address.`);
  const elsewhere = safely(() => findFeedLinks(decodeHtml(page.body, page.headers['content-type'] ?? null).text, page.url)) ?? [];
  for (const link of elsewhere) if (!rankFeeds(search)) await tryFeed(search, link.url, 'declared by the canonical page');
  return rankFeeds(search);
}

/** The first that works is followed; the others are only worth a look while there are few. */
async function tryLinks(search: Search, links: readonly FeedLink[]): Promise<void> {
  for (const [index, link] of links.entries()) {
    const writings = search.feeds.filter(({ feed, url }) => !isPodcast(feed, url)).length;
    if (writings > 0 && link.isPartial) {
      const passed = links.length - index;
      search.steps.push(`${passed === 1 ? 'One feed' : `${passed} feeds`} of comments, of one topic or of one author ${passed === 1 ? 'was' : 'were'} passed over.`);
      return;
    }
    if (search.feeds.length >= MAX_FEEDS) return;
    await tryFeed(search, link.url, link.how === 'declared' ? 'declared by the page' : 'linked from the page');
  }
}

/** Puts the feeds in the order in which they are worth following, recordings last; true where one of them holds writing. */
function rankFeeds(search: Search): boolean {
  const podcasts = search.feeds.filter(({ feed, url }) => isPodcast(feed, url));
  const writings = search.feeds.filter((found) => !podcasts.includes(found));
  search.found.splice(0, search.found.length, ...[...writings, ...podcasts].map(({ feed, url }) => candidateOf(search, feed, url)));
  return writings.length > 0;
}

async function tryUsualPlaces(search: Search, pageUrl: string): Promise<boolean> {
  for (const url of wellKnownFeedUrls(pageUrl)) {
    if (await tryFeed(search, url, 'found at a usual place') && rankFeeds(search)) return true;
  }
  search.steps.push('No feed stands at any of the usual places.');
  return false;
}

async function tryFeed(search: Search, url: string, how: string): Promise<boolean> {
  if (search.asked.has(url)) return false;
  const page = await getOrNull(search, url, 'feed');
  if (page === null) return false;
  const feed = readAs('feed', page, search.deps.now);
  if (feed === null || feed.format === 'listing' || search.feeds.some((found) => found.url === page.url)) return false;
  const podcast = isPodcast(feed, page.url);
  const same = findSameFeed(feed, search.feeds.filter((found) => isPodcast(found.feed, found.url) === podcast));
  const what = `is a ${podcast ? 'podcast' : 'feed'} (${feed.format}) with ${feed.entries.length} entries${podcast ? ', followed only where there is nothing to read' : ''}`;
  search.steps.push(`${page.url}, ${how}, ${what}${same === null ? '' : `: ${same.how} ${same.url}`}.`);
  if (feed.entries.length === 0 || same !== null) return false;
  search.feeds.push({ feed, url: page.url });
  return true;
}

async function getOrNull(search: Search, url: string, kind: 'page' | 'feed'): Promise<FetchedPage | null> {
  if (search.asked.size >= MAX_REQUESTS) return null;
  search.asked.add(url);
  try {
    return await search.deps.get(url, kind);
  } catch (error) {
    // Most usual places do not exist; that is an answer, not a failure.
    if (error instanceof FetchError) return null;
    throw error;
  }
}

/** Pages beyond the limits of the parser name nothing. */
function safely<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

function tryListing(search: Search, html: string, pageUrl: string): void {
  const listing = safely(() => parseListing({ url: pageUrl, html }, search.deps.now));
  const posts = listing?.entries.length ?? 0;
  if (listing === null || posts < MIN_LISTED_POSTS) {
    search.steps.push(`${pageUrl} shows no list of posts.`);
    return;
  }
  const kind: SourceKind = listing.format === 'aggregator' ? 'aggregator' : 'archive';
  search.steps.push(`${pageUrl} lists ${posts} posts${kind === 'aggregator' ? ' of other sites' : ''}.`);
  search.found.push({ kind, url: pageUrl, title: listing.title, siteUrl: pageUrl, publisher: publisherOf(listing.title, pageUrl) });
}

async function trySitemaps(search: Search, pageUrl: string): Promise<void> {
  const root = new URL('/', pageUrl).href;
  const robots = await getOrNull(search, new URL('/robots.txt', root).href, 'page');
  const named = robots === null ? [] : [...Buffer.from(robots.body).toString('utf8').matchAll(/^sitemap:\s*(\S+)/gimu)].map((match) => match[1] ?? '');
  for (const url of [...named.slice(0, 5), `${root}sitemap.xml`, `${root}sitemap_index.xml`]) {
    const page = search.asked.has(url) ? null : await getOrNull(search, url, 'feed');
    const sitemap = page === null ? null : safely(() => parseSitemap({ url: page.url, body: page.body }));
    if (page === null || sitemap === null) continue;
    const posts = sitemap.pages.filter((link) => looksLikePost(link.url, pageUrl)).length;
    search.steps.push(`${page.url} is a sitemap with ${posts} pages that look like posts and ${sitemap.sitemaps.length} further sitemaps.`);
    if (posts < MIN_LISTED_POSTS && sitemap.sitemaps.length === 0) continue;
    search.found.push({ kind: 'sitemap', url: page.url, title: null, siteUrl: root, publisher: publisherOf(null, root, search.siteTitle) });
    return;
  }
  search.steps.push('The site has no sitemap that lists posts.');
}
