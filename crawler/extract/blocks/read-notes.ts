/** Footnotes → notes with labels, and the elements that they leave behind. */

import { parentElement, type Element, type Node } from '../dom.ts';
import type { Block, Inline, Note } from './block.ts';
import { isNotesHeading, previousElement, type FoundNote } from './found-note.ts';
import { readBlocks } from './read-blocks.ts';
import type { Reading } from './reading.ts';

/** Labels for the references of notes: numbers in the order of the text. */
export function labelNotes(found: readonly FoundNote[]): Map<Element, string> {
  const labels = new Map<Element, string>();
  found.filter((note) => note.references.length > 0).forEach((note, index) => {
    for (const reference of note.references) labels.set(reference, String(index + 1));
  });
  return labels;
}

/** The notes, read, in the order of their labels. */
export function readNotes(found: readonly FoundNote[], reading: Reading): Note[] {
  return found.filter((note) => note.references.length > 0).map((note, index) => {
    const gone = { has: (element: Element): boolean => note.markers.includes(element) || (reading.dropped.has(element) && !note.nodes.includes(element)) };
    const noteLabels = new Map([...reading.noteLabels].filter(([reference]) => !note.references.includes(reference)));
    const blocks = readBlocks(note.nodes, { ...reading, dropped: gone, noteLabels });
    return { label: String(index + 1), blocks: withoutMark(blocks, note.mark) };
  });
}

/** The first paragraph without the number that leads it. */
function withoutMark(blocks: readonly Block[], mark: string): Block[] {
  const [first, ...others] = blocks;
  if (first === undefined || first.kind !== 'paragraph' || mark === '') return [...blocks];
  return [{ kind: 'paragraph', words: stripMark(first.words, mark) }, ...others].filter((block) => block.kind !== 'paragraph' || block.words.markdown !== '') as Block[];
}

function stripMark(words: Inline, mark: string): Inline {
  const escaped = mark.replace(/[*†‡§¶]/gu, '\\$&');
  const lead = new RegExp(`^(?:\\*\\*|\\*)?\\\\?\\[?\\^?${escaped}\\\\?\\]?(?:\\*\\*|\\*)?[.:)]?\\s+`, 'u');
  return { text: words.text.replace(lead, ''), markdown: words.markdown.replace(lead, '').replace(/^[:.]\s+/u, '') };
}

/** What is left of a list of notes: its items, then the rule or the heading "Notes" before it. */
export function noteRemains(found: readonly FoundNote[]): Element[] {
  const remains = found.flatMap((note) => note.leftovers);
  const gone = new Set<Node>(remains);
  const first = found.find((note) => note.nodes.length > 0)?.leftovers[0];
  for (let at: Element | null = first ?? null; at !== null; at = parentElement(at)) {
    let before = previousElement(at);
    if (before === null && !/^(?:article|main|body)$/u.test(at.name)) continue;
    for (; before !== null && !gone.has(before) && isNotesHeading(before); before = previousElement(before)) remains.push(before);
    break;
  }
  return remains;
}
