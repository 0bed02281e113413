/** Words with their places, such that `C++`, `C#`, `.NET` and `Node.js` stay apart from `C`, `net` and `node`. */

/** The tokens of a text: offsets of token `i` are `starts[i]` and `ends[i]`; `hashes[i]` (16 bits) is of its lower-case form, 0 for a break. */
export type Tokens = { readonly starts: readonly number[]; readonly ends: readonly number[]; readonly hashes: readonly number[] };

const [SEPARATOR, WORD, BREAK, DOT, SYMBOL, LINE] = [0, 1, 2, 3, 4, 5];
/** The class of each ASCII character; what is not listed only separates words. */
const ASCII = classesOf({
  [WORD]: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_',
  [BREAK]: ',;!?()[]{}|<>=',
  [DOT]: '.',
  [SYMBOL]: '+#',
  [LINE]: '\n',
});
const LETTER = /[\p{L}\p{N}\p{M}]/u;
/** Scripts without spaces, and Hangul, whose particles stick to the word: each character is a token of its own. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/**
 * The tokens of the first `maxChars` characters of a text. Symbols that stick to a word are tokens (`C++` gives `c + +`, `.NET`
 * gives `. net`); other punctuation and empty lines give a break, over which no phrase matches. Addresses are left out.
 */
export function tokenise(text: string, maxChars: number): Tokens {
  const tokens: Growing = { starts: [], ends: [], hashes: [] };
  const end = Math.min(text.length, maxChars);
  let at = 0;
  while (at < end) at = readToken(text, at, tokens);
  return tokens;
}

/** The 16-bit hash of a token, never 0. */
export function hashToken(token: string): number {
  let hash = 0;
  for (let at = 0; at < token.length; at += 1) hash = hashCode(hash, token.charCodeAt(at));
  return hash === 0 ? 1 : hash;
}

/** The lower-case form of token `index`. */
export function tokenText(text: string, tokens: Tokens, index: number): string {
  return text.slice(tokens.starts[index], tokens.ends[index]).toLowerCase();
}

type Growing = { readonly starts: number[]; readonly ends: number[]; readonly hashes: number[] };

function readToken(text: string, at: number, tokens: Growing): number {
  switch (classAt(text, at)) {
    case WORD: return readWord(text, at, tokens);
    case DOT: return push(tokens, at, at + 1, classAt(text, at + 1) === WORD ? hashToken('.') : 0);
    case BREAK: return push(tokens, at, at + 1, 0);
    case LINE: return text[at + 1] === '\n' ? push(tokens, at, at + 1, 0) : at + 1;
    default: return text.startsWith('://', at) ? skipAddress(text, at) : at + 1;
  }
}

function readWord(text: string, start: number, tokens: Growing): number {
  if (isUnspaced(text, start)) return push(tokens, start, start + 1, hashToken(text.charAt(start)));
  let at = start;
  let hash = 0;
  while (classAt(text, at) === WORD && !isUnspaced(text, at)) {
    hash = hashCode(hash, text.charCodeAt(at));
    at += 1;
  }
  push(tokens, start, at, hash === 0 ? 1 : hash);
  while (classAt(text, at) === SYMBOL) {
    push(tokens, at, at + 1, hashToken(text.charAt(at)));
    at += 1;
  }
  return at;
}

function push(tokens: Growing, start: number, end: number, hash: number): number {
  tokens.starts.push(start);
  tokens.ends.push(end);
  tokens.hashes.push(hash);
  return end;
}

function skipAddress(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) > 32) at += 1;
  return at;
}

function classAt(text: string, at: number): number {
  if (at >= text.length) return SEPARATOR;
  const code = text.charCodeAt(at);
  if (code < 128) return ASCII[code] ?? 0;
  return LETTER.test(text.charAt(at)) ? WORD : code === 0x2019 || code === 0xa0 ? 0 : 2;
}

function isUnspaced(text: string, at: number): boolean {
  return text.charCodeAt(at) >= 0x0e00 && UNSPACED.test(text.charAt(at));
}

function hashCode(hash: number, code: number): number {
  const lower = code < 128 ? (code >= 65 && code <= 90 ? code + 32 : code) : String.fromCharCode(code).toLowerCase().charCodeAt(0);
  return (hash * 31 + lower) & 0xffff;
}

function classesOf(sets: Readonly<Record<number, string>>): Uint8Array {
  const classes = new Uint8Array(128);
  for (const [kind, characters] of Object.entries(sets)) {
    for (const character of characters) classes[character.charCodeAt(0)] = Number(kind);
  }
  return classes;
}
