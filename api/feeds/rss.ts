/** RSS 2.0. @see https://www.rssboard.org/rss-specification and RFC 5005 §3 for the paging links. */

import type { FeedItem, SearchFeed } from './feed.ts';
import { escapeHtml } from '../search/marks.ts';
import { xml, type Xml } from './xml.ts';

const TTL_MINUTES = 60;

/** The feed as an RSS document. */
export function toRss(feed: SearchFeed): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>${feed.title}</title>
<link>${feed.pageUrl}</link>
<description>${feed.description}</description>
<generator>Writeups</generator>
<ttl>${String(TTL_MINUTES)}</ttl>
${feed.updatedAt === null ? null : xml`<lastBuildDate>${rfc822(feed.updatedAt)}</lastBuildDate>`}
<atom:link rel="self" type="application/rss+xml" href="${feed.selfUrl}"/>
<atom:link rel="first" type="application/rss+xml" href="${feed.firstUrl}"/>
${feed.previousUrl === null ? null : xml`<atom:link rel="previous" type="application/rss+xml" href="${feed.previousUrl}"/>`}
${feed.nextUrl === null ? null : xml`<atom:link rel="next" type="application/rss+xml" href="${feed.nextUrl}"/>`}
${feed.items.map(item)}
</channel></rss>`.xml}\n`;
}

/** A description is read as HTML, so text is escaped for it first (RSS Advisory Board's Best Practices Profile). Authors go into `dc:creator`: RSS's own `author` must be a mail address. */
function item({ id, url, title, summary, authors, publisher, publishedAt, categories, discussionUrl }: FeedItem): Xml {
  return xml`<item>
<title>${title}</title>
<link>${url}</link>
<guid isPermaLink="false">${id}</guid>
<description>${escapeHtml(summary)}</description>
${publishedAt === null ? null : xml`<pubDate>${rfc822(publishedAt)}</pubDate>`}
${(authors.length === 0 ? [publisher] : authors).map((author) => xml`<dc:creator>${author}</dc:creator>`)}
${categories.map((category) => xml`<category>${category}</category>`)}
${discussionUrl === null ? null : xml`<comments>${discussionUrl}</comments>`}
</item>
`;
}

/** RFC 822 with a year of four digits: `Thu, 07 Mar 2024 00:00:00 GMT`. */
function rfc822(instant: string): string {
  return new Date(instant).toUTCString();
}
