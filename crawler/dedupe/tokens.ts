/** Text as a row of word hashes, fast: what all comparisons of texts are made from. */

/** The words of a text in order, each as a 32-bit hash, and its numbers (versions, dates, figures) likewise. */
export type Tokens = { readonly words: Uint32Array; readonly numbers: readonly number[] };

const SEPARATOR = 0;
/** Soft hyphens and zero-width marks do not part a word. */
const INVISIBLE = 1;
/** Han and kana stand without spaces: every character is a word. */
const IDEOGRAPH = 2;
/** A character that has to be brought to lower case and to its Unicode compatibility form first. */
const UNFOLDED = 3;
const LETTER = 4;
const DIGIT = 5;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

const ASCII_KINDS = Uint8Array.from({ length: 0x80 }, (_, code) => {
  if (/[a-z]/iu.test(String.fromCharCode(code))) return LETTER;
  return /[0-9]/u.test(String.fromCharCode(code)) ? DIGIT : SEPARATOR;
});

/** Reads a text's words and numbers. Case, punctuation and Unicode presentation forms make no difference. */
export function tokenise(text: string): Tokens {
  // Almost no text needs the slow folding, and one character tells.
  return read(text, UNFOLDED) ?? read(text.normalize('NFKC').toLowerCase(), LETTER) ?? { words: new Uint32Array(), numbers: [] };
}

/** Null where a character has to be folded and is not to be taken as a letter. */
function read(text: string, unfolded: number): Tokens | null {
  const words = new Uint32Array(text.length);
  const numbers: number[] = [];
  let count = 0;
  let word = FNV_OFFSET;
  let number = FNV_OFFSET;
  for (let i = 0; i <= text.length; i += 1) {
    const code = i < text.length ? text.charCodeAt(i) : 0x20;
    const kind = code < 0x80 ? (ASCII_KINDS[code] ?? SEPARATOR) : kindBeyondAscii(code, unfolded);
    if (kind === UNFOLDED) return null;
    if (kind === INVISIBLE) continue;
    if (kind === DIGIT || (number !== FNV_OFFSET && joinsDigits(text, i, code))) number = Math.imul(number ^ code, FNV_PRIME);
    else if (number !== FNV_OFFSET) {
      numbers.push(scramble(number));
      number = FNV_OFFSET;
    }
    if (kind >= LETTER) {
      // Setting this bit brings A–Z to lower case; a digit has it already.
      word = Math.imul(word ^ (code < 0x80 ? code | 0x20 : code), FNV_PRIME);
      continue;
    }
    if (word !== FNV_OFFSET) words[count++] = scramble(word);
    word = FNV_OFFSET;
    if (kind === IDEOGRAPH) words[count++] = scramble(Math.imul(FNV_OFFSET ^ code, FNV_PRIME));
  }
  return { words: words.subarray(0, count), numbers };
}

/** Mixes a hash so that all its bits depend on all of the input (the finaliser of MurmurHash3). */
export function scramble(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** `18.4.0` and `2023-04-13` are one number each. */
function joinsDigits(text: string, i: number, code: number): boolean {
  const next = text.charCodeAt(i + 1);
  return (code === 0x2e || code === 0x2d || code === 0x2f) && next >= 0x30 && next <= 0x39;
}

function kindBeyondAscii(code: number, unfolded: number): number {
  if (code === 0xad || (code >= 0x200b && code <= 0x200d) || code === 0x2060 || code === 0xfeff) return INVISIBLE;
  if ((code < 0xc0 && code !== 0xaa && code !== 0xb5 && code !== 0xba) || code === 0xd7 || code === 0xf7) return SEPARATOR;
  if ((code >= 0x2010 && code <= 0x206f) || (code >= 0x2190 && code < 0x2460) || (code >= 0x2500 && code < 0x2c00) || (code >= 0x3000 && code < 0x3040)) return SEPARATOR;
  if ((code >= 0x3040 && code < 0x3100) || (code >= 0x3400 && code < 0xa000)) return IDEOGRAPH;
  if (unfolded === LETTER && (code >= 0xd800 && code < 0xf900 || (code >= 0x2000 && code < 0x2c00))) return SEPARATOR;
  return unfolded;
}
