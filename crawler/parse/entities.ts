/** Character references in feeds, decoded exactly once (R12). */

import { Parser } from 'htmlparser2';

const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,31}));/giu;

/** Decoded names; HTML has 2,125 of them, and a name outside that list is kept as it stands. */
const named = new Map<string, string>([['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"]]);
const MAX_NAMES = 5_000;

/**
 * The text with numeric and named references decoded in one pass, HTML's names included (feeds use them without declaring
 * them). `custom` holds what the document itself declares. Unknown names stay as written.
 */
export function decodeReferences(text: string, custom: ReadonlyMap<string, string> | null = null): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (reference, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
    if (name !== undefined) return custom?.get(name) ?? decodeName(name, reference);
    return decodeNumber(decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal), reference);
  });
}

function decodeName(name: string, reference: string): string {
  const known = named.get(name);
  if (known !== undefined) return known;
  const decoded = decodeWithHtml(reference);
  if (named.size < MAX_NAMES) named.set(name, decoded);
  return decoded;
}

/** 128–159 are read as Windows-1252, as browsers do (HTML Standard, numeric character reference end state). */
function decodeNumber(code: number, reference: string): string {
  if ((code >= 0x80 && code <= 0x9f) || code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return decodeWithHtml(reference);
  return String.fromCodePoint(code);
}

function decodeWithHtml(reference: string): string {
  let decoded = '';
  const parser = new Parser({ ontext: (text) => (decoded += text) }, { decodeEntities: true });
  parser.end(reference);
  return decoded;
}

/** The text with `&`, `<` and `>` written as references. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The text as an attribute's value between double quotes. */
export function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
