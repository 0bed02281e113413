/** One item of a listing → Entry: what stands round its title link. */

import type { Discussion, Entry, Instant } from '../../core/feed.ts';
import { cleanLine, fold } from '../../core/text.ts';
import { resolveUrl } from '../../core/url.ts';
import { distinct } from './feed-fields.ts';
import { findDateIn, findDateInAddress, findDateUnderYear, type FoundDate } from './listing-dates.ts';
import { GENERIC_LINK, isLabelAddress, withoutFragment, type TitleLink } from './listing-links.ts';
import { attributeOf, elementsBelow, hintsOf, lineOf, titleLine, walk, type TreeElement } from './tree.ts';

/** What an item is read in: the page's address, the year above it where there is one. */
export type ItemContext = { readonly pageUrl: string; readonly now: Instant; readonly external: boolean; readonly year: number | null };

const MAX_EXCERPT_CHARS = 2_000;
const MAX_LABEL_CHARS = 50;
const UNKNOWN_DATE: FoundDate = { publishedAt: null, publishedRange: null };

/** The entry of a title link and the elements that belong to it. */
export function readItem(link: TitleLink, item: readonly TreeElement[], context: ItemContext): Entry {
  const elements = item.flatMap((part) => [...walk(part)]);
  const title = findTitle(link, elements);
  const categories = findCategories(elements, link, context.pageUrl);
  const authors = findAuthors(elements);
  return {
    guid: link.url, url: link.url, title, authors,
    ...findDate(item, link, context),
    updatedAt: null,
    summary: findExcerpt(item, [title ?? '', ...categories, ...authors]),
    contentHtml: null, contentText: null, categories, language: null,
    imageUrl: findImage(elements, context.pageUrl),
    enclosures: [],
    discussion: context.external ? findDiscussion(elements, link, context) : null,
  };
}

/** A link that only says "read more" leaves the title to the item's heading. */
function findTitle(link: TitleLink, elements: readonly TreeElement[]): string | null {
  const own = link.title.replace(/^(?:sticky|pinned|featured)\s*[:·-]\s*/iu, '');
  if (own !== '' && !GENERIC_LINK.test(own)) return own;
  const heading = elements.find((element) => /^h[1-6]$/u.test(element.name)) ?? elements.find((element) => /(?:^|[\s_-])(?:title|headline)(?:[\s_-]|$)/u.test(hintsOf(element)));
  const text = heading === undefined ? '' : titleLine(heading);
  return text === '' ? (own === '' ? null : own) : text;
}

function findDate(item: readonly TreeElement[], link: TitleLink, { now, year }: ItemContext): FoundDate {
  const found = findDateIn(item, now) ?? (year === null ? null : findDateUnderYear(item, year, now));
  if (found?.publishedAt != null) return found;
  const address = findDateInAddress(link.url, now);
  return address?.publishedAt != null ? address : found ?? address ?? UNKNOWN_DATE;
}

const LABEL_HINT = /(?:^|[\s_-])(?:tags?|categor(?:y|ies)|topics?|labels?|taxonomy|badges?|chips?|pills?)(?:[\s_-]|$)/u;

