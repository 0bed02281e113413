/** Notes whose words stand in an attribute of their reference, for a script to show. */

import { parseHtml } from '../../parse/html.ts';
import { attribute, lineOf, nameTest, type Element } from '../dom.ts';
import { NOTE_MARK, type FoundNote } from './found-note.ts';

const ATTRIBUTES = ['data-footnote', 'data-footnote-content', 'data-footnote-text', 'data-bigfoot-footnote', 'data-sidenote', 'data-note'];
/** Elements that say that they are a note may hold it in attributes of more general names. */
const ALL_ATTRIBUTES = [...ATTRIBUTES, 'data-content', 'data-text', 'title'];
const isNamed = nameTest(/ (?:footnotes?|fn|sidenote|endnote|footnote ref|note ref) /u);
const MARKS = new Set(['sup', 'span', 'a', 'button', 'label']);
/** Shorter values are numbers and keys. */
const MIN_CHARS = 8;

/** The notes of marks without a target that carry their words themselves. */
export function findAttributeNotes(elements: readonly Element[], inContent: (element: Element) => boolean): FoundNote[] {
  return elements.flatMap((element) => {
    const words = MARKS.has(element.name) ? noteWords(element) : null;
    if (words === null || !inContent(element) || !isMark(lineOf(element))) return [];
    return [{ references: [element], nodes: parseHtml(words).children, markers: [], leftovers: [], mark: '' } as FoundNote];
  });
}

function noteWords(element: Element): string | null {
  const names = isNamed(element) && attribute(element, 'href') === null ? ALL_ATTRIBUTES : ATTRIBUTES;
  for (const name of names) {
    const value = attribute(element, name);
    if (value !== null && value.length >= MIN_CHARS && value.includes(' ')) return value;
  }
  return null;
}

function isMark(text: string): boolean {
  return text === '' || NOTE_MARK.test(text);
}
