/** How much a post is about each of its words (BM25F's weighted frequency: Robertson, Zaragoza, Taylor 2004), before saturation. */

import type { IndexDocument } from '../../core/search.ts';
import { PARAGRAPH_NUMBER } from './stream.ts';
import { PARAGRAPH_BREAK, scanWords, type WordSink } from './tokenise.ts';
import { weightByte } from './postings.ts';
import type { WordNumbers } from './word-numbers.ts';

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

/** A field's words by id: in order, 0 between paragraphs, and what is indexed beside them. */
type FieldWords = { readonly inOrder: number[]; readonly beside: number[] };
/** The words of each field. */
export type ReadDocument = Readonly<Record<Field, FieldWords>>;

/**
 * A document's words by number: `words` are the different ones, `weights` holds a byte for each (see postings.ts), `columns`
 * is what phrases and field conditions look at, 0 between paragraphs; `others` are words that stand in neither title nor body.
 */
export type WeighedDocument = {
  readonly words: readonly number[];
  readonly weights: readonly number[];
  readonly others: readonly number[];
  readonly columns: Readonly<Record<'title' | 'address' | 'tags' | 'headings' | 'authors' | 'body', readonly number[]>>;
};

/** Reads a document's words; their ids can be settled when the whole batch is read. */
export function readDocument(document: IndexDocument, ids: ReturnType<WordNumbers['ids']>): ReadDocument {
  const read = (text: string): FieldWords => readField(text, ids);
  return {
    title: read(document.title),
    tags: read([...document.tags, ...document.codeLanguages].join('\n')),
    address: read(addressWords(document.url)),
    headings: read(document.headings.join('\n')),
    authors: read(document.authors.join('\n')),
    publisher: read(document.publisher),
    body: read(document.body === '' ? document.excerpt : document.body),
  };
}

function readField(text: string, ids: ReturnType<WordNumbers['ids']>): FieldWords {
  const [inOrder, beside]: [number[], number[]] = [[], []];
  const addBeside = (word: string): void => {
    if (beside.length < MAX_WORDS) beside.push(ids.idOf(word));
  };
  const sink: WordSink = {
    plain: (whole, start, end) => {
      if (inOrder.length < MAX_WORDS) inOrder.push(ids.idOfPlain(whole, start, end));
    },
    word: (word) => {
      if (inOrder.length < MAX_WORDS) inOrder.push(word === PARAGRAPH_BREAK ? PARAGRAPH_NUMBER : ids.idOf(word));
    },
    whole: addBeside,
    part: addBeside,
  };
  scanWords(text, sink);
  return { inOrder, beside };
}

/** Weighs documents one after the other; `numberOf` gives the number of a word's id. */
export function createWeigher(numberOf: (id: number) => number): (fields: ReadDocument) => WeighedDocument {
  // By word number, all 0 between two documents: much faster than a map of each document's words.
  let sums = new Float64Array(65_536);
  return (fields) => {
    const words: number[] = [];
    const columns: Partial<Record<Field, number[]>> = {};
    for (const [name, rule] of FIELD_RULES) {
      const { inOrder, beside } = fields[name];
      const share = rule.weight / (1 - rule.lengthPenalty + (rule.lengthPenalty * (inOrder.length + beside.length)) / rule.usualLength);
      columns[name] = inOrder.map((id) => add(id, share, words));
      for (const id of beside) add(id, share, words);
    }
    const { title = [], address = [], tags = [], headings = [], authors = [], body = [] } = columns;
    const weights = words.map((number) => weightByte(sums[number] as number));
    for (const column of [title, body]) for (const number of column) sums[number] = 0;
    const others = words.filter((number) => sums[number] !== 0);
    for (const number of others) sums[number] = 0;
    return { words, weights, others, columns: { title, address, tags, headings, authors, body } };
  };

  /** Gives the word's number. */
  function add(id: number, share: number, words: number[]): number {
    if (id === PARAGRAPH_NUMBER) return PARAGRAPH_NUMBER;
    const number = numberOf(id);
    if (number >= sums.length) sums = grown(sums, number);
    const sum = sums[number] as number;
    if (sum === 0) words.push(number);
    sums[number] = sum + share;
    return number;
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
