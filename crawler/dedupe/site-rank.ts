/** How likely an address is where a writeup was first published. */

import { hostOf, registrableDomain } from '../../core/url.ts';

/** Platforms on which people publish and to which they republish, by domain: the more republishing, the later. */
const PLATFORMS: readonly (readonly string[])[] = [
  ['medium.com', 'substack.com', 'github.com', 'linkedin.com', 'notion.site', 'wordpress.com', 'blogspot.com'],
  ['dev.to', 'hashnode.dev', 'hashnode.com', 'hackernoon.com', 'dzone.com', 'infoq.com', 'thenewstack.io', 'freecodecamp.org', 'daily.dev', 'zhihu.com', 'juejin.cn', 'csdn.net', 'qiita.com', 'habr.com'],
  ['archive.org', 'archive.ph', 'archive.is', 'googleusercontent.com', 'scribd.com'],
];
/** Labels below a registrable domain, and segments of a path, that planets, mirrors and previews go by. */
const REPUBLISHING_LABEL = /(?:^|[.-])(?:planet|mirror|cache|feeds?|syndication|staging|stage|preview|dev|test|beta|drafts?|old|legacy)(?:[.-]|$)/u;
const REPUBLISHING_PATH = /\/(?:planet|syndicated|staging|preview|drafts?|mirror|test)\//u;
/** Hosts of deployments that nobody gave a name. */
const PREVIEW_HOST = /--|\.(?:pages\.dev|netlify\.app|vercel\.app|herokuapp\.com|web\.app)$/u;

/** 0 for a site of the author's own, up to 5 for a staging copy beside the page itself. `others` are the cluster's addresses. */
export function siteRank(address: string, others: readonly string[]): number {
  if (others.some((other) => isNestedCopy(address, other))) return 5;
  const host = hostOf(address);
  const subdomain = host.slice(0, -registrableDomain(address).length);
  if (REPUBLISHING_LABEL.test(subdomain) || PREVIEW_HOST.test(host) || REPUBLISHING_PATH.test(URL.parse(address)?.pathname ?? '')) return 4;
  return PLATFORMS.findIndex((domains) => domains.some((domain) => host === domain || host.endsWith(`.${domain}`))) + 1;
}

/** `/staging/blog/post` beside `/blog/post` of the same host. */
function isNestedCopy(address: string, other: string): boolean {
  const [inner, outer] = [URL.parse(address), URL.parse(other)];
  return inner !== null && outer !== null && inner.host === outer.host && outer.pathname.length > 1
    && inner.pathname.length > outer.pathname.length && inner.pathname.endsWith(outer.pathname);
}
