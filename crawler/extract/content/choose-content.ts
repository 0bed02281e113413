/** Which element holds the article. */

import { childElements, findElement, type Document, type Element } from '../dom.ts';
import { measureOf, type Measures } from './measure.ts';

/** A child with at least this share of its parent's text is entered. */
const DESCEND_SHARE = 0.8;

/** The element that holds the page's main text; null where the page has no element with text. */
export function chooseContent(root: Document, measures: Measures): Element | null {
  const start = findElement(root, (element) => element.name === 'body') ?? childElements(root).find((element) => measureOf(measures, element).chars > 0) ?? null;
  if (start === null || measureOf(measures, start).chars === 0) return start;
  let current = start;
  for (;;) {
    const best = heaviestChild(current, measures);
    if (best === null || measureOf(measures, best).mass < measureOf(measures, current).mass * DESCEND_SHARE || !isContainer(best)) return current;
    current = best;
  }
}

function heaviestChild(element: Element, measures: Measures): Element | null {
  let best: Element | null = null;
  for (const child of childElements(element)) {
    if (best === null || measureOf(measures, child).mass > measureOf(measures, best).mass) best = child;
  }
  return best;
}

function isContainer(element: Element): boolean {
  return !/^(?:p|pre|ul|ol|dl|blockquote|table|h[1-6]|li|code|span|a)$/u.test(element.name) || childElements(element).length === 1;
}
