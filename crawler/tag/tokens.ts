/** Words with their places, such that `C++`, `C#`, `.NET` and `Node.js` stay apart from `C`, `net` and `node`. */

/** The tokens of a text: offsets of token `i` are `starts[i]` and `ends[i]`; `hashes[i]` stands for its lower-case
 * form (29 bits of FNV-1a: beside the 8,000 words of a taxonomy, one unknown word in 65,000 is taken for a known one), 0 for a break. */
export type Tokens = { readonly starts: Int32Array; readonly ends: Int32Array; readonly hashes: Int32Array };

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
/** The lower-case form of each unit that is known to be of a word, 0 for all others: one look tells both. */
const WORD_LOWER = Uint16Array.from(CLASSES, (kind, unit) => (kind === WORD ? LOWER[unit] ?? 0 : 0));
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
  const end = Math.min(text.length, maxChars);
  const reader = readerOf(text, end + MAX_OVERHANG);
  let at = 0;
  while (at < end) {
    const kind = classOf(reader.units[at] ?? 0);
    if (kind === SEPARATOR || kind === SYMBOL) at += 1;
    else if (kind === WORD) at = readWord(reader, at);
    else if (kind === COLON && reader.units[at + 1] === SLASH && reader.units[at + 2] === SLASH) at = skipAddress(reader, at);
    else at = readOther(reader, at, kind);
  }
  const { starts, ends, hashes, count } = reader;
  return { starts: starts.slice(0, count), ends: ends.slice(0, count), hashes: hashes.slice(0, count) };
}

/** A word that begins before the limit is read to its end, but no further than this. */
const MAX_OVERHANG = 100;
const SLASH = 0x2f;
/** `.NET` begins with its dot, `example.net` has it inside. */
const INNER_DOT = hashOfUnit(0x2e);
const LEADING_DOT = hashOfUnit(0x2024);

/** The units of a text, `length` of them and a 0 after the last, and the tokens read from them so far. */
type Reader = {
  readonly bytes: Buffer; readonly units: Uint16Array;
  readonly starts: Int32Array; readonly ends: Int32Array; readonly hashes: Int32Array;
  length: number; count: number;
};

/** Kept from text to text: making room costs more than filling it, and an array is read faster than a string. */
let reused = createReader(1 << 15);

function createReader(size: number): Reader {
  const bytes = Buffer.alloc(2 * size);
  const units = new Uint16Array(bytes.buffer, bytes.byteOffset, size);
  return { bytes, units, starts: new Int32Array(size), ends: new Int32Array(size), hashes: new Int32Array(size), length: 0, count: 0 };
}

/** A unit gives one token at most, so that there is room for all. */
function readerOf(text: string, maxUnits: number): Reader {
  const length = Math.min(text.length, maxUnits);
  // Two more, since an address is looked for two units ahead.
  if (reused.units.length < length + 2) reused = createReader(2 * length + 2);
  reused.bytes.write(text.length > length ? text.slice(0, length) : text, 'utf16le');
  reused.units.fill(0, length, length + 2);
  reused.length = length;
  reused.count = 0;
  return reused;
}

/** A word with the symbols that stick to its end. */
function readWord(reader: Reader, start: number): number {
  const { units } = reader;
  let at = start;
  let hash = HASH_START;
  for (;;) {
    const unit = units[at] ?? 0;
    const lower = WORD_LOWER[unit] ?? 0;
    if (lower !== 0) {
      hash = Math.imul(hash ^ lower, FNV_PRIME);
      at += 1;
    } else if (CLASSES[unit] !== UNMET || learnClass(unit) !== WORD) break;
  }
  push(reader, start, at, (hash >>> 2) | 1);
  for (; classOf(units[at] ?? 0) === SYMBOL; at += 1) push(reader, at, at + 1, hashOfUnit(units[at] ?? 0));
  return at;
}

function readOther(reader: Reader, at: number, kind: number): number {
  const { units } = reader;
  if (kind === UNSPACED) push(reader, at, at + 1, hashOfUnit(units[at] ?? 0));
  else if (kind === DOT && classOf(units[at + 1] ?? 0) === WORD) push(reader, at, at + 1, at > 0 && classOf(units[at - 1] ?? 0) === WORD ? INNER_DOT : LEADING_DOT);
  else if (kind !== LINE || classOf(units[at + 1] ?? 0) === LINE) push(reader, at, at + 1, 0);
  return at + 1;
}

function push(reader: Reader, start: number, end: number, hash: number): void {
  const { count } = reader;
  reader.starts[count] = start;
  reader.ends[count] = end;
  reader.hashes[count] = hash;
  reader.count = count + 1;
}

/** Its scheme was read as a word. */
function skipAddress(reader: Reader, from: number): number {
  const { units, length } = reader;
  if (reader.count > 0 && reader.ends[reader.count - 1] === from) reader.count -= 1;
  let at = from;
  while (at < length && (units[at] ?? 0) > 32) at += 1;
  return at;
}

function classOf(unit: number): number {
  const known = CLASSES[unit] ?? SEPARATOR;
  return known === UNMET ? learnClass(unit) : known;
}

function learnClass(unit: number): number {
  const character = String.fromCharCode(unit);
  const kind = UNSPACED_SCRIPT.test(character) ? UNSPACED : LETTER.test(character) ? WORD : APOSTROPHE_OR_SPACE.test(character) ? SEPARATOR : BREAK;
  CLASSES[unit] = kind;
  if (kind === WORD) WORD_LOWER[unit] = LOWER[unit] ?? 0;
  return kind;
}

function hashOfUnit(unit: number): number {
  return (Math.imul(HASH_START ^ (LOWER[unit] ?? 0), FNV_PRIME) >>> 2) | 1;
}

/** The number that stands for a stretch of a text whatever its case, separators included. */
export function hashOf(text: string, start: number, end: number): number {
  let hash = HASH_START;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (LOWER[text.charCodeAt(at)] ?? 0), FNV_PRIME);
  return hash;
}
