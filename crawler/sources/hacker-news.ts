/** Hacker News: Algolia's search API, the Firebase API, and lists scraped from its pages. */

import type { Feed, Instant } from '../../core/feed.ts';
import { parseInstant } from '../../core/time.ts';
import { asCount, asObject, asObjects, asText, type Json } from './json.ts';
import { feedOfSubmissions, type Submission } from './submission.ts';

const SITE = 'https://news.ycombinator.com/';
const API = 'https://hn.algolia.com/api/v1';
/** The API's own maximum is 1,000; a page of 100 is its usual answer's weight times five. */
const PER_PAGE = 100;

/** Firebase's lists hold nothing but numbers, one request each: the search API has the same stories in one. */
const FIREBASE_LISTS: Readonly<Record<string, string>> = { '/v0/topstories.json': '', '/v0/newstories.json': '/newest', '/v0/beststories.json': '/best', '/v0/showstories.json': '/show' };

/** The front page, newest, best, Show HN and `from?site=` as queries of the search API, and so Firebase's lists; other addresses stay. */
export function hackerNewsFetchUrl(url: URL): string {
  const list = url.hostname === 'hacker-news.firebaseio.com' ? FIREBASE_LISTS[url.pathname] : undefined;
  if (url.hostname !== 'news.ycombinator.com' && list === undefined) return url.href;
  const site = url.searchParams.get('site');
  switch (list ?? url.pathname.replace(/\/+$/u, '')) {
    case '': case '/news': return `${API}/search?tags=front_page&hitsPerPage=${PER_PAGE}`;
    case '/newest': return `${API}/search_by_date?tags=story&hitsPerPage=${PER_PAGE}`;
    case '/best': case '/front': return `${API}/search_by_date?tags=story&numericFilters=points%3E100&hitsPerPage=${PER_PAGE}`;
    case '/show': case '/shownew': return `${API}/search_by_date?tags=show_hn&hitsPerPage=${PER_PAGE}`;
    case '/from': return site === null ? url.href : `${API}/search_by_date?tags=story&query=${encodeURIComponent(site)}&restrictSearchableAttributes=url&hitsPerPage=${PER_PAGE}`;
    default: return url.href;
  }
}

/** Stories in an answer of either API, one item or a scraped list; null where the JSON is none of them. */
export function readHackerNews(json: unknown, url: string): Feed | null {
  const submissions = readAlgolia(json) ?? readItems(json) ?? readScraped(json);
  if (submissions === null) return null;
  return feedOfSubmissions(submissions, { title: 'Hacker News', siteUrl: SITE, nextUrl: nextPage(json, url) });
}

function readAlgolia(json: unknown): Submission[] | null {
  const answer = asObject(json);
  if (!Array.isArray(answer?.['hits'])) return null;
  const hits = asObjects(answer['hits']);
  if (!hits.every((hit) => 'objectID' in hit)) return null;
  return hits.filter((hit) => hit['comment_text'] == null).map((hit) => submission(hit, {
    id: asText(hit['objectID']), points: asCount(hit['points']), comments: asCount(hit['num_comments']),
    submittedAt: fromSeconds(hit['created_at_i']) ?? parseInstant(asText(hit['created_at']) ?? ''),
  }));
}

/** Firebase: one item, or a list that was put together from items. Jobs, polls and comments are no submissions. */
function readItems(json: unknown): Submission[] | null {
  const items = Array.isArray(json) ? asObjects(json) : asObjects([json]);
  if (items.length === 0 || !items.every((item) => 'type' in item && 'id' in item && ('by' in item || 'deleted' in item || 'dead' in item))) return null;
  return items.filter((item) => item['type'] === 'story' && item['deleted'] !== true && item['dead'] !== true).map((item) => submission(item, {
    id: asText(item['id']), points: asCount(item['score']), comments: asCount(item['descendants']), submittedAt: fromSeconds(item['time']),
  }));
}

function readScraped(json: unknown): Submission[] | null {
  const rows = asObjects(json);
  if (rows.length === 0 || !rows.every((row) => 'commentsUrl' in row && 'title' in row)) return null;
  return rows.map((row) => submission(row, {
    id: asText(row['id']), points: asCount(row['points']), comments: asCount(row['numComments']), submittedAt: parseInstant(asText(row['dt']) ?? ''),
  }));
}

type Measures = Pick<Submission, 'id' | 'points' | 'comments' | 'submittedAt'>;

function submission(row: Json, measures: Measures): Submission {
  return {
    ...measures,
    url: asText(row['url']),
    title: asText(row['title'])?.replace(/^(?:Show|Launch) HN: /u, '') ?? null,
    authors: [], summary: null, categories: [], publishedAt: null,
    discussionUrl: measures.id === null ? asText(row['commentsUrl']) : `${SITE}item?id=${measures.id}`,
  };
}

function fromSeconds(value: unknown): Instant | null {
  return typeof value === 'number' && value > 0 && value < 1e11 ? new Date(value * 1000).toISOString() : null;
}

function nextPage(json: unknown, url: string): string | null {
  const answer = asObject(json);
  const [page, pages] = [asCount(answer?.['page']), asCount(answer?.['nbPages'])];
  const next = URL.parse(url);
  if (page === null || pages === null || page + 1 >= pages || next === null) return null;
  next.searchParams.set('page', String(page + 1));
  return next.href;
}
