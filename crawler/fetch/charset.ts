/** Bytes → text. Pure, and never throws: text with a wrong character is worth more than none. */

import { isAscii } from 'node:buffer';
import { guessEncoding, isUtf8 } from './charset-guess.ts';
import { findCharsetParameter, findMetaCharset } from './meta-prescan.ts';

/** Decoded text with the WHATWG name of the encoding that was used (`utf-32be` and `utf-32le` beside them). */
export type Decoded = { readonly text: string; readonly encoding: string };

/** Encodings in which every byte is a character: nearly any UTF-8 text "fits" them, so a declaration of one proves little. */
const SINGLE_BYTE = /^(?:windows-125\d|iso-8859-\d+|macintosh|koi8-[ru]|ibm866)/u;

/** So many characters are never well-formed UTF-8 by chance. With fewer the label stands, as in browsers. */
const MIN_PROOF_CHARACTERS = 256;
const NON_ASCII = /[\u0080-\uFFFC\u{10000}-\u{10FFFF}]/gu;

/** Windows-1252 for the bytes 0x80–0x9F, which re-encoded as UTF-8 become control characters that no text holds. */
const WINDOWS_1252_C1 = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index));

/** A page's text. Order: byte order mark, UTF-16 without one, header, `<meta>`, XML declaration, what the bytes look like. */
export function decodeHtml(bytes: Uint8Array, contentTypeHeader: string | null): Decoded {
  const wide = wideEncoding(bytes);
  if (wide !== null) return decode(bytes, wide);
  const declared = [
    knownEncoding(findCharsetParameter(contentTypeHeader)),
    knownEncoding(findMetaCharset(bytes, (label) => knownEncoding(label) !== null)),
    knownEncoding(xmlDeclaredEncoding(bytes)),
  ];
  return decode(bytes, chooseEncoding(bytes, declared, 'windows-1252'));
}

/** A feed's text (XML or JSON). Order: byte order mark, UTF-16/32 without one, header, XML declaration, what the bytes look like. @see RFC 7303 §3 */
export function decodeFeed(bytes: Uint8Array, contentTypeHeader: string | null): Decoded {
  const wide = wideEncoding(bytes);
  if (wide !== null) return decode(bytes, wide);
  const declared = [knownEncoding(findCharsetParameter(contentTypeHeader)), knownEncoding(xmlDeclaredEncoding(bytes))];
  return decode(bytes, chooseEncoding(bytes, declared, 'utf-8'));
}

/** The first declared encoding that the bytes do not contradict; `whenAscii` where nothing is declared and nothing can be seen. */
function chooseEncoding(bytes: Uint8Array, declared: readonly (string | null)[], whenAscii: string): string {
  const named = declared.filter((encoding) => encoding !== null);
  const first = named[0];
  if (isAscii(bytes)) return first ?? whenAscii;
  if (isUtf8(bytes)) return first === undefined || SINGLE_BYTE.test(first) || named.includes('utf-8') || isProvenUtf8(bytes) ? 'utf-8' : first;
  if (first === 'utf-8' && isMostlyUtf8(bytes)) return first;
  return named.find((encoding) => encoding !== 'utf-8') ?? guessEncoding(bytes);
}

/** Running text in UTF-8, whatever it says: pages that were converted and kept their old label. */
function isProvenUtf8(bytes: Uint8Array): boolean {
  return (new TextDecoder().decode(bytes).match(NON_ASCII)?.length ?? 0) >= MIN_PROOF_CHARACTERS;
}

/** A few broken bytes in text that is UTF-8 otherwise: a cut string, one pasted character. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes);
  const broken = text.match(/\uFFFD/gu)?.length ?? 0;
  const intact = text.match(NON_ASCII)?.length ?? 0;
  return intact > broken * 2;
}

/** UTF-8 by its mark; UTF-16 and UTF-32 by their mark or by the zero bytes around the first `<`; else null. @see XML 1.0 appendix F */
function wideEncoding(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0 && b === 0 && ((c === 0xfe && d === 0xff) || (c === 0 && d === 0x3c))) return 'utf-32be';
  if (c === 0 && d === 0 && ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0))) return 'utf-32le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c && c === 0)) return 'utf-16be';
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0 && d === 0)) return 'utf-16le';
  return null;
}

/** The label in an XML declaration at the start; null where there is none. */
function xmlDeclaredEncoding(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512)).toString('latin1');
  return /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']/u.exec(start)?.[1] ?? null;
}

/** The WHATWG name for a label; null for unknown ones, and for UTF-16, which the bytes would have shown by themselves. */
function knownEncoding(label: string | null): string | null {
  if (label === null) return null;
  try {
    const { encoding } = new TextDecoder(label.trim());
    return encoding.startsWith('utf-16') || encoding === 'replacement' ? null : encoding;
  } catch {
    // An invented label says nothing.
    return null;
  }
}

function decode(bytes: Uint8Array, encoding: string): Decoded {
  const text = encoding.startsWith('utf-32') ? decodeUtf32(bytes, encoding === 'utf-32le') : new TextDecoder(encoding).decode(bytes);
  return { text: repairControls(text), encoding };
}

function repairControls(text: string): string {
  return text.replace(/[\u0000\u0080-\u009f]/gu, (control) => (control === '\u0000' ? '' : (WINDOWS_1252_C1[control.charCodeAt(0) - 0x80] ?? '')));
}

/** TextDecoder knows no UTF-32. Code points out of range become U+FFFD, a byte order mark is dropped. */
function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const characters: string[] = [];
  for (let offset = 0; offset + 4 <= bytes.byteLength; offset += 4) {
    const point = view.getUint32(offset, littleEndian);
    if (offset === 0 && point === 0xfeff) continue;
    characters.push(point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? '\uFFFD' : String.fromCodePoint(point));
  }
  return characters.join('');
}
