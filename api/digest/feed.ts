/** The digest as a feed: each issue's writeups as items, or the issues themselves. */

import type { FeedItem, SearchFeed } from '../feeds/feed.ts';
import { itemsOf, type IssueView } from './render/view.ts';
import { renderText } from './render/text.ts';
import type { Shown } from './show.ts';

/** Text that may stand in XML 1.0. @see XML 1.0 §2.2 */
function cleanXml(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}

/** The writeups of one issue. `path` is where the feed stands. */
export function issueFeed({ view, frozenAt }: Shown, path: string): SearchFeed {
  const selfUrl = `${view.homeUrl}${path}`;
  return {
    title: cleanXml(`Writeups: ${view.title}`), description: view.summary, pageUrl: view.url, selfUrl, firstUrl: selfUrl, nextUrl: null, previousUrl: null, updatedAt: frozenAt,
    items: itemsOf(view).map((item): FeedItem => ({
      id: item.pageUrl, url: item.url, title: cleanXml(item.title), summary: cleanXml(item.sentence?.text ?? item.facts.join(', ')), authors: item.authors.map(cleanXml),
      publisher: cleanXml(item.publisher), publishedAt: item.publishedAt, modifiedAt: frozenAt, categories: item.topics.map(cleanXml), language: null, discussionUrl: item.discussions[0]?.url ?? null,
    })),
  };
}

/** The issues themselves, one item each. */
export function archiveFeed(issues: readonly Shown[], publicUrl: string, path: string): SearchFeed {
  const selfUrl = `${publicUrl}${path}`;
  return {
    title: 'Writeups, week by week', description: 'The writeups worth an engineer’s time, once a week.', pageUrl: `${publicUrl}/digest`, selfUrl, firstUrl: selfUrl, nextUrl: null, previousUrl: null,
    updatedAt: issues[0]?.frozenAt ?? null, items: issues.map(({ view, frozenAt }) => issueItem(view, frozenAt)),
  };
}

function issueItem(view: IssueView, frozenAt: string): FeedItem {
  return {
    id: view.url, url: view.url, title: cleanXml(view.title), summary: cleanXml(renderText(view, null)), authors: [], publisher: 'Writeups', publishedAt: frozenAt, modifiedAt: frozenAt,
    categories: [], language: 'en', discussionUrl: null,
  };
}
