/** A page's tree as the listing rules walk it. Nothing here changes it. */

import type { parseDocument } from 'htmlparser2';
import { cleanLine } from '../../core/text.ts';
import { parseHtml } from './html.ts';

type Document = ReturnType<typeof parseDocument>;
export type TreeNode = Document['children'][number];
export type TreeElement = Extract<TreeNode, { readonly attribs: object }>;

/** Larger pages are not kept: their trees take some 20 bytes for each character. */
const MAX_KEPT_CHARS = 1_000_000;

let kept: { readonly html: string; readonly top: readonly TreeElement[] } | null = null;

/** The page's top elements. The last page's tree is kept, for one page is read in several ways. @throws ParseError as {@link parseHtml}. */
export function loadTree(html: string): readonly TreeElement[] {
  if (kept?.html === html) return kept.top;
  const top = parseHtml(html).children.filter(isElement);
  kept = html.length > MAX_KEPT_CHARS ? null : { html, top };
  return top;
}

/** Whether the node is an element. */
export function isElement(node: TreeNode): node is TreeElement {
  return node.type === 'tag' || node.type === 'script' || node.type === 'style';
}

/** The elements directly below. */
export function elementsBelow(element: TreeElement): TreeElement[] {
  return element.children.filter(isElement);
}

/** The element itself and all below it, in document order. */
export function* walk(element: TreeElement): Generator<TreeElement> {
  // A stack of our own: nested generators cost a step of each level for every element.
  const waiting: TreeElement[] = [element];
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    yield current;
    for (let index = current.children.length - 1; index >= 0; index -= 1) {
      const child = current.children[index];
      if (child !== undefined && isElement(child)) waiting.push(child);
    }
  }
}

/** An attribute, trimmed; empty where it is absent. */
export function attributeOf(element: TreeElement, name: string): string {
  return element.attribs[name]?.trim() ?? '';
}

const UNSEEN = new Set(['script', 'style', 'template', 'noscript', 'svg']);

/** All visible text below as one line, with a space wherever one element follows another. */
export function lineOf(element: TreeElement, maxChars = 20_000): string {
  const pieces: string[] = [];
  collectText(element, pieces);
  return cleanLine(pieces.join(' '), maxChars);
}

/** The text as it is read: inline elements join, so that words cut by markup stay whole. */
export function titleLine(element: TreeElement): string {
  const pieces: string[] = [];
  collectText(element, pieces, BLOCKISH);
  return cleanLine(pieces.join(''), 500);
}

const BLOCKISH = new Set(['div', 'p', 'br', 'li', 'td', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'section', 'article', 'header', 'footer', 'time']);

function collectText(element: TreeElement, pieces: string[], spaced: ReadonlySet<string> | null = null): void {
  for (const child of element.children) {
    if (child.type === 'text') pieces.push(child.data);
    else if (isElement(child) && !UNSEEN.has(child.name)) {
      if (spaced?.has(child.name)) pieces.push(' ');
      collectText(child, pieces, spaced);
      if (spaced?.has(child.name)) pieces.push(' ');
    }
  }
}

/** The element's parent element, or null at the top. */
export function parentOf(element: TreeElement): TreeElement | null {
  const parent = element.parent;
  return parent !== null && isElement(parent as TreeNode) ? (parent as TreeElement) : null;
}

/** The element and what encloses it, innermost first. */
export function* ancestry(element: TreeElement): Generator<TreeElement> {
  for (let current: TreeElement | null = element; current !== null; current = parentOf(current)) yield current;
}

/** Its class names and id in lower case. */
export function hintsOf(element: TreeElement): string {
  return `${attributeOf(element, 'class')} ${attributeOf(element, 'id')}`.toLowerCase();
}
