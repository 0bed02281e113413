/** Words with their places, such that `C++`, `C#`, `.NET` and `Node.js` stay apart from `C`, `net` and `node`. */

/** The tokens of a text: offsets of token `i` are `starts[i]` and `ends[i]`; `hashes[i]` stands for its lower-case
 * form (29 bits of FNV-1a: beside the 8,000 words of a taxonomy, one unknown word in 65,000 is taken for a known one), 0 for a break. */
export type Tokens = { readonly starts: readonly number[]; readonly ends: readonly number[]; readonly hashes: readonly number[] };

const SEPARATOR = 0;
const WORD = 1;
const BREAK = 2;
const DOT = 3;
const SYMBOL = 4;
const LINE = 5;
const COLON = 6;
/** A character of a script without spaces, or Hangul, whose particles stick to the word: a token of its own. */
const UNSPACED = 7;
const UNMET = 8;

/** The class of each UTF-16 unit; what is not listed only separates words. Filled as units beyond ASCII are met. */
const CLASSES = new Uint8Array(0x10000).fill(UNMET);
CLASSES.fill(SEPARATOR, 0, 128);
for (const [kind, characters] of [
  [WORD, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'], [BREAK, ',;!?()[]{}|<>='], [DOT, '.'], [SYMBOL, '+#'], [LINE, '\n'], [COLON, ':'],
] as const) {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = kind;
}
/** The lower-case form of each unit. */
const LOWER = Uint16Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit).toLowerCase().charCodeAt(0));
const LETTER = /[\p{L}\p{N}\p{M}]/u;
const UNSPACED_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
/** FNV-1a. */
const HASH_START = 0x811c9dc5;
const FNV_PRIME = 16_777_619;
const APOSTROPHE_OR_SPACE = /[\u2019\u2018\s]/u;

/**
 * The tokens of the first `maxChars` characters of a text. Symbols that stick to a word are tokens (`C++` gives `c + +`, `.NET`
 * gives `. net`); other punctuation and empty lines give a break, over which no phrase matches. Addresses are left out.
 */
export function tokenise(text: string, maxChars: number): Tokens {
  const tokens: Growing = { starts: [], ends: [], hashes: [] };
  const end = Math.min(text.length, maxChars);
  let at = 0;
  while (at < end) {
    const kind = classAt(text, at);
    if (kind === SEPARATOR || kind === SYMBOL) at += 1;
    else if (kind === WORD) at = readWord(text, at, tokens);
    else if (kind === COLON && text.startsWith('//', at + 1)) at = skipAddress(text, at);
    else at = readOther(text, at, kind, tokens);
  }
  return tokens;
}

/** `.NET` begins with its dot, `example.net` has it inside. */
const INNER_DOT = hashOfUnit(0x2e);
const LEADING_DOT = hashOfUnit(0x2024);

type Growing = { readonly starts: number[]; readonly ends: number[]; readonly hashes: number[] };

/** A word with the symbols that stick to its end. */
function readWord(text: string, start: number, tokens: Growing): number {
  let at = start;
  let hash = HASH_START;
  let unit = text.charCodeAt(at);
  do {
    hash = Math.imul(hash ^ (LOWER[unit] ?? 0), FNV_PRIME);
    at += 1;
    unit = text.charCodeAt(at);
  } while ((CLASSES[unit] ?? SEPARATOR) === WORD || (CLASSES[unit] === UNMET && learnClass(unit) === WORD));
  push(tokens, start, at, (hash >>> 2) | 1);
  while (at < text.length && classAt(text, at) === SYMBOL) {
    push(tokens, at, at + 1, hashOfUnit(text.charCodeAt(at)));
    at += 1;
  }
  return at;
}

function readOther(text: string, at: number, kind: number, tokens: Growing): number {
  if (kind === UNSPACED) push(tokens, at, at + 1, hashOfUnit(text.charCodeAt(at)));
  else if (kind === DOT && at + 1 < text.length && classAt(text, at + 1) === WORD) push(tokens, at, at + 1, at > 0 && classAt(text, at - 1) === WORD ? INNER_DOT : LEADING_DOT);
  else if (kind !== LINE || text.charAt(at + 1) === '\n') push(tokens, at, at + 1, 0);
  return at + 1;
}

function push(tokens: Growing, start: number, end: number, hash: number): void {
  tokens.starts.push(start);
  tokens.ends.push(end);
  tokens.hashes.push(hash);
}

function skipAddress(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) > 32) at += 1;
  return at;
}

function classAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  const known = CLASSES[unit] ?? SEPARATOR;
  return known === UNMET ? learnClass(unit) : known;
}

function learnClass(unit: number): number {
  const character = String.fromCharCode(unit);
  const kind = UNSPACED_SCRIPT.test(character) ? UNSPACED : LETTER.test(character) ? WORD : APOSTROPHE_OR_SPACE.test(character) ? SEPARATOR : BREAK;
  CLASSES[unit] = kind;
  return kind;
}

function hashOfUnit(unit: number): number {
  return (Math.imul(HASH_START ^ (LOWER[unit] ?? 0), FNV_PRIME) >>> 2) | 1;
}
