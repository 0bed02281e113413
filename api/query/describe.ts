/** A query in words: what each of its conditions was understood as. */

import type { Instant } from '../../core/feed.ts';
import type { Filter, FilterField } from '../../core/search.ts';
import { fieldFilter, languageName } from './fields.ts';
import type { Clause, Item } from './parser.ts';
import { topicName, topicsUnder, topicSlug } from './topics.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** One phrase a condition, in the order typed; bare words are taken together. */
export function describeItems(items: readonly Item[], now: Instant): string[] {
  const bare = items.flatMap((item) => item.type === 'text' && !item.phrase && !item.excluded ? [item.text] : []);
  const words = bare.length === 0 ? [] : [`${bare.length === 1 ? 'the word' : 'the words'} ${bare.join(', ')}`];
  return [...words, ...items.flatMap((item) => isBare(item) ? [] : [describeItem(item, now)])];
}

/** One condition in words, such as `without “exactly once”` or `topic kafka or topic flink`. */
export function describeItem(item: Item, now: Instant): string {
  if (item.type === 'clause') return describeClause(item.clause, now);
  const text = item.phrase ? `“${item.text}”` : item.text;
  if (item.excluded) return `without ${text}`;
  return item.phrase ? `the phrase ${text}` : `the word ${text}`;
}

function isBare(item: Item): boolean {
  return item.type === 'text' && !item.phrase && !item.excluded;
}

function describeClause(clause: Clause, now: Instant): string {
  if (clause.type === 'not') return `not ${grouped(clause.clause, now)}`;
  if (clause.type !== 'field') return clause.clauses.map((part) => grouped(part, now)).join(clause.type === 'or' ? ' or ' : ' and ');
  if (clause.field === 'tag') return describeTopic(topicSlug(clause.value));
  const result = fieldFilter(clause.field, clause.value, now);
  return 'filter' in result ? describeFilter(result.filter) : `${clause.field}:${clause.value}`;
}

function grouped(clause: Clause, now: Instant): string {
  const text = describeClause(clause, now);
  return clause.type === 'and' || clause.type === 'or' ? `(${text})` : text;
}

function describeTopic(slug: string): string {
  const under = topicsUnder(slug).length;
  return `topic ${topicName(slug)}${under === 0 ? '' : ` with the ${under === 1 ? 'one topic' : `${under} topics`} under it`}`;
}

function describeFilter(filter: Filter): string {
  if (filter.type === 'is') return FIELD_WORDS[filter.field](filter.value);
  if (filter.type !== 'published') return '';
  return filter.from === null ? `published before ${day(filter.before)}` : `published since ${day(filter.from)}`;
}

const FIELD_WORDS: Readonly<Record<FilterField, (value: string) => string>> = {
  tag: (value) => `topic ${topicName(value)}`,
  source: (value) => `source ${value}`,
  kind: (value) => `kind ${value}`,
  language: (value) => `written in ${languageName(value)}`,
  code: (value) => `code in ${value}`,
  author: (value) => `author ${value}`,
  title: (value) => `title with “${value}”`,
  is: () => 'originals only',
};

function day(instant: Instant | null): string {
  return instant === null ? '' : DAY.format(new Date(instant));
}
