/** How likely an address is where a writeup was first published. */

import { hostOf, registrableDomain } from '../../core/url.ts';

/** Platforms on which people publish and to which they republish, by registrable domain: the more republishing, the later. */
const PLATFORM_RANKS: readonly (readonly string[])[] = [
  ['medium.com', 'substack.com', 'github.com', 'linkedin.com', 'notion.site', 'wordpress.com', 'blogspot.com'],
  ['dev.to', 'hashnode.dev', 'hashnode.com', 'hackernoon.com', 'dzone.com', 'infoq.com', 'thenewstack.io', 'freecodecamp.org', 'java.dzone.com', 'daily.dev', 'zhihu.com', 'juejin.cn', 'csdn.net', 'qiita.com', 'habr.com'],
  ['archive.org', 'archive.ph', 'archive.is', 'googleusercontent.com', 'scribd.com', 'planetscala.com'],
];
/** Planets, mirrors and previews, by a label of the host or a segment of the path. */
const REPUBLISHING_HOST = /(?:^|\.)(?:planet|mirror|cache|feeds?|syndication)\b/u;
const STAGING_HOST = /(?:^|[.-])(?:staging|stage|preview|dev|test|beta|draft|next|old|archive|legacy)(?:[.-]|$)|--|\.(?:pages\.dev|netlify\.app|vercel\.app|herokuapp\.com|web\.app)$/u;
const REPUBLISHING_PATH = /\/(?:planet|syndicated|staging|preview|drafts?|mirror|test)\//u;

/** 0 for a site of the author's own, up to 5 for a staging copy beside the page itself. `others` are the cluster's addresses. */
export function siteRank(address: string, others: readonly string[]): number {
  if (others.some((other) => isNestedCopy(address, other))) return 5;
  const host = hostOf(address);
  const platform = PLATFORM_RANKS.findIndex((domains) => domains.includes(registrableDomain(address)) || domains.some((domain) => host === domain || host.endsWith(`.${domain}`)));
  if (REPUBLISHING_HOST.test(host) || REPUBLISHING_PATH.test(new URL(address).pathname)) return 4;
  if (STAGING_HOST.test(host)) return 4;
  return platform + 1;
}

/** `/staging/blog/post` beside `/blog/post` of the same host. */
function isNestedCopy(address: string, other: string): boolean {
  const [inner, outer] = [URL.parse(address), URL.parse(other)];
  return inner !== null && outer !== null && inner.host === outer.host && outer.pathname.length > 1
    && inner.pathname.length > outer.pathname.length && inner.pathname.endsWith(outer.pathname);
}
