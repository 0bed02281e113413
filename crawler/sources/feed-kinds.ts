/** What sort of feed a feed is, beside others of its site. */

import type { Entry, Feed } from '../../core/feed.ts';
import { fold } from '../../core/text.ts';

/** Whether most entries carry a recording, or the feed calls itself a podcast: it is followed only where there is nothing to read. */
export function isPodcast(feed: Feed, url: string): boolean {
  const recordings = feed.entries.filter((entry) => entry.enclosures.some(isRecording)).length;
  return recordings > feed.entries.length / 2 || /\bpodcasts?\b/u.test(fold(`${feed.title ?? ''} ${URL.parse(url)?.pathname ?? ''}`));
}

function isRecording({ url, type }: Entry['enclosures'][number]): boolean {
  return /^(?:audio|video)\//iu.test(type ?? '') || /\.(?:mp3|m4a|ogg|opus|mp4|webm)$/iu.test(URL.parse(url)?.pathname ?? '');
}

/** The feed of `others` that says the same, and in which way; null where this one is new. */
export function findSameFeed(feed: Feed, others: readonly { readonly feed: Feed; readonly url: string }[]): { readonly url: string; readonly how: string } | null {
  for (const other of others) {
    if (isShared(feed, other.feed, ({ url }) => url)) return { url: other.url, how: 'the same posts as' };
    if (isShared(feed, other.feed, ({ title }) => title)) return { url: other.url, how: 'a copy at other addresses (a staging site or a mirror) of' };
  }
  return null;
}

/** So few entries may share their titles by chance. */
const MIN_SHARED_ENTRIES = 3;

/** Whether nearly all entries of the shorter feed stand in the other. */
function isShared(left: Feed, right: Feed, key: (entry: Entry) => string | null): boolean {
  const [fewer, more] = left.entries.length <= right.entries.length ? [left, right] : [right, left];
  const known = new Set(more.entries.map(key));
  const shared = fewer.entries.filter((entry) => key(entry) !== null && known.has(key(entry))).length;
  // A topic's feed lies wholly within the feed of everything, and is another feed.
  return shared >= Math.min(MIN_SHARED_ENTRIES, more.entries.length) && shared >= more.entries.length * 0.9;
}
