/** Feeds and sitemaps of the demo web's hosts. */

import { escapeMarkup, rssDate } from './markup.ts';
import type { DemoPost } from './post.ts';

export type FeedItem = { readonly post: DemoPost; readonly url: string; readonly summary: string; readonly html: string | null };
export type FeedHead = { readonly title: string; readonly description: string; readonly siteUrl: string; readonly feedUrl: string; readonly lang: string };

/** RSS 2.0; items with `html` carry it as `content:encoded`. */
export function renderRss(head: FeedHead, items: readonly FeedItem[], extra = ''): string {
  const entries = items.map(({ post, url, summary, html }) => `  <item>
    <title>${escapeMarkup(post.title)}</title>
    <link>${url}</link>
    <dc:creator><![CDATA[${post.author}]]></dc:creator>
    <pubDate>${rssDate(post.date)}</pubDate>
    <guid isPermaLink="false">${head.siteUrl}?p=${post.slug.length}${post.date.replaceAll('-', '')}</guid>
${post.tags.map((tag) => `    <category><![CDATA[${tag}]]></category>\n`).join('')}    <description>${escapeMarkup(summary)}</description>
${html === null ? '' : `    <content:encoded><![CDATA[${html.replaceAll(']]>', ']]]]><![CDATA[>')}]]></content:encoded>\n`}  </item>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
  <title>${escapeMarkup(head.title)}</title>
  <link>${head.siteUrl}</link>
  <description>${escapeMarkup(head.description)}</description>
  <language>${head.lang}</language>
  <atom:link href="${escapeMarkup(head.feedUrl)}" rel="self" type="application/rss+xml"/>
${extra}${items[0] === undefined ? '' : `  <lastBuildDate>${rssDate(items[0].post.date)}</lastBuildDate>\n`}${entries.join('\n')}
</channel>
</rss>
`;
}

/** Atom 1.0 with summaries only. */
export function renderAtom(head: FeedHead, items: readonly FeedItem[]): string {
  const entries = items.map(({ post, url, summary }) => `  <entry>
    <title type="html">${escapeMarkup(post.title)}</title>
    <link href="${url}" rel="alternate" type="text/html"/>
    <published>${post.date}T09:00:00+00:00</published>
    <updated>${post.date}T09:00:00+00:00</updated>
    <id>${url}</id>
    <author><name>${escapeMarkup(post.author)}</name></author>
${post.tags.map((tag) => `    <category term="${escapeMarkup(tag)}"/>\n`).join('')}    <summary type="html">${escapeMarkup(summary)}</summary>
  </entry>`);
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${head.lang}">
  <title>${escapeMarkup(head.title)}</title>
  <subtitle>${escapeMarkup(head.description)}</subtitle>
  <link href="${head.feedUrl}" rel="self" type="application/atom+xml"/>
  <link href="${head.siteUrl}" rel="alternate" type="text/html"/>
  <updated>${items[0]?.post.date}T09:00:00+00:00</updated>
  <id>${head.feedUrl}</id>
${entries.join('\n')}
</feed>
`;
}

/** JSON Feed 1.1 with full text. */
export function renderJsonFeed(head: FeedHead, items: readonly FeedItem[]): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1', title: head.title, home_page_url: head.siteUrl, feed_url: head.feedUrl, description: head.description, language: head.lang,
    items: items.map(({ post, url, summary, html }) => ({
      id: url, url, title: post.title, summary, content_html: html ?? '', date_published: `${post.date}T09:00:00Z`, authors: [{ name: post.author }], tags: post.tags, language: post.lang,
    })),
  };
  return `${JSON.stringify(feed, null, 1)}\n`;
}

/** A sitemap (sitemaps.org 0.9) of addresses with the days they changed. */
export function renderSitemap(entries: readonly { readonly url: string; readonly date: string }[]): string {
  const urls = entries.map(({ url, date }) => `  <url><loc>${escapeMarkup(url)}</loc><lastmod>${date}</lastmod></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('\n')}\n</urlset>\n`;
}

/** A sitemap index. */
export function renderSitemapIndex(entries: readonly { readonly url: string; readonly date: string }[]): string {
  const maps = entries.map(({ url, date }) => `  <sitemap><loc>${escapeMarkup(url)}</loc><lastmod>${date}</lastmod></sitemap>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${maps.join('\n')}\n</sitemapindex>\n`;
}
