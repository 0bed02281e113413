/** JSON Feed 1.1. @see https://www.jsonfeed.org/version/1.1/ */

import { z } from 'zod';
import type { SearchFeed } from './feed.ts';

export const JsonFeedSchema = z.object({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string(), description: z.string(), home_page_url: z.string(), feed_url: z.string(), next_url: z.string().optional(),
  items: z.array(z.object({
    id: z.string(), url: z.string(), title: z.string(), content_text: z.string(),
    date_published: z.string().optional(), date_modified: z.string(), language: z.string().optional(),
    authors: z.array(z.object({ name: z.string() })), tags: z.array(z.string()),
  })),
}).meta({ id: 'JsonFeed' });

/** The feed as a JSON Feed; what is not known is left out, as the format asks. */
export function toJsonFeed(feed: SearchFeed): z.input<typeof JsonFeedSchema> {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title, description: feed.description, home_page_url: feed.pageUrl, feed_url: feed.selfUrl,
    ...(feed.nextUrl === null ? {} : { next_url: feed.nextUrl }),
    items: feed.items.map(({ id, url, title, summary, publishedAt, modifiedAt, language, authors, publisher, categories }) => ({
      id, url, title, content_text: summary,
      ...(publishedAt === null ? {} : { date_published: publishedAt }), date_modified: modifiedAt,
      ...(language === null ? {} : { language }),
      authors: (authors.length === 0 ? [publisher] : authors).map((name) => ({ name })), tags: [...categories],
    })),
  };
}
