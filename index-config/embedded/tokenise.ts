/** Text → the words that are indexed and searched: the written contract of what `C++`, `1.28`, `snake_case` or `on-call` mean here. */

import { CODE_TERMS } from '../code-terms.ts';

/**
 * `words` stand in the order of the text, so that phrases and distances can be told. `wholes` are spellings of several of
 * them that are known as a whole too: `max_connections`, `node.js`, `oncall` for `on-call`. `parts` are what one word is
 * also found by: `max` and `connections` for `maxConnections`, `1.28` for `1.28.3`, `c++` for `c++17`.
 */
export type Tokens = { readonly words: readonly string[]; readonly wholes: readonly string[]; readonly parts: readonly string[] };
type Found = { readonly words: string[]; readonly wholes: string[]; readonly parts: string[] };

/** Takes words as they are found: indexing has numbers for them and no use for most of them as strings. */
export type WordSink = {
  /** A word of ASCII letters and digits stands here, in any case. */
  plain(text: string, start: number, end: number): void;
  word(word: string): void;
  whole(word: string): void;
  part(word: string): void;
};

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
const CAPITAL_N = 78;
const SMALL_N = 110;
/** What a character can be. All others, such as letters beyond ASCII, are left to the expression. */
const OTHER = 0;
const SEPARATOR = 1;
const LOWER = 2;
const UPPER = 3;
const DIGIT = 4;
/** Begins no word, may stand within one. */
const JOINER = 5;
const STOP = 6;
/** Begins no word, may end one. */
const ENDING = 7;
const BREAK = 8;
const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/u.test(character)) return LOWER;
  if (/[A-Z]/u.test(character)) return UPPER;
  if (/\d/u.test(character)) return DIGIT;
  if (/[-/'&]/u.test(character)) return JOINER;
  if (/[+#]/u.test(character)) return ENDING;
  if (code === LINE_FEED) return BREAK;
  if (character === '.') return STOP;
  return /[\0-\x20!"$%()*,:;<=>?@[\\\]^`{|}~]/u.test(character) ? SEPARATOR : OTHER;
});
/** Chunks whose words are remembered: the same few thousand make up most of those that need a closer look. */
const MAX_REMEMBERED = 10_000;
const MAX_REMEMBERED_CHARS = 12;
const remembered = new Map<string, Tokens>();

/** Lower case without accents, so that `Übersicht` and `ubersicht` are one word. */
export function foldWord(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase();
  return word.normalize('NFKD').replace(COMBINING, '').toLowerCase().normalize('NFKC');
}

/** The words of a text. Never throws; linear in its length. */
export function tokenise(text: string): Tokens {
  const found: Found = { words: [], wholes: [], parts: [] };
  scanWords(text, {
    plain: (whole, start, end) => found.words.push(whole.slice(start, end).toLowerCase()),
    word: (word) => found.words.push(word),
    whole: (word) => found.wholes.push(word),
    part: (word) => found.parts.push(word),
  });
  return found;
}

/** Hands every word of a text to `sink`, those of the text itself in order. */
export function scanWords(text: string, sink: WordSink): void {
  let at = 0;
  while (at < text.length) {
    const kind = classAt(text, at);
    if (kind === SEPARATOR || kind === JOINER || kind === ENDING || (kind === STOP && !isAtNet(text, at))) {
      at += 1;
    } else if (kind === BREAK) {
      sink.word(PARAGRAPH_BREAK);
      while (text.charCodeAt(at) === LINE_FEED) at += 1;
    } else {
      const end = plainWordEnd(text, at, kind);
      if (end > at) sink.plain(text, at, Math.min(end, at + MAX_WORD_LENGTH));
      at = end > at ? end : takeChunk(text, at, sink);
    }
  }
}

/** Dashes and quotation marks beyond ASCII part words too, all but the apostrophe. */
function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 128) return CLASSES[code] as number;
  return (code >= 0x2010 && code <= 0x2027 && code !== 0x2019) || code === 0xa0 ? SEPARATOR : OTHER;
}

function isAtNet(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === SMALL_N || next === CAPITAL_N;
}

/**
 * Where a word ends that starts here and is small letters and digits, its first letter or all of it a capital; `at` where there
 * is none or it may go on: most text is such words.
 */
function plainWordEnd(text: string, at: number, first: number): number {
  if (first !== LOWER && first !== UPPER && first !== DIGIT) return at;
  let end = at + 1;
  let kind = classAt(text, end);
  if (first === UPPER && kind === UPPER) while (kind === UPPER) kind = classAt(text, end += 1);
  else while (kind === LOWER || kind === DIGIT) kind = classAt(text, end += 1);
  if (isApart(text, end, kind)) return end;
  return (kind === JOINER || kind === STOP) && isApart(text, end + 1, classAt(text, end + 1)) ? end : at;
}

function isApart(text: string, at: number, kind: number): boolean {
  return kind === SEPARATOR || kind === BREAK || at >= text.length;
}

function takeChunk(text: string, at: number, sink: WordSink): number {
  CHUNK.lastIndex = at;
  const chunk = CHUNK.exec(text)?.[0];
  if (chunk === undefined) return at + 1;
  const { words, wholes, parts } = chunk.length > MAX_REMEMBERED_CHARS ? wordsOfChunk(chunk) : rememberedChunk(chunk);
  for (const word of words) sink.word(word);
  for (const word of wholes) sink.whole(word);
  for (const word of parts) sink.part(word);
  return at + chunk.length;
}

function rememberedChunk(chunk: string): Tokens {
  const known = remembered.get(chunk);
  if (known !== undefined) return known;
  const found = wordsOfChunk(chunk);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(chunk, found);
  return found;
}

function wordsOfChunk(chunk: string): Tokens {
  const found: Found = { words: [], wholes: [], parts: [] };
  addChunk(chunk, found);
  return found;
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
