/** Notes that stand in the text itself: side notes, margin notes, pop-up notes. */

import { descendants, lineOf, nameHint, nameTest, parentElement, type Element } from '../dom.ts';
import { NOTE_MARK, type FoundNote } from './found-note.ts';

const isInlineNote = nameTest(/ (?:ltx role footnote|ltx note content|sidenote|side note|marginnote|margin note|inline footnote|inlinefootnote|footnotecontent|footnote content|footnote tooltip|footnote popover|fn content|footdef|footnote note|footnote container|footnote wrapper|tooltip footnote) /u);
const isNumber = nameTest(/ (?:sidenote number|footnote number|side note number|number|footnum|margin toggle|ltx tag note) /u);

/** Side notes as notes of their own; those that only repeat a linked note next to them are leftovers of a note without words. */
export function findInlineNotes(elements: readonly Element[], inContent: (element: Element) => boolean, references: readonly Element[]): FoundNote[] {
  const found: FoundNote[] = [];
  const taken = new Set<Element>();
  for (const element of elements) {
    if (!BESIDE_TEXT.has(element.name) || !isNamedNote(element) || !inContent(element) || !isInParagraph(element) || isInside(element, taken)) continue;
    taken.add(element);
    found.push(readInlineNote(element, references));
  }
  return found;
}

/** What is called a footnote and no longer than this is the mark of one. */
const MAX_MARK_CHARS = 12;

function isNamedNote(element: Element): boolean {
  if (isNumber(element) && lineOf(element).length < 4) return false;
  return element.name === 'd-footnote' || isInlineNote(element) || (nameHint(element) === ' footnote ' && element.name === 'span' && lineOf(element).length > MAX_MARK_CHARS);
}

function readInlineNote(element: Element, references: readonly Element[]): FoundNote {
  if (references.some((reference) => sameParagraph(reference, element))) return { references: [], nodes: [], markers: [], leftovers: [element], mark: '' };
  const holder = descendants(element).find(isNamedNote) ?? element;
  const numbers = descendants(holder).filter((inside) => isNumber(inside) || (inside.name === 'sup' && NOTE_MARK.test(lineOf(inside))));
  return { references: [element], nodes: holder.children, markers: numbers, leftovers: numberBefore(element), mark: '' };
}

/** What side notes are marked up as. */
const BESIDE_TEXT = new Set(['span', 'small', 'aside', 'label', 'd-footnote']);

function isInParagraph(element: Element): boolean {
  const parent = parentElement(element);
  return parent !== null && lineOf(parent).length > lineOf(element).length;
}

function isInside(element: Element, taken: ReadonlySet<Element>): boolean {
  for (let above = parentElement(element); above !== null; above = parentElement(above)) if (taken.has(above)) return true;
  return false;
}

function sameParagraph(reference: Element, element: Element): boolean {
  return parentElement(reference) === parentElement(element);
}

/** The number that a style sheet or script sets before a side note. */
function numberBefore(element: Element): Element[] {
  const found: Element[] = [];
  for (let before = element.prev; before !== null && 'attribs' in before; before = before.prev) {
    if (before.name !== 'input' && before.name !== 'label' && !(before.name === 'sup' && NOTE_MARK.test(lineOf(before)))) break;
    found.push(before);
  }
  return found;
}
