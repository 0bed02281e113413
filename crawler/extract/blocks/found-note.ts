/** A footnote as the page holds it, and the signs by which its ends are known. */

import { isElement, lineOf, type Element, type Node } from '../dom.ts';

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

/** What references are written as: a number, a letter or a sign, alone or in square brackets. */
export const NOTE_MARK = /^\s*[[⁠]?\s*(?:note |fn\.? ?)?(\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§¶]{1,3})\s*\]?\s*$/iu;

/** What links back to the text are called, by themselves or together. */
export const BACK_LINK_NAMES = / (?:cite backlink|fn backref|backref|footnote backref|data footnote backref|footnote back link|footnote back|footnote return|easy footnote to top|reversefootnote|fnref back) /u;

/** Links that only lead back to the text. */
export const BACK_LINK = /^[\s\uFE0E\uFE0F]*(?:[↩↑↵⤴⏎^⇧◄←]+|\[?back\]?|return|jump up|zurück|\[↩\])[\s\uFE0E\uFE0F\da-z]{0,3}$/iu;

/** The element before, text between them aside, or null. */
export function previousElement(element: Element): Element | null {
  for (let before: Node | null = element.prev; before !== null; before = before.prev) if (isElement(before)) return before;
  return null;
}

/** Whether the element only announces notes: a rule, or a heading that says so. */
export function isNotesHeading(element: Element): boolean {
  return element.name === 'hr' || (/^(?:h[1-6]|p|div|b|strong|summary)$/u.test(element.name) && /^(?:foot|end)?notes?:?$|^(?:fußnoten|anmerkungen|references)$/iu.test(lineOf(element)));
}
