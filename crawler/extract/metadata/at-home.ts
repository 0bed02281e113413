/** What belongs to the writeup, and what to other writeups, comments and the site around it. */

import { fold } from '../../../core/text.ts';
import { closest, isElement, lineOf, lineStart, parentElement, type Element, type Parent } from '../dom.ts';
import { findMeta, type PageEvidence } from '../page-evidence.ts';

/** Whether an element is part of the writeup: neither it nor anything around it is named as `isElsewhere` says, except what the main heading is in too. */
export function homeOf(evidence: PageEvidence, isElsewhere: (element: Element) => boolean): (element: Element) => boolean {
  const around = aroundHeadings(evidence);
  const isAway = (element: Element): boolean => element.name === 'nav' || (!around.has(element) && element.name !== 'body' && element.name !== 'html' && isElsewhere(element));
  return (element) => !isAway(element) && closest(element, isAway) === null;
}

/** The elements that are part of the writeup, in document order: as {@link homeOf}, in one walk. */
export function elementsAtHome(evidence: PageEvidence, isElsewhere: (element: Element) => boolean): readonly Element[] {
  const around = aroundHeadings(evidence);
  const found: Element[] = [];
  const collect = (parent: Parent): void => {
    for (const child of parent.children) {
      if (!isElement(child) || (!around.has(child) && child.name !== 'body' && child.name !== 'html' && isElsewhere(child))) continue;
      found.push(child);
      collect(child);
    }
  };
  collect(evidence.root);
  return found;
}

/** Several rules ask for the same page. */
const knownAround = new WeakMap<PageEvidence, ReadonlySet<Element>>();

/** Everything that holds the main heading. */
function aroundHeadings(evidence: PageEvidence): ReadonlySet<Element> {
  const known = knownAround.get(evidence);
  if (known !== undefined) return known;
  const around = new Set<Element>();
  for (const heading of mainHeadings(evidence)) {
    for (let above: Element | null = parentElement(heading); above !== null && !around.has(above); above = parentElement(above)) around.add(above);
  }
  knownAround.set(evidence, around);
  return around;
}

/** The headings that say what the page's title says; all main headings where none does; the longest paragraph of a page without. */
function mainHeadings(evidence: PageEvidence): readonly Element[] {
  const headings = evidence.byTag.get('h1') ?? [];
  if (headings.length === 0) return longestParagraph(evidence);
  const [title] = evidence.byTag.get('title') ?? [];
  const stated = [findMeta(evidence, ['og:title'])?.value, title === undefined ? undefined : title.children.map((child) => ('data' in child ? child.data : '')).join('')].filter((text) => text !== undefined).map(fold);
  const named = headings.filter((heading) => {
    const text = fold(lineOf(heading));
    return text !== '' && stated.some((whole) => whole.includes(text) || (whole !== '' && text.includes(whole)));
  });
  return named.length > 0 ? named : headings;
}

/** Paragraphs beyond this length are all long. */
const LONG_CHARS = 600;

function longestParagraph(evidence: PageEvidence): readonly Element[] {
  let longest: Element | null = null;
  let length = 0;
  for (const paragraph of evidence.byTag.get('p') ?? []) {
    const chars = lineStart(paragraph, LONG_CHARS).length;
    if (chars > length) [longest, length] = [paragraph, chars];
    if (length === LONG_CHARS) break;
  }
  return longest === null ? [] : [longest];
}
