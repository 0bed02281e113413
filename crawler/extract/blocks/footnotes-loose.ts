/** Footnotes without links: `<sup>1</sup>` in the text, and a paragraph at the end that begins with the same number. */

import { childElements, descendants, isElement, lineOf, nameHint, parentElement, type Element, type Node } from '../dom.ts';
import { isNotesHeading, previousElement, type FoundNote } from './found-note.ts';

const NUMBER = /^\s*\[?(\d{1,3})\]?[.:)]?\s*$/u;

type Candidate = { readonly block: Element; readonly lead: Element | null; readonly mark: string };

/** Notes whose number is raised in the text and leads a paragraph further down, or counts an item of a list beside the text. */
export function findLooseNotes(elements: readonly Element[], inContent: (element: Element) => boolean): FoundNote[] {
  if (!elements.some((element) => element.name === 'sup')) return [];
  const candidates = elements.map(candidateOf).filter((candidate) => candidate !== null);
  if (candidates.length === 0) return [];
  const leads = new Set(candidates.map((candidate) => candidate.lead));
  const marks = elements.filter((element) => element.name === 'sup' && !leads.has(element) && NUMBER.test(lineOf(element)) && inContent(element) && !descendants(element).some((inside) => inside.name === 'a'));
  const places = new Map(elements.map((element, index) => [element, index]));
  return candidates.flatMap(({ block, lead, mark }) => {
    const references = marks.filter((element) => NUMBER.exec(lineOf(element))?.[1] === mark && (places.get(element) ?? 0) < (places.get(block) ?? 0));
    if (references.length === 0) return [];
    const further = continuation(block);
    return [{ references: references.map(outer), nodes: [...block.children, ...further], markers: lead === null ? [] : [lead], leftovers: [block, ...further], mark }];
  });
}

function candidateOf(element: Element): Candidate | null {
  if (element.name === 'li') return asideItem(element);
  const lead = element.name === 'p' ? leadingNumber(element) : null;
  return lead === null ? null : { block: element, lead, mark: NUMBER.exec(lineOf(lead))?.[1] ?? '' };
}

/** An item of a numbered list in an `<aside>`, under a heading "Notes", or of one named after notes. */
function asideItem(item: Element): Candidate | null {
  const list = parentElement(item);
  const isNotes = list !== null && list.name === 'ol' && (isUnderNotes(list) || parentElement(list)?.name === 'aside' || / (?:footnotes?|endnotes?|notes) /u.test(nameHint(list)) || / (?:footnotes?|endnotes?) /u.test(nameHint(parentElement(list) ?? list)));
  if (!isNotes) return null;
  const start = Number(list.attribs['start'] ?? '1');
  return { block: item, lead: null, mark: String(start + childElements(list).indexOf(item)) };
}

function isUnderNotes(list: Element): boolean {
  const before = previousElement(list);
  return before !== null && before.name !== 'hr' && isNotesHeading(before);
}

/** The element that holds the number at the very beginning of a paragraph, raised or bold. */
function leadingNumber(paragraph: Element): Element | null {
  const first = paragraph.children.find((child) => !(child.type === 'text' && child.data.trim() === ''));
  if (first === undefined || !isElement(first) || !/^(?:sup|strong|b)$/u.test(first.name)) return null;
  if (!NUMBER.test(lineOf(first))) return first.name === 'sup' ? null : leadingNumber(first);
  return lineOf(paragraph).length > lineOf(first).length + 3 ? first : null;
}

/** The mark with the bold type around it. */
function outer(reference: Element): Element {
  const parent = parentElement(reference);
  return parent !== null && /^(?:strong|b|em)$/u.test(parent.name) && lineOf(parent) === lineOf(reference) ? parent : reference;
}

/** Paragraphs that go on after a note, up to the next one. */
function continuation(paragraph: Element): Element[] {
  const found: Element[] = [];
  for (let next: Node | null = paragraph.next; next !== null && paragraph.name === 'p'; next = next.next) {
    if (!isElement(next)) continue;
    if (next.name !== 'p') break;
    if (leadingNumber(next) !== null) return found;
    found.push(next);
  }
  return [];
}
