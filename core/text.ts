/** Plain text: cleaning, folding, words. */

/** Anything of the next three: most texts hold none. */
const UNCLEAN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFEFF\u202A-\u202E\u2066-\u2069\uE000\uE001]/u;
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFEFF]/gu;
const BIDI_OVERRIDES = /[\u202A-\u202E\u2066-\u2069]/gu;
/** Marks that the search engines put around matches (R43); no text from outside may hold them. */
const HIGHLIGHT_MARKS = /[\uE000\uE001]/gu;
/** Text in which there is nothing to clean: most of what is read. */
const PLAIN = /^[\t\n\u0020-\u007E]*$/u;
const WORD = /[\p{L}\p{N}\p{M}_]+/gu;

/** The text in NFC without control characters (line break and tab stay), bidi overrides or highlight marks; lone surrogates become U+FFFD. */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text;
  if (!UNCLEAN.test(text) && text.isWellFormed()) return text.normalize('NFC');
  return text
    .replaceAll('\r\n', '\n')
    .replace(CONTROLS, '')
    .replace(BIDI_OVERRIDES, '')
    .replace(HIGHLIGHT_MARKS, '')
    .toWellFormed()
    .normalize('NFC');
}

/** One line of clean text, at most `maxChars` long: titles, names. Cut lines end in `…`. */
export function cleanLine(text: string, maxChars = 300): string {
  return clip(cleanText(text).replace(/\s+/gu, ' ').trim(), maxChars);
}

/** The beginning of a text, at most `maxChars` characters, cut between words and marked with `…`. */
export function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars - 1).toWellFormed().replace(/\uFFFD$/u, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > maxChars / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** The words of a text in lower case, in order. */
export function words(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

/** How many {@link words} a text has, several times faster than to take them out. */
export function countWords(text: string): number {
  let count = 0;
  let isInside = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdfff) return words(text).length;
    const isWord = isOfWord(unit);
    if (isWord && !isInside) count += 1;
    isInside = isWord;
  }
  return count;
}

/** Whether words are made of a UTF-16 unit: 0 where it was not looked at yet, 1 for no, 2 for yes. */
const OF_WORDS = new Uint8Array(0x10000);

function isOfWord(unit: number): boolean {
  if (OF_WORDS[unit] === 0) OF_WORDS[unit] = words(String.fromCharCode(unit)).length + 1;
  return OF_WORDS[unit] === 2;
}

/** The text for comparison: NFKC, lower case, everything but letters and digits as single spaces. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** A slug of ASCII letters, digits and `-`; other scripts keep their letters. Empty where the text holds neither. */
export function slug(text: string): string {
  return fold(text.normalize('NFKD').replace(/\p{M}+/gu, '')).replaceAll(' ', '-');
}
