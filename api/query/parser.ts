/** Tokens as the items of a query: words, phrases and clauses on fields, with everything that had to be let go. */

import { FIELD_NAMES, nearestField, type QueryField } from './fields.ts';
import { tokenise, type Token } from './lexer.ts';

/** A condition as typed. */
export type Clause =
  | { readonly type: 'field'; readonly field: QueryField; readonly value: string; readonly start: number; readonly end: number }
  | { readonly type: 'not'; readonly clause: Clause }
  | { readonly type: 'and' | 'or'; readonly clauses: readonly Clause[] };

/** A top-level part of a query; all parts must hold. */
export type Item =
  | {
    readonly type: 'text'; readonly text: string; readonly phrase: boolean; readonly excluded: boolean;
    /** Offsets in the query. */
    readonly start: number; readonly end: number;
  }
  | { readonly type: 'clause'; readonly clause: Clause; readonly start: number };

/** A piece of the query that has no effect. */
export type Ignored = { readonly text: string; readonly start: number; readonly reason: string };
/** Something that was read otherwise than it may have been meant. `suggestion` is what may be meant instead of the text from `start` to `end`. */
export type Problem = { readonly message: string; readonly start: number; readonly end: number; readonly suggestion: string | null };
export type Parsed = { readonly items: readonly Item[]; readonly ignored: readonly Ignored[]; readonly problems: readonly Problem[] };

type State = {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly ignored: Ignored[];
  readonly problems: Problem[];
  at: number;
};

/** The items of a well-formed NFC query. Never throws; its depth is bounded by the length that the caller allows. */
export function parseItems(text: string): Parsed {
  const state: State = { text, tokens: tokenise(text), ignored: [], problems: [], at: 0 };
  const items = sequence(state, { depth: 0, negated: false });
  return { items, ignored: state.ignored, problems: state.problems };
}

type Context = { readonly depth: number; readonly negated: boolean };

/** `OR` joins its two neighbours and binds closer than standing side by side: `a b OR c` is a and (b or c). */
function sequence(state: State, context: Context): Item[] {
  const operands: Item[][] = [];
  let or: Token | null = null;
  for (let token = state.tokens[state.at]; token !== undefined; token = state.tokens[state.at]) {
    if (token.type === 'close' && context.depth > 0) break;
    state.at += 1;
    if (token.type === 'close') { ignore(state, token, 'no parenthesis is open here'); continue; }
    if (token.type === 'and') continue;
    if (token.type === 'or') {
      if (or !== null || operands.length === 0) ignore(state, token, 'OR needs something on both sides');
      else or = token;
      continue;
    }
    const operand = primary(state, token, context);
    const left = or === null ? undefined : operands.pop();
    operands.push(left === undefined || or === null ? operand : either(state, { left, right: operand, or, context }));
    if (operand.length > 0) or = null;
  }
  if (or !== null) ignore(state, or, 'OR needs something on both sides');
  return operands.flat();
}

function primary(state: State, token: Token, context: Context): Item[] {
  switch (token.type) {
    case 'open': return group(state, token, context);
    case 'not': return negation(state, token, context);
    case 'phrase': return phrase(state, token);
    case 'field': return field(state, token);
    case 'word': return word(state, token);
    default: return [];
  }
}

function group(state: State, open: Token, context: Context): Item[] {
  const items = sequence(state, { ...context, depth: context.depth + 1 });
  if (state.tokens[state.at] === undefined) {
    state.problems.push({ message: 'a parenthesis is opened here and never closed', start: open.start, end: open.end, suggestion: null });
  }
  state.at += 1;
  return items;
}

function negation(state: State, minus: Token, context: Context): Item[] {
  const token = state.tokens[state.at];
  if (token === undefined || token.type === 'close' || token.type === 'or' || token.type === 'and') {
    ignore(state, minus, 'there is nothing behind it to exclude');
    return [];
  }
  state.at += 1;
  const items = primary(state, token, { ...context, negated: !context.negated });
  const clauses = clausesOf(items);
  if (clauses !== null && clauses.length > 1) return [asItem({ type: 'not', clause: { type: 'and', clauses } }, minus.start)];
  return items.map((item) => item.type === 'text'
    ? { ...item, excluded: !item.excluded }
    : asItem(opposite(item.clause), minus.start));
}

function opposite(clause: Clause): Clause {
  return clause.type === 'not' ? clause.clause : { type: 'not', clause };
}

/** Words cannot be alternatives of each other: the engines look for all of them. Below a minus either way means "none of them". */
function either(state: State, { left, right, or, context }: { left: Item[]; right: Item[]; or: Token; context: Context }): Item[] {
  const [first, second] = [clausesOf(left), clausesOf(right)];
  if (first !== null && second !== null) {
    if (first.length === 0 || second.length === 0) return [...left, ...right];
    return [asItem({ type: 'or', clauses: [...alternatives(first), ...alternatives(second)] }, left[0]?.start ?? or.start)];
  }
  if (!context.negated) ignore(state, or, 'OR works between fields, as in tag:kafka OR tag:flink; words are all looked for together');
  return [...left, ...right];
}

function alternatives(clauses: readonly Clause[]): readonly Clause[] {
  const [only] = clauses;
  if (clauses.length > 1 || only === undefined) return [{ type: 'and', clauses }];
  return only.type === 'or' ? only.clauses : [only];
}

function clausesOf(items: readonly Item[]): readonly Clause[] | null {
  const clauses = items.flatMap((item) => item.type === 'clause' ? [item.clause] : []);
  return clauses.length === items.length ? clauses : null;
}

function asItem(clause: Clause, start: number): Item {
  return { type: 'clause', clause, start };
}

function phrase(state: State, token: Token & { readonly type: 'phrase' }): Item[] {
  if (!token.closed) unclosed(state, token);
  if (!isSearchable(token.text)) return ignore(state, token, 'it holds no letter and no digit');
  return [{ type: 'text', text: token.text, phrase: true, excluded: false, start: token.start, end: token.end }];
}

function field(state: State, token: Token & { readonly type: 'field' }): Item[] {
  if (!token.closed) unclosed(state, token);
  if (token.value === '') return ignore(state, token, 'the value stands directly behind the colon, as in tag:kafka');
  return [asItem({ type: 'field', field: token.field, value: token.value, start: token.start, end: token.end }, token.start)];
}

function word(state: State, token: Token & { readonly type: 'word' }): Item[] {
  if (!isSearchable(token.text)) return ignore(state, token, 'it holds no letter and no digit');
  suggestField(state, token);
  return [{ type: 'text', text: token.text, phrase: false, excluded: false, start: token.start, end: token.end }];
}

function suggestField(state: State, token: Token & { readonly type: 'word' }): void {
  const match = /^([a-z]{3,9}):([^:/\s].*)$/isu.exec(token.text);
  const near = match === null ? null : nearestField(match[1] ?? '');
  if (match === null || near === null || Object.hasOwn(FIELD_NAMES, match[1] ?? '')) return;
  state.problems.push({
    message: `“${match[1]}:” is not a field and was read as a word; did you mean ${near}:?`,
    start: token.start, end: token.end, suggestion: `${near}:${match[2]}`,
  });
}

function unclosed(state: State, { start, end }: Token): void {
  state.problems.push({ message: 'the quotation mark is never closed, so everything behind it is one phrase', start, end, suggestion: null });
}

function isSearchable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function ignore(state: State, token: Token, reason: string): Item[] {
  state.ignored.push({ text: state.text.slice(token.start, token.end), start: token.start, reason });
  return [];
}
