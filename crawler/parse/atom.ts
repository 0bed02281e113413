/** Atom 1.0 (RFC 4287) and 0.3 → Feed. */

import { isUtf8 } from 'node:buffer';
import type { Discussion, Enclosure, Entry, Feed } from '../../core/feed.ts';
import { decodeFeed } from '../fetch/charset.ts';
import { addressIn, distinct, enclosureOf, findImage, findInstant, findPublished, fragmentOf, globalId, NO_SCHEDULE, personName, readSchedule } from './feed-fields.ts';
import type { Fragment } from './fragment.ts';
import { escapeText } from './entities.ts';
import { MAX_ENTRIES } from './rss.ts';
import { childElements, findAll, findFirst, markupOf, nonEmpty, textOf, titleFromHtml, titleFromText, xhtmlOf, type QualifiedName } from './xml-text.ts';
import type { XmlElement } from './xml.ts';

/** The feed of an `atom:feed` element, or of a lone `entry`. Entries beyond the first 2,000 are left. */
export function readAtom(root: XmlElement): Feed {
  const feed = root.name === 'entry' ? { ...root, children: [root] } : root;
  const authors = findAuthors(feed);
  const language = nonEmpty(feed.language ?? '');
  return {
    format: 'atom',
    version: feed.attributes.get('version')?.trim() ?? '1.0',
    title: titleOf(atom(feed, 'title')),
    description: textConstruct(atom(feed, 'subtitle') ?? atom(feed, 'tagline'))?.text ?? null,
    siteUrl: findAlternate(feed),
    selfUrl: findRelation(feed, 'self'),
    hubUrl: findRelation(feed, 'hub'),
    language,
    updatedAt: findInstant(feed, ...both('updated'), ...both('modified'), 'dc:date'),
    nextUrl: findRelation(feed, 'prev-archive') ?? findRelation(feed, 'next'),
    schedule: feed.children.length === 0 ? NO_SCHEDULE : readSchedule(feed),
    entries: both('entry').flatMap((name) => findAll(feed, name)).slice(0, MAX_ENTRIES).map((entry) => readEntry(entry, authors)),
  };
}

/** Atom's elements carry its namespace, or none where the publisher forgot it. */
function both(name: string): readonly [QualifiedName, QualifiedName] {
  return [`atom:${name}`, name];
}

function atom(element: XmlElement, name: string): XmlElement | null {
  return findFirst(element, ...both(name));
}

function readEntry(entry: XmlElement, feedAuthors: readonly string[]): Entry {
  const enclosures = findEnclosures(entry);
  const authors = findAuthors(entry);
  const source = atom(entry, 'source');
  const content = findContent(entry);
  return {
    guid: globalId(entry, textOf(atom(entry, 'id'))),
    url: findUrl(entry),
    title: titleOf(atom(entry, 'title')) ?? titleOf(findFirst(entry, 'media:title')),
    authors: authors.length > 0 ? authors : inheritedAuthors(source, feedAuthors),
    // RFC 4287 asks for `updated` alone: where nothing else is said, the entry was never changed.
    ...findPublished(entry, ...both('published'), ...both('issued'), 'dcterms:issued', ...both('created'), 'dc:date', ...both('pubdate'), ...both('updated'), ...both('modified')),
    updatedAt: findInstant(entry, ...both('updated'), ...both('modified'), 'dcterms:modified'),
    summary: findSummary(entry),
    contentHtml: content?.html ?? null,
    contentText: content?.text ?? null,
    categories: findCategories(entry),
    language: nonEmpty(atom(entry, 'content')?.language ?? entry.language ?? ''),
    imageUrl: findImage(entry, enclosures),
    enclosures,
    discussion: findDiscussion(entry),
  };
}

/** RFC 4287 §4.2.1: an entry without author has its source's, else the feed's. */
function inheritedAuthors(source: XmlElement | null, feedAuthors: readonly string[]): readonly string[] {
  const fromSource = source === null ? [] : findAuthors(source);
  return fromSource.length > 0 ? fromSource : feedAuthors;
}

function findAuthors(element: XmlElement): string[] {
  const persons = both('author').flatMap((name) => findAll(element, name));
  const names = persons.map((person) => personName(textOf(atom(person, 'name')) ?? textOf(atom(person, 'email')) ?? (childElements(person).length === 0 ? textOf(person) : null)));
  const authors = distinct(names);
  return authors.length > 0 ? authors : distinct(findAll(element, 'dc:creator').map((creator) => personName(textOf(creator))));
}

type Kind = 'text' | 'html' | 'xhtml' | 'binary';

/** RFC 4287 §3.1.1 and Atom 0.3 §3.1: `type` says what the text is; in 0.3 `mode` says how it is written. */
function kindOf(element: XmlElement): Kind {
  const type = (element.attributes.get('type') ?? 'text').trim().toLowerCase();
  const mode = element.attributes.get('mode')?.trim().toLowerCase();
  if (type === 'xhtml' || (type.includes('xhtml') && mode !== 'escaped') || (type === 'text/html' && mode !== 'escaped' && childElements(element).length > 0)) return 'xhtml';
  if (type.includes('html')) return 'html';
  if (childElements(element).length > 0) return type.startsWith('text') || mode === 'xml' ? 'xhtml' : type.endsWith('xml') ? 'xhtml' : 'binary';
  return type === '' || type.startsWith('text') ? 'text' : type.endsWith('xml') ? 'html' : 'binary';
}

