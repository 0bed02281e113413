/** RSS 0.9x, 1.0 and 2.0 with the modules that blogs use → Feed. */

import type { Discussion, Enclosure, Entry, Feed } from '../../core/feed.ts';
import { fold } from '../../core/text.ts';
import { parseInstant } from '../../core/time.ts';
import type { Fragment } from './fragment.ts';
import {
  addressIn, distinct, enclosureOf, findImage, findInstant, findLink, findPublished, fragmentOf, globalId, personName, readSchedule, undeclaredTitle,
} from './feed-fields.ts';
import { childElements, findAll, findFirst, markupOf, textOf, xhtmlOf } from './xml-text.ts';
import type { XmlElement } from './xml.ts';

/** R13. */
export const MAX_ENTRIES = 2_000;

/** The feed below an `rss`, `rdf:RDF` or bare `channel` element. Entries beyond the first 2,000 are left. */
export function readRss(root: XmlElement): Feed {
  const isRdf = root.name === 'rdf';
  const channel = root.name === 'channel' ? root : findFirst(root, 'channel') ?? root;
  const items = findItems(root, channel);
  const language = findLanguage(channel);
  return {
    format: isRdf ? 'rdf' : 'rss',
    version: findVersion(root, isRdf),
    title: undeclaredTitle(findFirst(channel, 'title', 'dc:title', 'atom:title')),
    description: fragmentText(findFirst(channel, 'description', 'atom:subtitle', 'dc:description', 'itunes:summary', 'itunes:subtitle', 'abstract')),
    siteUrl: findSiteUrl(channel),
    selfUrl: findLink(channel, 'self'),
    hubUrl: findLink(channel, 'hub'),
    language,
    updatedAt: findInstant(channel, 'lastbuilddate', 'atom:updated', 'dcterms:modified', 'pubdate', 'dc:date') ?? parseInstant(channel.attributes.get('lastmod') ?? ''),
    nextUrl: findLink(channel, 'prev-archive', 'next'),
    schedule: readSchedule(channel),
    entries: items.slice(0, MAX_ENTRIES).map((item) => readItem(item, language)),
  };
}

/** RSS 1.0 puts items beside the channel, RSS 0.9x and 2.0 inside. */
function findItems(root: XmlElement, channel: XmlElement): XmlElement[] {
  const inside = findAll(channel, 'item');
  const items = channel === root ? inside : [...inside, ...findAll(root, 'item')];
  return (items.length > 0 ? items : findAll(findFirst(channel, 'items') ?? root, 'item')).filter((item) => !isHollow(item));
}

/** Generators that run out of posts fill the list up with items whose parts are all there and all empty. */
function isHollow(item: XmlElement): boolean {
  const parts = ['title', 'link', 'description', 'guid'].flatMap((name) => findAll(item, name));
  return parts.length >= 2 && parts.every((part) => textOf(part) === null && part.attributes.size === 0);
}

function findVersion(root: XmlElement, isRdf: boolean): string | null {
  const written = root.attributes.get('version')?.trim();
  return written === undefined || written === '' ? (isRdf ? '1.0' : null) : written;
}

function findLanguage(channel: XmlElement): string | null {
  return textOf(findFirst(channel, 'language', 'dc:language')) ?? (channel.language === '' ? null : channel.language);
}

function findSiteUrl(channel: XmlElement): string | null {
  for (const link of findAll(channel, 'link')) {
    const url = addressIn(link, textOf(link) ?? link.attributes.get('href'));
    if (url !== null) return url;
  }
  return findLink(channel, 'alternate', '') ?? addressIn(channel, channel.attributes.get('href'));
}

function fragmentText(element: XmlElement | null): string | null {
  const text = fragmentOf(element, markupOf(element))?.text ?? '';
  return text === '' ? null : text;
}

function readItem(item: XmlElement, feedLanguage: string | null): Entry {
  const enclosures = findEnclosures(item);
  const guid = findFirst(item, 'guid', 'atom:id', 'dc:identifier');
  const content = findContent(item);
  return {
    guid: globalId(item, textOf(guid)) ?? item.attributes.get('rdf:about')?.trim() ?? null,
    url: findUrl(item, guid),
    title: findTitle(item),
    authors: findAuthors(item),
    ...findPublished(item, 'pubdate', 'atom:published', 'dcterms:issued', 'dc:date', 'dcterms:created', 'atom:issued'),
    updatedAt: findInstant(item, 'atom:updated', 'dcterms:modified', 'atom:modified', 'lastbuilddate') ?? parseInstant(item.attributes.get('lastmod') ?? ''),
    summary: fragmentText(findFirst(item, 'description', 'atom:summary', 'dc:description', 'itunes:summary', 'media:description', 'itunes:subtitle', 'abstract')),
    contentHtml: content?.html ?? null,
    contentText: content?.text ?? null,
    categories: findCategories(item),
    language: textOf(findFirst(item, 'dc:language', 'language')) ?? findContentElement(item)?.language ?? feedLanguage,
    imageUrl: findImage(item, enclosures),
    enclosures,
    discussion: findDiscussion(item),
  };
}

