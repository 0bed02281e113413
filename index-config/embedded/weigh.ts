/** How much a post is about each of its words (BM25F's weighted frequency: Robertson, Zaragoza, Taylor 2004), before saturation. */

import type { IndexDocument } from '../../core/search.ts';
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

/** A post's text beyond this is not indexed: no writeup is that long, but pasted logs are. */
const MAX_WORDS = 30_000;

/** A document's words: `weights` holds a byte for each (see postings.ts), `columns` what phrases and field conditions look at. */
export type WeighedDocument = {
  readonly weights: ReadonlyMap<string, number>;
  readonly columns: { readonly title: readonly string[]; readonly tags: readonly string[]; readonly headings: readonly string[]; readonly authors: readonly string[]; readonly body: readonly string[] };
};

export function weighDocument(document: IndexDocument): WeighedDocument {
  const fields: Record<Field, Tokens> = {
    title: tokenise(document.title),
    tags: tokenise([...document.tags, ...document.codeLanguages].join('\n')),
    address: tokenise(addressWords(document.url)),
    headings: tokenise(document.headings.join('\n')),
    authors: tokenise(document.authors.join('\n')),
    publisher: tokenise(document.publisher),
    body: tokenise(document.body === '' ? document.excerpt : document.body),
  };
  const body = fields.body.words.slice(0, MAX_WORDS);
  return {
    weights: weigh({ ...fields, body: { ...fields.body, words: body } }),
    columns: { title: fields.title.words, tags: fields.tags.words, headings: fields.headings.words, authors: fields.authors.words, body },
  };
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

function weigh(fields: Record<Field, Tokens>): Map<string, number> {
  const weights = new Map<string, number>();
  for (const [name, rule] of Object.entries(FIELDS)) {
    const tokens = fields[name as Field];
    const length = tokens.words.length + tokens.wholes.length + tokens.parts.length;
    const share = rule.weight / (1 - rule.lengthPenalty + (rule.lengthPenalty * length) / rule.usualLength);
    for (const words of [tokens.words, tokens.wholes, tokens.parts]) {
      for (const word of words) if (word !== PARAGRAPH_BREAK) weights.set(word, (weights.get(word) ?? 0) + share);
    }
  }
  for (const [word, weight] of weights) weights.set(word, weightByte(weight));
  return weights;
}
