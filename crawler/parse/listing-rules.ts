/** A listing read by a source's own CSS rules, for pages whose structure says too little. */

import type { Entry, Instant } from '../../core/feed.ts';
import { cleanLine } from '../../core/text.ts';
import { parseInstant } from '../../core/time.ts';
import { registrableDomain, resolveUrl } from '../../core/url.ts';
import { distinct } from './feed-fields.ts';
import { loadHtml } from './html.ts';
import { findDateIn } from './listing-dates.ts';
import { isElement, type TreeElement } from './tree.ts';

/** CSS selectors; all but `item` and `next` within the item. Null: the part is not read. */
export type ListingRules = {
  readonly item: string;
  /** The link to the post; its text is the title where `title` is null. */
  readonly link: string;
  readonly title: string | null;
  readonly date: string | null;
  readonly excerpt: string | null;
  readonly tags: string | null;
  readonly author: string | null;
  readonly next: string | null;
};

type Page = { readonly html: string; readonly pageUrl: string; readonly now: Instant };

/** What the rules find. */
export function readByRules({ html, pageUrl, now }: Page, rules: ListingRules): { readonly entries: readonly Entry[]; readonly nextUrl: string | null; readonly external: boolean } {
  const $ = loadHtml(html);
  const texts = (item: ReturnType<typeof $>, selector: string | null): string[] => (selector === null ? [] : item.find(selector).toArray().map((element) => cleanLine($(element).text(), 2_000)));
  const entries: Entry[] = [];
  for (const element of $(rules.item).toArray()) {
    const item = $(element);
    const link = rules.link === '' ? item : item.find(rules.link).first();
    const url = resolveUrl(link.attr('href'), pageUrl);
    if (url === null) continue;
    const dated = rules.date === null ? item : item.find(rules.date).first();
    const dates = findDateIn(dated.toArray().filter((node): node is typeof node & TreeElement => isElement(node as TreeElement)), now);
    entries.push({
      guid: url, url,
      title: texts(item, rules.title)[0] ?? (cleanLine(link.text(), 500) || null),
      authors: distinct(texts(item, rules.author)),
      publishedAt: dates?.publishedAt ?? parseInstant(dated.attr('datetime') ?? '', { now }),
      publishedRange: dates?.publishedAt == null ? dates?.publishedRange ?? null : null,
      updatedAt: null,
      summary: texts(item, rules.excerpt)[0] ?? null,
      contentHtml: null, contentText: null,
      categories: distinct(texts(item, rules.tags)),
      language: null, imageUrl: null, enclosures: [], discussion: null,
    });
  }
  const away = entries.filter((entry) => registrableDomain(entry.url ?? '') !== registrableDomain(pageUrl)).length;
  return { entries, nextUrl: rules.next === null ? null : resolveUrl($(rules.next).first().attr('href'), pageUrl), external: away > entries.length * 0.6 };
}
