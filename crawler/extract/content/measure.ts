/** How much readable text an element holds, and how much of it is links. */

import { isElement, UNSEEN, type Element, type Parent } from '../dom.ts';

/**
 * `chars` and `linkChars`: visible characters without white space runs. `mass`: the worth of its text as prose or code:
 * long lines count in full, short ones and links hardly.
 */
export type Measure = { readonly chars: number; readonly linkChars: number; readonly mass: number };

export type Measures = ReadonlyMap<Element, Measure>;

const NOTHING: Measure = { chars: 0, linkChars: 0, mass: 0 };

const INLINE = new Set([
  'a', 'abbr', 'acronym', 'b', 'bdi', 'bdo', 'big', 'br', 'cite', 'code', 'data', 'del', 'dfn', 'em', 'font', 'i', 'img', 'ins', 'kbd', 'label', 'mark',
  'math', 'nobr', 'q', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'time', 'tt', 'u', 'var', 'wbr', 'picture', 'source',
]);

/** The measure of every element below the parent that is not dropped. */
export function measureTree(parent: Parent, dropped: { readonly has: (element: Element) => boolean }): Map<Element, Measure> {
  const measures = new Map<Element, Measure>();
  measure(parent, dropped, measures, false);
  return measures;
}

/** The measure of an element; nothing for one that was dropped. */
export function measureOf(measures: Measures, element: Element): Measure {
  return measures.get(element) ?? NOTHING;
}

type Sum = { chars: number; linkChars: number; mass: number; lineChars: number; lineLinkChars: number };

function measure(parent: Parent, dropped: { readonly has: (element: Element) => boolean }, measures: Map<Element, Measure>, inLink: boolean): Sum {
  const sum: Sum = { chars: 0, linkChars: 0, mass: 0, lineChars: 0, lineLinkChars: 0 };
  for (const child of parent.children) {
    if (child.type === 'text') addText(sum, visibleChars(child.data), inLink);
    else if (isElement(child) && !UNSEEN.has(child.name) && !dropped.has(child)) addElement(sum, child, measure(child, dropped, measures, inLink || child.name === 'a'), measures);
  }
  return sum;
}

function addText(sum: Sum, chars: number, inLink: boolean): void {
  sum.chars += chars;
  sum.lineChars += chars;
  if (inLink) {
    sum.linkChars += chars;
    sum.lineLinkChars += chars;
  }
}

function addElement(sum: Sum, child: Element, inner: Sum, measures: Map<Element, Measure>): void {
  const inline = INLINE.has(child.name) && inner.mass === 0;
  const mass = inner.mass + (inline ? 0 : lineMass(child, inner.lineChars, inner.lineLinkChars));
  measures.set(child, { chars: inner.chars, linkChars: inner.linkChars, mass: inline ? lineMass(child, inner.lineChars, inner.lineLinkChars) : mass });
  sum.chars += inner.chars;
  sum.linkChars += inner.linkChars;
  sum.mass += mass;
  if (inline) {
    sum.lineChars += inner.lineChars;
    sum.lineLinkChars += inner.lineLinkChars;
  }
}

/** Lines under 25 characters are labels; under 80 they may be either. Links count against a line. */
function lineMass(element: Element, chars: number, linkChars: number): number {
  if (element.name === 'pre') return chars;
  const words = chars - linkChars * 1.3;
  if (words <= 0) return 0;
  if (/^h[1-6]$/u.test(element.name)) return words * 0.3;
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
