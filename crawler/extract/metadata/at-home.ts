/** What belongs to the writeup, and what to other writeups, comments and the site around it. */

import { closest, parentElement, type Element } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';

/** Whether an element is part of the writeup: neither it nor anything around it is named as `isElsewhere` says, except what the main heading is in too. */
export function homeOf(evidence: PageEvidence, isElsewhere: (element: Element) => boolean): (element: Element) => boolean {
  const around = new Set<Element>();
  for (const heading of evidence.byTag.get('h1') ?? []) {
    for (let above: Element | null = parentElement(heading); above !== null && !around.has(above); above = parentElement(above)) around.add(above);
  }
  const isAway = (element: Element): boolean => element.name === 'nav' || (!around.has(element) && element.name !== 'body' && element.name !== 'html' && isElsewhere(element));
  return (element) => !isAway(element) && closest(element, isAway) === null;
}