/** Links to tag pages, and leaves that are called tags. */
function findCategories(elements: readonly TreeElement[], link: TitleLink, pageUrl: string): string[] {
  const labels = elements.filter((element) => {
    if (element.name === 'a') {
      const url = resolveUrl(attributeOf(element, 'href'), pageUrl) ?? '';
      return /(?:^|\s)(?:tag|category)(?:\s|$)/u.test(attributeOf(element, 'rel')) || (isLabelAddress(url) && /\/(?:tags?|t|categor(?:y|ies)|cates?|topics?|labels?)\//iu.test(url)) || (LABEL_HINT.test(hintsOf(element)) && url !== link.url);
    }
    return LABEL_HINT.test(hintsOf(element)) && elementsBelow(element).length === 0 && element.name !== 'time';
  });
  const texts = labels.map((element) => titleLine(element).replace(/^#\s*/u, '').replace(/[,;]$/u, ''));
  return distinct(texts.filter((text) => text.length <= MAX_LABEL_CHARS && !/^\d+$/u.test(text)).map((text) => cleanLine(text)));
}

const AUTHOR_HINT = /(?:^|[\s_-])(?:authors?|byline|by|writer|avatar-name|p-author|creator|user)(?:[\s_-]|$)/u;

/** Marked up, linked to an author's page, or called one. */
function findAuthors(elements: readonly TreeElement[]): string[] {
  const marked = elements.filter((element) => /(?:^|\s)author(?:\s|$)/u.test(attributeOf(element, 'rel')) || attributeOf(element, 'itemprop') === 'author' || (element.name === 'a' && /\/(?:authors?|users?|people|by|~)\/?[^/]+\/?$/iu.test(attributeOf(element, 'href'))));
  const called = elements.filter((element) => AUTHOR_HINT.test(hintsOf(element)) && elementsBelow(element).length <= 2);
  for (const found of [marked, called]) {
    const names = distinct(found.map((element) => authorName(titleLine(element))));
    if (names.length > 0) return names.filter((name) => !names.some((other) => other !== name && name.includes(other)));
  }
  return [];
}

function authorName(text: string): string | null {
  const name = text.replace(/^(?:(?:posted|written|published|authored|submitted) )?(?:by|von|par|por)[: ]+/iu, '').replace(/\s*[·|•,-]\s.*$/u, '').trim();
  return name === '' || name.length > 60 || /\d{4}|@/u.test(name) ? null : name;
}

/** The blocks of text that are neither title, date, label nor link to more. */
function findExcerpt(item: readonly TreeElement[], known: readonly string[]): string | null {
  const folded = new Set(known.map(fold));
  const blocks = item.flatMap((part) => textBlocks(part)).map((text) => text.replace(/\s*(?:\||[[(«])?\s*(?:continue reading|read (?:the )?(?:more|full|rest)|keep reading|阅读全文|続きを読む)[^\p{L}]*.{0,20}$/iu, '').trim());
  const excerpts = blocks.filter((text) => !folded.has(fold(text)) && (text.length >= 40 || /(?:…|\.\.\.)$/u.test(text) || /\p{Script=Han}.{15}/u.test(text)) && !/^@|^(?:posted|published|by) .{0,60}$/iu.test(text));
  const excerpt = cleanLine(excerpts.slice(0, 4).join(' '), MAX_EXCERPT_CHARS);
  return excerpt === '' ? null : excerpt;
}

const BLOCK_NAMES = /^(?:p|div|section|article|li|ul|ol|h[1-6]|header|footer|td|tr|tbody|table|blockquote|dd|dt|dl|figure|figcaption|main|pre|time|nav|aside)$/u;
const SKIPPED = /^(?:h[1-6]|time|script|style|noscript|svg|nav|button|form|aside|figure)$/u;

/** Text of elements that hold no block themselves, loose text between blocks included. */
function textBlocks(element: TreeElement): string[] {
  if (SKIPPED.test(element.name)) return [];
  const blocks = elementsBelow(element).filter((child) => BLOCK_NAMES.test(child.name) || [...walk(child)].some((inner) => BLOCK_NAMES.test(inner.name)));
  if (blocks.length === 0) return element.name === 'a' ? [] : [lineOf(element)];
  const loose = element.children.filter((child) => !blocks.some((block) => block === child))
    .map((child) => (child.type === 'text' ? child.data : 'attribs' in child && !SKIPPED.test(child.name) ? lineOf(child) : '')).join(' ');
  return [cleanLine(loose, MAX_EXCERPT_CHARS), ...blocks.flatMap(textBlocks)];
}

function findImage(elements: readonly TreeElement[], pageUrl: string): string | null {
  const image = elements.find((element) => element.name === 'img' && !/avatar|gravatar|icon|emoji|logo/iu.test(`${hintsOf(element)} ${attributeOf(element, 'src')}`));
  if (image === undefined) return null;
  const source = attributeOf(image, 'data-src') || attributeOf(image, 'src');
  return source.startsWith('data:') ? null : resolveUrl(source, pageUrl);
}

/** The aggregator's own thread: a link to its site that counts comments or offers to discuss. */
function findDiscussion(elements: readonly TreeElement[], link: TitleLink, { pageUrl, now }: ItemContext): Discussion | null {
  for (const element of elements) {
    const url = element.name === 'a' && element !== link.element ? resolveUrl(attributeOf(element, 'href'), pageUrl) : null;
    if (url === null || withoutFragment(url) === withoutFragment(pageUrl)) continue;
    const text = titleLine(element);
    const count = /^(\d[\d,]*)\s*(?:comments?|replies|kommentare|评论|件)/iu.exec(text);
    const isThread = count !== null || /^(?:comments?|discuss(?:ion)?|no comments|\d+ repl|thread)\b/iu.test(text) || (/comment/iu.test(hintsOf(element)) && text.length < 30);
    if (!isThread) continue;
    const comments = count === null ? (/^no comments/iu.test(text) || /^discuss$/iu.test(text) ? 0 : null) : Number(count[1]?.replaceAll(',', ''));
    return { url, points: findPoints(elements), comments, submittedAt: findDateIn(elements.slice(0, 1), now)?.publishedAt ?? null };
  }
  return null;
}

function findPoints(elements: readonly TreeElement[]): number | null {
  for (const element of elements) {
    const text = lineOf(element, 60);
    const named = /(?:^|\s)(\d[\d,]*)\s*(?:points?|votes?|upvotes?|likes?)(?:\s|$)/iu.exec(text) ?? (/(?:^|[\s_-])(?:score|points|votes?|upvoter)(?:[\s_-]|$)/u.test(hintsOf(element)) ? /^(\d[\d,]*)$/u.exec(text) : null);
    if (named !== null) return Number(named[1]?.replaceAll(',', ''));
  }
  return null;
}
