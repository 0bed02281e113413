/** Where a listing goes on with older posts. */

import { resolveUrl } from '../../core/url.ts';
import { withoutFragment } from './listing-links.ts';
import { attributeOf, hintsOf, lineOf, parentOf, walk, type TreeElement } from './tree.ts';

const OLDER = /^[^\p{L}\p{N}]*(?:(?:older|previous|prev|next|more)(?: (?:posts?|entries|articles|stories|news|page))?|load more|show more|ältere beiträge|nächste(?: seite)?|weiter|suivante?|articles (?:plus anciens|précédents)|siguiente|entradas antiguas|下一页|下一頁|次へ|次のページ|以前の記事|다음)[^\p{L}\p{N}]*$|^(?:»|›|→|>|>>)$/iu;
const NEWER = /newer|newest|latest|first|上一页/iu;

/** The next page of the listing, or null: `rel=next`, then the page's own numbering, then what a link says. `posts` are never it. */
export function findNextUrl(top: readonly TreeElement[], pageUrl: string, posts: ReadonlySet<string> = new Set()): string | null {
  const links = top.flatMap((element) => [...walk(element)]).filter((element) => element.name === 'a' || element.name === 'link');
  const resolved = links.map((element) => ({ element, url: resolveUrl(attributeOf(element, 'href'), pageUrl) })).filter((link): link is { element: TreeElement; url: string } => link.url !== null && isSameSite(link.url, pageUrl))
    .filter(({ element, url }) => !posts.has(url) && !leadsBack(element, url, pageUrl));
  const related = resolved.find(({ element }) => /(?:^|\s)next(?:\s|$)/iu.test(attributeOf(element, 'rel')));
  return related?.url ?? findByNumber(resolved, pageUrl) ?? findByWords(resolved) ?? null;
}

function isSameSite(url: string, pageUrl: string): boolean {
  return URL.parse(url)?.host === URL.parse(pageUrl)?.host && withoutFragment(url) !== withoutFragment(pageUrl);
}

/** To newer posts, or to a page with a lower number of the same list. */
function leadsBack(element: TreeElement, url: string, pageUrl: string): boolean {
  if (/(?:^|\s)prev(?:ious)?(?:\s|$)/iu.test(attributeOf(element, 'rel')) || NEWER.test(`${lineOf(element, 40)} ${attributeOf(element, 'title')}`)) return true;
  const current = pageNumberOf(pageUrl);
  return current !== null && current > 1 && pageNumberOf(url) === null && numberless(url) === numberless(pageUrl);
}

type Link = { readonly element: TreeElement; readonly url: string };

/** The link to page n + 1 that also says so, or whose address differs from ours in the number alone. */
function findByNumber(links: readonly Link[], pageUrl: string): string | null {
  const next = (pageNumberOf(pageUrl) ?? 1) + 1;
  const numbered = links.filter(({ url }) => pageNumberOf(url) === next && numberless(url) === numberless(pageUrl));
  if (numbered.length > 0) return numbered[0]?.url ?? null;
  return links.find(({ element, url }) => pageNumberOf(url) === next && lineOf(element, 10) === String(next))?.url ?? null;
}

/** The number of a page in its address: `/page/3/`, `/page3`, `?page=3`, `?paged=3`, `/p3.html`; null where there is none. */
export function pageNumberOf(url: string): number | null {
  const parsed = URL.parse(url);
  if (parsed === null) return null;
  for (const name of ['page', 'paged', 'p', 'pg', 'start_page']) {
    const value = parsed.searchParams.get(name) ?? '';
    if (/^\d{1,4}$/u.test(value)) return Number(value);
  }
  const inPath = /\/(?:pages?|p|seite|index)[-_/]?(\d{1,4})(?:\.html?|\/)?$/iu.exec(parsed.pathname) ?? /\/(\d{1,3})\/?$/u.exec(parsed.pathname);
  return inPath === null ? null : Number(inPath[1]);
}

function numberless(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  for (const name of ['page', 'paged', 'p', 'pg', 'start_page']) parsed.searchParams.delete(name);
  const path = parsed.pathname.replace(/\/(?:(?:pages?|p|seite|index)[-_/]?)?\d{1,4}(?:\.html?|\/)?$/iu, '/').replace(/\/(?:index\.html?)?$/iu, '/');
  return `${parsed.host}${path}${parsed.search}`;
}

function findByWords(links: readonly Link[]): string | null {
  const fits = links.find(({ element }) => {
    const text = lineOf(element, 40) || attributeOf(element, 'aria-label') || attributeOf(element, 'title');
    const hints = `${hintsOf(element)} ${parentHints(element)}`;
    if (NEWER.test(hintsOf(element))) return false;
    return (OLDER.test(text) && text.length < 30) || /(?:^|[\s_-])(?:next|older|pagination-next|nav-previous)(?:[\s_-]|$)/u.test(hints) && text.length < 40 && /pag|nav|post/u.test(hints);
  });
  return fits?.url ?? null;
}

function parentHints(element: TreeElement): string {
  const parent = parentOf(element);
  return parent === null ? '' : hintsOf(parent);
}
