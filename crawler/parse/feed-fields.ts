/** What RSS, RDF and Atom share: finders for one field each, over elements of either. */

import type { Enclosure, Instant, InstantRange, PublisherSchedule } from '../../core/feed.ts';
import { cleanLine } from '../../core/text.ts';
import { parseInstant, parsePartialDate } from '../../core/time.ts';
import { resolveUrl } from '../../core/url.ts';
import { decodeReferences } from './entities.ts';
import { readFragment, type Fragment } from './fragment.ts';
import { childElements, findAll, findFirst, nonEmpty, textOf, titleFromHtml, titleFromText, markupOf, type QualifiedName } from './xml-text.ts';
import type { XmlElement } from './xml.ts';

/** Longer addresses are payload, not place: browsers and servers refuse them from about 8 kB on. */
const MAX_URL_CHARS = 8_192;
const MAX_CATEGORIES = 100;

/** The absolute address of a reference that stands in an element; null where it is none. */
export function addressIn(element: XmlElement | null, reference: string | null | undefined): string | null {
  if (element === null || reference === null || reference === undefined || reference.length > MAX_URL_CHARS) return null;
  return resolveUrl(reference, element.base);
}

/** An identifier that is a path means the address there: as it stands it would be the same in every feed of the generator. */
export function globalId(element: XmlElement, id: string | null): string | null {
  return id?.startsWith('/') ? addressIn(element, id) ?? id : id;
}

const PAIRED_INLINE = ['b', 'i', 'em', 'strong', 'code', 'a', 'span', 'sub', 'sup', 'p', 'u', 'tt', 'small', 'big', 'font', 'div', 'kbd', 'mark', 's', 'del', 'ins', 'q', 'cite', 'abbr', 'h1', 'h2', 'h3'];
const INLINE_TAG = /<(\/?)([a-z][a-z0-9]{0,9})(?:\s[^<>]{0,2000})?\/?>/giu;

/**
 * A title whose format nobody declared (RSS): formatting tags that are closed again go, `Vec<T>` and a lone `<b>` stay.
 * References inside CDATA are decoded, for there XML has not done so; elsewhere all but the five of XML, which would be twice.
 */
export function undeclaredTitle(element: XmlElement | null): string | null {
  if (element === null) return null;
  if (childElements(element).length > 0) return titleFromHtml(markupOf(element));
  const isCdata = element.children.some((node) => 'text' in node && node.cdata);
  const text = withoutFormatting(textOf(element) ?? '');
  return titleFromText(isCdata ? decodeReferences(text) : text.replace(/&(?!(?:amp|lt|gt|quot|apos);)(?:#?\w{1,31});/giu, (reference) => decodeReferences(reference)));
}

function withoutFormatting(text: string): string {
  if (!text.includes('<')) return text;
  const closed = new Set([...text.matchAll(INLINE_TAG)].filter(([, slash]) => slash === '/').map(([, , name]) => name?.toLowerCase() ?? ''));
  return text.replace(INLINE_TAG, (tag: string, _slash: string, written: string) => {
    const name = written.toLowerCase();
    if (name === 'br' || name === 'img' || name === 'wbr') return ' ';
    return PAIRED_INLINE.includes(name) && closed.has(name) ? '' : tag;
  });
}

/** A description is asked for as summary and again as content. */
const readAlready = new WeakMap<XmlElement, { readonly markup: string; readonly fragment: Fragment | null }>();

function readOf(element: XmlElement, markup: string): Fragment | null {
  const known = readAlready.get(element);
  if (known?.markup === markup) return known.fragment;
  const fragment = readFragment(markup, element.base);
  readAlready.set(element, { markup, fragment });
  return fragment;
}

/** An element's markup with absolute links, and its text; null where there is none or it is hostile. */
export function fragmentOf(element: XmlElement | null, markup: string | null): Fragment | null {
  if (element === null || markup === null) return null;
  const fragment = readOf(element, markup);
  return fragment === null || (fragment.text === '' && fragment.html.trim() === '') ? null : fragment;
}

export type Published = { readonly publishedAt: Instant | null; readonly publishedRange: InstantRange | null };

/** The first of the named dates that can be read: as an instant, or as a range where it has no day. */
export function findPublished(element: XmlElement, ...names: readonly QualifiedName[]): Published {
  for (const name of names) {
    for (const candidate of findAll(element, name)) {
      const text = textOf(candidate) ?? '';
      const publishedRange = parsePartialDate(text);
      if (publishedRange !== null) return { publishedAt: null, publishedRange };
      const publishedAt = parseInstant(text);
      if (publishedAt !== null) return { publishedAt, publishedRange: null };
    }
  }
  return { publishedAt: null, publishedRange: null };
}

/** The first of the named dates that can be read. */
export function findInstant(element: XmlElement, ...names: readonly QualifiedName[]): Instant | null {
  for (const name of names) {
    for (const candidate of findAll(element, name)) {
      const instant = parseInstant(textOf(candidate) ?? '');
      if (instant !== null) return instant;
    }
  }
  return null;
}

/** The name in `jo@example.org (Jo Doe)` and `Jo Doe <jo@example.org>`; the text itself where it holds no more than a name or an address. */
export function personName(text: string | null): string | null {
  if (text === null) return null;
  const line = cleanLine(decodeReferences(text), 200);
  const inParentheses = /^\S+@\S+ \(([^()]+)\)$/u.exec(line);
  const beforeAddress = /^"?([^"<>@]+?)"? ?[<(]\S+@\S+[>)]$/u.exec(line);
  return nonEmpty((inParentheses?.[1] ?? beforeAddress?.[1] ?? line).trim());
}

/** Each once, in order, without empty ones. */
export function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text): text is string => text !== null && text !== ''))].slice(0, MAX_CATEGORIES);
}

