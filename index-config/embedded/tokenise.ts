/** Text → the words that are indexed and searched: the written contract of what `C++`, `1.28`, `snake_case` or `on-call` mean here. */

import { CODE_TERMS } from '../code-terms.ts';

/**
 * `words` stand in the order of the text, so that phrases and distances can be told. `wholes` are spellings of several of
 * them that are known as a whole too: `max_connections`, `node.js`, `oncall` for `on-call`. `parts` are what one word is
 * also found by: `max` and `connections` for `maxConnections`, `1.28` for `1.28.3`, `c++` for `c++17`.
 */
export type Tokens = { readonly words: readonly string[]; readonly wholes: readonly string[]; readonly parts: readonly string[] };
type Found = { readonly words: string[]; readonly wholes: string[]; readonly parts: string[] };

/** Stands between paragraphs: a phrase does not reach from one into the next. */
export const PARAGRAPH_BREAK = '';

/** Longer "words" are data (keys, base64), and nobody types them. */
const MAX_WORD_LENGTH = 64;
const CHUNK = /\n+|\.(?=net(?![\p{L}\p{N}_]))[a-z]+|[\p{L}\p{N}\p{M}_]+(?:[.\-/'’&][\p{L}\p{N}\p{M}_]+)*(?:\+\+(?:\d\d)?|#)?/iuy;
const ASCII = /^[\u0000-\u007F]*$/u;
const VERSION = /^v?(\d+(?:\.\d+)+)$/u;
const COMBINING = /\p{M}+/gu;
/** `maxConnections` and `XmlHttpRequest` have parts; `GitHub`, `JavaScript` and `PostgreSQL` are one word, and no Java. */
const CAMEL = /^[a-z]{2,}(?:[A-Z][a-z0-9]+)+[A-Z]*$|^[A-Z]+[a-z0-9]+(?:[A-Z]+[a-z0-9]+){2,}[A-Z]*$/u;
const CAMEL_PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+/gu;
/** `a.i`, `e.g`. */
const INITIALS = /^(?:\p{L}\.)+\p{L}$/u;
/** `on-call`, `e-mail`, `open-source`: people write them as one word too. */
const JOINED = /^(?=.{3,14}$)[a-z]+-[a-z]+$/u;
/** Scripts written without spaces: their runs become overlapping pairs of characters. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const UNSPACED_RUN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]+/gu;

const CODE = new Set(CODE_TERMS);

const LINE_FEED = 10;
const FULL_STOP = 46;
/** What an ASCII character can be; all others, and those that may join words, are left to the expression. */
const SEPARATOR = 1;
const LOWER = 2;
const UPPER = 3;
const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/u.test(character)) return LOWER;
  if (/[A-Z]/u.test(character)) return UPPER;
  return /[\0-\x09\x0b-\x20!"$%()*,:;<=>?@[\\\]^`{|}~]/u.test(character) ? SEPARATOR : 0;
});

/** Lower case without accents, so that `Übersicht` and `ubersicht` are one word. */
export function foldWord(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase();
  return word.normalize('NFKD').replace(COMBINING, '').toLowerCase().normalize('NFKC');
}

/** The words of a text. Never throws; linear in its length. */
export function tokenise(text: string): Tokens {
  const found: Found = { words: [], wholes: [], parts: [] };
  let at = 0;
  while (at < text.length) {
    const end = plainWordEnd(text, at);
    if (end > at) {
      addWord(text.slice(at, end).toLowerCase(), found.words);
      at = end;
    } else if (CLASSES[text.charCodeAt(at)] === SEPARATOR) at += 1;
    else at = takeChunk(text, at, found);
  }
  return found;
}

/** Where a word of ASCII letters ends that starts here, at most its first one a capital; `at` where there is none or it may go on: most text is such words. */
function plainWordEnd(text: string, at: number): number {
  const first = CLASSES[text.charCodeAt(at)];
  if (first !== LOWER && first !== UPPER) return at;
  let end = at + 1;
  while (CLASSES[text.charCodeAt(end)] === LOWER) end += 1;
  if (end === text.length) return end;
  const next = CLASSES[text.charCodeAt(end)];
  if (next === SEPARATOR) return end;
  const isStop = text.charCodeAt(end) === FULL_STOP && (end + 1 === text.length || CLASSES[text.charCodeAt(end + 1)] === SEPARATOR);
  return isStop ? end : at;
}

