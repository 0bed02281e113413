/** JSON Feed 1.0 and 1.1 → Feed. @see https://www.jsonfeed.org/version/1.1/ */

import type { Enclosure, Entry, Feed } from '../../core/feed.ts';
import { ParseError } from '../../core/errors.ts';
import { cleanText } from '../../core/text.ts';
import { parseInstant } from '../../core/time.ts';
import { resolveUrl } from '../../core/url.ts';
import { distinct, enclosureOf, NO_SCHEDULE } from './feed-fields.ts';
import { readFragment } from './fragment.ts';
import { escapeText } from './entities.ts';
import { MAX_ENTRIES } from './rss.ts';
import { nonEmpty, titleFromText } from './xml-text.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The feed in a JSON text.
 * @throws ParseError kind `malformed` where it is no JSON, `unknown-format` where it is JSON of another shape.
 */
export function readJsonFeed(text: string, base: string | null): Feed {
  const root = asObject(parseJson(text));
  if (root === null || !Array.isArray(root['items'])) throw new ParseError('unknown-format', 'This JSON document is not a JSON Feed: it has no list of items.');
  const version = asText(root['version']);
  const items: readonly unknown[] = root['items'];
  const entries = items.slice(0, MAX_ENTRIES).map(asObject).filter((item) => item !== null);
  if (!version?.includes('jsonfeed.org') && !entries.some((item) => 'url' in item || 'content_html' in item || 'content_text' in item)) {
    throw new ParseError('unknown-format', 'This JSON document is not a JSON Feed: its items have neither address nor content.');
  }
  const authors = findAuthors(root);
  const language = asText(root['language']);
  return {
    format: 'json',
    version: /version\/([\d.]+)/u.exec(version ?? '')?.[1] ?? null,
    title: titleFromText(asText(root['title'])),
    description: asText(root['description']),
    siteUrl: resolveUrl(asText(root['home_page_url']), base),
    selfUrl: resolveUrl(asText(root['feed_url']), base),
    hubUrl: findHub(root, base),
    language,
    updatedAt: null,
    nextUrl: resolveUrl(asText(root['next_url']), base),
    schedule: NO_SCHEDULE,
    entries: entries.map((item) => readItem(item, { base, authors, language })),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, '')) as unknown;
  } catch (cause) {
    throw new ParseError('malformed', 'The JSON cannot be read.', { cause });
  }
}

function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** Identifiers are often written as numbers. */
function asText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? nonEmpty(cleanText(value).trim()) : null;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Version 1.1 has a list, version 1.0 one author. */
function findAuthors(holder: Json): string[] {
  const persons = [...asList(holder['authors']), holder['author']];
  return distinct(persons.map((person) => (typeof person === 'string' ? asText(person) : asText(asObject(person)?.['name']))));
}

function findHub(root: Json, base: string | null): string | null {
  const hubs = asList(root['hubs']).map(asObject);
  const hub = hubs.find((candidate) => asText(candidate?.['type'])?.toLowerCase() === 'websub') ?? hubs[0];
  return resolveUrl(asText(hub?.['url']), base);
}

type Context = { readonly base: string | null; readonly authors: readonly string[]; readonly language: string | null };

function readItem(item: Json, { base, authors, language }: Context): Entry {
  const url = resolveUrl(asText(item['url']) ?? asText(item['external_url']), base);
  const content = readContent(item, url ?? base);
  const own = findAuthors(item);
  const id = asText(item['id']);
  return {
    guid: id ?? null,
    url: url ?? (id !== null && /^https?:/iu.test(id) ? resolveUrl(id) : null),
    title: titleFromText(asText(item['title'])),
    authors: own.length > 0 ? own : authors,
    publishedAt: parseInstant(asText(item['date_published']) ?? ''),
    publishedRange: null,
    updatedAt: parseInstant(asText(item['date_modified']) ?? ''),
    summary: asText(item['summary']),
    contentHtml: content?.html ?? null,
    contentText: content?.text ?? null,
    categories: distinct(asList(item['tags']).map((tag) => titleFromText(asText(tag)))),
    language: asText(item['language']) ?? language,
    imageUrl: resolveUrl(asText(item['image']) ?? asText(item['banner_image']), base),
    enclosures: findAttachments(item, base),
    discussion: null,
  };
}

function readContent(item: Json, base: string | null): { readonly html: string; readonly text: string } | null {
  const html = asText(item['content_html']);
  if (html !== null) return readFragment(html, base);
  const text = asText(item['content_text']);
  return text === null ? null : { html: escapeText(text), text };
}

function findAttachments(item: Json, base: string | null): Enclosure[] {
  return asList(item['attachments']).map(asObject).filter((attachment) => attachment !== null)
    .map((attachment) => enclosureOf(resolveUrl(asText(attachment['url']), base), asText(attachment['mime_type']), asText(attachment['size_in_bytes'])))
    .filter((enclosure) => enclosure !== null);
}
