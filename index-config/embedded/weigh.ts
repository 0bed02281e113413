/** How much a post is about each of its words (BM25F's weighted frequency: Robertson, Zaragoza, Taylor 2004), before saturation. */

import type { IndexDocument } from '../../core/search.ts';
import { PARAGRAPH_NUMBER } from './stream.ts';
import { tokenise } from './tokenise.ts';
import { weightByte } from './postings.ts';

/** Weight of one occurrence, how far length counts against it (0–1), and the usual length in words. Found on the judged sets: docs/relevance.md. */
const FIELDS = {
  title: { weight: 10, lengthPenalty: 0.5, usualLength: 7 },
  tags: { weight: 3, lengthPenalty: 0.3, usualLength: 5 },
  address: { weight: 3, lengthPenalty: 0.5, usualLength: 8 },
  headings: { weight: 1, lengthPenalty: 0.5, usualLength: 30 },
  authors: { weight: 3, lengthPenalty: 0, usualLength: 2 },
  publisher: { weight: 2, lengthPenalty: 0, usualLength: 2 },
  body: { weight: 1, lengthPenalty: 0.5, usualLength: 500 },
} as const;
type Field = keyof typeof FIELDS;
const FIELD_RULES = Object.entries(FIELDS) as [Field, (typeof FIELDS)[Field]][];

/** A post's text beyond this is not indexed: no writeup is that long, but pasted logs are. */
const MAX_WORDS = 30_000;

/** Gives a word's number, and 0 for the break between paragraphs. */
export type WordNumbering = (word: string) => number;

/** A document's words by number: `weights` holds a byte for each (see postings.ts), `columns` what phrases and field conditions look at. */
export type WeighedDocument = {
  readonly weights: ReadonlyMap<number, number>;
  readonly columns: Readonly<Record<'title' | 'tags' | 'headings' | 'authors' | 'body', readonly number[]>>;
};

export function weighDocument(document: IndexDocument, numberOf: WordNumbering): WeighedDocument {
  const fields: Record<Field, Numbered> = {
    title: numbered(document.title, numberOf),
    tags: numbered([...document.tags, ...document.codeLanguages].join('\n'), numberOf),
    address: numbered(addressWords(document.url), numberOf),
    headings: numbered(document.headings.join('\n'), numberOf),
    authors: numbered(document.authors.join('\n'), numberOf),
    publisher: numbered(document.publisher, numberOf),
    body: numbered(document.body === '' ? document.excerpt : document.body, numberOf),
  };
  const { title, tags, headings, authors, body } = fields;
  return { weights: weigh(fields), columns: { title: title.words, tags: tags.words, headings: headings.words, authors: authors.words, body: body.words } };
}

/** The words of an address's path: `/2024/05/multisite-part-8.html` says as much as many titles. Bare numbers are dates and ids. */
export function addressWords(url: string): string {
  const path = URL.parse(url)?.pathname ?? '';
  return decode(path).replace(/\.(?:html?|php|md)$/u, '').split(/[/\-_.]+/u).filter((word) => !/^\d*$/u.test(word)).join('\n');
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // An address with a stray percent sign: its letters are still readable.
    return path;
  }
}

/** A field's words in order, and what it is also found by. */
type Numbered = { readonly words: readonly number[]; readonly others: readonly number[] };

function numbered(text: string, numberOf: WordNumbering): Numbered {
  const { words, wholes, parts } = tokenise(text);
  return { words: words.slice(0, MAX_WORDS).map(numberOf), others: [...wholes, ...parts].slice(0, MAX_WORDS).map(numberOf) };
}

function weigh(fields: Record<Field, Numbered>): Map<number, number> {
  const weights = new Map<number, number>();
  for (const [name, rule] of FIELD_RULES) {
    const { words, others } = fields[name];
    const share = rule.weight / (1 - rule.lengthPenalty + (rule.lengthPenalty * (words.length + others.length)) / rule.usualLength);
    for (const word of words) weights.set(word, (weights.get(word) ?? 0) + share);
    for (const word of others) weights.set(word, (weights.get(word) ?? 0) + share);
  }
  weights.delete(PARAGRAPH_NUMBER);
  for (const [word, weight] of weights) weights.set(word, weightByte(weight));
  return weights;
}