/** An enclosure from its three attributes; a length that is no number of bytes is not known. */
export function enclosureOf(url: string | null, type: string | null | undefined, length: string | null | undefined): Enclosure | null {
  if (url === null) return null;
  const lengthBytes = /^\d{1,15}$/u.test(length?.trim() ?? '') ? Number(length) : null;
  return { url, type: nonEmpty(type?.trim() ?? ''), lengthBytes };
}

/** The picture that an entry is shown with: Media RSS, iTunes, then an enclosure that is one. */
export function findImage(element: XmlElement, enclosures: readonly Enclosure[]): string | null {
  const media = [element, ...findAll(element, 'media:group'), ...findAll(element, 'media:content')];
  for (const holder of media) {
    for (const thumbnail of findAll(holder, 'media:thumbnail')) {
      const url = addressIn(thumbnail, thumbnail.attributes.get('url') ?? textOf(thumbnail));
      if (url !== null) return url;
    }
    for (const content of findAll(holder, 'media:content')) {
      const isImage = content.attributes.get('medium') === 'image' || (content.attributes.get('type') ?? '').startsWith('image/');
      const url = isImage ? addressIn(content, content.attributes.get('url')) : null;
      if (url !== null) return url;
    }
  }
  const itunes = findFirst(element, 'itunes:image');
  return addressIn(itunes, itunes?.attributes.get('href') ?? itunes?.attributes.get('url')) ?? findLink(element, 'image') ?? enclosures.find((enclosure) => enclosure.type?.startsWith('image/'))?.url ?? null;
}

const PERIOD_MINUTES: Readonly<Record<string, number>> = { hourly: 60, daily: 1_440, weekly: 10_080, monthly: 43_200, yearly: 525_600 };
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** How often the publisher wants to be asked (RSS 2.0 `ttl`, `skipHours`, `skipDays`; RSS 1.0 syndication module). */
export function readSchedule(channel: XmlElement): PublisherSchedule {
  const ttl = textOf(findFirst(channel, 'ttl'));
  const period = PERIOD_MINUTES[textOf(findFirst(channel, 'sy:updateperiod'))?.toLowerCase() ?? ''] ?? null;
  const frequency = Number(textOf(findFirst(channel, 'sy:updatefrequency')) ?? '1');
  const fromPeriod = period !== null && frequency >= 1 ? Math.round(period / frequency) : period;
  const hours = findAll(findFirst(channel, 'skiphours') ?? channel, 'hour').map((hour) => Number(textOf(hour) ?? NaN) % 24);
  const days = findAll(findFirst(channel, 'skipdays') ?? channel, 'day').map((day) => textOf(day)?.toLowerCase());
  return {
    intervalMinutes: /^\d{1,6}$/u.test(ttl ?? '') && Number(ttl) > 0 ? Number(ttl) : fromPeriod,
    skipHours: [...new Set(hours.filter((hour) => Number.isInteger(hour) && hour >= 0))],
    skipDays: DAYS.filter((day) => days.includes(day.toLowerCase())),
  };
}

/** A schedule that asks for nothing. */
export const NO_SCHEDULE: PublisherSchedule = { intervalMinutes: null, skipHours: [], skipDays: [] };

/** The address of the first link of a relation: `atom:link rel=… href=…`. */
export function findLink(element: XmlElement, ...relations: readonly string[]): string | null {
  const links = [...findAll(element, 'atom:link'), ...findAll(element, 'link'), ...findAll(element, 'itunes:link')];
  for (const relation of relations) {
    for (const link of links) {
      const rel = (link.attributes.get('rel') ?? '').trim().toLowerCase();
      const url = rel === relation ? addressIn(link, link.attributes.get('href')) : null;
      if (url !== null) return url;
    }
  }
  return null;
}
