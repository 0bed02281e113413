/** Footnotes: references in the text, the notes they lead to, and side notes that stand beside it. */

import type { Element, Node } from '../dom.ts';
import { findInlineNotes } from './footnotes-inline.ts';
import { findLinkedNotes } from './footnotes-linked.ts';
import { findLooseNotes } from './footnotes-loose.ts';

/** A footnote as it stands in the page. */
export type FoundNote = {
  /** What leads to it in the text. Empty: it only repeats another one. */
  readonly references: readonly Element[];
  /** What holds its words. */
  readonly nodes: readonly Node[];
  /** Its number and the links back, within `nodes`. */
  readonly markers: readonly Element[];
  /** What goes from the text with it: the elements around `nodes`, or a number set before it. */
  readonly leftovers: readonly Element[];
  readonly mark: string;
};

/** Every footnote among these elements of the page, in the order of their first references. `inContent`: whether an element belongs to the text. */
export function findFootnotes(elements: readonly Element[], inContent: (element: Element) => boolean): FoundNote[] {
  const linked = findLinkedNotes(elements, inContent);
  const inline = findInlineNotes(elements, inContent, linked.flatMap((note) => note.references));
  const found = [...linked, ...inline];
  const notes = found.length > 0 ? found : findLooseNotes(elements, inContent);
  if (notes.length < 2) return notes;
  const order = new Map(elements.map((element, index) => [element, index]));
  const place = (note: FoundNote): number => order.get(note.references[0] as Element) ?? 0;
  return notes.toSorted((a, b) => place(a) - place(b));
}

/** What references are written as: a number, a letter or a sign, alone or in square brackets. */
export const NOTE_MARK = /^\s*[[⁠]?\s*(?:note |fn\.? ?)?(\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§¶]{1,3})\s*\]?\s*$/iu;

/** Links that only lead back to the text. */
export const BACK_LINK = /^[\s\uFE0E\uFE0F]*(?:[↩↑↵⤴⏎^⇧◄←]+|\[?back\]?|return|jump up|zurück|\[↩\])[\s\uFE0E\uFE0F\da-z]{0,3}$/iu;
