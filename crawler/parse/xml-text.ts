/** What elements of a feed's tree say: found by name, read as text or as markup. */

import { cleanLine } from '../../core/text.ts';
import { escapeAttribute, escapeText } from './entities.ts';
import { fragmentText } from './fragment.ts';
import type { Vocabulary } from './namespaces.ts';
import type { XmlElement, XmlNode } from './xml.ts';

/** Titles longer than this are descriptions in the wrong place. */
const MAX_TITLE_CHARS = 500;

/** A name with the vocabulary it must be of: `dc:creator`; without a prefix the feed's own. */
export type QualifiedName = string;

function matches(element: XmlElement, qualified: QualifiedName): boolean {
  const colon = qualified.indexOf(':');
  const vocabulary = (colon < 0 ? '' : qualified.slice(0, colon)) as Vocabulary;
  return element.vocabulary === vocabulary && element.name === qualified.slice(colon + 1);
}

/** The elements directly below, in order. */
export function childElements(element: XmlElement): XmlElement[] {
  return element.children.filter((node): node is XmlElement => 'children' in node);
}

/** The children of that name, in order. */
export function findAll(element: XmlElement, qualified: QualifiedName): XmlElement[] {
  return childElements(element).filter((child) => matches(child, qualified));
}

/** The first child with any of the names, tried name by name; one with content goes before an empty one. */
export function findFirst(element: XmlElement, ...names: readonly QualifiedName[]): XmlElement | null {
  for (const name of names) {
    const found = findAll(element, name);
    const filled = found.find((child) => child.children.length > 0) ?? found[0];
    if (filled !== undefined) return filled;
  }
  return null;
}

/** All text below, trimmed; null where there is none. */
export function textOf(element: XmlElement | null): string | null {
  const text = element === null ? '' : rawText(element).trim();
  return text === '' ? null : text;
}

function rawText(node: XmlNode): string {
  return 'text' in node ? node.text : node.children.map(rawText).join('');
}

/** What stands between the tags as HTML: escaped markup unescaped, elements written out again; null where there is nothing. */
export function markupOf(element: XmlElement | null): string | null {
  if (element === null) return null;
  const hasElements = element.children.some((node) => 'children' in node);
  const markup = element.children.map((node) => ('text' in node ? (hasElements && !node.cdata ? escapeStray(node.text) : node.text) : serialise(node))).join('');
  return markup.trim() === '' ? null : markup.trim();
}

/** Beside real elements, `<` in the text is text unless the author mixed both ways of writing markup. */
function escapeStray(text: string): string {
  return /<\/?[a-z][^<>]*>/iu.test(text) ? text : escapeText(text);
}

/** The content of an XHTML construct: its wrapping `div` is not part of it (RFC 4287 §3.1.1.3). */
export function xhtmlOf(element: XmlElement): string | null {
  const elements = childElements(element);
  const only = elements[0];
  const wrapped = elements.length === 1 && only?.name === 'div' && rawText({ ...element, children: element.children.filter((node) => 'text' in node) }).trim() === '';
  const markup = (wrapped && only !== undefined ? only : element).children.map(serialise).join('').trim();
  return markup === '' ? null : markup;
}

const VOID = new Set(['area', 'br', 'col', 'hr', 'img', 'input', 'source', 'track', 'wbr']);

function serialise(node: XmlNode): string {
  if ('text' in node) return escapeText(node.text);
  if (node.vocabulary === 'other') return '';
  const attributes = [...node.attributes].filter(([name]) => !name.includes(':')).map(([name, value]) => ` ${name}="${escapeAttribute(absoluteWithin(node, name, value))}"`);
  const start = `<${node.name}${attributes.join('')}`;
  return VOID.has(node.name) ? `${start}>` : `${start}>${node.children.map(serialise).join('')}</${node.name}>`;
}

/** Each element of XHTML may have a base of its own, which serialising would lose. */
function absoluteWithin(element: XmlElement, name: string, value: string): string {
  if ((name !== 'href' && name !== 'src') || element.base === null || /^[a-z][a-z0-9+.-]*:/iu.test(value.trim())) return value;
  return URL.parse(value.trim(), element.base)?.href ?? value;
}

/** A title as one line of text, from markup that is declared as such. */
export function titleFromHtml(markup: string | null): string | null {
  return markup === null ? null : nonEmpty(cleanLine(fragmentText(markup), MAX_TITLE_CHARS));
}

/** A title as one line, taken literally. */
export function titleFromText(text: string | null): string | null {
  return text === null ? null : nonEmpty(cleanLine(text, MAX_TITLE_CHARS));
}

/** The text, or null where it is empty. */
export function nonEmpty(text: string): string | null {
  return text === '' ? null : text;
}
