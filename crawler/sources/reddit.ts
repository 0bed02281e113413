/** Reddit: listings as JSON, and its Atom feeds, whose links lead to the thread. */

import type { Entry, Feed, Instant } from '../../core/feed.ts';
import { resolveUrl } from '../../core/url.ts';
import { loadHtml } from '../parse/html.ts';
import { asCount, asObject, asObjects, asText, type Json } from './json.ts';
import { feedOfSubmissions, type Submission } from './submission.ts';

const SITE = 'https://www.reddit.com';

/** `/r/programming/` → `/r/programming/new.json`; `/r/programming/top/?t=week` → `/r/programming/top.json?t=week`. Threads and feeds stay. */
export function redditFetchUrl(url: URL): string {
  const listing = /^\/r\/([\w+]+)(?:\/(new|hot|top|rising|best))?\/?$/u.exec(url.pathname);
  if (listing === null) return url.href;
  return `${SITE}/r/${listing[1]}/${listing[2] ?? 'new'}.json${url.search}`;
}

/** A listing of links; null where the JSON is not one. */
export function readReddit(json: unknown, url: string): Feed | null {
  const data = asObject(asObject(json)?.['data']);
  if (asObject(json)?.['kind'] !== 'Listing' || data === null) return null;
  const links = asObjects(data['children']).map((child) => asObject(child['data'])).filter((link) => link !== null);
  const subreddit = asText(links[0]?.['subreddit']);
  const after = asText(data['after']);
  return feedOfSubmissions(links.map(submissionOf), {
    title: subreddit === null ? 'Reddit' : `r/${subreddit}`,
    siteUrl: subreddit === null ? `${SITE}/` : `${SITE}/r/${subreddit}/`,
    nextUrl: after === null ? null : withAfter(url, after),
  });
}

function withAfter(url: string, after: string): string | null {
  const next = URL.parse(url);
  next?.searchParams.set('after', after);
  return next?.href ?? null;
}

function submissionOf(link: Json): Submission {
  const destination = asText(link['url_overridden_by_dest']) ?? asText(link['url']);
  return {
    id: asText(link['name']) ?? asText(link['id']),
    url: link['is_self'] === true ? null : resolveUrl(unescaped(destination), SITE),
    title: unescaped(asText(link['title'])),
    authors: [], summary: null, categories: [],
    discussionUrl: resolveUrl(asText(link['permalink']), SITE),
    points: asCount(link['score']),
    comments: asCount(link['num_comments']),
    submittedAt: fromSeconds(link['created_utc']),
    publishedAt: null,
  };
}

/** The API escapes `&`, `<` and `>` unless asked for raw JSON. */
function unescaped(text: string | null): string | null {
  return text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&') ?? null;
}

function fromSeconds(value: unknown): Instant | null {
  return typeof value === 'number' && value > 0 && value < 1e11 ? new Date(value * 1000).toISOString() : null;
}

/** An entry of Reddit's feeds turned round: its `[link]` is the original, its own address the discussion. Others stay. */
export function turnToOriginal(entry: Entry): Entry {
  if (entry.url === null || entry.contentHtml === null || !/^https?:\/\/(?:www\.|old\.)?reddit\.com\/r\//u.test(entry.url) || !entry.contentHtml.includes('[link]')) return entry;
  const $ = loadHtml(entry.contentHtml);
  const original = resolveUrl($('a').filter((_, link) => $(link).text() === '[link]').attr('href'));
  if (original === null || original === entry.url) return entry;
  const discussion = { url: entry.url, points: null, comments: null, submittedAt: entry.publishedAt ?? entry.updatedAt };
  return { ...entry, url: original, authors: [], publishedAt: null, updatedAt: null, contentHtml: null, contentText: null, discussion };
}
