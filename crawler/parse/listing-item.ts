/** One item of a listing → Entry: what stands round its title link. */

import type { Discussion, Entry, Instant } from '../../core/feed.ts';
import { cleanLine, fold } from '../../core/text.ts';
import { parseInstant } from '../../core/time.ts';
import { registrableDomain, resolveUrl } from '../../core/url.ts';
import { distinct } from './feed-fields.ts';
import { findDateIn, findDateInAddress, findDateUnderYear, withoutLeadingDate, type FoundDate } from './listing-dates.ts';
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
  const date = findDate(item, link, context);
  const discussion = context.external ? findDiscussion(elements, link, { ...context, date }) : null;
  const categories = findCategories(elements, link, context.pageUrl);
  // A thread's date and name are the submission's and the submitter's.
  const authors = discussion === null ? findAuthors(elements) : [];
  const title = withoutAuthor(findTitle(link, elements), authors);
  return {
    guid: link.url, url: link.url, title, authors,
    ...(discussion === null ? date : UNKNOWN_DATE),
    updatedAt: null,
    summary: findExcerpt(item, title ?? '', [...categories, ...authors]),
    contentHtml: null, contentText: null, categories, language: null,
    imageUrl: findImage(elements, context.pageUrl),
    enclosures: [],
    discussion,
  };
}

/** "Title - Name" where the page says elsewhere that Name wrote it. */
function withoutAuthor(title: string | null, authors: readonly string[]): string | null {
  const author = authors.find((name) => title?.endsWith(name) === true && title.length > name.length + 8);
  const cut = author === undefined ? title : title?.slice(0, -author.length).replace(/[\s|·•–—-]+(?:by )?$/iu, '') ?? null;
  return cut === '' ? title : cut;
}

/** A link that only says "read more" leaves the title to the item's heading. */
function findTitle(link: TitleLink, elements: readonly TreeElement[]): string | null {
  const own = link.title.replace(/^(?:sticky|pinned|featured)\s*[:·-]\s*/iu, '');
  if (own !== '' && !GENERIC_LINK.test(own)) return own;
  const heading = elements.find((element) => /^h[1-6]$/u.test(element.name)) ?? elements.find((element) => /(?:^|[\s_-])(?:title|headline)(?:[\s_-]|$)/u.test(hintsOf(element)));
  const text = heading === undefined ? '' : titleLine(heading);
  return text === '' ? (own === '' ? null : own) : text;
}

function findDate(item: readonly TreeElement[], link: TitleLink, { now, year, external }: ItemContext): FoundDate {
  const found = findDateIn(item, now) ?? (year === null ? null : findDateUnderYear(item, year, now));
  // Of another site's post the page says when it was submitted, the address when it was written.
  if (found?.publishedAt != null || (found !== null && external)) return found;
  const address = findDateInAddress(link.url, now);
  return address?.publishedAt != null ? address : found ?? address ?? UNKNOWN_DATE;
}

