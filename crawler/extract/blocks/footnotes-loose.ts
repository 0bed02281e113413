/** Footnotes without links: `<sup>1</sup>` in the text, and a paragraph at the end that begins with the same number. */

import { descendants, isElement, lineOf, parentElement, type Element, type Node } from '../dom.ts';
import type { FoundNote } from './footnotes.ts';

const NUMBER = /^\s*\[?(\d{1,3})\]?[.:)]?\s*$/u;

/** Notes whose number is raised in the text and leads a paragraph further down. */
export function findLooseNotes(elements: readonly Element[], inContent: (element: Element) => boolean): FoundNote[] {
  const paragraphs = elements.filter((element) => (element.name === 'p' || element.name === 'li') && leadingNumber(element) !== null);
  const places = new Map(elements.map((element, index) => [element, index]));
  const place = (element: Element): number => places.get(element) ?? 0;
  return paragraphs.flatMap((paragraph) => {
    const lead = leadingNumber(paragraph);
    const mark = lead === null ? '' : NUMBER.exec(lineOf(lead))?.[1] ?? '';
    const references = elements.filter((element) => element.name === 'sup' && element !== lead && NUMBER.exec(lineOf(element))?.[1] === mark && place(element) < place(paragraph) && inContent(element) && !isLeading(element, paragraphs) && !descendants(element).some((inside) => inside.name === 'a'));
    if (lead === null || references.length === 0) return [];
    const further = continuation(paragraph);
    return [{ references: references.map(outer), nodes: [...paragraph.children, ...further], leftovers: [lead, paragraph, ...further], mark }];
  });
}

/** The element that holds the number at the very beginning of a paragraph, raised or bold. */
function leadingNumber(paragraph: Element): Element | null {
  const first = paragraph.children.find((child) => !(child.type === 'text' && child.data.trim() === ''));
  if (first === undefined || !isElement(first) || !/^(?:sup|strong|b)$/u.test(first.name) || !NUMBER.test(lineOf(first))) return null;
  return lineOf(paragraph).length > lineOf(first).length + 3 ? first : null;
}

function isLeading(element: Element, paragraphs: readonly Element[]): boolean {
  return paragraphs.some((paragraph) => leadingNumber(paragraph) === element || descendants(paragraph).includes(element) && lineOf(paragraph).startsWith(lineOf(element)));
}

/** The mark with the bold type around it. */
function outer(reference: Element): Element {
  const parent = parentElement(reference);
  return parent !== null && /^(?:strong|b|em)$/u.test(parent.name) && lineOf(parent) === lineOf(reference) ? parent : reference;
}

function continuation(paragraph: Element): Element[] {
  const found: Element[] = [];
  for (let next: Node | null = paragraph.next; next !== null && paragraph.name === 'p'; next = next.next) {
    if (!isElement(next)) continue;
    if (next.name !== 'p' || leadingNumber(next) !== null) break;
    found.push(next);
  }
  return found;
}
