/** Sources that come from a list (built in, or OPML) and need no discovery. */

import { addSource, findSource } from '../../store/sources.ts';
import { hostOf } from '../../core/url.ts';
import { slug } from '../../core/text.ts';
import type { System } from './open-system.ts';

export type ListedSource = {
  readonly title: string;
  /** Null: its pages are read as lists of posts. */
  readonly feedUrl: string | null;
  readonly siteUrl: string | null;
  readonly publisher: string;
  readonly topics: readonly string[];
};

/** Adds those that are not followed yet. Their first checks are spread by the politeness of the crawl itself. */
export async function addListedSources(system: System, listed: readonly ListedSource[]): Promise<{ added: number; known: number }> {
  const now = system.now();
  const added = await system.store.transact(async (transaction) => {
    let count = 0;
    for (const { title, feedUrl, siteUrl, publisher, topics } of listed) {
      const url = feedUrl ?? siteUrl;
      if (url === null || await findSource(transaction, url) !== null) continue;
      const host = slug(hostOf(siteUrl ?? url));
      const id = await findSource(transaction, host) === null ? host : slug(url.replace(/^https?:\/\//u, ''));
      const isNew = await addSource(transaction, {
        id, kind: feedUrl === null ? 'archive' : 'feed', url, addedUrl: siteUrl ?? url, siteUrl, title, publisher, topics, discovery: 'From a list.',
      }, now);
      count += Number(isNew);
    }
    return count;
  });
  return { added, known: listed.length - added };
}
