/** Where a document speaks of which topics. */

import type { Section } from '../../core/article.ts';
import type { Matcher, FoundSpelling } from './matcher.ts';

/** What is tagged. `categories` are the author's own tags. */
export type TaggableDocument = {
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly sections?: readonly Section[];
  readonly categories?: readonly string[];
};

export const PLACES = ['title', 'heading', 'lead', 'body', 'path', 'host'] as const;
/** A part of a document; the lead is its first {@link LEAD_TOKENS} words. */
export type Place = (typeof PLACES)[number];

/** What a document says of one topic: how often it names it in each place, its signs (`Sign` in their name), and the passage that shows it best. */
export type Mentions = {
  readonly names: Record<Place, number>;
  readonly signs: Record<Place, number>;
  /** Different spellings found. */
  readonly spellings: Set<string>;
  readonly passage: Passage | null;
};

/** A stretch of a part of the document. */
export type Passage = { readonly source: string; readonly start: number; readonly end: number; readonly place: Place };

const LEAD_TOKENS = 100;
/** Beyond this a text says nothing new about its topics. */
const MAX_TEXT_CHARS = 16_000;
/** An ambiguous spelling needs a word of its field within so many tokens. */
const CONTEXT_TOKENS = 12;

type Located = FoundSpelling & { readonly place: Place; readonly source: string };

/** Mentions by topic index. `tokenCount` is of the text. */
export function findMentions(doc: TaggableDocument, match: Matcher): { readonly mentions: ReadonlyMap<number, Mentions>; readonly tokenCount: number } {
  const text = match(doc.text, MAX_TEXT_CHARS);
  const byTopic = new Map<number, Located[]>();
  const put = (found: readonly FoundSpelling[], source: string, placeOf: (spelling: FoundSpelling) => Place) => {
    for (const spelling of found) {
      const list = byTopic.get(spelling.topic);
      const located = { ...spelling, source, place: placeOf(spelling) };
      if (list === undefined) byTopic.set(spelling.topic, [located]);
      else list.push(located);
    }
  };
  put(match(doc.title, doc.title.length).found, doc.title, () => 'title');
  for (const { heading } of doc.sections ?? []) {
    if (heading !== null && heading !== doc.title) put(match(heading, heading.length).found, heading, () => 'heading');
  }
  put(text.found, doc.text, ({ token }) => (token < LEAD_TOKENS ? 'lead' : 'body'));
  const address = addressWords(doc.url);
  put(match(address.path, address.path.length).found, address.path, () => 'path');
  put(match(address.host, address.host.length).found, address.host, () => 'host');

  const mentions = new Map<number, Mentions>();
  for (const [topic, list] of byTopic) {
    const found = toMentions(list);
    if (found !== null) mentions.set(topic, found);
  }
  return { mentions, tokenCount: text.tokenCount };
}

function toMentions(list: readonly Located[]): Mentions | null {
  const named = list.some(({ role, place }) => role === 'name' || (place === 'host' && role === 'ambiguous'));
  const counted = list.filter((spelling) => spelling.role === 'name' || spelling.role === 'sign' || (spelling.role === 'ambiguous' && (named || hasContext(spelling, list))));
  if (counted.length === 0) return null;
  const names = zeroes();
  const signs = zeroes();
  const spellings = new Set<string>();
  let passage: Located | null = null;
  for (const found of counted) {
    (found.role === 'sign' ? signs : names)[found.place] += 1;
    spellings.add(found.source.slice(found.start, found.end).toLowerCase());
    if (passage === null || (passage.role === 'sign' && found.role !== 'sign')) passage = found;
  }
  return { names, signs, spellings, passage };
}

function hasContext(spelling: Located, list: readonly Located[]): boolean {
  return list.some((other) => other.role !== 'ambiguous' && other.source === spelling.source && Math.abs(other.token - spelling.token) <= CONTEXT_TOKENS);
}

function zeroes(): Record<Place, number> {
  return { title: 0, heading: 0, lead: 0, body: 0, path: 0, host: 0 };
}

/** The words of an address; the host's labels are capitalised, since ambiguous names are. */
function addressWords(url: string): { readonly path: string; readonly host: string } {
  const parsed = URL.parse(url);
  if (parsed === null) return { path: '', host: '' };
  const labels = parsed.hostname.split('.').slice(0, -1);
  return {
    path: parsed.pathname.replace(/[/_-]+|\.html?$/gu, ' '),
    host: labels.map((label) => label.charAt(0).toUpperCase() + label.slice(1)).join(' ; '),
  };
}
