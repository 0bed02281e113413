/** One thread of an aggregator: where a program finds its counts, and how they are read. */

import { hostOf } from '../../core/url.ts';
import { readAggregatorJson } from './aggregators.ts';

export type Counts = { readonly points: number | null; readonly comments: number | null };

type Rewrite = (url: URL) => string | null;

/** By host without `www.`; what is no thread gives null. */
const THREADS: Readonly<Record<string, Rewrite>> = {
  'news.ycombinator.com': ({ searchParams }) => {
    const id = /^\d{1,12}$/u.exec(searchParams.get('id') ?? '')?.[0];
    return id === undefined ? null : `https://hacker-news.firebaseio.com/v0/item/${id}.json`;
  },
  'lobste.rs': ({ origin, pathname }) => {
    const id = /^\/s\/(\w{1,20})(?:\/|$)/u.exec(pathname)?.[1];
    return id === undefined ? null : `${origin}/s/${id}.json`;
  },
  'reddit.com': redditThread,
  'old.reddit.com': redditThread,
  'dev.to': ({ origin, pathname }) => {
    const path = /^\/[\w-]+\/[\w-]+$/u.exec(pathname)?.[0];
    return path === undefined ? null : `${origin}/api/articles${path}`;
  },
};

function redditThread({ pathname }: URL): string | null {
  const id = /\/comments\/(\w{1,20})(?:\/|$)/u.exec(pathname)?.[1];
  return id === undefined ? null : `https://www.reddit.com/comments/${id}.json?limit=1`;
}

/** The address of a thread's JSON form; null where its site has none that we know. */
export function discussionFetchUrl(discussionUrl: string): string | null {
  const url = URL.parse(discussionUrl);
  return url === null ? null : THREADS[hostOf(url.href)]?.(url) ?? null;
}

/** Points and comments in the JSON form of a thread; null where it is none. */
export function readDiscussion(json: unknown, discussionUrl: string): Counts | null {
  // Lobsters and DEV give the bare story, Reddit the story's listing and then its comments'.
  const shapes = [json, [json], ...(Array.isArray(json) ? [json[0] as unknown] : [])];
  for (const shape of shapes) {
    const discussions = readAggregatorJson(shape, discussionUrl)?.entries.flatMap(({ discussion }) => discussion ?? []) ?? [];
    const own = discussions.find(({ url }) => url === discussionUrl) ?? discussions[0];
    if (own !== undefined) return { points: own.points, comments: own.comments };
  }
  return null;
}
