/** What of a page readers see, as far as its own markup tells. */

import { fold } from '../../../core/text.ts';
import { isElement, nameTest, UNSEEN, type Element, type Node, type Parent } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';

const isNamedHidden = nameTest(/ (?:rich snippet hidden|sr only|visually hidden|screen reader text) /u);

/** Whether the element itself is hidden from readers, by its attributes or by a name that all style sheets hide. */
export function isHidden(element: Element): boolean {
  return element.attribs['hidden'] !== undefined || /display\s*:\s*none/u.test(element.attribs['style'] ?? '') || isNamedHidden(element);
}

/** Whether readers see any of the words: as written, or at least folded. */
export function showsAny(evidence: PageEvidence, words: readonly string[]): boolean {
  const parts: string[] = [];
  collectShown(evidence.root, parts);
  // To fold a whole page takes longer than all other rules together, and most names stand there as written.
  if (parts.some((part) => words.some((word) => part.includes(word)))) return true;
  const folded = ` ${fold(parts.join(' '))} `;
  return words.some((word) => folded.includes(` ${fold(word)} `));
}

function collectShown(node: Node | Parent, parts: string[]): void {
  if (node.type === 'text') parts.push(node.data);
  if (!('children' in node) || ('name' in node && (UNSEEN.has(node.name) || (isElement(node) && isHidden(node))))) return;
  for (const child of node.children) collectShown(child, parts);
}