/** Marks on a post that say nothing of its topic. */
const MARK = /^(?:sticky|pinned|featured|new|latest|popular|editor's pick|置顶|\d+ min(?:ute)?s? read)$/iu;
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
  return distinct(texts.filter((text) => text.length <= MAX_LABEL_CHARS && !/^\d+$/u.test(text) && !MARK.test(text) && parseInstant(text) === null).map((text) => cleanLine(text)));
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

const MORE = /\s*(?:\||[[(«])?\s*(?:continue reading|read (?:the )?(?:more|full|rest)|keep reading|阅读全文|続きを読む)[^\p{L}]*.{0,20}$/iu;

/** The blocks of prose that are neither title, date, label nor link to more. */
function findExcerpt(item: readonly TreeElement[], title: string, known: readonly string[]): string | null {
  const folded = new Set([title, ...known].map(fold));
  const blocks = item.flatMap((part) => textBlocks(part)).map((block) => block.replace(MORE, '').trim()).map((block) => (block.startsWith(title) ? block.slice(title.length).trim() : block));
  const excerpts = blocks.filter((block) => !folded.has(fold(block)) && isProse(block)).map((block) => withoutLeadingDate(block).rest);
  const excerpt = cleanLine(excerpts.slice(0, 4).join(' '), MAX_EXCERPT_CHARS);
  return excerpt === '' ? null : excerpt;
}

/** Long enough for a sentence, or cut off like one; a short line with a date is a byline. */
function isProse(block: string): boolean {
  const isLong = block.length >= 40 || /(?:…|\.\.\.)$/u.test(block) || /\p{Script=Han}.{15}/u.test(block);
  if (!isLong || /^@|^(?:posted|published|by) .{0,60}$/iu.test(block)) return false;
  return block.length >= 140 || !withoutLeadingDate(block).holdsDate;
}

const BLOCK_NAMES = /^(?:p|div|section|article|li|ul|ol|h[1-6]|header|footer|td|tr|tbody|table|blockquote|dd|dt|dl|figure|figcaption|main|pre|time|nav|aside)$/u;
const SKIPPED = /^(?:h[1-6]|time|script|style|noscript|svg|nav|button|form|aside|figure)$/u;

/** Text of elements that hold no block themselves, loose text between blocks included. */
function textBlocks(element: TreeElement): string[] {
  if (SKIPPED.test(element.name)) return [];
  const blocks = elementsBelow(element).filter((child) => BLOCK_NAMES.test(child.name) || [...walk(child)].some((inner) => BLOCK_NAMES.test(inner.name)));
  if (blocks.length === 0) return element.name === 'a' || isMostlyLinks(element) ? [] : linesOf(element);
  const loose = element.children.filter((child) => !blocks.some((block) => block === child))
    .map((child) => (child.type === 'text' ? child.data : 'attribs' in child && !SKIPPED.test(child.name) ? lineOf(child) : '')).join(' ');
  return [cleanLine(loose, MAX_EXCERPT_CHARS), ...blocks.flatMap(textBlocks)];
}

/** Its lines as `br` parts them; in a paragraph a `br` parts nothing. */
function linesOf(element: TreeElement): string[] {
  if (element.name === 'p') return [lineOf(element)];
  const lines: string[][] = [[]];
  collectLines(element, lines);
  return lines.map((pieces) => cleanLine(pieces.join(' '), MAX_EXCERPT_CHARS)).filter((line) => line !== '');
}

function collectLines(element: TreeElement, lines: string[][]): void {
  for (const child of element.children) {
    if (child.type === 'text') lines.at(-1)?.push(child.data);
    else if (!('attribs' in child) || SKIPPED.test(child.name)) continue;
    else if (child.name === 'br') lines.push([]);
    else collectLines(child, lines);
  }
}

/** A row of links is a title with its labels, not prose. */
function isMostlyLinks(element: TreeElement): boolean {
  const linked = [...walk(element)].filter((inner) => inner.name === 'a').reduce((sum, link) => sum + lineOf(link).length, 0);
  return linked > lineOf(element).length * 0.6;
}

function findImage(elements: readonly TreeElement[], pageUrl: string): string | null {
  const image = elements.find((element) => element.name === 'img' && !/avatar|gravatar|icon|emoji|logo/iu.test(`${hintsOf(element)} ${attributeOf(element, 'src')}`));
  if (image === undefined) return null;
  const source = attributeOf(image, 'data-src') || attributeOf(image, 'src');
  return source.startsWith('data:') ? null : resolveUrl(source, pageUrl);
}

/** Threads at the big aggregators, which others' listings link too. A text that stands there is no page of its own. */
export const THREAD = /^https:\/\/(?:news\.ycombinator\.com\/item\?id=|lobste\.rs\/s\/|(?:www\.|old\.)?reddit\.com\/r\/\w+\/comments\/)/u;

/** The thread about the submission: a link that counts comments or offers to discuss, or that leads to a known thread. */
function findDiscussion(elements: readonly TreeElement[], link: TitleLink, { pageUrl, date }: ItemContext & { readonly date: FoundDate }): Discussion | null {
  const found: Discussion[] = [];
  for (const element of elements) {
    const url = element.name === 'a' && element !== link.element ? resolveUrl(attributeOf(element, 'href'), pageUrl) : null;
    if (url === null || url === link.url || withoutFragment(url) === withoutFragment(pageUrl)) continue;
    const text = titleLine(element);
    const count = /^(\d[\d,]*)\s*(?:comments?|replies|kommentare|评论|件|$)/iu.exec(text);
    const isOwn = registrableDomain(url) === registrableDomain(pageUrl);
    const says = /^\d[\d,]*\s*(?:comments?|replies|kommentare|评论|件)|^(?:comments?|discuss(?:ion)?|no comments|thread)\b/iu.test(text) || (/comment/iu.test(hintsOf(element)) && text.length < 30);
    if (!THREAD.test(url) && !(isOwn && says)) continue;
    const comments = count === null ? (/^(?:no comments|discuss)$/iu.test(text) ? 0 : null) : Number(count[1]?.replaceAll(',', ''));
    found.push({ url, points: findPoints(elements), comments, submittedAt: date.publishedAt });
  }
  return found.find((discussion) => discussion.comments !== null) ?? found[0] ?? null;
}

function findPoints(elements: readonly TreeElement[]): number | null {
  for (const element of elements) {
    const text = lineOf(element, 60);
    const named = /(?:^|\s)(\d[\d,]*)\s*(?:points?|votes?|upvotes?|likes?)(?:\s|$)/iu.exec(text) ?? (/(?:^|[\s_-])(?:score|points|votes?|upvoter)(?:[\s_-]|$)/u.test(hintsOf(element)) ? /^(\d[\d,]*)$/u.exec(text) : null);
    if (named !== null) return Number(named[1]?.replaceAll(',', ''));
  }
  return null;
}
