/** The title where the content repeats it: it is a field of its own. */

import { fold } from '../../../core/text.ts';
import { descendants, lineOf, type Parent } from '../dom.ts';
import type { Dropped } from './removal.ts';

/** Drops the first heading that says the title. */
export function dropTitle(content: Parent, title: string | null, dropped: Dropped): void {
  if (title === null) return;
  const folded = fold(title);
  const heading = descendants(content).find((element) => /^h[12]$/u.test(element.name) && fold(lineOf(element)) === folded);
  if (heading !== undefined) dropped.set(heading, { step: 'title', reason: 'repeats the title' });
}
