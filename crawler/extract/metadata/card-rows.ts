/** Cards of other writeups and comments come in rows: so many dates in the same markup, each of another day. */

import type { Instant } from '../../../core/feed.ts';
import { parentElement, type Element } from '../dom.ts';

const MIN_CARDS = 3;

/** The elements that stand in rows of cards. */
export function inRows(elements: readonly Element[], dateOf: (element: Element) => Instant | null): ReadonlySet<Element> {
  const rows = Map.groupBy(elements, surroundings);
  const isRow = (row: readonly Element[]): boolean => row.length >= MIN_CARDS && new Set(row.map((element) => dateOf(element)?.slice(0, 10))).size >= MIN_CARDS;
  return new Set([...rows.values()].filter(isRow).flat());
}

/** Names and classes of an element and its two nearest ancestors. */
function surroundings(element: Element): string {
  const path: string[] = [];
  for (let at: Element | null = element; at !== null && path.length < 3; at = parentElement(at)) path.push(`${at.name}.${at.attribs['class'] ?? ''}`);
  return path.join('<');
}
