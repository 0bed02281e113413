/** All links of a page, with what they say about themselves. */

import { resolveUrl } from '../../core/url.ts';
import { findNextUrl } from '../parse/listing-next.ts';
import { attributeOf, hintsOf, lineOf, loadTree, walk, type TreeElement } from '../parse/tree.ts';

export type PageLink = {
  /** Without fragment. */
  readonly url: string;
  readonly text: string;
  /** Leads to the next page of a list. */
  readonly isNext: boolean;
  /** Leads from a post to the one before or after it. */
  readonly isNeighbour: boolean;
  /** Declared as a feed. */
  readonly isFeed: boolean;
};

const MAX_LINKS = 20_000;
const NEIGHBOUR = /^(?:\W*)(?:previous|prev|older|newer|next|earlier|later|vorheriger|nächster|précédent|suivant|anterior|siguiente|上一篇|下一篇|前の記事|次の記事)(?:\W|$)/iu;

/** The links of a page in its order, navigation and footer included; `nofollow` ones are left out. */
export function findPageLinks(html: string, pageUrl: string): PageLink[] {
  const top = loadTree(html);
  const elements = top.flatMap((element) => [...walk(element)]);
  const baseElement = elements.find((element) => element.name === 'base');
  const base = (baseElement === undefined ? null : resolveUrl(attributeOf(baseElement, 'href'), pageUrl)) ?? pageUrl;
  const next = findNextUrl(top, base);
  return elements.filter((element) => element.name === 'a' || element.name === 'link').slice(0, MAX_LINKS)
    .map((element) => linkOf(element, base, next)).filter((link) => link !== null);
}

function linkOf(element: TreeElement, base: string, next: string | null): PageLink | null {
  const relations = attributeOf(element, 'rel').toLowerCase().split(/\s+/u);
  const isRelated = relations.some((relation) => /^(?:prev|previous|next|alternate|archives)$/u.test(relation));
  if (relations.includes('nofollow') || (element.name === 'link' && !isRelated)) return null;
  const isFeed = element.name === 'link' && relations.includes('alternate') && /rss|atom|xml/iu.test(attributeOf(element, 'type'));
  if (element.name === 'link' && relations.includes('alternate') && !isFeed) return null;
  const url = resolveUrl(attributeOf(element, 'href'), base)?.replace(/#.*$/u, '') ?? null;
  if (url === null) return null;
  const text = element.name === 'a' ? lineOf(element, 200) : '';
  const isNeighbour = relations.some((relation) => /^(?:prev|previous|next)$/u.test(relation)) || NEIGHBOUR.test(text) || /(?:^|[\s_-])(?:prev(?:ious)?|next|older|newer)(?:[\s_-]|$)/u.test(hintsOf(element));
  return { url, text, isNeighbour, isFeed, isNext: url === next?.replace(/#.*$/u, '') };
}
