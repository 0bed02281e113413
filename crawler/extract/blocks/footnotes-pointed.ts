/** Notes that a script shows: their marks name them in an attribute instead of a link. */

import { attribute, lineOf, nameTest, type Element } from '../dom.ts';
import { NOTE_MARK, type FoundNote } from './found-note.ts';

/** Attributes that name what a script acts on, beside any `data-` one. */
const POINTERS = new Set(['popovertarget', 'commandfor', 'aria-controls', 'aria-details', 'aria-describedby', 'aria-owns']);
const MARKS = new Set(['sup', 'button', 'a', 'span', 'label']);
/** What notes stand in when they are hidden until asked for. */
const HOLDERS = new Set(['aside', 'div', 'span', 'li', 'p', 'dd', 'section', 'small']);
const isNamedNote = nameTest(/ (?:footnotes?|sidenotes?|endnotes?|fn|notes?) /u);

/** The notes that marks without an address point to by a key, where what holds the key is a note by its name, its element or by being hidden. */
export function findPointedNotes(elements: readonly Element[], inContent: (element: Element) => boolean): FoundNote[] {
  const marks = elements.filter((element) => MARKS.has(element.name) && element.children.length <= 3 && !(element.attribs['href'] ?? '').includes('#') && isPointer(element) && NOTE_MARK.test(lineOf(element)));
  if (marks.length === 0) return [];
  const notes = notesByKey(elements);
  const found = new Map<Element, Element[]>();
  for (const mark of marks) {
    const note = pointers(mark).map((key) => notes.get(key)).find((target) => target !== undefined && target !== mark);
    if (note !== undefined && inContent(mark)) found.set(note, [...found.get(note) ?? [], mark]);
  }
  return [...found].map(([note, references]) => ({ references, nodes: note.children, markers: [], leftovers: [note], mark: NOTE_MARK.exec(lineOf(references[0] as Element))?.[1] ?? '' }));
}

function isPointer(element: Element): boolean {
  for (const name in element.attribs) if (names(name)) return pointers(element).length > 0;
  return false;
}

function pointers(element: Element): string[] {
  return Object.keys(element.attribs).filter(names).map((name) => (attribute(element, name) ?? '').replace(/^#/u, '')).filter((key) => key !== '');
}

/** Whether the attribute names something. */
function names(attributeName: string): boolean {
  return POINTERS.has(attributeName) || (attributeName.startsWith('data-') && /^data-[\w-]+$/u.test(attributeName));
}

/** Notes by their id and by what their own `data-` attributes say; the first of a key counts. */
function notesByKey(elements: readonly Element[]): Map<string, Element> {
  const notes = new Map<string, Element>();
  for (const element of elements) {
    if (!isNoteHolder(element) || NOTE_MARK.test(lineOf(element))) continue;
    for (const key of [attribute(element, 'id') ?? '', ...pointers(element)]) if (key !== '' && !notes.has(key)) notes.set(key, element);
  }
  return notes;
}

function isNoteHolder(element: Element): boolean {
  if (!HOLDERS.has(element.name)) return false;
  return element.name === 'aside' || element.attribs['hidden'] !== undefined || element.attribs['popover'] !== undefined || attribute(element, 'role') === 'doc-footnote' || isNamedNote(element);
}
