/** The parsed page as the extraction rules see it: node types, attributes, text and class hints. Nothing here changes the tree. */

import type { parseDocument } from 'htmlparser2';

export type Document = ReturnType<typeof parseDocument>;
export type Node = Document['children'][number];
export type Element = Extract<Node, { readonly attribs: object }>;
export type Parent = Document | Element;

/** Whether the node is an element. */
export function isElement(node: Node): node is Element {
  return node.type === 'tag' || node.type === 'script' || node.type === 'style';
}

/** The text of a text node; null for any other node. */
export function textOf(node: Node): string | null {
  return node.type === 'text' ? node.data : null;
}

/** An attribute's value, trimmed; null where it is absent or empty. */
export function attribute(element: Element, name: string): string | null {
  const value = element.attribs[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

/** The child elements, in order. */
export function childElements(parent: Parent): Element[] {
  return parent.children.filter(isElement);
}

/** Every element below the parent, in document order. */
export function descendants(parent: Parent): Element[] {
  const found: Element[] = [];
  collect(parent, found);
  return found;
}

function collect(parent: Parent, found: Element[]): void {
  for (const child of parent.children) {
    if (!isElement(child)) continue;
    found.push(child);
    collect(child, found);
  }
}

/** The first element below the parent that fits, in document order, or null. */
export function findElement(parent: Parent, fits: (element: Element) => boolean): Element | null {
  for (const child of parent.children) {
    if (!isElement(child)) continue;
    if (fits(child)) return child;
    const below = findElement(child, fits);
    if (below !== null) return below;
  }
  return null;
}

/** The nearest enclosing element that fits, or null. */
export function closest(element: Element, fits: (element: Element) => boolean): Element | null {
  for (let above = parentElement(element); above !== null; above = parentElement(above)) {
    if (fits(above)) return above;
  }
  return null;
}

/** The enclosing element, or null at the top. */
export function parentElement(node: Node): Element | null {
  const parent = node.parent;
  return parent !== null && parent.type !== 'root' && isElement(parent as Node) ? (parent as Element) : null;
}

/** Elements whose content is code or data, never words. */
export const UNSEEN = new Set(['script', 'style', 'noscript', 'template', 'head', 'title', 'svg', 'iframe', 'object', 'embed', 'canvas', 'audio', 'video', 'map']);

/** The words below a node exactly as written, without scripts and styles. */
export function rawText(node: Node | Parent): string {
  const parts: string[] = [];
  appendText(node, parts, ALL);
  return parts.join('');
}

/** Appends texts until more than the wanted characters beside white space were read; returns how many are still wanted. */
function appendText(node: Node | Parent, parts: string[], wanted: number): number {
  if (node.type === 'text') {
    parts.push(node.data);
    return wanted === ALL ? ALL : wanted - countVisible(node.data);
  }
  if (!('children' in node) || ('name' in node && UNSEEN.has(node.name))) return wanted;
  let left = wanted;
  for (const child of node.children) {
    if (left < 0) return left;
    left = appendText(child, parts, left);
  }
  if ('name' in node && (node.name === 'br' || node.name === 'p' || node.name === 'div' || node.name === 'li')) parts.push(' ');
  return left;
}

const ALL = Number.POSITIVE_INFINITY;

/** How many characters of a text are surely no white space. */
function countVisible(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if ((unit > 0x20 && unit < 0x1680 && unit !== 0xa0) || (unit > 0x3000 && unit !== 0xfeff)) count += 1;
  }
  return count;
}

/** The first characters of {@link lineOf}: all of them where the line is shorter. Long texts are not read to their end. */
export function lineStart(node: Node | Parent, chars: number): string {
  const parts: string[] = [];
  appendText(node, parts, chars);
  return oneLine(parts.join('')).slice(0, chars);
}

/** The words below a node in one line. */
export function lineOf(node: Node | Parent): string {
  return oneLine(rawText(node));
}

/** The text with each run of white space as one space, and none at its ends. Single spaces, which most are, need no replacing. */
function oneLine(text: string): string {
  return (SPACES.test(text) ? text.replace(ALL_SPACES, ' ') : text).trim();
}

const SPACES = /[^\S ]| \s/u;
const ALL_SPACES = /\s{2,}|[^\S ]/gu;

/** Class and id as rules see them: their words, and what each {@link nameTest} answered to them, by its number. Pages use few names many times. */
type Names = { readonly hint: string; readonly answers: boolean[] };

/** Where an element keeps its names: nearly every rule asks for them. */
const NAMES = Symbol('names');
type Named = Element & { [NAMES]?: Names };

/** Class and id as lower-case words between spaces (`postShare_bar-2` → ` post share bar 2 `), for rules on names. */
export function nameHint(element: Element): string {
  return namesOf(element).hint;
}

/** As {@link nameHint}, of the class alone. */
export function classHint(element: Element): string {
  return classNames(element.attribs['class'] ?? '').hint;
}

/** A test of class and id words that keeps its answers. */
export function nameTest(words: RegExp): (element: Element) => boolean {
  const test = tests;
  tests += 1;
  return (element) => {
    const { hint, answers } = namesOf(element);
    return (answers[test] ??= words.test(hint));
  };
}

let tests = 0;

function namesOf(element: Named): Names {
  return (element[NAMES] ??= readNames(element.attribs['class'] ?? '', element.attribs['id'] ?? ''));
}

function readNames(classes: string, id: string): Names {
  if (id === '') return classNames(classes);
  const own = hintOf(id);
  return { hint: classes === '' ? own : `${classNames(classes).hint}${own.slice(1)}`, answers: [] };
}

const knownClasses = new Map<string, Names>([['', { hint: '  ', answers: [] }]]);
const MAX_KNOWN = 20_000;

function classNames(classes: string): Names {
  const known = knownClasses.get(classes);
  if (known !== undefined) return known;
  const names: Names = { hint: hintOf(classes), answers: [] };
  if (knownClasses.size >= MAX_KNOWN) knownClasses.clear();
  knownClasses.set(` ${classes}`.slice(1), names); // A copy: an attribute's text is a slice that keeps its whole page in memory.
  return names;
}

/** Names beyond this length are generated (utility classes by the hundred) and say nothing. */
const MAX_NAME_CHARS = 1_000;

/** `has-sidebar`, `no-comments`, `sidebar-enabled--false`: what stands somewhere else, or not at all. */
const MODIFIED = /(?:^|\s)(?:has|with|no|without|hide|show)[-_][\w-]*|(?<![\w-])[\w-]{1,60}[-_](?:enabled|disabled|true|false)(?=\s|$)/gu;

function hintOf(names: string): string {
  const plain = names.length > MAX_NAME_CHARS ? names.slice(0, MAX_NAME_CHARS) : names;
  const kept = MAY_BE_MODIFIED.test(plain) ? plain.replace(MODIFIED, ' ') : plain;
  return wordsOfNames(kept);
}

/** The words between spaces; a capital after a small letter or a digit begins one. By hand, because expressions take four times as long. */
function wordsOfNames(names: string): string {
  let words = ' ';
  let start = 0;
  let before: Kind = 'other';
  for (let index = 0; index <= names.length; index += 1) {
    const kind = kindOf(names.charCodeAt(index));
    const begins = kind !== 'other' && (before === 'other' || (kind === 'capital' && before === 'small'));
    if (before !== 'other' && (kind === 'other' || begins)) words += `${names.slice(start, index)} `;
    if (begins) start = index;
    before = kind;
  }
  return words === ' ' ? '  ' : words.toLowerCase();
}

type Kind = 'small' | 'capital' | 'other';

/** Digits count as small letters; what is behind the end (NaN) is something else. */
function kindOf(unit: number): Kind {
  if ((unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57)) return 'small';
  return unit >= 65 && unit <= 90 ? 'capital' : 'other';
}

/** Cheaper than to replace in names that hold none. */
const MAY_BE_MODIFIED = /(?:has|with|no|without|hide|show)[-_]|[-_](?:enabled|disabled|true|false)/u;
