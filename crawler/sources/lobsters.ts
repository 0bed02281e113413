/** Lobsters and sites that run its code: every listing has a JSON form beside it. */

import type { Feed } from '../../core/feed.ts';
import { parseInstant } from '../../core/time.ts';
import { hostOf } from '../../core/url.ts';
import { asCount, asObject, asObjects, asText, asTexts, type Json } from './json.ts';
import { feedOfSubmissions, type Submission } from './submission.ts';

/** `/newest` → `/newest.json`; the front page is `/hottest.json`. Threads, feeds and other documents stay. */
export function lobstersFetchUrl(url: URL): string {
  const path = url.pathname.replace(/\/+$/u, '');
  if (path === '') return new URL('/hottest.json', url).href;
  if (!/^\/(?:newest|hottest|recent|active|top|t|domains|origins|page|search)(?:\/|$)/u.test(path) || /\.(?:json|rss|html)$/u.test(path)) return url.href;
  return new URL(`${path}.json${url.search}`, url).href;
}

/** A page of stories; null where the JSON is not one. */
export function readLobsters(json: unknown, url: string): Feed | null {
  const stories = asObjects(json);
  if (stories.length === 0 || !stories.every((story) => 'short_id' in story && 'comments_url' in story)) return null;
  return feedOfSubmissions(stories.map(submissionOf), { title: hostOf(url) === 'lobste.rs' ? 'Lobsters' : null, siteUrl: new URL('/', url).href, nextUrl: nextPage(url) });
}

function submissionOf(story: Json): Submission {
  // The submitter was an object with a `username` before 2023.
  const submitter = asText(story['submitter_user']) ?? asText(asObject(story['submitter_user'])?.['username']);
  return {
    id: asText(story['short_id_url']) ?? asText(story['short_id']),
    url: asText(story['url']),
    title: asText(story['title']),
    authors: story['user_is_author'] === true && submitter !== null ? [submitter] : [],
    summary: asText(story['description_plain']),
    categories: asTexts(story['tags']),
    discussionUrl: asText(story['comments_url']),
    points: asCount(story['score']),
    comments: asCount(story['comment_count']),
    submittedAt: parseInstant(asText(story['created_at']) ?? ''),
    publishedAt: null,
  };
}

/** `/newest.json` → `/newest/page/2.json`; `/hottest.json` goes on at `/page/2.json`. */
function nextPage(url: string): string | null {
  const parsed = URL.parse(url);
  const path = /^(.*?)(?:\/page\/(\d{1,4}))?\.json$/u.exec(parsed?.pathname ?? '');
  if (parsed === null || path === null) return null;
  const listing = path[1] === '/hottest' ? '' : path[1] ?? '';
  return new URL(`${listing}/page/${Number(path[2] ?? 1) + 1}.json${parsed.search}`, parsed).href;
}
