/** A footnote as the page holds it, and the signs by which its ends are known. */

import type { Element, Node } from '../dom.ts';

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

/** Links that only lead back to the text. */
export const BACK_LINK = /^[\s\uFE0E\uFE0F]*(?:[↩↑↵⤴⏎^⇧◄←]+|\[?back\]?|return|jump up|zurück|\[↩\])[\s\uFE0E\uFE0F\da-z]{0,3}$/iu;
