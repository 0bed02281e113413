/** Where a source's older posts are: what one of its documents says about posts and about further documents that list some. */

import { ParseError } from '../../core/errors.ts';
import type { Feed, Instant } from '../../core/feed.ts';
import type { ListingRules } from '../../core/listing-rules.ts';
import { hostOf, resolveUrl } from '../../core/url.ts';
import { decodeReferences } from '../parse/entities.ts';
import { parseFeed } from '../parse/feed.ts';
import { decodeFeed, decodeHtml } from '../fetch/charset.ts';
import { isLabelAddress, looksLikePost, pathSegments } from '../parse/listing-links.ts';
import { parseListing } from '../parse/listing.ts';
import { pageNumberOf } from '../parse/listing-next.ts';
import { parseSitemap } from '../parse/sitemap.ts';
import { findPageLinks, type PageLink } from './page-links.ts';
import { hasPostShape, isFile, shapesOf, type PostShapes } from './post-shapes.ts';
import { findTrap, patternOf } from './traps.ts';
import { furtherOfGenerator, readWordPressPosts } from './generators.ts';

export type BackfillDocument = { readonly url: string; readonly body: Uint8Array; readonly headers: Readonly<Record<string, string>> };

/** A source as its backfill needs to know it. */
export type BackfillScope = {
  /** The page that was added, or the site's start page: lists are looked for on its host. */
  readonly pageUrl: string;
  /** Posts that are known so far; the more, the better others are told from other pages. */
  readonly knownPosts: Iterable<string>;
  /** How the source's own lists are read; null: by their structure. */
  readonly rules: ListingRules | null;
};

export type FoundPost = { readonly url: string; readonly title: string | null; readonly publishedAt: Instant | null };
export type Further = {
  readonly url: string;
  /** Why it should list posts, in words. */
  readonly why: string;
  /** Lower is fetched first: paging, then archives, then sitemaps, then tags and authors. */
  readonly rank: number;
};
export type BackfillFinds = { readonly posts: readonly FoundPost[]; readonly further: readonly Further[] };

/** How many documents of one pattern (`/tags/*`, `/page/0`) are worth fetching for one source. */
const MAX_PER_PATTERN = 300;
/** How many documents one source's backfill may ask for in all. */
export const MAX_BACKFILL_DOCUMENTS = 1_000;

/** Where a backfill begins: the page itself, its feed, the sitemaps that its host usually has. */
export function firstAddresses(pageUrl: string, feedUrl: string | null): Further[] {
  const addresses: Further[] = [{ url: pageUrl, why: 'the page that was added', rank: 0 }];
  if (feedUrl !== null) addresses.push({ url: feedUrl, why: 'its feed', rank: 0 });
  addresses.push({ url: new URL('/sitemap.xml', pageUrl).href, why: 'the usual place of a sitemap', rank: 3 });
  const folder = new URL('.', pageUrl);
  if (folder.pathname !== '/') addresses.push({ url: new URL('sitemap.xml', folder).href, why: 'the usual place of a sitemap', rank: 3 });
  return addresses;
}

/** What is hoped for at a further address: feeds, sitemaps and interfaces for programs may be larger than any page. */
export function kindOfDocument({ url, why }: Pick<Further, 'url' | 'why'>): 'feed' | 'page' {
  const isNamed = /\b(?:feed|sitemap)\b/u.test(why) && !why.startsWith('an archive');
  return isNamed || /\.(?:xml|rss|atom|json)(?:\.gz)?$|\/wp-json\//iu.test(URL.parse(url)?.pathname ?? '') ? 'feed' : 'page';
}

/**
 * What a document of a source names: posts, and further documents without those in `seen` (addresses already asked for), best
 * first. Documents of any kind are understood: feeds, lists, sitemaps, posts with links to their neighbours. What cannot be
 * read names nothing.
 */
