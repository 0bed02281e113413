/** Pages that show their text by script, and hold it beside for readers without: much forum software does. */

import { lineStart, type Document, type Element, type Node } from './dom.ts';

/** A page that shows fewer characters shows nothing, and a note that scripts are needed is shorter too. */
const NEXT_TO_NOTHING_CHARS = 200;

/** Where a page shows nothing by itself, its `noscript` elements with a text become plain ones. */
export function showUnscripted(root: Document, elements: readonly Element[]): void {
  const unscripted = elements.filter(({ name }) => name === 'noscript');
  if (unscripted.length === 0 || isText(root.children)) return;
  for (const element of unscripted) if (isText(element.children)) element.name = 'div';
}

function isText(nodes: readonly Node[]): boolean {
  return nodes.map((node) => lineStart(node, NEXT_TO_NOTHING_CHARS)).join('').length >= NEXT_TO_NOTHING_CHARS;
}
