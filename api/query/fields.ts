/** The fields of the query language: what they are called and which values they take. */

import type { Instant } from '../../core/feed.ts';
import { KINDS } from '../../core/post.ts';
import type { Filter, FilterField } from '../../core/search.ts';
import { hostOf, parsePastedUrl } from '../../core/url.ts';
import { slug } from '../../core/text.ts';
import { parseAge, parseDate } from './dates.ts';
import { nearest } from './nearest.ts';
import { topicsUnder, topicSlug } from './topics.ts';

export type QueryField = FilterField | 'after' | 'before' | 'age';

/** Every spelling that a field may be typed with; the first one of each is the one that is written back. */
export const FIELD_NAMES: Readonly<Record<string, QueryField>> = {
  tag: 'tag', topic: 'tag',
  source: 'source', site: 'source', publisher: 'source',
  kind: 'kind',
  lang: 'language', language: 'language',
  code: 'code',
  author: 'author', by: 'author',
  title: 'title', intitle: 'title',
  is: 'is',
  after: 'after', since: 'after',
  before: 'before', until: 'before',
  age: 'age',
};

/** A field's clause for the engines, or the reason why its value cannot be one, with a better value where one is near. */
export type FieldResult =
  | { readonly filter: Filter }
  | { readonly reason: string; readonly suggestion: string | null };

/** How a value of each field becomes a clause. `now` is what ages and words such as `yesterday` count from. */
export function fieldFilter(field: QueryField, value: string, now: Instant): FieldResult {
  switch (field) {
    case 'tag': return { filter: topicFilter(topicSlug(value)) };
    case 'source': return is(field, sourceValue(value));
    case 'kind': return oneOf(field, slug(value), KINDS);
    case 'language': return is(field, languageCode(value));
    case 'code': return is(field, CODE_ALIASES[value.toLowerCase()] ?? value.toLowerCase());
    case 'is': return oneOf(field, value.toLowerCase(), ['original']);
    case 'author': case 'title': return is(field, value);
    case 'after': case 'before': return dateFilter(field, value, now);
    case 'age': return ageFilter(value, now);
    default: return field satisfies never;
  }
}

/** The field that a mistyped name most likely means; null where none is near. */
export function nearestField(name: string): string | null {
  return nearest(name.toLowerCase(), Object.keys(FIELD_NAMES));
}

/** Spellings of code languages that people type beside the name that extraction gives. */
const CODE_ALIASES: Readonly<Record<string, string>> = {
  js: 'javascript', ts: 'typescript', py: 'python', golang: 'go', rb: 'ruby', rs: 'rust', csharp: 'c#', fsharp: 'f#', kt: 'kotlin',
};

/** The languages that engineers' blogs are found in (ISO 639-1); `lang:` takes their English names too. */
const LANGUAGES = [
  'ar', 'bg', 'bn', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'he', 'hi', 'hr', 'hu', 'id', 'it', 'ja', 'ko',
  'lt', 'lv', 'nb', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sr', 'sv', 'th', 'tr', 'uk', 'vi', 'zh',
];
const LANGUAGE_NAMES = new Intl.DisplayNames('en', { type: 'language' });
const CODES_BY_NAME = new Map(LANGUAGES.map((code) => [LANGUAGE_NAMES.of(code)?.toLowerCase(), code]));

/** The English name of a language's code; the code itself where it has none. */
export function languageName(code: string): string {
  try {
    return LANGUAGE_NAMES.of(code) ?? code;
  } catch {
    return code; // Intl refuses what cannot be a language tag; it is shown as typed
  }
}

function languageCode(value: string): string {
  const lower = value.toLowerCase();
  return CODES_BY_NAME.get(lower) ?? lower.split(/[-_]/u)[0] ?? lower;
}

/** A host for anything that looks like an address, else a publisher's slug or a source's id. */
function sourceValue(value: string): string {
  if (/\s/u.test(value)) return slug(value) || value;
  const url = value.includes('.') ? parsePastedUrl(value) : null;
  return url === null ? value.toLowerCase() : hostOf(url);
}

/** A topic and all under it: what is about PostgreSQL is about databases. */
function topicFilter(slug: string): Filter {
  const topics = [slug, ...topicsUnder(slug)].map((value): Filter => ({ type: 'is', field: 'tag', value }));
  return topics.length === 1 ? { type: 'is', field: 'tag', value: slug } : { type: 'or', clauses: topics };
}

function is(field: FilterField, value: string): FieldResult {
  return { filter: { type: 'is', field, value } };
}

function oneOf(field: FilterField, value: string, allowed: readonly string[]): FieldResult {
  const singular = value.replace(/s$/u, '');
  const known = allowed.find((item) => item === value) ?? allowed.find((item) => item === singular);
  if (known !== undefined) return is(field, known);
  const near = nearest(value, allowed);
  const hint = near === null ? `${field}: takes ${allowed.join(', ')}` : `did you mean ${field}:${near}?`;
  return { reason: `there is no ${field} “${value}”; ${hint}`, suggestion: near === null ? null : `${field}:${near}` };
}

function dateFilter(field: 'after' | 'before', value: string, now: Instant): FieldResult {
  const date = parseDate(value, now);
  if ('reason' in date) return { reason: date.reason, suggestion: null };
  const { from } = date;
  return { filter: field === 'after' ? { type: 'published', from, before: null } : { type: 'published', from: null, before: from } };
}

function ageFilter(value: string, now: Instant): FieldResult {
  const age = parseAge(value, now);
  if ('reason' in age) return { reason: age.reason, suggestion: null };
  return { filter: { type: 'published', from: age.older ? null : age.at, before: age.older ? age.at : null } };
}