export function findFurther(document: BackfillDocument, scope: BackfillScope, context: { readonly seen: ReadonlySet<string>; readonly now: Instant }): BackfillFinds {
  const finds = readDocument(document, scope, context.now);
  const year = new Date(context.now).getUTCFullYear();
  return { posts: distinctPosts(finds.posts, year), further: withinBounds(finds.further, context.seen, year) };
}

function readDocument(document: BackfillDocument, scope: BackfillScope, now: Instant): BackfillFinds {
  const contentType = document.headers['content-type'] ?? null;
  const start = decodeFeed(document.body.subarray(0, 4_096), contentType).text.replace(/^[\uFEFF\s]+/u, '');
  try {
    if (/^[[{]/u.test(start)) return readWordPressPosts(decodeFeed(document.body, contentType).text, document.url) ?? readFeed(document, scope);
    if (/<(?:\w+:)?(?:urlset|sitemapindex)[\s>]/iu.test(start)) return readSitemap(document, scope);
    if (/<(?:\w+:)?(?:rss|rdf|feed)[\s>]/iu.test(start) && !/<html[\s>]/iu.test(start)) return readFeed(document, scope);
    return readPage({ url: document.url, html: decodeHtml(document.body, contentType).text }, scope, now);
  } catch (error) {
    if (error instanceof ParseError) return { posts: [], further: [] };
    throw error;
  }
}

function readFeed(document: BackfillDocument, scope: BackfillScope): BackfillFinds {
  const feed: Feed = parseFeed(document);
  const posts = feed.entries.map(({ url, title, publishedAt }) => ({ url, title, publishedAt })).filter((post): post is FoundPost => post.url !== null);
  const next: Further[] = feed.nextUrl === null ? [] : [{ url: feed.nextUrl, why: 'older entries of the feed (RFC 5005)', rank: 0 }];
  return { posts: [...posts, ...postsInTexts(feed, posts, scope)], further: [...next, ...furtherOfGenerator(document, feed.entries.length)] };
}

/** Posts of the same site that the entries' texts link to: older ones, which the feed no longer names itself. */
function postsInTexts(feed: Feed, posts: readonly FoundPost[], scope: BackfillScope): FoundPost[] {
  const shapes = shapesOf([...scope.knownPosts, ...posts.map(({ url }) => url)]);
  const links = feed.entries.flatMap(({ contentHtml, url }) => [...(contentHtml ?? '').matchAll(LINK)].map((match) => resolveUrl(decodeReferences(match[1] ?? ''), url)));
  const own = [...new Set(links)].filter((url) => url !== null && hostOf(url) === hostOf(scope.pageUrl) && (hasPostShape(url, shapes, scope.pageUrl) || hasDayInPath(url)));
  return own.map((url) => ({ url: url ?? '', title: null, publishedAt: null }));
}

const LINK = /\shref\s{0,5}=\s{0,5}["']([^"'<>\s]{1,2000})["']/giu;

/** Sitemaps list everything: only what has the shape of known posts is one; without any, what reads like one. */
function readSitemap(document: BackfillDocument, scope: BackfillScope): BackfillFinds {
  const { pages, sitemaps } = parseSitemap(document);
  const { shapes, folders } = knownOf(scope);
  const isPost = shapes.size > 0
    ? (url: string) => hasPostShape(url, shapes, scope.pageUrl) || hasDayInPath(url)
    : (url: string) => looksLikePost(url, scope.pageUrl);
  const inScope = pages.filter(({ url }) => hostOf(url) === hostOf(scope.pageUrl));
  return {
    posts: inScope.filter(({ url }) => isPost(url)).map(({ url }) => ({ url, title: null, publishedAt: null })),
    further: [
      ...sitemaps.map(({ url }) => ({ url, why: 'a part of the sitemap', rank: /post|blog|article|news/iu.test(url) ? 1 : 3 })),
      ...inScope.filter(({ url }) => !isPost(url) && isArchive(url) && isInSection(url, scope, folders)).map(({ url }) => ({ url, why: 'an archive in the sitemap', rank: rankOfArchive(url) })),
    ],
  };
}

/** What the known posts' addresses teach: their shapes, and the top folders in which posts lie, with numbers blanked. */
type Known = { readonly shapes: PostShapes; readonly folders: ReadonlySet<string> };

function knownOf(scope: BackfillScope): Known {
  const shapes = shapesOf(scope.knownPosts);
  const folders = [...shapes].map((shape) => shape.split('/')).filter((parts) => parts.length > 2).map((parts) => parts[1] ?? '');
  return { shapes, folders: new Set(folders) };
}

/** Only posts stand under a day. */
function hasDayInPath(url: string): boolean {
  return /\/(?:19|20)\d{2}\/\d{1,2}\/\d{1,2}\/[^/]{3,}/u.test(URL.parse(url)?.pathname ?? '') && !isFile(url);
}

function readPage(page: { readonly url: string; readonly html: string }, scope: BackfillScope, now: Instant): BackfillFinds {
  const known = knownOf(scope);
  const { shapes } = known;
  const links = findPageLinks(page.html, page.url).filter(({ url }) => hostOf(url) === hostOf(scope.pageUrl));
  const isKnownPost = shapes.size > 0 && hasPostShape(page.url, shapes, scope.pageUrl);
  const byRules = isKnownPost || scope.rules === null ? null : listedByRules(page, scope, { rules: scope.rules, now });
  const listed = isKnownPost ? [] : byRules?.posts ?? listedPosts(page, scope, shapes, now);
  const shaped = links.filter(({ url }) => hasPostShape(url, shapes, scope.pageUrl)).map(({ url, text }) => ({ url, title: text === '' ? null : text, publishedAt: null }));
  const neighbours = isKnownPost ? links.filter((link) => link.isNeighbour && !isLabelAddress(link.url) && !isFile(link.url)).map(({ url }) => ({ url, title: null, publishedAt: null })) : [];
  const further = links.map((link) => furtherOf(link, scope, known)).filter((found) => found !== null);
  const generator = isKnownPost ? [] : furtherOfGenerator({ url: page.url, body: new TextEncoder().encode(page.html.slice(0, 50_000)), headers: {} }, listed.length);
  return { posts: [...listed, ...shaped, ...neighbours], further: [...byRules?.further ?? [], ...further, ...generator] };
}

/** What the source's rules find; null where they find nothing: not every page is one of those that they were written for. */
function listedByRules(page: { readonly url: string; readonly html: string }, scope: BackfillScope, { rules, now }: { readonly rules: ListingRules; readonly now: Instant }): BackfillFinds | null {
  const { entries, nextUrl } = parseListing(page, now, rules);
  const posts = entries.flatMap(({ url, title, publishedAt }) => (url === null || hostOf(url) !== hostOf(scope.pageUrl) ? [] : [{ url, title, publishedAt }]));
  return posts.length === 0 ? null : { posts, further: nextUrl === null ? [] : [{ url: nextUrl, why: 'the next page of the list', rank: 0 }] };
}

/** What the page lists as posts, on this source's own host, and nothing that is a list itself. */
function listedPosts(page: { readonly url: string; readonly html: string }, scope: BackfillScope, shapes: PostShapes, now: Instant): FoundPost[] {
  const listing = parseListing(page, now);
  const own = listing.entries.filter((entry) => entry.url !== null && hostOf(entry.url) === hostOf(scope.pageUrl) && !isArchive(entry.url) && !isFile(entry.url));
  const dated = own.filter((entry) => entry.publishedAt !== null || entry.publishedRange !== null).length;
  // A list without dates whose links look like nothing known is a menu of the product.
  const isTrusted = dated >= own.length / 2 || own.some(({ url }) => hasPostShape(url ?? '', shapes, scope.pageUrl));
  return isTrusted ? own.map(({ url, title, publishedAt }) => ({ url: url ?? '', title, publishedAt })) : [];
}

const YEAR_OR_MONTH = /^(?:19|20)\d{2}$|^(?:0?[1-9]|1[0-2])$/u;

/** Tag, author, category, year and month pages, numbered pages, "archive" and "all posts". */
function isArchive(url: string): boolean {
  const segments = pathSegments(url).map((segment) => segment.replace(/\.html?$/iu, ''));
  if (isFile(url)) return false;
  if (isLabelAddress(url) || pageNumberOf(url) !== null) return true;
  const last = segments.at(-1) ?? '';
  return YEAR_OR_MONTH.test(last) || /^(?:archives?|all|all-posts|posts|entries|blog|news|articles|index(?:-\d+)?|history|older|tags?|categor(?:y|ies)|authors?|series|releases?|thisweek)$/iu.test(last);
}

function rankOfArchive(url: string): number {
  if (pageNumberOf(url) !== null) return 0;
  return isLabelAddress(url) && !/archive/iu.test(url) ? 4 : 1;
}

function furtherOf(link: PageLink, scope: BackfillScope, { shapes, folders }: Known): Further | null {
  if (hasPostShape(link.url, shapes, scope.pageUrl) && pageNumberOf(link.url) === null) return null;
  if (link.isFeed) return isInSection(link.url, scope, folders) ? { url: link.url, why: 'a feed that the page names', rank: 2 } : null;
  if (link.isNext && !isFile(link.url)) return { url: link.url, why: 'the next page of the list', rank: 0 };
  const saysArchive = /^(?:archives?|all posts|all articles|all news|more posts|view all|see all|older|past (?:posts|issues)|blog|news|posts|全部|归档|アーカイブ)\b/iu.test(link.text);
  if (!isArchive(link.url) && !saysArchive || isFile(link.url) || !isInSection(link.url, scope, folders)) return null;
  return { url: link.url, why: pageNumberOf(link.url) === null ? 'an archive page' : 'a numbered page of the list', rank: rankOfArchive(link.url) };
}

/** Below the folder of the page that was added or of known posts, or an archive at the top of the host. */
function isInSection(url: string, scope: BackfillScope, folders: ReadonlySet<string>): boolean {
  const path = URL.parse(url)?.pathname ?? '/';
  const section = new URL('.', scope.pageUrl).pathname;
  if (hostOf(url) !== hostOf(scope.pageUrl)) return false;
  if (path.startsWith(section)) return true;
  const first = pathSegments(url)[0] ?? '';
  return folders.has(first.replace(/\d+/gu, '0')) || /^(?:tags?|categor(?:y|ies)|authors?|archives?|series|blog|news|posts|releases?)$/iu.test(first);
}

function distinctPosts(posts: readonly FoundPost[], year: number): FoundPost[] {
  const byUrl = new Map<string, FoundPost>();
  for (const post of posts) {
    const url = post.url.replace(/#.*$/u, '');
    const known = byUrl.get(url);
    if (findTrap(url, year) === null) byUrl.set(url, { url, title: known?.title ?? post.title, publishedAt: known?.publishedAt ?? post.publishedAt });
  }
  return [...byUrl.values()];
}

/** New addresses only, no traps, not too many alike, best first. */
function withinBounds(further: readonly Further[], seen: ReadonlySet<string>, year: number): Further[] {
  const perPattern = new Map<string, number>();
  for (const url of seen) perPattern.set(patternOf(url), (perPattern.get(patternOf(url)) ?? 0) + 1);
  const kept = new Map<string, Further>();
  for (const found of [...further].sort((left, right) => left.rank - right.rank)) {
    const url = found.url.replace(/#.*$/u, '');
    const pattern = patternOf(url);
    const count = perPattern.get(pattern) ?? 0;
    if (seen.has(url) || kept.has(url) || findTrap(url, year) !== null || count >= MAX_PER_PATTERN || seen.size + kept.size >= MAX_BACKFILL_DOCUMENTS) continue;
    perPattern.set(pattern, count + 1);
    kept.set(url, { ...found, url });
  }
  return [...kept.values()];
}
