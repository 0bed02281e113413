/** The query language: what a person typed, as a request that any engine can answer, with an account of how it was read. */

import { RequestError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import type { Filter, TextTerm } from '../../core/search.ts';
import { words } from '../../core/text.ts';
import { describeItems } from './describe.ts';
import { fieldFilter } from './fields.ts';
import { parseItems, type Clause, type Ignored, type Item, type Problem } from './parser.ts';

/** Long enough for any title or error message; what is longer was pasted by mistake (R39). */
export const MAX_QUERY_CHARS = 256;
/** Meilisearch reads no more words than this of a query, so neither engine does. */
export const MAX_QUERY_WORDS = 10;
/** R39. */
const MAX_CLAUSES = 20;

export type ParsedQuery = {
  /** As typed; offsets count in its NFC form. */
  readonly text: string;
  /** What takes effect, in order: for chips, links and writing the query back. */
  readonly items: readonly Item[];
  readonly terms: readonly TextTerm[];
  readonly excluded: readonly TextTerm[];
  readonly filter: Filter | null;
  /** One phrase for each condition, such as `topic kafka`. */
  readonly understood: readonly string[];
  readonly ignored: readonly Ignored[];
  readonly problems: readonly Problem[];
};

/**
 * How a query is understood. Whatever can be understood is; what cannot is listed with its place and the reason.
 *
 * @throws RequestError `bad-query` for more than {@link MAX_QUERY_CHARS} characters or {@link MAX_CLAUSES} clauses.
 */
export function parseQuery(text: string, now: Instant): ParsedQuery {
  if (text.length > MAX_QUERY_CHARS) {
    throw new RequestError('bad-query', `A query may have ${MAX_QUERY_CHARS} characters; this one has ${text.length}.`, { position: MAX_QUERY_CHARS });
  }
  const parsed = parseItems(text.normalize('NFC').toWellFormed());
  const ignored = [...parsed.ignored];
  const problems = [...parsed.problems];
  const items = limitWords(parsed.items, ignored).flatMap((item) => checkItem(item, { now, ignored, problems }));
  refuseTooManyClauses(items);
  const endsInSpace = /\s$/u.test(text) && items.at(-1)?.type === 'text';
  return {
    text, items,
    ...conditionsOf(items, { now, unfinished: endsInSpace ? null : unfinishedWord(items) }),
    understood: describeItems(items, now),
    ignored: ignored.toSorted((a, b) => a.start - b.start),
    problems: problems.toSorted((a, b) => a.start - b.start),
  };
}

/** What the engine is asked for by these items; `unfinished` is the word among them that matches as a beginning too. */
export function conditionsOf(
  items: readonly Item[], { now, unfinished = null }: { readonly now: Instant; readonly unfinished?: Item | null },
): Pick<ParsedQuery, 'terms' | 'excluded' | 'filter'> {
  return {
    terms: texts(items).flatMap((item) => item.excluded ? [] : [{ ...term(item), prefix: item === unfinished }]),
    excluded: texts(items).flatMap((item) => item.excluded ? [term(item)] : []),
    filter: allOf(items.flatMap((item) => item.type === 'clause' ? compile(item.clause, now) ?? [] : [])),
  };
}

type TextItem = Item & { readonly type: 'text' };

function texts(items: readonly Item[]): TextItem[] {
  return items.flatMap((item) => item.type === 'text' ? [item] : []);
}

function term({ text, phrase, start }: TextItem): TextTerm {
  return { text, phrase, prefix: false, start };
}

/** The last word, which may still be being typed; what follows it may only be clauses, so that a filter changes no word. */
function unfinishedWord(items: readonly Item[]): TextItem | null {
  const last = texts(items).at(-1);
  return last === undefined || last.phrase || last.excluded ? null : last;
}

/** Words beyond the limit are let go, excluded ones counted apart; a phrase that crosses it is cut. */
function limitWords(items: readonly Item[], ignored: Ignored[]): Item[] {
  const left = { wanted: MAX_QUERY_WORDS, excluded: MAX_QUERY_WORDS };
  return items.flatMap((item): Item[] => {
    if (item.type === 'clause') return [item];
    const side = item.excluded ? 'excluded' : 'wanted';
    const room = left[side];
    const count = Math.max(1, words(item.text).length);
    left[side] = Math.max(0, room - count);
    if (count <= room) return [item];
    const kept = item.phrase ? item.text.split(' ').slice(0, room).join(' ') : '';
    ignored.push({
      text: item.text.slice(kept.length).trim(), start: item.start,
      reason: `only the first ${MAX_QUERY_WORDS} words are searched for`,
    });
    return kept === '' ? [] : [{ ...item, text: kept }];
  });
}

type Account = { readonly now: Instant; readonly ignored: Ignored[]; readonly problems: Problem[] };

/** The item without the clauses whose value makes no sense; those are listed with the reason. */
function checkItem(item: Item, account: Account): Item[] {
  if (item.type === 'text') return [item];
  const clause = checkClause(item.clause, account);
  return clause === null ? [] : [{ ...item, clause }];
}

function checkClause(clause: Clause, account: Account): Clause | null {
  if (clause.type === 'not') {
    const inner = checkClause(clause.clause, account);
    return inner === null ? null : { type: 'not', clause: inner };
  }
  if (clause.type === 'field') return checkField(clause, account);
  const clauses = clause.clauses.flatMap((part) => checkClause(part, account) ?? []);
  const [only] = clauses;
  return clauses.length > 1 ? { type: clause.type, clauses } : only ?? null;
}

function checkField(clause: Clause & { readonly type: 'field' }, { now, ignored, problems }: Account): Clause | null {
  const result = fieldFilter(clause.field, clause.value, now);
  if ('filter' in result) return clause;
  ignored.push({ text: `${clause.field}:${clause.value}`, start: clause.start, reason: result.reason });
  if (result.suggestion !== null) {
    problems.push({ message: result.reason, start: clause.start, end: clause.end, suggestion: result.suggestion });
  }
  return null;
}

function compile(clause: Clause, now: Instant): Filter | null {
  if (clause.type === 'field') {
    const result = fieldFilter(clause.field, clause.value, now);
    return 'filter' in result ? result.filter : null;
  }
  if (clause.type === 'not') {
    const inner = compile(clause.clause, now);
    return inner === null ? null : { type: 'not', clause: inner };
  }
  return { type: clause.type, clauses: clause.clauses.flatMap((part) => compile(part, now) ?? []) };
}

function allOf(clauses: readonly Filter[]): Filter | null {
  const [only] = clauses;
  if (only === undefined) return null;
  return clauses.length === 1 ? only : { type: 'and', clauses };
}

function refuseTooManyClauses(items: readonly Item[]): void {
  const starts = items.flatMap((item) => item.type === 'clause' ? clauseStarts(item.clause) : []);
  const extra = starts[MAX_CLAUSES];
  if (extra === undefined) return;
  throw new RequestError('bad-query', `A query may have ${MAX_CLAUSES} conditions on fields; this one has ${starts.length}.`, { position: extra });
}

function clauseStarts(clause: Clause): number[] {
  if (clause.type === 'field') return [clause.start];
  return clause.type === 'not' ? clauseStarts(clause.clause) : clause.clauses.flatMap(clauseStarts);
}
