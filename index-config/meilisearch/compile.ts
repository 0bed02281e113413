/** A search request in the server's words. What a person typed only ever becomes a quoted value. */

import type { Filter, FilterField, TextTerm } from '../../core/search.ts';
import { slug } from '../../core/text.ts';
import { STOP_WORDS } from '../embedded/stop-words.ts';
import { synonymsOf } from '../synonyms.ts';
import { characterPairs, nameWords, wordPair } from './document.ts';

/** Nothing has an empty id, so this matches no document, and its negation every one. */
const NOTHING = 'id = ""';
const EVERYTHING = 'id != ""';
/** The server compares 468 bytes of a value at most: a longer one is no value of ours. */
const MAX_VALUE_BYTES = 400;
/** Words that the server looks at; a phrase counts as one. */
const MAX_TERMS = 10;
/** The server indexes no longer words. */
const MAX_TERM_CHARS = 250;
/** `max_connections`, `1.28`, `on-call` or `c++17` are words in a row to the server; `C++` and `.NET` are one. */
const SEVERAL_WORDS = /[\p{L}\p{N}][.\-_/'’&:][\p{L}\p{N}]|\+\+[\p{L}\p{N}]/u;

/** The filter expression, or null where there is nothing to filter. */
export function compileFilter(filter: Filter | null): string | null {
  return filter === null ? null : expression(filter);
}

function expression(filter: Filter): string {
  switch (filter.type) {
    case 'and':
    case 'or': {
      const clauses = flatten(filter.type, filter.clauses);
      const [only] = clauses;
      if (only === undefined) return filter.type === 'and' ? EVERYTHING : NOTHING;
      return clauses.length === 1 ? expression(only) : `(${clauses.map(expression).join(filter.type === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      // The server's parser allows few levels: what cancels out costs none.
      return filter.clause.type === 'not' ? expression(filter.clause.clause) : `(NOT ${expression(filter.clause)})`;
    case 'published':
      return published(filter.from, filter.before);
    case 'is':
      return fieldExpression(filter.field, filter.value);
    default:
      return filter satisfies never;
  }
}

/** The clauses, those of nested conditions of the same type among them. */
function flatten(type: 'and' | 'or', clauses: readonly Filter[]): Filter[] {
  return clauses.flatMap((clause) => {
    if (clause.type === 'not' && clause.clause.type === 'not') return flatten(type, [clause.clause.clause]);
    if (clause.type !== type && !((clause.type === 'and' || clause.type === 'or') && clause.clauses.length === 1)) return [clause];
    return clause.type === 'and' || clause.type === 'or' ? flatten(type, clause.clauses) : [clause];
  });
}

function published(from: string | null, before: string | null): string {
  const bounds = [...(from === null ? [] : [['>=', Date.parse(from)] as const]), ...(before === null ? [] : [['<', Date.parse(before)] as const])];
  if (bounds.some(([, ms]) => Number.isNaN(ms))) return NOTHING;
  return bounds.length === 0 ? '(publishedMs EXISTS AND publishedMs IS NOT NULL)' : `(${bounds.map(([operator, ms]) => `publishedMs ${operator} ${ms}`).join(' AND ')})`;
}

function fieldExpression(field: FilterField, value: string): string {
  switch (field) {
    case 'tag': return equals('tags', value);
    case 'kind': return equals('kind', value);
    case 'language': return equals('language', value);
    case 'code': return equals('codeLanguages', value);
    case 'source': return `(${equals('sourceId', value)} OR ${equals('hosts', value.toLowerCase().replace(/^www\./u, ''))} OR ${equals('publisherSlug', slug(value))})`;
    case 'title': return holdsWords('titleWords', value);
    case 'author': return holdsWords('authorWords', value);
    // Only originals are indexed.
    case 'is': return value === 'original' ? EVERYTHING : NOTHING;
    default: return field satisfies never;
  }
}

/** Words in a row: each next pair of them follows each other. */
function holdsWords(field: string, value: string): string {
  const words = nameWords(value);
  const parts = words.length === 1 ? words : words.slice(1).map((word, at) => wordPair(words[at] ?? '', word));
  return parts.length === 0 ? NOTHING : `(${[...new Set(parts)].map((part) => equals(field, part)).join(' AND ')})`;
}

/** JSON's quoting is the one that the server itself uses for values, backslashes included. */
function equals(field: string, value: string): string {
  const clean = value.toWellFormed().normalize('NFC').toLowerCase();
  return clean.trim() === '' || Buffer.byteLength(clean) > MAX_VALUE_BYTES ? NOTHING : `${field} = ${JSON.stringify(clean)}`;
}

/** A term as it is sent: `bare` with near spellings, synonyms and, at the end, beginnings; `exact` in quotes, as it stands. */
export type SentTerm = { readonly term: TextTerm; readonly bare: string; readonly exact: string; readonly isExact: boolean };

/** Those of the terms that say something, at most as many as the server looks at. */
export function sentTerms(terms: readonly TextTerm[]): readonly SentTerm[] {
  const readable = terms.map(toSentTerm).filter(({ exact }) => /[\p{L}\p{N}]/u.test(exact));
  const telling = readable.filter(({ term }) => term.phrase || term.prefix || !STOP_WORDS.has(term.text.toLowerCase()));
  return (telling.some(({ term }) => !STOP_WORDS.has(term.text.toLowerCase())) ? telling : readable).slice(0, MAX_TERMS);
}

function toSentTerm(term: TextTerm): SentTerm {
  // Compatibility forms first: the server folds a full-width quotation mark or minus only after we looked for them.
  const text = term.text.toWellFormed().normalize('NFKC').replace(/["\p{Cc}\s]+/gu, ' ').trim().slice(0, MAX_TERM_CHARS * (term.phrase ? MAX_TERMS : 1)).toWellFormed();
  const bare = text.replace(/^-+/u, '').replace(/^v(?=\d+(?:\.\d+)+$)/u, '');
  const pairs = characterPairs(text);
  const isExact = term.phrase || bare.includes(' ') || pairs.length > 0 || (SEVERAL_WORDS.test(bare) && synonymsOf(bare).length === 0);
  return { term, bare, exact: `"${pairs.length > 0 ? pairs.join(' ') : term.phrase ? text : bare}"`, isExact };
}

/** The query text. Only the last word may be a beginning, and only if nothing follows it. */
export function compileQuery(terms: readonly SentTerm[], excluded: readonly TextTerm[], asTyped: ReadonlySet<SentTerm> = new Set()): string {
  const wanted = terms.map((sent) => (sent.isExact || asTyped.has(sent) ? sent.exact : sent.bare));
  const unwanted = excluded.map(toSentTerm).filter(({ exact }) => /[\p{L}\p{N}]/u.test(exact)).map(({ exact }) => `-${exact}`);
  const last = terms.at(-1);
  const isBeginning = last !== undefined && last.term.prefix && !last.isExact && !asTyped.has(last);
  return [...unwanted, ...wanted].join(' ') + (isBeginning ? '' : ' ');
}
