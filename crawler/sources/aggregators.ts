/** The link aggregators that we know by address: what to fetch of them, and how to read what comes. */

import type { Feed } from '../../core/feed.ts';
import { hostOf } from '../../core/url.ts';
import { devToFetchUrl, readDevTo } from './dev-to.ts';
import { hackerNewsFetchUrl, readHackerNews } from './hacker-news.ts';
import { lobstersFetchUrl, readLobsters } from './lobsters.ts';
import { readReddit, redditFetchUrl } from './reddit.ts';

/** A reader answers null where the JSON is not of its site. */
type Aggregator = {
  readonly name: string;
  /** Without `www.`. */
  readonly hosts: readonly string[];
  readonly fetchUrl: (url: URL) => string;
  readonly read: (json: unknown, url: string) => Feed | null;
};

const AGGREGATORS: readonly Aggregator[] = [
  { name: 'Hacker News', hosts: ['news.ycombinator.com', 'hn.algolia.com', 'hacker-news.firebaseio.com'], fetchUrl: hackerNewsFetchUrl, read: readHackerNews },
  { name: 'Lobsters', hosts: ['lobste.rs'], fetchUrl: lobstersFetchUrl, read: readLobsters },
  { name: 'Reddit', hosts: ['reddit.com', 'old.reddit.com', 'new.reddit.com', 'np.reddit.com'], fetchUrl: redditFetchUrl, read: readReddit },
  { name: 'DEV', hosts: ['dev.to'], fetchUrl: devToFetchUrl, read: readDevTo },
];

/** The aggregator's name for an address of one that we know; null for any other. */
export function aggregatorName(url: string): string | null {
  return find(url)?.name ?? null;
}

/** The address that is really fetched: a known aggregator's machine-readable form of the page; any other address as it is. */
export function aggregatorFetchUrl(url: string): string {
  const parsed = URL.parse(url);
  const aggregator = find(url);
  return parsed === null || aggregator === null ? url : aggregator.fetchUrl(parsed);
}

/** The feed in an aggregator's JSON answer, recognised by its shape; null where it is none that we know. */
export function readAggregatorJson(json: unknown, url: string): Feed | null {
  const known = find(url);
  const readers = [...(known === null ? [] : [known]), ...AGGREGATORS.filter((aggregator) => aggregator !== known)];
  for (const { read } of readers) {
    const feed = read(json, url);
    if (feed !== null) return feed;
  }
  return null;
}

function find(url: string): Aggregator | null {
  const host = hostOf(url);
  return AGGREGATORS.find((aggregator) => aggregator.hosts.includes(host)) ?? null;
}
