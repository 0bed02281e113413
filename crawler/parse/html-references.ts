/**
 * Character references in the texts and attributes of HTML. The parser decodes them too, but then reads every text and value
 * character by character; few of them hold any, so that to decode those alone takes a third off the time of a page.
 */

import { Parser } from 'htmlparser2';

/** What nearly all references are. They mean the same in texts and in attributes. */
const COMMON: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#039;': "'", '&#x27;': "'", '&nbsp;': '\u00A0' };
const ANY_COMMON = /&(?:amp|lt|gt|quot|#39|#039|#x27|nbsp);/gu;
const ANY_OTHER = /&(?!(?:amp|lt|gt|quot|#39|#039|#x27|nbsp);)/u;

/** A text with its references decoded. */
export function decodeText(text: string): string {
  if (!text.includes('&')) return text;
  if (!ANY_OTHER.test(text)) return decodeCommon(text);
  // A `<` that is text is neither part of a reference nor to be read as a tag.
  return text.split('<').map(decodePart).join('<');
}

function decodePart(text: string): string {
  let decoded = '';
  const parser = new Parser({ ontext: (part) => (decoded += part) }, { decodeEntities: true });
  parser.end(text);
  return decoded;
}

/** An attribute's value with its references decoded; without a semicolon fewer of them count than in texts. */
export function decodeValue(value: string): string {
  if (!value.includes('&')) return value;
  if (!ANY_OTHER.test(value)) return decodeCommon(value);
  let decoded = '';
  // Only a value that stood without quotes can hold both.
  const quote = !value.includes('"') ? '"' : !value.includes("'") ? "'" : '';
  const parser = new Parser({ onattribute: (_name, whole) => (decoded = whole) }, { decodeEntities: true });
  parser.end(`<a v=${quote}${value}${quote}>`);
  return decoded;
}

function decodeCommon(text: string): string {
  return text.replace(ANY_COMMON, (reference) => COMMON[reference] ?? reference);
}
