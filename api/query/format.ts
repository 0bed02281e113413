/** Queries written back as text, for links and chips: what {@link parseQuery} reads as the same query again. */

import { FIELD_NAMES, type QueryField } from './fields.ts';
import type { Clause, Item } from './parser.ts';

/** The query string of these items; a following parse gives the same conditions. */
export function formatQuery(items: readonly Item[]): string {
  return items.map(formatItem).join(' ');
}

/** One condition as text, such as `-"exactly once"` or `(tag:kafka OR tag:flink)`. */
export function formatItem(item: Item): string {
  if (item.type === 'clause') return formatClause(item.clause);
  const text = item.phrase ? quote(item.text) : item.text;
  if (!item.excluded) return text;
  // Behind a minus, one more would make a word of both: `--verbose`.
  return text.startsWith('-') ? `NOT ${text}` : `-${text}`;
}

/** The query with one more condition on a field, or with another value where it already has one in `replaces`. */
export function withField(items: readonly Item[], field: QueryField, value: string, replaces: readonly QueryField[] = []): Item[] {
  const kept = items.filter((item) => !(item.type === 'clause' && item.clause.type === 'field' && replaces.includes(item.clause.field)));
  return [...kept, { type: 'clause', clause: { type: 'field', field, value, start: 0, end: 0 }, start: 0 }];
}

function formatClause(clause: Clause): string {
  if (clause.type === 'field') return `${fieldName(clause.field)}:${isPlain(clause.value) ? clause.value : quote(clause.value)}`;
  if (clause.type === 'not') return `-${formatClause(clause.clause)}`;
  return `(${clause.clauses.map(formatClause).join(clause.type === 'or' ? ' OR ' : ' ')})`;
}

function fieldName(field: QueryField): string {
  return Object.keys(FIELD_NAMES).find((name) => FIELD_NAMES[name] === field) ?? field;
}

/** Whether the lexer reads the value whole without quotation marks. */
function isPlain(value: string): boolean {
  return /^[\p{L}\p{N}<>=./+#_-]*[\p{L}\p{N}+#]$/u.test(value);
}

/** Values hold no quotation mark: the lexer ends them there. */
function quote(text: string): string {
  return `"${text}"`;
}
