/** Footnotes. */

import type { Element, Node } from '../dom.ts';

/** Footnotes of one element: what it holds beside them is gone. */
export type NoteSource = { readonly container: Element; readonly notes: readonly { readonly label: string; readonly nodes: readonly Node[] }[] };
