/** An HTML page that lists posts → Feed: a blog's archive, tag page or front page, or a link aggregator. */

import { ParseError } from '../../core/errors.ts';
import type { Entry, Feed, Instant } from '../../core/feed.ts';
import type { ListingRules } from '../../core/listing-rules.ts';
import { resolveUrl } from '../../core/url.ts';
import { NO_SCHEDULE } from './feed-fields.ts';
import { readItem, THREAD } from './listing-item.ts';
import { findTitleLinks, itemOf, type LinkGroup } from './listing-links.ts';
import { findNextUrl } from './listing-next.ts';
import { readByRules } from './listing-rules.ts';
import { attributeOf, lineOf, loadTree, titleLine, walk, type TreeElement } from './tree.ts';

export type ListingPage = { readonly url: string; readonly html: string };

/** R13, as for feeds. */
const MAX_ITEMS = 2_000;

/**
 * The posts that a page lists, in its order; format `aggregator` where most of them lie on other sites. `rules` name the
 * parts by CSS selector where finding them by structure does not do. No entry at all is an answer too.
 * @throws ParseError kind `too-deep` or `too-many`.
 */
export function parseListing({ url, html }: ListingPage, now: Instant, rules: ListingRules | null = null): Feed {
  const top = loadTree(html);
  const elements = top.flatMap((element) => [...walk(element)]);
  const pageUrl = resolveUrl(attributeOf(elements.find((element) => element.name === 'base') ?? NOTHING, 'href'), url) ?? url;
  const selected = rules === null ? null : readByRules({ html, pageUrl, now }, rules);
  const group = selected === null ? findTitleLinks(top, pageUrl) : null;
  const entries = selected?.entries ?? (group === null ? [] : readGroup(group, elements, { pageUrl, now }));
  return {
    format: group?.external === true || selected?.external === true ? 'aggregator' : 'listing',
    version: null,
    title: findPageTitle(elements),
    description: findMeta(elements, 'description') ?? findMeta(elements, 'og:description'),
    siteUrl: url, selfUrl: null, hubUrl: null,
    language: attributeOf(elements.find((element) => element.name === 'html') ?? NOTHING, 'lang') || null,
    updatedAt: null,
    nextUrl: selected?.nextUrl ?? findNextUrl(top, pageUrl, new Set(entries.map((entry) => entry.url ?? ''))),
    schedule: NO_SCHEDULE,
    entries: entries.slice(0, MAX_ITEMS),
  };
}

/** @throws ParseError kind `unknown-format` where a page lists nothing; else as {@link parseListing}. */
export function parseNonEmptyListing(page: ListingPage, now: Instant, rules: ListingRules | null = null): Feed {
  const feed = parseListing(page, now, rules);
  if (feed.entries.length === 0) {
    throw new ParseError('unknown-format', rules === null ? 'The page lists no posts that could be told from its other links.' : 'The rules of this source find no posts on its page; the page was probably rebuilt.');
  }
  return feed;
}

/** Stands in where an element is missing: it has no attributes. */
const NOTHING: Pick<TreeElement, 'attribs'> & TreeElement = { attribs: {}, children: [] } as unknown as TreeElement;

function readGroup(group: LinkGroup, elements: readonly TreeElement[], { pageUrl, now }: { readonly pageUrl: string; readonly now: Instant }): Entry[] {
  const members = new Set(group.links.map((link) => link.element));
  const years = yearsAbove(elements, members);
  return group.links.filter((link) => !group.external || !THREAD.test(link.url)).map((link) => readItem(link, itemOf(link, members), { pageUrl, now, external: group.external, year: years.get(link.element) ?? null }));
}

/** For each title link the year that stands as a heading of its own before it. */
function yearsAbove(elements: readonly TreeElement[], members: ReadonlySet<TreeElement>): ReadonlyMap<TreeElement, number> {
  const years = new Map<TreeElement, number>();
  let year: number | null = null;
  for (const element of elements) {
    if (members.has(element) && year !== null) years.set(element, year);
    else if (/^(?:h[1-6]|dt|li|summary|strong|td|th|div|p|span|a)$/u.test(element.name) && element.children.length <= 3) {
      const text = lineOf(element, 12);
      if (/^(?:19|20)\d{2}(?:年)?$/u.test(text)) year = Number(text.slice(0, 4));
    }
  }
  return years;
}

function findPageTitle(elements: readonly TreeElement[]): string | null {
  const siteName = findMeta(elements, 'og:title');
  const title = elements.find((element) => element.name === 'title');
  const heading = elements.find((element) => element.name === 'h1');
  return (title === undefined ? '' : titleLine(title)) || siteName || (heading === undefined ? '' : titleLine(heading)) || null;
}

function findMeta(elements: readonly TreeElement[], name: string): string | null {
  const meta = elements.find((element) => element.name === 'meta' && (attributeOf(element, 'name') === name || attributeOf(element, 'property') === name));
  return meta === undefined ? null : attributeOf(meta, 'content') || null;
}
