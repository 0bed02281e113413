/** The query string as tokens, each with its place. One pass; every character belongs to at most one token. */

import { FIELD_NAMES, type QueryField } from './fields.ts';

type Place = { readonly start: number; readonly end: number };
export type Token = Place & (
  | { readonly type: 'open' | 'close' | 'or' | 'and' | 'not' }
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'phrase'; readonly text: string; readonly closed: boolean }
  | { readonly type: 'field'; readonly field: QueryField; readonly value: string; readonly closed: boolean }
);

/** White space, controls, and the marks for direction, joining and highlights, which say nothing to a search. */
const SPACE = /[\s\p{Cc}\uFEFF\u200B\u200E\u200F\u061C\u2060\u202A-\u202E\u2066-\u2069\uE000\uE001]/u;
/** Marks of a sentence around a word; those of code belong to it: `C++`, `C#`, `.NET`, `main()`. */
const LEADING = /[+,;!?¿¡*'‘’…]/u;
const TRAILING = /[,;.!?:*'‘’…]+$/u;
const QUOTES = new Set(['"', '“', '”', '„', '«', '»']);
const OPERATORS: Readonly<Record<string, 'or' | 'and' | 'not'>> = { OR: 'or', AND: 'and', NOT: 'not' };

/** The tokens of a well-formed NFC text in order. Never throws; what is not closed ends with the text. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSkipped(text.charAt(at))) { at += 1; continue; }
    const token = nextToken(text, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function isSkipped(char: string): boolean {
  return SPACE.test(char) || LEADING.test(char);
}

function nextToken(text: string, start: number): Token {
  const first = text.charAt(start);
  if (first === '(') return { type: 'open', start, end: start + 1 };
  if (first === ')') return { type: 'close', start, end: start + 1 };
  if (QUOTES.has(first)) return phrase(text, start);
  if (first === '-' && startsOperand(text, start + 1)) return { type: 'not', start, end: start + 1 };
  return field(text, start) ?? word(text, start);
}

/** A minus excludes what stands directly behind it; ` - ` is a dash and `--flag` a word. */
function startsOperand(text: string, at: number): boolean {
  return at < text.length && text.charAt(at) !== '-' && text.charAt(at) !== ')' && !SPACE.test(text.charAt(at));
}

function phrase(text: string, start: number): Token {
  const quoted = readQuoted(text, start);
  return { type: 'phrase', text: quoted.text, closed: quoted.closed, start, end: quoted.end };
}

function word(text: string, start: number): Token {
  const end = wordEnd(text, start);
  const trimmed = text.slice(start, end).replace(TRAILING, '');
  const operator = Object.hasOwn(OPERATORS, trimmed) ? OPERATORS[trimmed] : undefined;
  return operator === undefined ? { type: 'word', text: trimmed, start, end } : { type: operator, start, end };
}

/** `name:value`, `name:"a value"` or `#tag` where the name is a field; a capitalised name without a value is a word of a title. */
function field(text: string, start: number): Token | null {
  const name = fieldName(text, start);
  if (name === null) return null;
  const valueStart = start + name.length + (name === '#' ? 0 : 1);
  const quoted = QUOTES.has(text.charAt(valueStart)) ? readQuoted(text, valueStart) : null;
  const end = quoted?.end ?? wordEnd(text, valueStart);
  const value = quoted?.text ?? text.slice(valueStart, end).replace(TRAILING, '');
  const isName = name === '#' ? /[^\d\p{P}\p{S}]/u.test(value) : value !== '' || name === name.toLowerCase();
  const key = name === '#' ? 'tag' : FIELD_NAMES[name.toLowerCase()];
  return isName && key !== undefined && (quoted !== null || !value.startsWith(':')) ? { type: 'field', field: key, value, closed: quoted?.closed ?? true, start, end } : null;
}

function fieldName(text: string, start: number): string | null {
  if (text.charAt(start) === '#') return '#';
  const name = /^([a-z]{2,9}):/iu.exec(text.slice(start, start + 10))?.[1];
  return name !== undefined && Object.hasOwn(FIELD_NAMES, name.toLowerCase()) ? name : null;
}

/** Words end at white space, at a quotation mark and at a parenthesis that they did not open: `main()` is one word. */
function wordEnd(text: string, start: number): number {
  let open = 0;
  let at = start;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (SPACE.test(char) || QUOTES.has(char)) break;
    if (char === '(') open += 1;
    if (char === ')') open -= 1;
    if (open < 0) break;
  }
  return at;
}

function readQuoted(text: string, start: number): { readonly text: string; readonly end: number; readonly closed: boolean } {
  let at = start + 1;
  while (at < text.length && !QUOTES.has(text.charAt(at))) at += 1;
  const closed = at < text.length;
  const content = text.slice(start + 1, at).split(SPACE).filter((part) => part !== '').join(' ');
  return { text: content, end: closed ? at + 1 : at, closed };
}
