/** Our document in the shape that the server indexes, and back. */

import { LOW_QUALITY } from '../../core/article.ts';
import type { IndexDocument, SearchHit } from '../../core/search.ts';
import { slug } from '../../core/text.ts';
import { PARAGRAPH_BREAK, tokenise } from '../embedded/tokenise.ts';
import { SETTINGS_VERSION } from './settings.ts';

/** The server buckets positions past 1,024 words and stops at 65,536; this is about 10,000 words of prose. */
const MAX_BODY_CHARS = 60_000;

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const VERSION = /^\d+(?:\.\d+)+$/u;
const JOINED = /^[a-z]+$/u;

export type MeiliDocument = IndexDocument & {
  readonly tagNames: readonly string[];
  /** The host and all above it: `eng.example.com`, `example.com`, `com`. */
  readonly hosts: readonly string[];
  readonly publisherSlug: string;
  /** Words and pairs of neighbouring words, so that a filter can ask for words in a row. */
  readonly titleWords: readonly string[];
  readonly authorWords: readonly string[];
  /** What else the text is found by: versions without their `v`, parts of camel-cased names, `oncall` for `on-call`, and pairs of characters where words have no spaces. */
  readonly extraWords: string;
  readonly publishedMs: number | null;
  readonly year: string | null;
  /** Such as `2024-03`. */
  readonly month: string | null;
  /** 1: good enough; 0: shown last. */
  readonly qualityRank: number;
  readonly settingsVersion: string;
};

/** Names of the fields that make up a hit's document. */
export const HIT_FIELDS = [
  'id', 'clusterId', 'url', 'title', 'excerpt', 'tags', 'authors', 'sourceId', 'publisher', 'host', 'kind', 'language', 'codeLanguages',
  'publishedAt', 'wordCount', 'quality', 'points', 'comments', 'copyCount', 'modifiedAt',
] as const satisfies readonly (keyof IndexDocument)[];

/** The document as it is sent. */
export function toMeiliDocument(document: IndexDocument): MeiliDocument {
  return {
    ...document,
    title: document.title.toWellFormed(),
    excerpt: document.excerpt.toWellFormed(),
    headings: document.headings.map((heading) => heading.toWellFormed()),
    body: document.body.slice(0, MAX_BODY_CHARS).toWellFormed(),
    authors: document.authors.map((author) => author.toWellFormed()),
    publisher: document.publisher.toWellFormed(),
    tagNames: document.tags.map((tag) => tag.replaceAll('-', ' ')),
    hosts: hostWithParents(document.host),
    publisherSlug: slug(document.publisher),
    titleWords: wordsAndPairs(nameWords(document.title)),
    authorWords: wordsAndPairs(document.authors.flatMap(nameWords)),
    extraWords: extraWords([document.title, ...document.headings, document.body.slice(0, MAX_BODY_CHARS)].join('\n')),
    publishedMs: document.publishedAt === null ? null : Date.parse(document.publishedAt),
    year: document.publishedAt?.slice(0, 4) ?? null,
    month: document.publishedAt?.slice(0, 7) ?? null,
    qualityRank: document.quality >= LOW_QUALITY ? 1 : 0,
    settingsVersion: SETTINGS_VERSION,
  };
}

/** The part of a stored document that a hit shows. */
export function toHitDocument(stored: Partial<MeiliDocument>): SearchHit['document'] {
  return Object.fromEntries(HIT_FIELDS.map((field) => [field, stored[field] ?? null])) as unknown as SearchHit['document'];
}

/** The words of a title or a name by the rules that the embedded engine has, in order. */
export function nameWords(text: string): string[] {
  return tokenise(text.toLowerCase()).words.filter((word) => word !== PARAGRAPH_BREAK);
}

/** Two words that follow each other, as a value to filter by. */
export function wordPair(first: string, second: string): string {
  return `${first} ${second}`;
}

/** The pairs of characters by which a text without spaces is found, in a row; empty for other texts. */
export function characterPairs(text: string): string[] {
  return UNSPACED.test(text) ? tokenise(text).words.filter((word) => UNSPACED.test(word) && word.length > 1) : [];
}

/** The server has no segmenters for scripts without spaces, and cuts names its own way. Commas keep phrases from going across. */
function extraWords(text: string): string {
  const { words, wholes, parts } = tokenise(text.toWellFormed());
  const single = [...parts, ...words.filter((word) => VERSION.test(word)), ...wholes.filter((whole) => JOINED.test(whole))];
  return [...new Set(single), characterPairs(text).join(' ')].filter((word) => word !== '').join(', ');
}

function wordsAndPairs(words: readonly string[]): string[] {
  return [...new Set([...words, ...words.slice(1).map((word, at) => wordPair(words[at] ?? '', word))])];
}

function hostWithParents(host: string): string[] {
  const labels = host.toLowerCase().split('.');
  return labels.map((_label, at) => labels.slice(at).join('.'));
}