function findTitle(item: XmlElement): string | null {
  return undeclaredTitle(findFirst(item, 'title', 'dc:title', 'atom:title', 'media:title', 'itunes:title'));
}

/** Feedburner's links lead through a counter; the original one stands beside them. */
function findUrl(item: XmlElement, guid: XmlElement | null): string | null {
  const original = findFirst(item, 'feedburner:origlink');
  const given = addressIn(original, textOf(original));
  if (given !== null) return given;
  for (const link of findAll(item, 'link')) {
    const url = addressIn(link, textOf(link) ?? link.attributes.get('href'));
    if (url !== null) return url;
  }
  return findLink(item, 'alternate', '') ?? permanentLink(guid) ?? addressIn(item, item.attributes.get('rdf:about') ?? item.attributes.get('href'));
}

/** A guid is an address unless it says it is not (RSS 2.0 `isPermaLink`); one that does not look like one is none either way. */
function permanentLink(guid: XmlElement | null): string | null {
  const text = textOf(guid);
  if (guid === null || text === null || guid.attributes.get('ispermalink')?.toLowerCase() === 'false') return null;
  return /^https?:|^\//iu.test(text) ? addressIn(guid, text) : null;
}

function findAuthors(item: XmlElement): string[] {
  for (const name of ['dc:creator', 'author', 'atom:author', 'dc:author', 'itunes:author', 'dc:publisher'] as const) {
    const authors = distinct(findAll(item, name).map((author) => personName(textOf(findFirst(author, 'atom:name', 'name')) ?? textOf(author))));
    if (authors.length > 0) return authors;
  }
  return [];
}

/** Full content where the item has any; else a description that is clearly more than a sentence. */
function findContent(item: XmlElement): Fragment | null {
  const element = findContentElement(item);
  const content = element === null ? null : fragmentOf(element, element.vocabulary === 'xhtml' ? xhtmlOf(element) : markupOf(element));
  if (content !== null) return content;
  const description = findFirst(item, 'description');
  const markup = markupOf(description);
  return markup !== null && /<(?:p|pre|h[1-6]|ul|ol|table|blockquote|div)[\s>]/iu.test(markup) ? fragmentOf(description, markup) : null;
}

function findContentElement(item: XmlElement): XmlElement | null {
  return findFirst(item, 'content:encoded', 'encoded', 'fullitem', 'atom:content', 'xhtml:body', 'xhtml:div', 'body');
}

/** Authors list tags one by one or, in `dc:subject` and `itunes:keywords`, with commas. */
function findCategories(item: XmlElement): string[] {
  const named = [...findAll(item, 'category'), ...findAll(item, 'media:category')].map((category) => undeclaredTitle(category));
  const attributed = findAll(item, 'itunes:category').flatMap((category) => [category, ...findAll(category, 'itunes:category')]).map((category) => category.attributes.get('text') ?? null);
  const labelled = findAll(item, 'atom:category').map((category) => category.attributes.get('label') ?? category.attributes.get('term') ?? null);
  const listed = [...findAll(item, 'dc:subject'), ...findAll(item, 'itunes:keywords'), ...findAll(item, 'media:keywords')]
    .flatMap((subject) => (undeclaredTitle(subject) ?? '').split(/[,;]/u).map((word) => word.trim()));
  const taxonomy = childElements(item).filter((child) => child.name === 'tag').map((tag) => textOf(tag));
  const byFold = new Map(distinct([...named, ...attributed, ...labelled, ...listed, ...taxonomy]).map((category) => [fold(category) || category, category] as const).reverse());
  return [...byFold.values()].reverse();
}

function findEnclosures(item: XmlElement): Enclosure[] {
  const holders = [item, ...findAll(item, 'media:group')];
  const media = holders.flatMap((holder) => findAll(holder, 'media:content')).map((content) => enclosureOf(addressIn(content, content.attributes.get('url')), content.attributes.get('type'), content.attributes.get('filesize')));
  const given = findAll(item, 'enclosure').map((enclosure) => enclosureOf(addressIn(enclosure, enclosure.attributes.get('url')), enclosure.attributes.get('type'), enclosure.attributes.get('length')));
  const linked = findAll(item, 'atom:link').filter((link) => link.attributes.get('rel') === 'enclosure')
    .map((link) => enclosureOf(addressIn(link, link.attributes.get('href')), link.attributes.get('type'), link.attributes.get('length')));
  const found = [...given, ...linked, ...media].filter((enclosure) => enclosure !== null);
  return [...new Map(found.map((enclosure) => [enclosure.url, enclosure] as const).reverse()).values()].reverse();
}

function findDiscussion(item: XmlElement): Discussion | null {
  const comments = findFirst(item, 'comments');
  const url = addressIn(comments, textOf(comments));
  const count = textOf(findFirst(item, 'slash:comments', 'thr:total'));
  return url === null ? null : { url, points: null, comments: /^\d{1,7}$/u.test(count ?? '') ? Number(count) : null, submittedAt: null };
}
