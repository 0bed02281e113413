/** Subscription lists, with what other readers do not know kept beside what they do. @see http://opml.org/spec2.opml */

import { generateOpml, parseOpml } from 'feedsmith';
import { ParseError } from '../../core/errors.ts';
import type { ListingRules } from '../../core/listing-rules.ts';
import type { Source, SourceKind } from '../../core/post.ts';
import { cleanLine } from '../../core/text.ts';
import { resolveUrl } from '../../core/url.ts';
import { takeDoctype } from '../parse/doctype.ts';
import { parseListingRules } from '../parse/listing-rules.ts';
import { asObject, asObjects, asText, asTexts, type Json } from './json.ts';
import { publisherOf } from './publisher.ts';

export type Subscription = {
  readonly title: string;
  /** What is fetched: the feed's address, or that of the page, sitemap or aggregator that `kind` names. */
  readonly feedUrl: string;
  readonly siteUrl: string | null;
  readonly publisher: string;
  readonly topics: readonly string[];
  readonly kind: SourceKind;
  /** How its listing is read; null: by structure. */
  readonly rules: ListingRules | null;
  /** Names of the outlines around it, outermost first. */
  readonly folders: readonly string[];
};

/** Attributes of our own on an outline; readers that do not know them leave them alone (OPML 2.0, "Extending OPML"). */
const OWN_ATTRIBUTES = ['writeupsKind', 'writeupsPublisher', 'writeupsRules'] as const;
const KINDS: readonly SourceKind[] = ['feed', 'archive', 'sitemap', 'aggregator'];
const MAX_SUBSCRIPTIONS = 20_000;
const MAX_FOLDER_DEPTH = 50;

/**
 * The subscriptions of a list in its order, each address once.
 * @throws ParseError kind `malformed` where the text is no OPML, or listing rules in it cannot be used.
 */
export function readOpml(text: string): Subscription[] {
  const found = new Map<string, Subscription>();
  collect(parseDocument(text), [], found);
  return [...found.values()];
}

function parseDocument(text: string): readonly Json[] {
  try {
    const document = asObject(parseOpml(takeDoctype(text).body, { extraOutlineAttributes: [...OWN_ATTRIBUTES] }));
    return asObjects(asObject(document?.['body'])?.['outlines']);
  } catch (cause) {
    throw new ParseError('malformed', 'The text is no OPML subscription list.', { cause });
  }
}

function collect(outlines: readonly Json[], folders: readonly string[], found: Map<string, Subscription>): void {
  for (const outline of outlines) {
    if (found.size >= MAX_SUBSCRIPTIONS) return;
    const subscription = subscriptionOf(outline, folders);
    if (subscription !== null && !found.has(subscription.feedUrl)) found.set(subscription.feedUrl, subscription);
    const name = titleOf(outline);
    if (folders.length < MAX_FOLDER_DEPTH) collect(asObjects(outline['outlines']), name === null ? folders : [...folders, name], found);
  }
}

function subscriptionOf(outline: Json, folders: readonly string[]): Subscription | null {
  const kind = KINDS.find((known) => known === outline['writeupsKind']) ?? 'feed';
  const feedUrl = resolveUrl(asText(outline['xmlUrl']) ?? (kind === 'feed' ? null : asText(outline['url'])));
  if (feedUrl === null) return null;
  const siteUrl = resolveUrl(asText(outline['htmlUrl']));
  const title = titleOf(outline);
  const rules = asText(outline['writeupsRules']);
  return {
    title: title ?? feedUrl, feedUrl, siteUrl, kind, folders, rules: rules === null ? null : parseListingRules(rules),
    publisher: asText(outline['writeupsPublisher']) ?? publisherOf(title, siteUrl ?? feedUrl),
    // Categories with a slash are places in a directory, those without are tags (OPML 2.0, "category").
    topics: asTexts(outline['category']).filter((category) => !category.includes('/')),
  };
}

function titleOf(outline: Json): string | null {
  const title = cleanLine(asText(outline['title']) ?? asText(outline['text']) ?? '');
  return title === '' ? null : title;
}

type Listed = Pick<Source, 'title' | 'kind' | 'url' | 'siteUrl' | 'publisher' | 'topics'> & Pick<Subscription, 'rules'>;

/** The sources as a subscription list that {@link readOpml} and other readers understand. */
export function writeOpml(sources: readonly Listed[]): string {
  const outlines = sources.map(({ title, kind, url, siteUrl, publisher, topics, rules }) => ({
    text: title, title,
    // Other readers would fetch a page as a feed: only feeds are given to them as such.
    ...(kind === 'feed' ? { type: 'rss', xmlUrl: url } : { type: 'link', url }),
    ...(siteUrl === null ? {} : { htmlUrl: siteUrl }),
    ...(topics.length === 0 ? {} : { category: topics.join(',') }),
    writeupsKind: kind, writeupsPublisher: publisher, ...(rules === null ? {} : { writeupsRules: JSON.stringify(rules) }),
  }));
  return generateOpml({ head: { title: 'Writeups' }, body: { outlines } }, { extraOutlineAttributes: [...OWN_ATTRIBUTES] });
}
