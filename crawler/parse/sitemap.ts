/** Sitemaps and sitemap indexes. @see https://www.sitemaps.org/protocol.html */

import { ParseError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import { parseInstant } from '../../core/time.ts';
import { decodeFeed } from '../fetch/charset.ts';
import { addressIn } from './feed-fields.ts';
import { childElements, textOf } from './xml-text.ts';
import { parseXml, type XmlElement } from './xml.ts';

export type SitemapLink = { readonly url: string; readonly modifiedAt: Instant | null };
export type Sitemap = {
  /** Pages, in the document's order. */
  readonly pages: readonly SitemapLink[];
  /** Further sitemaps of an index. */
  readonly sitemaps: readonly SitemapLink[];
};

/** The protocol allows 50,000 in one file. */
const MAX_LINKS = 50_000;

/**
 * What a sitemap lists: `urlset`, `sitemapindex`, or one address a line. Addresses of other hosts are kept; who reads them decides.
 * @throws ParseError kind `unknown-format`, `empty`, or a limit.
 */
export function parseSitemap({ url, body }: { readonly url: string; readonly body: Uint8Array }): Sitemap {
  const text = decodeFeed(body, null).text.replace(/^[\uFEFF\s]+/u, '');
  if (text === '') throw new ParseError('empty', 'The sitemap is empty.');
  if (/^https?:\/\//iu.test(text)) return { pages: readLines(text), sitemaps: [] };
  const document = parseXml(text, { base: url, language: null });
  const root = childElements(document).find((element) => element.name === 'urlset' || element.name === 'sitemapindex');
  if (root === undefined) throw new ParseError('unknown-format', 'The document is no sitemap.');
  return { pages: readLinks(root, 'url'), sitemaps: readLinks(root, 'sitemap') };
}

function readLines(text: string): SitemapLink[] {
  const lines = text.split(/\r?\n/u, MAX_LINKS).map((line) => line.trim());
  return lines.filter((line) => /^https?:\/\/\S+$/iu.test(line)).map((url) => ({ url, modifiedAt: null }));
}

function readLinks(root: XmlElement, name: string): SitemapLink[] {
  const links: SitemapLink[] = [];
  for (const element of childElements(root)) {
    const location = element.name === name ? childElements(element).find((child) => child.name === 'loc') ?? null : null;
    const url = addressIn(location, textOf(location));
    const modified = childElements(element).find((child) => child.name === 'lastmod') ?? null;
    if (url !== null) links.push({ url, modifiedAt: parseInstant(textOf(modified) ?? '') });
    if (links.length >= MAX_LINKS) break;
  }
  return links;
}
