/** What the cases of the feed suite ask for, in the words of our Feed: see docs/feeds.md. */

import { load } from 'cheerio';
import type { Entry, Feed } from '../../../core/feed.ts';
import { parseInstant } from '../../../core/time.ts';

export type Expectation = { readonly path: string; readonly value: unknown };
/** Whether the feed gives what is expected; null where the path asks for something that our Feed does not hold. */
export type Verdict = boolean | null;

/** The verdict on one path of Universal Feed Parser's naming. */
export function judge(feed: Feed, { path, value }: Expectation): Verdict {
  const normal = path.replaceAll(/\['(\w+)'\]/gu, '.$1').replaceAll(/_detail\.value$/gu, '');
  const inEntry = /^entries\[(\d+)\]\.(.+)$/u.exec(normal);
  if (inEntry !== null) {
    const entry = feed.entries[Number(inEntry[1])];
    const check = ENTRY_PATHS[fixedPart(inEntry[2] ?? '')];
    return check === undefined ? null : entry !== undefined && check(entry, value, lastIndex(normal));
  }
  const check = FEED_PATHS[fixedPart(normal)];
  return check === undefined ? null : check(feed, value);
}

function fixedPart(path: string): string {
  return path.replaceAll(/\[\d+\]/gu, '[]');
}

function lastIndex(path: string): number {
  return Number(/\[(\d+)\][^[]*$/u.exec(path)?.[1] ?? 0);
}

const FEED_PATHS: Readonly<Record<string, (feed: Feed, value: unknown) => boolean>> = {
  'version': (feed, value) => sameVersion(feed, String(value)),
  'feed.title': (feed, value) => sameText(feed.title, value),
  'feed.description': (feed, value) => sameText(feed.description, value),
  'feed.subtitle': (feed, value) => sameText(feed.description, value),
  'feed.tagline': (feed, value) => sameText(feed.description, value),
  'feed.link': (feed, value) => sameAddress(feed.siteUrl, value),
  'feed.language': (feed, value) => feed.language === value,
  'feed.ttl': (feed, value) => feed.schedule.intervalMinutes === Number(value),
  'feed.updated': (feed, value) => sameInstant(feed.updatedAt, value),
};

const ENTRY_PATHS: Readonly<Record<string, (entry: Entry, value: unknown, index: number) => boolean>> = {
  'title': (entry, value) => sameText(entry.title, value),
  // Its names for the summary fall back to the content where an entry has nothing else.
  'description': (entry, value) => sameText(entry.summary, value) || sameMarkup(entry.contentHtml, value) || sameText(entry.contentText, value),
  'summary': (entry, value) => sameText(entry.summary, value) || sameMarkup(entry.contentHtml, value) || sameText(entry.contentText, value),
  'content[].value': (entry, value) => sameMarkup(entry.contentHtml, value) || sameText(entry.contentText, value),
  'content[].language': (entry, value) => entry.language === value,
  'language': (entry, value) => entry.language === value,
  'link': (entry, value) => sameAddress(entry.url, value),
  'id': (entry, value) => entry.guid === value,
  'guid': (entry, value) => entry.guid === value,
  'author_detail.name': (entry, value) => entry.authors[0] === value,
  'tags[].term': (entry, value, index) => entry.categories[index] === value,
  'category': (entry, value) => entry.categories[0] === value,
  'updated': (entry, value) => sameInstant(entry.updatedAt, value),
  'published': (entry, value) => sameInstant(entry.publishedAt, value),
  'created': (entry, value) => sameInstant(entry.publishedAt, value),
  'comments': (entry, value) => sameAddress(entry.discussion?.url ?? null, value),
  'enclosures[].href': (entry, value, index) => sameAddress(entry.enclosures[index]?.url ?? null, value),
  'enclosures[].type': (entry, value, index) => entry.enclosures[index]?.type === value,
  'enclosures[].length': (entry, value, index) => entry.enclosures[index]?.lengthBytes === Number(value),
  'image.href': (entry, value) => sameAddress(entry.imageUrl, value),
  'media_thumbnail[].url': (entry, value) => sameAddress(entry.imageUrl, value),
};

function sameVersion(feed: Feed, value: string): boolean {
  if (value === '' || value === 'rss' || value === 'atom') return value === '' || feed.format === value;
  // Two dialects of 0.91 and everything from 2.0 on have one name each there.
  const version = (feed.version ?? '').replace(/^2\..*$/u, '2.0').replaceAll('.', '');
  return `${feed.format === 'rdf' ? 'rss' : feed.format}${version}` === value.replace(/^rss091[nu]$/u, 'rss091');
}

/** Text against text, or against the text of the markup that is expected. White space is folded. */
function sameText(actual: string | null, expected: unknown): boolean {
  const wanted = String(expected ?? '');
  return foldSpace(actual ?? '') === foldSpace(wanted) || foldSpace(actual ?? '').replaceAll(' ', '') === foldSpace(textOf(wanted)).replaceAll(' ', '');
}

function textOf(markup: string): string {
  return load(markup, null, false).root().text();
}

/** Trees against each other, attributes sorted; namespace declarations mean nothing in HTML. */
function sameMarkup(actual: string | null, expected: unknown): boolean {
  return canonical(actual ?? '') === canonical(String(expected ?? ''));
}

function canonical(markup: string): string {
  const $ = load(markup, null, false);
  $('*').each((_, element) => {
    if ('attribs' in element) element.attribs = Object.fromEntries(Object.entries(element.attribs).filter(([name]) => name !== 'xmlns').sort());
  });
  return foldSpace($.html());
}

function sameAddress(actual: string | null, expected: unknown): boolean {
  return actual === (URL.parse(String(expected))?.href ?? expected);
}

function sameInstant(actual: string | null, expected: unknown): boolean {
  return actual === parseInstant(String(expected));
}

function foldSpace(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
