/** The title where the content repeats it: it is a field of its own. */

import { fold } from '../../../core/text.ts';
import { findElement, lineOf, type Parent } from '../dom.ts';
import type { Dropped } from './removal.ts';

/** Drops the first heading that says the title. */
export function dropTitle(content: Parent, title: string | null, dropped: Dropped): void {
  if (title === null) return;
  const folded = fold(title);
  const heading = findElement(content, (element) => (element.name === 'h1' || element.name === 'h2') && fold(lineOf(element)) === folded);
  if (heading !== null) dropped.set(heading, { step: 'title', reason: 'repeats the title' });
}
