/** The links of a listing page that lead to its posts: the group of links that stand alike and read like titles. */

import { fold } from '../../core/text.ts';
import { hostOf, registrableDomain, resolveUrl } from '../../core/url.ts';
import { findDateIn } from './listing-dates.ts';
import { remembering } from './remember.ts';
import { ancestry, attributeOf, hintsOf, isElement, lineOf, parentOf, titleLine, walk, type TreeElement } from './tree.ts';

export type TitleLink = {
  readonly element: TreeElement;
  readonly url: string;
  readonly title: string;
};

/** The links of one group, and whether most of them lead away from the page's own site. */
export type LinkGroup = { readonly links: readonly TitleLink[]; readonly external: boolean };

const CHROME_TAGS = new Set(['nav', 'footer', 'aside', 'form', 'menu', 'dialog', 'template', 'noscript', 'select', 'button']);
const CHROME_HINTS = /(?:^|[\s_-])(?:nav(?:bar|igation|item|link)?|menu|footer|sidebar|breadcrumbs?|pagination|pager|paginat\w*|social|share|sharing|cookie\w*|widget|tagcloud|tag-cloud|categor(?:y|ies)-list|related|toc|skip-link|newsletter|subscribe|advert\w*|dropdown|masthead|topbar|site-header)(?:[\s_-]|$)/u;
/** Words on links that lead to a post but do not name it. */
export const GENERIC_LINK = /^(?:\W*)(?:(?:continue|keep) reading|read (?:the )?(?:more|full|rest|article|post|on|story|it)|more|learn more|view (?:post|article|more)|full (?:story|post|article)|permalink|permanent link|details|see more|open|go|link|weiterlesen|mehr(?: lesen)?|lire (?:la suite|plus)|leer m[aá]s|阅读全文|閱讀全文|続きを読む|もっと読む|查看更多|더 보기|read|→|»|›|…|#|¶)\b.{0,60}$/iu;
const COUNT_OR_REPLY = /^(?:\d+\s*)?(?:comments?|replies|reply|likes?|discuss(?:ion)?|points?|upvotes?|shares?|no comments|leave a comment|caches?|edit|hide|flag|via|save|past|web|source)\b|^\d+$/iu;

/** Whether the element lies in what surrounds a page rather than in what it is about. */
export function isChrome(element: TreeElement): boolean {
  for (const current of ancestry(element)) {
    if (current.name === 'body' || current.name === 'main') return false;
    if (CHROME_TAGS.has(current.name) || CHROME_HINTS.test(hintsOf(current)) || /^(?:navigation|contentinfo|banner|complementary|search|menu)$/u.test(attributeOf(current, 'role'))) return true;
    if (current.name === 'header' && !insideItem(current)) return true;
  }
  return false;
}

/** Articles have headers too, and those hold the title. */
function insideItem(header: TreeElement): boolean {
  for (const current of ancestry(header)) if (/^(?:article|li|main|section|td)$/u.test(current.name) || /\b(?:post|entry|article|card|item)\b/u.test(hintsOf(current))) return true;
  return false;
}

/** The group of links that are most likely the page's posts, in document order; null where no group of links reads like posts. */
export function findTitleLinks(top: readonly TreeElement[], pageUrl: string): LinkGroup | null {
  const candidates = top.flatMap((element) => [...walk(element)]).filter((element) => element.name === 'a').map((element) => readLink(element, pageUrl)).filter((link) => link !== null);
  const groups = groupAlike(candidates).map((links) => ({ links, score: scoreGroup(links, pageUrl) })).filter(({ score }) => score > 0);
  const best = groups.reduce<{ links: readonly TitleLink[]; score: number } | null>((found, group) => (found === null || group.score > found.score ? group : found), null);
  if (best === null) return null;
  const links = withSiblings(best.links, groups.map((group) => group.links), candidates);
  return { links, external: isExternal(links, pageUrl) };
}

function readLink(element: TreeElement, pageUrl: string): TitleLink | null {
  const href = attributeOf(element, 'href');
  if (href === '' || href.startsWith('#')) return null;
  const url = resolveUrl(href, pageUrl);
  if (url === null || withoutFragment(url) === withoutFragment(pageUrl) || isChrome(element)) return null;
  return { element, url, title: findTitle(element) };
}

export function withoutFragment(url: string): string {
  return url.replace(/#.*$/u, '');
}

/** A link round a whole card holds the title as a heading, or as the element that is called so. */
function findTitle(link: TreeElement): string {
  const inside = [...walk(link)].slice(1);
  const heading = inside.find((element) => /^h[1-6]$/u.test(element.name)) ?? inside.find((element) => /(?:^|[\s_-])(?:title|headline|heading)(?:[\s_-]|$)/u.test(hintsOf(element)));
  const own = titleLine(heading ?? link);
  return own !== '' ? own : attributeOf(link, 'title') || attributeOf(link, 'aria-label');
}

/** Links at the same place of the page's structure. Class names count near the link only: further up they tell posts apart. */
function groupAlike(links: readonly TitleLink[]): TitleLink[][] {
  const groups = new Map<string, TitleLink[]>();
  for (const link of links) {
    const key = placeOf(link.element);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [link]);
    else group.push(link);
  }
  return [...groups.values()].map(distinctAddresses);
}

function placeOf(link: TreeElement): string {
  const steps: string[] = [];
  for (const element of ancestry(link)) {
    const near = steps.length < 2 ? `.${stableClasses(element)}` : '';
    steps.push(element.name + near);
    if (element.name === 'body') break;
  }
  return steps.join('<');
}

/** Without numbers and states that differ from item to item. */
function stableClasses(element: TreeElement): string {
  return attributeOf(element, 'class').split(/\s+/u).filter((name) => name !== '' && !/\d|^(?:active|first|last|odd|even|sticky|featured|current|is-)/u.test(name) && !/^(?:tag|category|author)[-_]/u.test(name)).sort().join('.');
}

/** Each address once: its first link with a title of its own. */
function distinctAddresses(links: readonly TitleLink[]): TitleLink[] {
  const byUrl = new Map<string, TitleLink>();
  for (const link of links) {
    const known = byUrl.get(withoutFragment(link.url));
    if (known === undefined || (known.title.length < 4 && link.title.length > known.title.length)) byUrl.set(withoutFragment(link.url), link);
  }
  return [...byUrl.values()];
}

/** Weighs what posts' links have and menus' do not: many of them, whole phrases, headings, dates beside them, addresses like posts'. */
function scoreGroup(links: readonly TitleLink[], pageUrl: string): number {
  const titles = links.map((link) => link.title);
  const distinctTitles = new Set(titles.map(fold)).size;
  if (links.length === 0 || titles.every((title) => title === '')) return 0;
  const share = (fits: (link: TitleLink) => boolean): number => links.filter(fits).length / links.length;
  const generic = share(({ title }) => GENERIC_LINK.test(title) || title === '');
  const replies = share(({ title }) => COUNT_OR_REPLY.test(title));
  const phrases = share(({ title }) => title.length >= 15 || /\p{Script=Han}.{5}/u.test(title));
  const headings = share(({ element }) => isHeading(element));
  const dated = share(({ element }) => hasDateNear(element));
  const deeper = share(({ url }) => looksLikePost(url, pageUrl));
  const labels = share(({ url, element }) => isLabelAddress(url) || /\btag\b/u.test(attributeOf(element, 'rel')));
  const inline = share(({ element }) => isInSentence(element));
  const variety = distinctTitles / links.length;
  const quality = 0.2 + phrases + headings * 0.8 + dated * 1.2 + deeper - generic * 1.5 - replies * 2 - labels * 2 - inline * 2;
  if (quality <= 0.4 || (links.length < 2 && dated === 0 && headings === 0)) return 0;
  // Partners, sponsors and projects are links to other sites too; submissions have a date or a headline's place.
  if (isExternal(links, pageUrl) && dated < 0.3 && headings < 0.5) return 0;
  return Math.sqrt(Math.min(links.length, 400)) * quality * variety;
}

/** Whether most of the paragraph or list item round a link is other text, before and behind it. */
function isInSentence(link: TreeElement): boolean {
  for (const element of ancestry(link)) {
    if (!/^(?:p|li|td|dd|div|blockquote|h[1-6]|article|section|body)$/u.test(element.name)) continue;
    if (!/^(?:p|li|dd|blockquote)$/u.test(element.name)) return false;
    const line = lineOf(element, 2_000);
    const title = titleLine(link);
    const at = line.indexOf(title);
    return at > 0 && line.length - at - title.length > 25 && line.length > title.length * 2 && /\p{Ll}[ ,(]*$/u.test(line.slice(0, at));
  }
  return false;
}

function isHeading(link: TreeElement): boolean {
  let steps = 0;
  for (const element of ancestry(link)) {
    if (/^h[1-6]$/u.test(element.name) || attributeOf(element, 'role') === 'heading') return true;
    steps += 1;
    if (steps > 3) break;
  }
  return [...walk(link)].some((element) => /^h[1-6]$/u.test(element.name));
}

/** In the link, beside it, or in what encloses it closely. */
function hasDateNear(link: TreeElement): boolean {
  let steps = 0;
  for (const element of ancestry(link)) {
    if (element.name === 'body' || element.name === 'main' || steps > 4) return false;
    const size = countLinks(element);
    if (size > 12) return false;
    if (findDateIn([element], null) !== null) return true;
    steps += 1;
  }
  return false;
}

function countLinks(element: TreeElement): number {
  let count = 0;
  for (const inner of walk(element)) {
    if (inner.name === 'a') count += 1;
    if (count > 12) break;
  }
  return count;
}

const LABEL_SEGMENT = /^(?:tags?|t|categor(?:y|ies)|cates?|topics?|labels?|authors?|users?|u|people|domains?|archives?|page|search|login|signup|about|series|~\w+)$/iu;

/** Whether the address is that of a tag, an author, an archive page: of posts, not a post. */
export function isLabelAddress(url: string): boolean {
  const segments = pathSegments(url);
  const label = segments.findIndex((segment) => LABEL_SEGMENT.test(segment));
  return (label >= 0 && label >= segments.length - 2) || segments.some((segment) => segment.startsWith('~') && segments.length === 1);
}

/** As many addresses as one site's walk holds at a time. */
const MAX_REMEMBERED = 20_000;

/** The segments of an address's path that are not empty. */
export const pathSegments: (url: string) => readonly string[] = remembering(MAX_REMEMBERED, (url) => (URL.parse(url)?.pathname ?? '').split('/').filter((segment) => segment !== ''));

/** An address below the listing, with a date, or with words in its last segment. */
export function looksLikePost(url: string, pageUrl: string): boolean {
  const segments = pathSegments(url);
  const last = segments.at(-1) ?? '';
  if (segments.length === 0 || isLabelAddress(url)) return false;
  if (/\/(?:19|20)\d{2}\/\d{1,2}\//u.test(url) || /(?:19|20)\d{2}-\d{2}-\d{2}/u.test(url)) return true;
  if (hostOf(url) !== hostOf(pageUrl)) return segments.length >= 1;
  const folder = (URL.parse(pageUrl)?.pathname ?? '/').replace(/[^/]*$/u, '');
  const below = (URL.parse(url)?.pathname ?? '').startsWith(folder) && folder !== '/';
  return below || last.split(/[-_]/u).length >= 3 || /%[0-9a-f]{2}/iu.test(last);
}

/**
 * Adds what one list may keep elsewhere: the leading post in a larger frame, lists for each year. Groups that look like the
 * best one in address and heading belong to it.
 */
function withSiblings(best: readonly TitleLink[], groups: readonly (readonly TitleLink[])[], candidates: readonly TitleLink[]): TitleLink[] {
  const folders = new Set(best.map(({ url }) => folderOf(url)));
  const headed = best.filter(({ element }) => isHeading(element)).length > best.length / 2;
  const chosen = new Map(best.map((link) => [withoutFragment(link.url), link]));
  for (const group of groups) {
    if (group === best) continue;
    const alike = group.filter((link) => folders.has(folderOf(link.url)) && !GENERIC_LINK.test(link.title) && link.title.length >= 8 && !COUNT_OR_REPLY.test(link.title));
    const fits = headed ? alike.filter((link) => isHeading(link.element)) : alike.length === group.length && alike.every((link) => hasDateNear(link.element)) ? alike : [];
    for (const link of fits) if (!chosen.has(withoutFragment(link.url))) chosen.set(withoutFragment(link.url), link);
  }
  const order = new Map(candidates.map((link, index) => [link.element, index]));
  return [...chosen.values()].sort((left, right) => (order.get(left.element) ?? 0) - (order.get(right.element) ?? 0));
}

/** Host and shape of the folder: numbers (dates, ids) count as equal. */
function folderOf(url: string): string {
  return `${hostOf(url)}/${pathSegments(url).slice(0, -1).map((segment) => segment.replace(/\d+/gu, '0')).join('/')}`;
}

function isExternal(links: readonly TitleLink[], pageUrl: string): boolean {
  const own = registrableDomain(pageUrl);
  return links.filter((link) => registrableDomain(link.url) !== own).length > links.length * 0.6;
}

/** The part of the page that belongs to each link: what encloses it without another of the group, or runs on to the next one. */
export function itemOf(link: TitleLink, group: ReadonlySet<TreeElement>): TreeElement[] {
  let item = link.element;
  for (const element of ancestry(link.element)) {
    if (element.name === 'body' || element.name === 'main' || element.name === 'html' || holdsOther(element, link.element, group)) break;
    item = element;
  }
  const siblings = (parentOf(item)?.children ?? []).filter(isElement);
  const start = siblings.indexOf(item);
  const run = [item];
  for (const sibling of siblings.slice(start + 1, start + 8)) {
    if (holdsOther(sibling, link.element, group) || /^(?:li|article|tbody|section)$/u.test(item.name) || /^h[1-2]$/u.test(sibling.name)) break;
    run.push(sibling);
  }
  return run;
}

function holdsOther(element: TreeElement, own: TreeElement, group: ReadonlySet<TreeElement>): boolean {
  for (const inner of walk(element)) if (inner !== own && group.has(inner)) return true;
  return false;
}
