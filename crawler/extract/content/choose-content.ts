/** Which element holds the article. */

import { childElements, type Document, type Element, type Parent } from '../dom.ts';
import { measureOf, type Measures } from './measure.ts';

/** A child with at least this share of its parent's text is entered. */
const DESCEND_SHARE = 0.65;

/** What holds the page's main text: an element, or the document itself where several elements beside each other do. */
export function chooseContent(root: Document, measures: Measures): Parent {
  let current: Parent = root;
  for (;;) {
    const best = heaviestChild(current, measures);
    if (best === null || measureOf(measures, best).mass === 0 || measureOf(measures, best).mass < massOf(current, measures) * DESCEND_SHARE || !isContainer(best) || hasTwin(best, current, measures)) return current;
    current = best;
  }
}

/** A text in several sections alike is not one of them. */
const TWIN_SHARE = 0.03;

function hasTwin(best: Element, parent: Parent, measures: Measures): boolean {
  return childElements(parent).some((child) => child !== best && child.name === best.name && child.attribs['class'] === best.attribs['class'] && measureOf(measures, child).mass > measureOf(measures, best).mass * TWIN_SHARE);
}

function massOf(parent: Parent, measures: Measures): number {
  return 'name' in parent ? measureOf(measures, parent).mass : childElements(parent).reduce((sum, child) => sum + measureOf(measures, child).mass, 0);
}

function heaviestChild(element: Parent, measures: Measures): Element | null {
  let best: Element | null = null;
  for (const child of childElements(element)) {
    if (best === null || measureOf(measures, best).mass === 0 || measureOf(measures, child).mass > measureOf(measures, best).mass) best = child;
  }
  return best;
}

function isContainer(element: Element): boolean {
  return !/^(?:p|pre|ul|ol|dl|blockquote|table|h[1-6]|li|code|span|a)$/u.test(element.name) || childElements(element).length === 1;
}
