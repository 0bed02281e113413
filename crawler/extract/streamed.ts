/** Pages that a React server streams: parts that came late stand hidden at the end, to be moved to their place by a script. */

import type { Element, Node } from './dom.ts';

/** `S:1a`, the late part; its place is marked by a template `B:1a` (with a stand-in after it) or `P:1a`. */
const LATE_PART = /^S:[\da-f]{1,6}$/u;

/**
 * Moves every late part among a page's elements to its place, as the page's script would; returns whether there were any.
 * @see https://react.dev/reference/react-dom/server/renderToPipeableStream
 */
export function placeStreamed(elements: readonly Element[]): boolean {
  const parts = elements.filter(({ attribs }) => attribs['hidden'] !== undefined && LATE_PART.test(attribs['id'] ?? ''));
  if (parts.length === 0) return false;
  const places = new Map(elements.filter((element) => element.name === 'template').map((element) => [element.attribs['id'] ?? '', element]));
  for (const part of parts) {
    const key = (part.attribs['id'] ?? '').slice(2);
    const place = places.get(`B:${key}`) ?? places.get(`P:${key}`);
    if (place === undefined || isInside(place, part)) delete part.attribs['hidden'];
    else replace(place, part.children.splice(0));
  }
  return true;
}

function isInside(element: Node, outer: Element): boolean {
  for (let at: Node | null = element; at !== null; at = at.parent as Node | null) if (at === outer) return true;
  return false;
}

/** Puts the nodes where the template stands, and takes away its stand-in: what follows up to the comment `/$`. */
function replace(place: Element, nodes: readonly Node[]): void {
  const { parent } = place;
  if (parent === null) return;
  const start = parent.children.indexOf(place);
  const end = (place.attribs['id'] ?? '').startsWith('B:') ? parent.children.findIndex((node, index) => index > start && node.type === 'comment' && node.data === '/$') : -1;
  parent.children.splice(start, (end === -1 ? start + 1 : end) - start, ...nodes);
  relink(parent.children, parent);
}

function relink(nodes: Node[], parent: NonNullable<Node['parent']>): void {
  for (const [index, node] of nodes.entries()) {
    node.parent = parent;
    node.prev = nodes[index - 1] ?? null;
    node.next = nodes[index + 1] ?? null;
  }
}
