/** How much readable text an element holds, and how much of it is links. */

import { isElement, parentElement, UNSEEN, type Element, type Parent } from '../dom.ts';

/**
 * `chars` and `linkChars`: visible characters without white space runs. `mass`: the worth of its text as prose or code:
 * long lines count in full, short ones and links hardly.
 */
export type Measure = { readonly chars: number; readonly linkChars: number; readonly mass: number };

/** A measure with what the element adds to the line that it stands in; a block adds nothing to one. */
type Line = Measure & { readonly isInline: boolean; readonly lineChars: number; readonly lineLinkChars: number };

export type Measures = { readonly get: (element: Element) => Line | undefined };

type Sum = { chars: number; linkChars: number; mass: number; lineChars: number; lineLinkChars: number };

const NOTHING: Line = { chars: 0, linkChars: 0, mass: 0, isInline: true, lineChars: 0, lineLinkChars: 0 };

const INLINE = new Set([
  'a', 'abbr', 'acronym', 'b', 'bdi', 'bdo', 'big', 'br', 'cite', 'code', 'data', 'del', 'dfn', 'em', 'font', 'i', 'img', 'ins', 'kbd', 'label', 'mark',
  'math', 'nobr', 'q', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'time', 'tt', 'u', 'var', 'wbr', 'picture', 'source',
]);

/** The measure of every element below the root. */
export function measureTree(root: Parent): Measures {
  const measures = new Map<Element, Line>();
  addChildren(root, false, measures, () => null);
  return measures;
}

/** The measures without the dropped elements. Only what holds one of them is measured again. */
export function measureWithout(dropped: Iterable<Element>, root: Parent, whole: Measures): Measures {
  const changed = new Map<Element, Line>();
  const holders = new Set<Element>();
  for (const element of dropped) {
    changed.set(element, NOTHING);
    for (let above = parentElement(element); above !== null && !holders.has(above); above = parentElement(above)) holders.add(above);
  }
  const measures: Measures = { get: (element) => changed.get(element) ?? whole.get(element) };
  if (holders.size > 0) addChildren(root, false, changed, (element) => (holders.has(element) && changed.get(element) !== NOTHING ? null : measures.get(element) ?? null));
  return measures;
}

/** The measure of an element; nothing for one that was dropped. */
export function measureOf(measures: Measures, element: Element): Measure {
  return measures.get(element) ?? NOTHING;
}

/** Sums over the children and keeps the measure of each. `known` gives those that need no second look. */
function addChildren(parent: Parent, inLink: boolean, measures: Map<Element, Line>, known: (element: Element) => Line | null): Sum {
  const sum: Sum = { chars: 0, linkChars: 0, mass: 0, lineChars: 0, lineLinkChars: 0 };
  for (const child of parent.children) {
    if (child.type === 'text') addText(sum, visibleChars(child.data), inLink);
    else if (isElement(child) && !UNSEEN.has(child.name)) addLine(sum, known(child) ?? measureChild(child, inLink || child.name === 'a', measures, known));
  }
  return sum;
}

function measureChild(child: Element, inLink: boolean, measures: Map<Element, Line>, known: (element: Element) => Line | null): Line {
  const line = lineOf(child, addChildren(child, inLink, measures, known));
  measures.set(child, line);
  return line;
}

function lineOf(element: Element, inner: Sum): Line {
  const { chars, linkChars, lineChars, lineLinkChars } = inner;
  const isInline = INLINE.has(element.name) && inner.mass === 0;
  const mass = inner.mass + lineMass(element, lineChars, lineLinkChars);
  return isInline ? { chars, linkChars, mass, isInline, lineChars, lineLinkChars } : { chars, linkChars, mass, isInline, lineChars: 0, lineLinkChars: 0 };
}

function addText(sum: Sum, chars: number, inLink: boolean): void {
  sum.chars += chars;
  sum.lineChars += chars;
  if (inLink) {
    sum.linkChars += chars;
    sum.lineLinkChars += chars;
  }
}

function addLine(sum: Sum, line: Line): void {
  sum.chars += line.chars;
  sum.linkChars += line.linkChars;
  sum.lineChars += line.lineChars;
  sum.lineLinkChars += line.lineLinkChars;
  if (!line.isInline) sum.mass += line.mass;
}

const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/** Lines under 25 characters are labels; under 80 they may be either. Links count against a line. */
function lineMass(element: Element, chars: number, linkChars: number): number {
  if (element.name === 'pre') return chars;
  const words = chars - linkChars * 1.3;
  if (words <= 0) return 0;
  if (HEADINGS.has(element.name)) return words * 0.3;
  return words < 25 ? words * 0.1 : words < 80 ? words * 0.6 : words;
}

/** Characters with each run of white space counted as one, ends not counted. */
function visibleChars(text: string): number {
  let count = 0;
  let space = true;
  for (let index = 0; index < text.length; index += 1) {
    const white = text.charCodeAt(index) <= 32;
    if (!white || !space) count += 1;
    space = white;
  }
  return space && count > 0 ? count - 1 : count;
}
