/** Where a page's feeds are: what it declares, what it links, where feeds usually stand. */

import { fold } from '../../core/text.ts';
import { resolveUrl } from '../../core/url.ts';
import { attributeOf, lineOf, loadTree, walk, type TreeElement } from '../parse/tree.ts';

export type FeedLink = {
  readonly url: string;
  readonly title: string | null;
  /** `declared`: link rel=alternate; `linked`: an ordinary link. */
  readonly how: 'declared' | 'linked';
  /** Comments, one category or one author: followed only where there is no feed of everything. */
  readonly isPartial: boolean;
};

const FEED_TYPE = /^(?:application|text)\/(?:rss|atom|rdf|feed|x-rss|x-atom)?\+?(?:xml|json)(?:;|$)/iu;
const PARTIAL_TITLE = /\b(?:comments?|kommentare|commentaires|replies|category|tag|author)\b/iu;
const PARTIAL_PATH = /\/(?:comments?|replies|categor(?:y|ies)|tags?|topics?|labels?|authors?|users?)\//iu;
const FEED_PATH = /(?:\/(?:feed|feeds|rss|atom)(?:\/|$|\.(?:xml|rss|atom|json))|\/(?:index|rss|atom|feed|blog|news|posts)\.(?:xml|rdf|rss|atom)|\.(?:rss|atom|rdf)$|[?&](?:feed|format)=(?:rss|atom))/iu;
const MAX_LINKS = 30;

/** The feeds that a page names, best first: feeds of everything before partial ones, declared before linked, nearest to the page's own path. */
export function findFeedLinks(html: string, pageUrl: string): FeedLink[] {
  const elements = loadTree(html).flatMap((element) => [...walk(element)]);
  const base = resolveUrl(attributeOf(elements.find((element) => element.name === 'base' && attributeOf(element, 'href') !== '') ?? elements[0] ?? NONE, 'href'), pageUrl) ?? pageUrl;
  const found = elements.map((element) => (element.name === 'link' ? declared(element, base) : element.name === 'a' ? linked(element, base) : null)).filter((link) => link !== null);
  const distinct = [...new Map(found.map((link) => [link.url, link] as const).reverse()).values()].reverse();
  const partialHere = PARTIAL_PATH.test(URL.parse(pageUrl)?.pathname ?? '');
  const rank = (link: FeedLink): number => (link.isPartial && !partialHere ? 1_000 : 0) + (link.how === 'linked' ? 100 : 0) + distance(link.url, pageUrl);
  return distinct.map((link, index) => ({ link, index })).sort((left, right) => rank(left.link) - rank(right.link) || left.index - right.index).slice(0, MAX_LINKS).map(({ link }) => link);
}

const NONE = { attribs: {} } as unknown as TreeElement;

function declared(element: TreeElement, base: string): FeedLink | null {
  const relations = attributeOf(element, 'rel').toLowerCase().split(/\s+/u);
  const isFeed = relations.includes('feed') || (relations.includes('alternate') && FEED_TYPE.test(attributeOf(element, 'type')));
  const url = isFeed ? resolveUrl(withoutFeedScheme(attributeOf(element, 'href')), base) : null;
  // WordPress declares its API and oEmbed as alternates of the same type.
  if (url === null || /\/wp-json\/|oembed/iu.test(url)) return null;
  const title = attributeOf(element, 'title') || null;
  return { url, title, how: 'declared', isPartial: isPartial(url, title) };
}

function linked(element: TreeElement, base: string): FeedLink | null {
  const url = resolveUrl(withoutFeedScheme(attributeOf(element, 'href')), base);
  if (url === null) return null;
  const says = `${lineOf(element, 60)} ${attributeOf(element, 'title')} ${attributeOf(element, 'aria-label')}`;
  const named = /(?:^| )(?:rss|atom|feed|xml feed|web feed|subscribe via rss|json feed)(?: |$)/iu.test(fold(says));
  const path = FEED_PATH.test(`${URL.parse(url)?.pathname ?? ''}${URL.parse(url)?.search ?? ''}`);
  const isOwn = URL.parse(url)?.host === URL.parse(base)?.host;
  if (!path && !(named && isOwn && !/\.html?$|\/$/iu.test(URL.parse(url)?.pathname ?? ''))) return null;
  if (!isOwn && !named) return null;
  return { url, title: null, how: 'linked', isPartial: isPartial(url, says) };
}

