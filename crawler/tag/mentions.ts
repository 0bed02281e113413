/** Where a document speaks of which topics. */

import type { Section } from '../../core/article.ts';
import type { FoundSpelling, Matcher, Matches } from './matcher.ts';
import { hashOf, type Tokens } from './tokens.ts';
import type { MentionRole } from './trie.ts';

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
  /** Different spellings found, each as a number that stands for its lower-case form. */
  readonly spellings: readonly number[];
  readonly passage: Passage;
};

/** A stretch of a part of the document. */
export type Passage = { readonly source: string; readonly start: number; readonly end: number; readonly place: Place };

const LEAD_TOKENS = 100;
/** Beyond this a text says nothing new about its topics. */
const MAX_TEXT_CHARS = 16_000;
/** An ambiguous spelling needs a word of its field within so many tokens. */
const CONTEXT_TOKENS = 12;

/** A part of the document as it was matched. */
type Part = { readonly source: string; readonly place: Place; readonly matches: Matches };
/** What has been read of a topic so far. `isMeant` turns true with the first spelling that means it: ambiguous ones count all or none. */
type Growing = {
  readonly names: Record<Place, number>;
  readonly signs: Record<Place, number>;
  readonly spellings: number[];
  passage: Passage;
  passageRole: MentionRole;
  isMeant: boolean;
};

/** The mentions by topic index, and the tokens of title and text. */
export type DocumentMentions = { readonly mentions: ReadonlyMap<number, Mentions>; readonly title: Tokens; readonly text: Tokens };

/** What a document speaks of. */
export function findMentions(doc: TaggableDocument, match: Matcher): DocumentMentions {
  const topics = new Map<number, Growing>();
  const read = (source: string, place: Place): Tokens => {
    const part = { source, place, matches: match(source, MAX_TEXT_CHARS) };
    part.matches.found.forEach((found, index) => addSpelling(topics, part, found, index));
    return part.matches.tokens;
  };
  const title = read(doc.title, 'title');
  for (const { heading } of doc.sections ?? []) if (heading !== null && heading !== doc.title) read(heading, 'heading');
  const text = read(doc.text, 'body');
  const address = addressWords(doc.url);
  read(address.path, 'path');
  read(address.host, 'host');
  for (const [topic, { isMeant }] of topics) if (!isMeant) topics.delete(topic);
  return { mentions: topics, title, text };
}

/** Adds what the `index`-th spelling found in a part says of its topics. */
function addSpelling(topics: Map<number, Growing>, part: Part, { spelling, first, last }: FoundSpelling, index: number): void {
  if (spelling.meanings.length === 0) return;
  const { source, matches: { tokens } } = part;
  const start = tokens.starts[first] ?? 0;
  const end = tokens.ends[last] ?? start;
  const place = part.place === 'body' && first < LEAD_TOKENS ? 'lead' : part.place;
  const surface = hashOf(source, start, end);
  for (const { topic, role, exactly } of spelling.meanings) {
    if (exactly !== null && source.slice(start, end) !== exactly) continue;
    const passage = { source, start, end, place };
    const growing = topics.get(topic) ?? createGrowing(topics, topic, { passage, passageRole: role });
    (role === 'sign' ? growing.signs : growing.names)[place] += 1;
    if (!growing.spellings.includes(surface)) growing.spellings.push(surface);
    if (growing.passageRole === 'sign' && role !== 'sign') Object.assign(growing, { passage, passageRole: role });
    growing.isMeant ||= role !== 'ambiguous' || place === 'host' || hasContext(topic, part.matches.found, index);
  }
}

function createGrowing(topics: Map<number, Growing>, topic: number, best: Pick<Growing, 'passage' | 'passageRole'>): Growing {
  const growing = { names: zeroes(), signs: zeroes(), spellings: [], ...best, isMeant: false };
  topics.set(topic, growing);
  return growing;
}

/** Whether a word of the topic's field stands near the `index`-th spelling found. */
function hasContext(topic: number, found: readonly FoundSpelling[], index: number): boolean {
  const { first = 0 } = found[index] ?? {};
  for (let before = index; before >= 0; before -= 1) {
    const near = found[before];
    if (near === undefined || first - near.first > CONTEXT_TOKENS) break;
    if (near.spelling.contextOf.has(topic)) return true;
  }
  for (let after = index + 1; after < found.length; after += 1) {
    const near = found[after];
    if (near === undefined || near.first - first > CONTEXT_TOKENS) break;
    if (near.spelling.contextOf.has(topic)) return true;
  }
  return false;
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
