/** What a perfect crawl of the demo web would find. */

import type { DemoMention, PostRole, RenderedSite, SiteFile } from './host-site.ts';

type PostPage = { readonly url: string; readonly file: SiteFile };

/** The contents of `expected.json`. Copies name the address of their original; `declared` says whether the copy itself does by `rel=canonical`. */
export type ExpectedCrawl = {
  readonly posts: readonly { readonly url: string; readonly title: string; readonly publishedOn: string; readonly authors: readonly string[]; readonly language: string; readonly tags: readonly string[] }[];
  readonly copies: readonly { readonly url: string; readonly title: string; readonly originalUrl: string; readonly declared: boolean }[];
  readonly mentions: readonly DemoMention[];
  readonly refusedByRobots: readonly string[];
  readonly lowQuality: readonly string[];
  /** Addresses that only lead elsewhere, by redirect or refresh, and where to. */
  readonly moved: Readonly<Record<string, string>>;
};

/** What the rendered sites say themselves about each of their pages. */
export function expectedCrawl(sites: readonly { readonly host: string; readonly site: RenderedSite }[]): ExpectedCrawl {
  const pages = sites.flatMap(({ host, site }) => site.files.map((file) => ({ url: `https://${host}${file.urlPath}`, file })));
  return {
    posts: withRole(pages, 'original').flatMap(({ url, file: { post } }) => (post === null ? [] : [{
      url, title: post.title, publishedOn: post.date, authors: [post.author], language: post.lang.slice(0, 2), tags: post.tags,
    }])),
    copies: pages.flatMap(({ url, file: { post, role } }) => (
      post === null || role?.type !== 'copy' ? [] : [{ url, title: post.title, originalUrl: role.of, declared: role.declared }]
    )),
    mentions: sites.flatMap(({ site }) => site.mentions),
    refusedByRobots: withRole(pages, 'refused-by-robots').map(({ url }) => url),
    lowQuality: withRole(pages, 'low-quality').map(({ url }) => url),
    moved: Object.fromEntries([
      ...sites.flatMap(({ site }) => Object.entries(site.redirects)).map(([address, target]) => [`https://${address}`, target] as const),
      ...pages.flatMap(({ url, file: { role } }) => (role?.type === 'moved' ? [[url, role.to] as const] : [])),
    ]),
  };
}

function withRole(pages: readonly PostPage[], type: PostRole['type']): readonly PostPage[] {
  return pages.filter(({ file }) => file.role?.type === type);
}
