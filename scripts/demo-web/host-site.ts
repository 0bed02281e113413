/** What a host of the demo web is: where its posts stand, what it serves, and what a perfect crawl should make of it. */

import type { DemoPost } from './post.ts';

export type FileKind = 'post' | 'archive' | 'feed' | 'sitemap' | 'robots' | 'aggregator' | 'stub';

/** What a perfect crawl takes a page for. */
export type PostRole =
  | { readonly type: 'original' }
  | { readonly type: 'copy'; readonly of: string; readonly declared: boolean }
  | { readonly type: 'refused-by-robots' }
  | { readonly type: 'low-quality' }
  /** A page that sends its reader on by a refresh. */
  | { readonly type: 'moved'; readonly to: string };

/** One address with its answer. `date` is the day it last changed; `post` is null for everything but posts, `role` for everything that needs no judgement. */
export type SiteFile = {
  readonly urlPath: string;
  readonly contentType: string;
  readonly kind: FileKind;
  readonly date: string;
  readonly body: string;
  readonly post: DemoPost | null;
  readonly role: PostRole | null;
};

/** An aggregator's submission. `originalUrl` is where it leads in the end; `recorded` says whether that page is in the demo web. */
export type DemoMention = {
  readonly site: string;
  readonly title: string;
  readonly linkUrl: string;
  readonly originalUrl: string;
  readonly recorded: boolean;
  readonly discussionUrl: string | null;
  readonly points: number | null;
  readonly comments: number | null;
  /** A day, or what the page says, such as `3 years ago`. */
  readonly submitted: string;
};

/** `redirects` map host and path to the address they moved to. */
export type RenderedSite = {
  readonly files: readonly SiteFile[];
  readonly redirects: Readonly<Record<string, string>>;
  readonly mentions: readonly DemoMention[];
};

/** A post of any host with its address, by `host/slug`. @throws Error where there is none. */
export type FindPost = (reference: string) => { readonly post: DemoPost; readonly url: string };

export type HostSite = {
  readonly host: string;
  /** What a person would paste; null where the host is reached through others. */
  readonly startUrl: string | null;
  postPath(post: DemoPost): string;
  render(posts: readonly DemoPost[], findPost: FindPost): RenderedSite;
};

/** The day on which the demo web was "recorded": "3 years ago" counts from here. */
export const RECORDED_ON = '2026-09-01';

/** A site that neither moved anything nor links to others' posts. */
export function siteOf(files: readonly SiteFile[]): RenderedSite {
  return { files, redirects: {}, mentions: [] };
}

/** The page of a post. */
export function postPage(urlPath: string, post: DemoPost, body: string, role: PostRole = { type: 'original' }): SiteFile {
  return { ...page('post', urlPath, post.date, body), post, role };
}

/** An HTML page that is no post. */
export function page(kind: FileKind, urlPath: string, date: string, body: string): SiteFile {
  return { urlPath, kind, date, contentType: 'text/html; charset=utf-8', body, post: null, role: null };
}

/** Any other file. */
export function file(kind: FileKind, urlPath: string, contentType: string, date: string, body: string): SiteFile {
  return { ...page(kind, urlPath, date, body), contentType };
}

/** A robots.txt. */
export function robotsTxt(body: string): SiteFile {
  return file('robots', '/robots.txt', 'text/plain; charset=utf-8', RECORDED_ON, body);
}

/** Lists of at most `size`, in order. */
export function inPages<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** The day on which a list of posts changed last: that of its newest. */
export function newestDate(posts: readonly DemoPost[]): string {
  return posts.map((post) => post.date).toSorted().at(-1) ?? RECORDED_ON;
}
