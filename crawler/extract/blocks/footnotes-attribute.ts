/** Notes whose words stand in an attribute of their reference, for a script to show. */

import { loadHtml } from '../../parse/html.ts';
import { attribute, lineOf, nameHint, type Element } from '../dom.ts';
import { NOTE_MARK, type FoundNote } from './found-note.ts';

const ATTRIBUTES = ['data-footnote', 'data-footnote-content', 'data-footnote-text', 'data-bigfoot-footnote', 'data-sidenote', 'data-note'];
/** Elements that say that they are a note may hold it in attributes of more general names. */
const NAMED_ATTRIBUTES = ['data-content', 'data-text', 'title'];
const NAMED = / (?:footnotes?|fn|sidenote|endnote|footnote ref|note ref) /u;
/** Shorter values are numbers and keys. */
const MIN_CHARS = 8;

/** The notes of marks without a target that carry their words themselves. */
export function findAttributeNotes(elements: readonly Element[], inContent: (element: Element) => boolean): FoundNote[] {
  return elements.flatMap((element) => {
    const words = /^(?:sup|span|a|button|label)$/u.test(element.name) ? noteWords(element) : null;
    if (words === null || !inContent(element) || !isMark(lineOf(element))) return [];
    return [{ references: [element], nodes: loadHtml(words).root()[0]?.children ?? [], markers: [], leftovers: [], mark: '' } as FoundNote];
  });
}

function noteWords(element: Element): string | null {
  const names = NAMED.test(nameHint(element)) && attribute(element, 'href') === null ? [...ATTRIBUTES, ...NAMED_ATTRIBUTES] : ATTRIBUTES;
  for (const name of names) {
    const value = attribute(element, name);
    if (value !== null && value.length >= MIN_CHARS && value.includes(' ')) return value;
  }
  return null;
}

function isMark(text: string): boolean {
  return text === '' || NOTE_MARK.test(text);
}