/** Base64: where Atom 0.3 says so, and for any type that is no text in Atom 1.0 (§4.1.3.3); the latter is HTML if it is text at all. */
function unpacked(element: XmlElement): XmlElement {
  const isDeclared = element.attributes.get('mode')?.trim().toLowerCase() === 'base64';
  if (!isDeclared && (kindOf(element) !== 'binary' || childElements(element).length > 0)) return element;
  const bytes = Buffer.from(textOf(element) ?? '', 'base64');
  if (!isDeclared && !isUtf8(bytes)) return element;
  const type = isDeclared ? element.attributes.get('type') ?? 'text' : 'html';
  return { ...element, attributes: new Map([['type', type], ['mode', 'escaped']]), children: [{ text: decodeFeed(bytes, null).text, cdata: true }] };
}

function titleOf(packed: XmlElement | null): string | null {
  if (packed === null) return null;
  const element = unpacked(packed);
  const kind = kindOf(element);
  if (kind === 'xhtml') return titleFromHtml(xhtmlOf(element));
  return kind === 'html' ? titleFromHtml(markupOf(element)) : titleFromText(textOf(element));
}

/** A text construct as markup and as text; null where it is empty, elsewhere, or no text at all. */
function textConstruct(packed: XmlElement | null): Fragment | null {
  if (packed === null) return null;
  const element = unpacked(packed);
  const kind = kindOf(element);
  if (kind === 'binary') return null;
  if (kind === 'xhtml') return fragmentOf(element, xhtmlOf(element));
  if (kind === 'html') return fragmentOf(element, markupOf(element));
  const text = textOf(element);
  return text === null ? null : looksLikeMarkup(text) ? fragmentOf(element, text) : { html: escapeText(text), text };
}

/** Publishers leave `type="html"` out; two tags that are no placeholder names give them away. */
function looksLikeMarkup(text: string): boolean {
  return /<\/(?:p|a|div|em|strong|code|pre|ul|ol|li|h[1-6]|b|i|span|blockquote)>/iu.test(text);
}

function findSummary(entry: XmlElement): string | null {
  const summary = textConstruct(atom(entry, 'summary'))?.text ?? textOf(findFirst(entry, 'media:description'));
  const grouped = findFirst(entry, 'media:group');
  return nonEmpty(summary ?? '') ?? (grouped === null ? null : textOf(findFirst(grouped, 'media:description')));
}

function findContent(entry: XmlElement): Fragment | null {
  for (const content of both('content').flatMap((name) => findAll(entry, name))) {
    const fragment = content.attributes.has('src') ? null : textConstruct(content);
    if (fragment !== null) return fragment;
  }
  return null;
}

function links(element: XmlElement): XmlElement[] {
  return both('link').flatMap((name) => findAll(element, name));
}

function findRelation(element: XmlElement, relation: string): string | null {
  const link = links(element).find((candidate) => relationOf(candidate) === relation);
  return addressIn(link ?? null, link?.attributes.get('href'));
}

/** RFC 4287 §4.2.7.2: no `rel` means `alternate`; registered names may be written as addresses. */
function relationOf(link: XmlElement): string {
  const written = (link.attributes.get('rel') ?? 'alternate').trim().toLowerCase();
  return written.replace(/^http:\/\/www\.iana\.org\/assignments\/relation\//u, '');
}

/** The alternate that is a page, before alternates of other types. */
function findAlternate(element: XmlElement): string | null {
  const alternates = links(element).filter((link) => relationOf(link) === 'alternate');
  const isPage = (link: XmlElement): boolean => /^(?:text\/html|application\/xhtml\+xml)?$/iu.test(link.attributes.get('type')?.trim() ?? '');
  const best = alternates.find(isPage) ?? alternates[0] ?? null;
  return addressIn(best, best?.attributes.get('href') ?? textOf(best));
}

function findUrl(entry: XmlElement): string | null {
  const original = findFirst(entry, 'feedburner:origlink');
  const content = atom(entry, 'content');
  const id = textOf(atom(entry, 'id'));
  return addressIn(original, textOf(original)) ?? findAlternate(entry) ?? addressIn(content, content?.attributes.get('src'))
    ?? (id !== null && /^https?:/iu.test(id) ? addressIn(entry, id) : null);
}

/** Terms are what the author wrote; where a term is an address, its label says it in words. */
function findCategories(entry: XmlElement): string[] {
  const categories = both('category').flatMap((name) => findAll(entry, name)).map((category) => {
    const term = category.attributes.get('term')?.trim() ?? textOf(category);
    const label = category.attributes.get('label')?.trim() ?? null;
    return term === null || /^https?:/iu.test(term) ? label : titleFromText(term);
  });
  return distinct([...categories, ...findAll(entry, 'dc:subject').map((subject) => titleFromText(textOf(subject)))]);
}

function findEnclosures(entry: XmlElement): Enclosure[] {
  return links(entry).filter((link) => relationOf(link) === 'enclosure')
    .map((link) => enclosureOf(addressIn(link, link.attributes.get('href')), link.attributes.get('type'), link.attributes.get('length')))
    .filter((enclosure) => enclosure !== null);
}

/** RFC 4685 §4: a page with the replies. */
function findDiscussion(entry: XmlElement): Discussion | null {
  const replies = links(entry).find((link) => relationOf(link) === 'replies' && /html/iu.test(link.attributes.get('type') ?? 'html'));
  const url = addressIn(replies ?? null, replies?.attributes.get('href'));
  const count = replies?.attributes.get('thr:count') ?? textOf(findFirst(entry, 'thr:total', 'slash:comments')) ?? '';
  return url === null ? null : { url, points: null, comments: /^\d{1,7}$/u.test(count) ? Number(count) : null, submittedAt: null };
}
