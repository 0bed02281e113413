/** A search request in the server's words. What a person typed only ever becomes a quoted value. */

import type { Filter, SearchRequest, TextTerm } from '../../core/search.ts';
import { slug, words } from '../../core/text.ts';

/** Nothing has an empty id, so this matches no document, and its negation every one. */
const NOTHING = 'id = ""';
const EVERYTHING = 'id != ""';

/** The filter expression, or null where there is nothing to filter. */
export function compileFilter(filter: Filter | null): string | null {
  return filter === null ? null : expression(filter);
}

function expression(filter: Filter): string {
  switch (filter.type) {
    case 'and':
    case 'or':
      if (filter.clauses.length === 0) return filter.type === 'and' ? EVERYTHING : NOTHING;
      return `(${filter.clauses.map(expression).join(filter.type === 'and' ? ' AND ' : ' OR ')})`;
    case 'not':
      return `NOT ${expression(filter.clause)}`;
    case 'published': {
      const bounds = [
        ...(filter.from === null ? [] : [`publishedTs >= ${seconds(filter.from)}`]),
        ...(filter.before === null ? [] : [`publishedTs < ${seconds(filter.before)}`]),
      ];
      return `(${bounds.length === 0 ? 'publishedTs EXISTS AND publishedTs IS NOT NULL' : bounds.join(' AND ')})`;
    }
    case 'is':
      return fieldExpression(filter.field, filter.value);
    default:
      return filter satisfies never;
  }
}

function fieldExpression(field: Extract<Filter, { type: 'is' }>['field'], value: string): string {
  switch (field) {
    case 'tag': return equals('tags', value.toLowerCase());
    case 'kind': return equals('kind', value.toLowerCase());
    case 'language': return equals('language', value.toLowerCase());
    case 'code': return equals('codeLanguages', value.toLowerCase());
    case 'source': return `(${equals('sourceId', value)} OR ${equals('hosts', value.toLowerCase().replace(/^www\./u, ''))} OR ${equals('publisherSlug', slug(value))})`;
    case 'title': return allWords('titleWords', value);
    case 'author': return allWords('authorWords', value);
    // Only originals are indexed.
    case 'is': return value === 'original' ? EVERYTHING : NOTHING;
    default: return field satisfies never;
  }
}

function allWords(field: string, value: string): string {
  const parts = words(value).map((word) => equals(field, word));
  return parts.length === 0 ? NOTHING : `(${parts.join(' AND ')})`;
}

/** JSON's quoting is the one that the server itself uses for values, backslashes included. */
function equals(field: string, value: string): string {
  return `${field} = ${JSON.stringify(value.slice(0, 400))}`;
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}

/** The query text for the first `count` terms, with what is excluded behind it. */
export function compileQuery(request: Pick<SearchRequest, 'terms' | 'excluded'>, count: number): string {
  const wanted = request.terms.slice(0, count).map(termText);
  const last = request.terms[count - 1];
  const excluded = request.excluded.map((term) => `-${termText(term)}`);
  // Only the last word may be a beginning, and only if nothing follows it: what is excluded stands before the words.
  const parts = last?.prefix === true ? [...excluded, ...wanted] : [...wanted, ...excluded];
  return parts.join(' ') + (last?.prefix === false && !last.phrase && excluded.length === 0 ? ' ' : '');
}

function termText(term: TextTerm): string {
  const text = term.text.replaceAll('"', ' ').trim();
  return term.phrase ? `"${text}"` : text.replace(/^-+/u, '');
}
