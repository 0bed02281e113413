/** Which addresses count as one host when it comes to politeness. */

/** Platforms that serve all their blogs from the same machines. Static hosting behind a delivery network is left out: there each site is its own. */
const SHARED: ReadonlySet<string> = new Set([
  'medium.com', 'substack.com', 'wordpress.com', 'blogspot.com', 'tumblr.com', 'ghost.io', 'hashnode.dev', 'livejournal.com',
  'typepad.com', 'bearblog.dev', 'write.as', 'hatenablog.com', 'hatenablog.jp', 'posthaven.com', 'svbtle.com', 'micro.blog',
]);

/** The host of an address in lower case, or the platform's domain where one platform serves many hosts (R22). */
export function hostKey(url: string): string {
  const host = (URL.parse(url)?.hostname ?? '').replace(/\.$/u, '');
  const labels = host.split('.');
  const platform = labels.map((_, index) => labels.slice(index).join('.')).find((domain) => SHARED.has(domain));
  return platform ?? host;
}