function takeChunk(text: string, at: number, into: Found): number {
  CHUNK.lastIndex = at;
  const chunk = CHUNK.exec(text)?.[0];
  if (chunk === undefined) return at + 1;
  if (chunk.charCodeAt(0) === LINE_FEED) into.words.push(PARAGRAPH_BREAK);
  else addChunk(chunk, into);
  return at + chunk.length;
}

function addChunk(raw: string, into: Found): void {
  const chunk = raw.replace(/[’']s$/iu, '').replace(/[’']/gu, '');
  const whole = foldWord(chunk);
  if (CODE.has(whole)) return addCodeTerm(whole, into);
  const [, version] = VERSION.exec(whole) ?? [];
  if (version !== undefined) return addVersion(version, into);
  if (whole.endsWith('++') || whole.endsWith('#')) return addMarked(chunk, whole, into);
  for (const piece of chunk.split(/[/&]/u)) addPiece(piece, into);
}

/** `c++` and `.net` are words of their own; `node.js` and `tcp/ip` are known as a whole and by their parts; `c++17` is also `c++`. */
function addCodeTerm(term: string, into: Found): void {
  const parts = term.split(/[./\- ]/u);
  const edition = /^(.+\+\+)\d\d$/u.exec(term)?.[1];
  if (edition !== undefined) into.parts.push(edition);
  if (parts.length === 1 || parts.includes('')) return addWord(term, into.words);
  into.wholes.push(term);
  for (const part of parts) addWord(part, into.words);
}

/** 1.28.3 is also a 1.28; 1.28 is no 1.2 and no 1. */
function addVersion(version: string, into: Found): void {
  addWord(version, into.words);
  const [major, minor, patch] = version.split('.');
  if (patch !== undefined) into.parts.push(`${major}.${minor}`);
}

/** `Q#` or `T++` are names; the mark after a longer word (`items++`, `issue#`) is not part of it. */
function addMarked(chunk: string, whole: string, into: Found): void {
  if (whole.length <= 3) return addWord(whole, into.words);
  addChunk(chunk.replace(/(?:\+\+\d*|#)$/u, ''), into);
}

/** A run between slashes: dotted, hyphenated and underscored names are kept whole beside their parts. */
function addPiece(piece: string, into: Found): void {
  if (piece === '') return;
  const names = piece.split('.').filter((name) => name !== '');
  for (const name of names) addName(name, into);
  if (names.length < 2) return;
  const whole = foldWord(piece);
  into.wholes.push(clip(INITIALS.test(whole) ? whole.replaceAll('.', '') : whole));
}

function addName(name: string, into: Found): void {
  if (UNSPACED.test(name)) return addUnspaced(name, into.words);
  const parts = name.split(/[-_]/u).filter((part) => part !== '');
  for (const part of parts) addCamel(part, into);
  if (parts.length < 2) return;
  const folded = foldWord(name);
  into.wholes.push(clip(parts.length === 2 && JOINED.test(folded) ? folded.replace('-', '') : folded));
}

/** A camel-cased name is one word, as people also write it in lower case; its parts find it too. */
function addCamel(name: string, into: Found): void {
  addWord(foldWord(name), into.words);
  if (!CAMEL.test(name)) return;
  for (const part of name.match(CAMEL_PARTS) ?? []) if (part.length > 1) into.parts.push(clip(part.toLowerCase()));
}

function addUnspaced(text: string, words: string[]): void {
  for (const [run] of text.normalize('NFKC').matchAll(UNSPACED_RUN)) {
    const characters = [...run];
    if (!UNSPACED.test(run) || characters.length === 1) addWord(foldWord(run), words);
    for (let at = 0; UNSPACED.test(run) && at + 1 < characters.length; at += 1) words.push(characters.slice(at, at + 2).join(''));
  }
}

function addWord(word: string, words: string[]): void {
  if (word !== '') words.push(clip(word));
}

function clip(word: string): string {
  return word.length > MAX_WORD_LENGTH ? word.slice(0, MAX_WORD_LENGTH) : word;
}