function withoutFeedScheme(href: string): string {
  return href.replace(/^feed:(?:\/\/)?(?=https?:)/iu, '').replace(/^feed:\/\//iu, 'http://');
}

function isPartial(url: string, title: string | null): boolean {
  return PARTIAL_PATH.test(URL.parse(url)?.pathname ?? '') || PARTIAL_TITLE.test(title ?? '') || /comments/iu.test(url);
}

/** How far the feed's folder is from the page's: a blog's feed stands at the blog, not at the product's news. */
function distance(feedUrl: string, pageUrl: string): number {
  const [feed, page] = [folders(feedUrl), folders(pageUrl)];
  let shared = 0;
  while (shared < feed.length && shared < page.length && feed[shared] === page[shared]) shared += 1;
  return Math.min(50, (page.length - shared) * 2 + (feed.length - shared));
}

function folders(url: string): string[] {
  return (URL.parse(url)?.pathname ?? '/').replace(/[^/]*$/u, '').split('/').filter((segment) => segment !== '');
}

/** Feed paths of the common generators: WordPress, Hugo, Jekyll, Ghost, Hexo, Docusaurus, Zola, Medium, Blogger. */
const USUAL_PATHS = ['feed', 'index.xml', 'feed.xml', 'atom.xml', 'rss.xml', 'rss', 'feed/', 'rss/', 'feed.rss', 'feed.atom', 'feed.json', 'index.rss', 'blog/feed', 'blog/index.xml', 'blog/feed.xml', 'blog/rss.xml', 'blog/atom.xml', 'feeds/posts/default'];

/** Where feeds usually stand, seen from an address: below its own folder first, then at the root. */
export function wellKnownFeedUrls(url: string): string[] {
  const parsed = URL.parse(url);
  if (parsed === null) return [];
  const folder = /\.[a-z]{2,5}$/iu.test(parsed.pathname) || parsed.pathname.endsWith('/') ? parsed.pathname.replace(/[^/]*$/u, '') : `${parsed.pathname}/`;
  const below = folder === '/' ? [] : USUAL_PATHS.filter((path) => !path.startsWith('blog/') && !path.startsWith('feeds/')).map((path) => new URL(folder + path, parsed.origin).href);
  return [...new Set([...below, ...USUAL_PATHS.map((path) => new URL(`/${path}`, parsed.origin).href)])];
}

/** Where a page sends its readers on: an immediate meta refresh; null where it does not. */
export function findMetaRefresh(html: string, pageUrl: string): string | null {
  const refresh = /<meta[^<>]{0,200}http-equiv\s*=\s*["']?refresh["']?[^<>]{0,200}>/iu.exec(html.slice(0, 20_000))?.[0];
  const target = /content\s*=\s*["']\s*(\d{1,4})\s*[;,]\s*url\s*=\s*['"]?([^"'>]{1,2000})/iu.exec(refresh ?? '');
  if (target === null || Number(target[1]) > 10) return null;
  return resolveUrl(target[2]?.replaceAll('&amp;', '&'), pageUrl);
}

/** The address that the page gives as its own, where that is another one of the same site; else null. */
export function findCanonical(html: string, pageUrl: string): string | null {
  const link = loadTree(html).flatMap((element) => [...walk(element)]).find((element) => element.name === 'link' && attributeOf(element, 'rel').toLowerCase() === 'canonical');
  const url = link === undefined ? null : resolveUrl(attributeOf(link, 'href'), pageUrl);
  return url === null || url === pageUrl ? null : url;
}
