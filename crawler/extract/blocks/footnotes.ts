/** Footnotes: references in the text, the notes they lead to, and side notes that stand beside it. */

import type { Element } from '../dom.ts';
import type { FoundNote } from './found-note.ts';
import { findAttributeNotes } from './footnotes-attribute.ts';
import { findInlineNotes } from './footnotes-inline.ts';
import { findLinkedNotes } from './footnotes-linked.ts';
import { findPointedNotes } from './footnotes-pointed.ts';
import { findLooseNotes } from './footnotes-loose.ts';

/** Every footnote among these elements of the page, in the order of their first references. `inContent`: whether an element belongs to the text. */
export function findFootnotes(elements: readonly Element[], inContent: (element: Element) => boolean): FoundNote[] {
  const linked = findLinkedNotes(elements, inContent);
  const inline = findInlineNotes(elements, inContent, linked.flatMap((note) => note.references));
  const pointed = linked.length + inline.length > 0 ? [] : findPointedNotes(elements, inContent);
  const found = [...linked, ...inline, ...pointed, ...(linked.length + inline.length + pointed.length > 0 ? [] : findAttributeNotes(elements, inContent))];
  const notes = found.length > 0 ? found : findLooseNotes(elements, inContent);
  if (notes.length < 2) return notes;
  const order = new Map(elements.map((element, index) => [element, index]));
  const place = (note: FoundNote): number => order.get(note.references[0] as Element) ?? 0;
  return notes.toSorted((a, b) => place(a) - place(b));
}
