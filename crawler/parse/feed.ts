/** A feed's bytes → Feed, whatever its format, charset and state. */

import { createHash } from 'node:crypto';
import { ParseError } from '../../core/errors.ts';
import type { Entry, Feed } from '../../core/feed.ts';
import { resolveUrl } from '../../core/url.ts';
import { decodeFeed } from '../fetch/charset.ts';
import { readAtom } from './atom.ts';
import { readJsonFeed } from './json-feed.ts';
import { readRss } from './rss.ts';
import { childElements } from './xml-text.ts';
import { parseXml, type XmlElement } from './xml.ts';

/** What was fetched: its address, its bytes, its headers with lower-case names. */
export type FetchedDocument = { readonly url: string; readonly body: Uint8Array; readonly headers: Readonly<Record<string, string>> };

/**
 * The feed that a document holds. Addresses are absolute (XML Base, then `Content-Location`, then the document's own),
 * titles and summaries are plain text, `contentHtml` is as given but for absolute links and without scripts.
 * @throws ParseError kind `empty`, `unknown-format` (an HTML page, or anything else that is no feed), `malformed`, `too-deep`, `too-many`.
 */
export function parseFeed({ url, body, headers }: FetchedDocument): Feed {
  const { text } = decodeFeed(body, headers['content-type'] ?? null);
  const trimmed = text.replace(/^[\uFEFF\s\u0000]+/u, '');
  if (trimmed === '') throw new ParseError('empty', 'The document is empty.');
  const base = resolveUrl(headers['content-location'], resolveUrl(url)) ?? resolveUrl(url);
  const isJson = trimmed.startsWith('{') || trimmed.startsWith('[');
  const feed = isJson ? readJsonFeed(trimmed, base) : readRoot(findRoot(parseXml(trimmed, { base, language: headers['content-language'] ?? null })));
  return { ...feed, entries: feed.entries.map(identified) };
}

/** An entry that names nothing but itself is shown by that name. */
function identified(entry: Entry): Entry {
  const guid = entry.guid ?? entry.url ?? hashOfWords(entry);
  const isBare = entry.url === null && entry.title === null && entry.summary === null && entry.contentText === null;
  return { ...entry, guid, title: isBare ? guid : entry.title };
}

function hashOfWords({ title, summary, contentText }: Entry): string | null {
  const words = [title, summary, contentText].filter((text) => text !== null).join('\n');
  return words === '' ? null : `sha256:${createHash('sha256').update(words).digest('hex').slice(0, 32)}`;
}

function readRoot(root: XmlElement | null): Feed {
  if (root === null) throw new ParseError('unknown-format', 'The document is neither RSS, RDF, Atom nor JSON Feed.');
  return root.name === 'feed' || root.name === 'entry' ? readAtom(root) : readRss(root);
}

const ROOTS = new Set(['rss', 'rdf', 'feed', 'channel', 'entry']);

/** The first element that can be a feed: warnings of a broken server may stand before it. */
function findRoot(document: XmlElement): XmlElement | null {
  const elements = childElements(document);
  return elements.find((element) => ROOTS.has(element.name)) ?? elements.flatMap(childElements).find((element) => element.name !== 'entry' && ROOTS.has(element.name)) ?? null;
}
