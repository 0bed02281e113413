/** How much a post is about each of its words (BM25F's weighted frequency: Robertson, Zaragoza, Taylor 2004), before saturation. */

import type { IndexDocument } from '../../core/search.ts';
import { PARAGRAPH_NUMBER } from './stream.ts';
import { PARAGRAPH_BREAK, tokenise, type Tokens } from './tokenise.ts';
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

/** The words of each field. */
export type TokenisedDocument = Readonly<Record<Field, Tokens>>;

/**
 * A document's words by number: `words` are the different ones, `weights` holds a byte for each (see postings.ts), `columns`
 * is what phrases and field conditions look at, 0 between paragraphs.
 */
export type WeighedDocument = {
  readonly words: readonly number[];
  readonly weights: readonly number[];
  readonly columns: Readonly<Record<'title' | 'tags' | 'headings' | 'authors' | 'body', readonly number[]>>;
};

export function tokeniseDocument(document: IndexDocument): TokenisedDocument {
  return {
    title: tokens(document.title),
    tags: tokens([...document.tags, ...document.codeLanguages].join('\n')),
    address: tokens(addressWords(document.url)),
    headings: tokens(document.headings.join('\n')),
    authors: tokens(document.authors.join('\n')),
    publisher: tokens(document.publisher),
    body: tokens(document.body === '' ? document.excerpt : document.body),
  };
}

/** Every word of a document, some of them several times. */
export function* wordsOfDocument(fields: TokenisedDocument): Generator<string> {
  for (const { words, wholes, parts } of Object.values(fields)) {
    for (const word of words) if (word !== PARAGRAPH_BREAK) yield word;
    yield* wholes;
    yield* parts;
  }
}

/** Weighs documents one after the other; `numberOf` gives a word's number. */
export function createWeigher(numberOf: (word: string) => number): (fields: TokenisedDocument) => WeighedDocument {
  // By word number, all 0 between two documents: much faster than a map of each document's words.
  let sums = new Float64Array(65_536);
  return (fields) => {
    const words: number[] = [];
    const columns: Partial<Record<Field, number[]>> = {};
    for (const [name, rule] of FIELD_RULES) {
      const inOrder = fields[name].words.map((word) => (word === PARAGRAPH_BREAK ? PARAGRAPH_NUMBER : numberOf(word)));
      const beside = [...fields[name].wholes, ...fields[name].parts].slice(0, MAX_WORDS).map(numberOf);
      columns[name] = inOrder;
      const share = rule.weight / (1 - rule.lengthPenalty + (rule.lengthPenalty * (inOrder.length + beside.length)) / rule.usualLength);
      for (const number of inOrder) add(number, share, words);
      for (const number of beside) add(number, share, words);
    }
    const weights = words.map((number) => weightByte(sums[number] as number));
    for (const number of words) sums[number] = 0;
    const { title = [], tags = [], headings = [], authors = [], body = [] } = columns;
    return { words, weights, columns: { title, tags, headings, authors, body } };
  };

  function add(number: number, share: number, words: number[]): void {
    if (number === PARAGRAPH_NUMBER) return;
    if (number >= sums.length) sums = grown(sums, number);
    const sum = sums[number] as number;
    if (sum === 0) words.push(number);
    sums[number] = sum + share;
  }
}

function grown(sums: Float64Array<ArrayBuffer>, number: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(2 * sums.length, number + 1));
  larger.set(sums);
  return larger;
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

function tokens(text: string): Tokens {
  const { words, wholes, parts } = tokenise(text);
  return { words: words.length > MAX_WORDS ? words.slice(0, MAX_WORDS) : words, wholes, parts };
}
