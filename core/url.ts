/** Addresses: parsing, resolving, hosts. What makes two of them the same writeup is `crawler/canonicalise.ts`. */

import { getDomain } from 'tldts';

/** The absolute http(s) URL of `reference` against `base`, or null where there is none. Never throws. */
export function resolveUrl(reference: string | null | undefined, base: string | null = null): string | null {
  if (reference === null || reference === undefined) return null;
  const trimmed = reference.trim();
  if (trimmed === '') return null;
  const url = base === null ? URL.parse(trimmed) : URL.parse(trimmed, base);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '' ? url.href : null;
}

/** The address as a person pastes it: white space trimmed and `https://` assumed where no scheme is given; null where it cannot be one. */
export function parsePastedUrl(text: string): string | null {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//iu.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = resolveUrl(withScheme);
  if (url === null || /\s/u.test(trimmed)) return null;
  const host = new URL(url).hostname;
  return host.includes('.') || host.startsWith('[') || host === 'localhost' ? url : null;
}

/** The host in lower case without `www.` and port. */
export function hostOf(url: string): string {
  return (URL.parse(url)?.hostname ?? '').replace(/^www\./u, '');
}

/** The registrable domain (`blog.example.co.uk` → `example.co.uk`), private suffixes such as `github.io` counted; the host itself where there is none. */
export function registrableDomain(url: string): string {
  const host = URL.parse(url)?.hostname ?? '';
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}
