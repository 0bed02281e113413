/** DEV (Forem): articles posted there, many of them copies whose original it names. */

import type { Feed } from '../../core/feed.ts';
import { parseInstant } from '../../core/time.ts';
import { asCount, asObject, asObjects, asText, asTexts, type Json } from './json.ts';
import { feedOfSubmissions, type Submission } from './submission.ts';

const PER_PAGE = 100;

/** The front page, `/t/tag` and `/user` as queries of the API; articles, feeds and other pages stay. */
export function devToFetchUrl(url: URL): string {
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const api = `https://dev.to/api/articles?per_page=${PER_PAGE}`;
  if (segments.length === 0 || (segments.length === 1 && segments[0] === 'latest')) return api;
  if (segments[0] === 't' && segments[1] !== undefined) return `${api}&tag=${encodeURIComponent(segments[1])}`;
  const isUser = segments.length === 1 && /^\w+$/u.test(segments[0] ?? '') && !RESERVED.has(segments[0] ?? '');
  return isUser ? `${api}&username=${encodeURIComponent(segments[0] ?? '')}` : url.href;
}

const RESERVED = new Set(['api', 'feed', 'about', 'search', 'tags', 'top', 'pod', 'videos', 'listings', 'contact', 'faq', 'terms', 'privacy', 'enter', 'readinglist', 'settings']);

/** A list of articles; null where the JSON is not one. */
export function readDevTo(json: unknown, url: string): Feed | null {
  const articles = asObjects(json);
  if (articles.length === 0 || !articles.every((article) => 'canonical_url' in article && ('positive_reactions_count' in article || 'public_reactions_count' in article))) return null;
  return feedOfSubmissions(articles.map(submissionOf), { title: 'DEV', siteUrl: 'https://dev.to/', nextUrl: nextPage(url, articles.length) });
}

/** The author posts his own text, so the date is that of this copy's publication. */
function submissionOf(article: Json): Submission {
  const publishedAt = parseInstant(asText(article['published_at']) ?? asText(article['published_timestamp']) ?? '');
  const url = asText(article['url']);
  const original = asText(article['canonical_url']) ?? url;
  const author = asText(asObject(article['user'])?.['name']);
  return {
    id: asText(article['id']), url: original, title: asText(article['title']),
    authors: author === null ? [] : [author],
    summary: asText(article['description']),
    categories: asTexts(article['tag_list'] ?? article['tags']),
    discussionUrl: url === null ? null : `${url}#comments`,
    points: asCount(article['positive_reactions_count'] ?? article['public_reactions_count']),
    comments: asCount(article['comments_count']),
    submittedAt: publishedAt,
    publishedAt: original === url ? publishedAt : null,
  };
}

function nextPage(url: string, count: number): string | null {
  const next = URL.parse(url);
  if (next === null || count < Number(next.searchParams.get('per_page') ?? 30)) return null;
  next.searchParams.set('page', String(Number(next.searchParams.get('page') ?? 1) + 1));
  return next.href;
}
