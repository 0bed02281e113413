/** A source's document → Feed, whatever it turns out to be. */

import { ParseError } from '../../core/errors.ts';
import type { Entry, Feed, Instant } from '../../core/feed.ts';
import type { ListingRules } from '../../core/listing-rules.ts';
import type { SourceKind } from '../../core/post.ts';
import { registrableDomain } from '../../core/url.ts';
import { decodeFeed, decodeHtml } from '../fetch/charset.ts';
import { parseFeed } from '../parse/feed.ts';
import { NO_SCHEDULE } from '../parse/feed-fields.ts';
import { looksLikePost } from '../parse/listing-links.ts';
import { parseNonEmptyListing } from '../parse/listing.ts';
import { parseSitemap, type Sitemap } from '../parse/sitemap.ts';
import { readAggregatorJson } from './aggregators.ts';
import { parseJson } from './json.ts';
import { turnToOriginal } from './reddit.ts';

export type SourceDocument = {
  readonly url: string;
  /** What the source is taken for; the document's own content decides how it is read. */
  readonly kind: SourceKind;
  readonly body: Uint8Array;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * What a document of a source lists. Feeds of many sites' posts are read as `aggregator`. Dates ahead of `now` are refused.
 * `rules` say how an HTML page is read; null: by its structure.
 * @throws ParseError kind `unknown-format` also for a page where a feed is expected, and for one that lists nothing (R16).
 */
export function readSource({ url, kind, body, headers }: SourceDocument, now: Instant, rules: ListingRules | null = null): Feed {
  const contentType = headers['content-type'] ?? null;
  const start = decodeFeed(body.subarray(0, 4_096), contentType).text.replace(/^[\uFEFF\s]+/u, '');
  if (start === '') throw new ParseError('empty', 'The document is empty.');
  if (/^[[{]/u.test(start)) return readJson({ url, body, headers });
  if (isSitemap(start)) return readSitemap(parseSitemap({ url, body }), url);
  if (!isHtml(start)) return plausible(asAggregator(parseFeed({ url, body, headers }), url), now);
  if (kind === 'feed') throw new ParseError('unknown-format', 'This is an HTML page, not a feed.');
  return parseNonEmptyListing({ url, html: decodeHtml(body, contentType).text }, now, rules);
}

function readJson(document: Omit<SourceDocument, 'kind'>): Feed {
  const json = parseJson(decodeFeed(document.body, document.headers['content-type'] ?? null).text);
  return readAggregatorJson(json, document.url) ?? asAggregator(parseFeed(document), document.url);
}

function isSitemap(start: string): boolean {
  return /<(?:\w+:)?(?:urlset|sitemapindex)[\s>]/iu.test(start) || /^https?:\/\/\S+\s*(?:\n|$)/iu.test(start);
}

function isHtml(start: string): boolean {
  return /^(?:<!--[^]*?-->\s*)*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html[\s>]|<head[\s>]|<body[\s>])/iu.test(start) || !/<(?:\w+:)?(?:rss|rdf|feed|channel|entry)[\s>]/iu.test(start);
}

/** A sitemap says neither title nor date of a post; its pages that look like posts are worth fetching. */
function readSitemap({ pages, sitemaps }: Sitemap, url: string): Feed {
  const posts = pages.filter((page) => looksLikePost(page.url, url));
  const next = sitemaps.find((sitemap) => /post|blog|article|news/iu.test(sitemap.url)) ?? sitemaps[0];
  return {
    format: 'listing', version: null, title: null, description: null, siteUrl: new URL('/', url).href, selfUrl: url, hubUrl: null, language: null,
    updatedAt: null, nextUrl: next?.url ?? null, schedule: NO_SCHEDULE,
    entries: posts.map((page) => ({
      guid: page.url, url: page.url, title: null, authors: [], publishedAt: null, updatedAt: page.modifiedAt, publishedRange: null, summary: null,
      contentHtml: null, contentText: null, categories: [], language: null, imageUrl: null, enclosures: [], discussion: null,
    })),
  };
}

/** How many other sites a feed must lead to before it is a planet: a blog's guests and talks lead to fewer. */
const PLANET_SITES = 4;

/** Whether the entries lead to many sites and seldom to the feed's own. */
export function isPlanet(feed: Feed, url: string): boolean {
  const own = new Set([registrableDomain(url), registrableDomain(feed.siteUrl ?? url)]);
  const foreign = feed.entries.map((entry) => registrableDomain(entry.url ?? '')).filter((domain) => domain !== '' && !own.has(domain));
  return new Set(foreign).size >= PLANET_SITES && foreign.length > feed.entries.length * 0.6;
}

function asAggregator(feed: Feed, url: string): Feed {
  const entries = feed.entries.map((entry) => withCounts(turnToOriginal(entry)));
  const turned = { ...feed, entries };
  return isPlanet(turned, url) ? { ...turned, format: 'aggregator' } : feed;
}

/** Feeds made from Hacker News write the counts into the description. */
function withCounts(entry: Entry): Entry {
  const text = `${entry.summary ?? ''} ${entry.contentText ?? ''}`;
  if (entry.discussion === null || entry.discussion.points !== null) return entry;
  const points = /\bPoints: (\d{1,6})\b/u.exec(text);
  const comments = /# Comments: (\d{1,6})\b/u.exec(text);
  const submittedAt = entry.discussion.submittedAt ?? entry.publishedAt;
  return { ...entry, discussion: { ...entry.discussion, points: points === null ? null : Number(points[1]), comments: comments === null ? entry.discussion.comments : Number(comments[1]), submittedAt } };
}

/** A scheduled post a day ahead is known; a year ahead is a broken clock. */
function plausible(feed: Feed, now: Instant): Feed {
  const limit = new Date(Date.parse(now) + 2 * 86_400_000).toISOString();
  const checked = (instant: Instant | null): Instant | null => (instant !== null && instant > limit ? null : instant);
  return { ...feed, entries: feed.entries.map((entry) => ({ ...entry, publishedAt: checked(entry.publishedAt), updatedAt: checked(entry.updatedAt) })) };
}
