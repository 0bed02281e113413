/** Text as a row of word hashes, fast: what all comparisons of texts are made from. */

/** The words of a text in order, each as a 32-bit hash, and its numbers (versions, dates, figures) likewise. */
export type Tokens = { readonly words: Uint32Array; readonly numbers: readonly number[] };

const SEPARATOR = 0;
const LETTER = 1;
const DIGIT = 2;
/** Han and kana stand without spaces: every character is a word. */
const IDEOGRAPH = 3;
/** Soft hyphens and zero-width marks do not part a word. */
const INVISIBLE = 4;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Reads a text's words and numbers. Case, punctuation and Unicode presentation forms make no difference. */
export function tokenise(text: string): Tokens {
  const folded = fold(text);
  const words = new Uint32Array(folded.length);
  const numbers: number[] = [];
  let count = 0;
  let word = FNV_OFFSET;
  let number = FNV_OFFSET;
  for (let i = 0; i <= folded.length; i += 1) {
    const code = i < folded.length ? folded.charCodeAt(i) : 0x20;
    const kind = kindOf(code);
    if (kind === INVISIBLE) continue;
    if (kind === LETTER || kind === DIGIT) word = Math.imul(word ^ code, FNV_PRIME);
    else {
      if (word !== FNV_OFFSET) words[count++] = scramble(word);
      word = FNV_OFFSET;
      if (kind === IDEOGRAPH) words[count++] = scramble(Math.imul(FNV_OFFSET ^ code, FNV_PRIME));
    }
    if (kind === DIGIT || (number !== FNV_OFFSET && joinsDigits(folded, i, code))) number = Math.imul(number ^ code, FNV_PRIME);
    else if (number !== FNV_OFFSET) {
      numbers.push(scramble(number));
      number = FNV_OFFSET;
    }
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

function fold(text: string): string {
  // Plain ASCII is in NFKC already, and most texts are plain ASCII.
  return (/[^\u0000-\u007f]/u.test(text) ? text.normalize('NFKC') : text).toLowerCase();
}

/** `18.4.0` and `2023-04-13` are one number each. */
function joinsDigits(text: string, i: number, code: number): boolean {
  const next = text.charCodeAt(i + 1);
  return (code === 0x2e || code === 0x2d || code === 0x2f) && next >= 0x30 && next <= 0x39;
}

function kindOf(code: number): number {
  if (code < 0x80) {
    if (code >= 0x61 && code <= 0x7a) return LETTER;
    return code >= 0x30 && code <= 0x39 ? DIGIT : SEPARATOR;
  }
  if (code === 0xad || (code >= 0x200b && code <= 0x200d) || code === 0x2060 || code === 0xfeff) return INVISIBLE;
  if (code < 0xc0 || code === 0xd7 || code === 0xf7) return code === 0xb5 || code === 0xaa || code === 0xba ? LETTER : SEPARATOR;
  if (code < 0x2000) return LETTER;
  if (code < 0x2c00 || (code >= 0x3000 && code < 0x3040) || code >= 0xd800) return SEPARATOR;
  return (code >= 0x3040 && code < 0xa000) || (code >= 0xf900 && code < 0xfb00) ? IDEOGRAPH : LETTER;
}
