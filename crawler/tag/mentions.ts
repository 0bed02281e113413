/** Where a document speaks of which topics. */

import type { Section } from '../../core/article.ts';
import type { FoundSpelling, Matcher, Matches } from './matcher.ts';
import type { Tokens } from './tokens.ts';

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

type Located = { readonly spelling: FoundSpelling; readonly place: Place; readonly part: Part };
/** A part of the document as it was matched. */
type Part = { readonly source: string; readonly matches: Matches };

/** The mentions by topic index, and the tokens of title and text. */
export type DocumentMentions = { readonly mentions: ReadonlyMap<number, Mentions>; readonly title: Tokens; readonly text: Tokens };

/** What a document speaks of. */
export function findMentions(doc: TaggableDocument, match: Matcher): DocumentMentions {
  const byTopic = new Map<number, Located[]>();
  const read = (source: string, place: Place): Matches => {
    const part = { source, matches: match(source, MAX_TEXT_CHARS) };
    for (const spelling of part.matches.found) {
      const located: Located = { spelling, part, place: place === 'body' && spelling.token < LEAD_TOKENS ? 'lead' : place };
      const list = byTopic.get(spelling.topic);
      if (list === undefined) byTopic.set(spelling.topic, [located]);
      else list.push(located);
    }
    return part.matches;
  };
  const title = read(doc.title, 'title').tokens;
  for (const { heading } of doc.sections ?? []) if (heading !== null && heading !== doc.title) read(heading, 'heading');
  const text = read(doc.text, 'body').tokens;
  const address = addressWords(doc.url);
  read(address.path, 'path');
  read(address.host, 'host');

  const mentions = new Map<number, Mentions>();
  for (const [topic, list] of byTopic) if (list.some((located) => meansTopic(located))) mentions.set(topic, count(list));
  return { mentions, title, text };
}

/** Ambiguous spellings count all or none: a text that means the topic once means it everywhere. */
function meansTopic({ spelling, place, part }: Located): boolean {
  return spelling.role !== 'ambiguous' || place === 'host' || hasContext(spelling, part.matches);
}

function hasContext({ topic, token }: FoundSpelling, { contexts }: Matches): boolean {
  return contexts.some((context) => Math.abs(context.token - token) <= CONTEXT_TOKENS && context.topics.has(topic));
}

function count(list: readonly Located[]): Mentions {
  const names = zeroes();
  const signs = zeroes();
  const spellings = new Set<string>();
  let best: Located | null = null;
  for (const located of list) {
    const { spelling, place, part } = located;
    (spelling.role === 'sign' ? signs : names)[place] += 1;
    spellings.add(part.source.slice(spelling.start, spelling.end).toLowerCase());
    if (best === null || (best.spelling.role === 'sign' && spelling.role !== 'sign')) best = located;
  }
  return { names, signs, spellings, passage: best === null ? null : passageOf(best) };
}

function passageOf({ spelling: { start, end }, place, part: { source } }: Located): Passage {
  return { source, start, end, place };
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
