/** A listing read by a source's own CSS rules, for pages whose structure says too little. */

import { ParseError } from '../../core/errors.ts';
import type { Entry, Instant } from '../../core/feed.ts';
import type { ListingRules } from '../../core/listing-rules.ts';
import { cleanLine } from '../../core/text.ts';
import { parseInstant } from '../../core/time.ts';
import { registrableDomain, resolveUrl } from '../../core/url.ts';
import { distinct } from './feed-fields.ts';
import { loadHtml } from './html.ts';
import { findDateIn } from './listing-dates.ts';
import { isElement, type TreeElement } from './tree.ts';

const NO_RULES: ListingRules = { item: '', link: 'a[href]', title: null, date: null, excerpt: null, tags: null, author: null, next: null };
/** Longer than any that a person writes. */
const MAX_SELECTOR_CHARS = 500;

/**
 * The rules that a JSON object of CSS selectors spells out; only `item` must be there, `link` is the item's first link otherwise.
 * @throws ParseError kind `malformed`, which says what is wrong.
 */
export function parseListingRules(json: string): ListingRules {
  const object = parseObject(json);
  for (const [name, selector] of Object.entries(object)) {
    if (!(name in NO_RULES)) throw wrong(`no part of a listing is called ${JSON.stringify(name)}; there are ${Object.keys(NO_RULES).join(', ')}`);
    if (selector !== null && (typeof selector !== 'string' || selector.length > MAX_SELECTOR_CHARS || !isSelector(selector))) throw wrong(`${JSON.stringify(selector)} for ${name} is no CSS selector`);
  }
  const rules: ListingRules = { ...NO_RULES, ...object };
  if (rules.item === '') throw wrong('`item`, the selector of one post, is missing');
  return rules;
}

function parseObject(json: string): Record<string, string | null> {
  try {
    const value: unknown = JSON.parse(json);
    // Its values are looked at one by one.
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, string | null>;
  } catch {
    // What is no JSON is no object either.
  }
  throw wrong('they are no JSON object such as {"item":"article","link":"h2 a","date":"time"}');
}

function isSelector(text: string): boolean {
  if (text === '') return true;
  try {
    loadHtml('')(text);
    return true;
  } catch {
    // css-what says so by throwing.
    return false;
  }
}

function wrong(why: string): ParseError {
  return new ParseError('malformed', `The listing rules cannot be used: ${why}.`);
}

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
