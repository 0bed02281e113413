/** Footnotes whose references are links: `<sup><a href="#fn1">1</a></sup>` and the many like it. */

import { attribute, descendants, isElement, lineOf, parentElement, type Element, type Node } from '../dom.ts';
import { BACK_LINK, NOTE_MARK, type FoundNote } from './found-note.ts';

/** Fragments that notes are called in the wild; needed only where nothing else tells a note from a numbered link. */
const NOTE_FRAGMENT = /^_?(?:user-content-)?(?:fn|ftn|ftnt|footnote|note|endnote|en|cite|ref|sn|sdfootnote|r|f)[-_:.]?|note|footnote/iu;
const INLINE = new Set(['a', 'sup', 'span', 'b', 'strong', 'em', 'i', 'small', 'sub', 'label', 'cite']);

type Target = { readonly element: Element; readonly references: Element[]; readonly mark: string };

/** The notes that links in the text lead to. */
export function findLinkedNotes(elements: readonly Element[], inContent: (element: Element) => boolean): FoundNote[] {
  const targets = findTargets(elements, inContent);
  const all = new Set(targets.map((target) => target.element));
  return targets.map((target) => readNote(target, all)).filter((note) => note !== null);
}

function findTargets(elements: readonly Element[], inContent: (element: Element) => boolean): Target[] {
  const links = elements.filter((element) => element.name === 'a' && /#./u.test(element.attribs['href'] ?? '') && NOTE_MARK.test(lineOf(element)));
  if (links.length === 0) return [];
  const order = new Map(elements.map((element, index) => [element, index]));
  const byId = anchors(elements);
  const targets = new Map<Element, Target>();
  for (const link of links) {
    const mark = NOTE_MARK.exec(lineOf(link))?.[1];
    const fragment = mark === undefined ? null : fragmentOf(link);
    const element = fragment === null ? undefined : byId.get(fragment);
    if (mark === undefined || fragment === null || element === undefined || !inContent(link)) continue;
    if ((order.get(element) ?? 0) < (order.get(link) ?? 0) || !isNoteLink(link, fragment) || /^(?:h[1-6]|figure|table|math|img|main|article|body|section)$/u.test(element.name)) continue;
    const target = targets.get(element) ?? { element, references: [], mark };
    target.references.push(outerReference(link));
    targets.set(element, target);
  }
  return [...targets.values()];
}

function anchors(elements: readonly Element[]): Map<string, Element> {
  const byId = new Map<string, Element>();
  for (const element of elements) {
    for (const name of [attribute(element, 'id'), element.name === 'a' ? attribute(element, 'name') : null]) {
      if (name !== null && !byId.has(name)) byId.set(name, element);
    }
  }
  return byId;
}

function fragmentOf(link: Element): string | null {
  const fragment = /#([^#]+)$/u.exec(attribute(link, 'href') ?? '')?.[1] ?? null;
  if (fragment === null) return null;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment; // URIError: a stray `%`; the fragment is then meant as it stands.
  }
}

/** Raised, in brackets, or named like a note. */
function isNoteLink(link: Element, fragment: string): boolean {
  const text = lineOf(link);
  if (/^\(/u.test(text)) return false;
  return closestInline(link, 'sup') || descendants(link).some((inside) => inside.name === 'sup') || /^\[.+\]$/u.test(text) || NOTE_FRAGMENT.test(fragment) || /note|fn/iu.test(`${link.attribs['class'] ?? ''} ${link.attribs['rel'] ?? ''} ${link.attribs['role'] ?? ''} ${link.attribs['epub:type'] ?? ''}`);
}

function closestInline(element: Element, name: string): boolean {
  for (let above = parentElement(element); above !== null && INLINE.has(above.name); above = parentElement(above)) if (above.name === name) return true;
  return false;
}

/** The reference with the inline elements that hold nothing else. */
function outerReference(link: Element): Element {
  let outer = link;
  for (let above = parentElement(link); above !== null && INLINE.has(above.name) && lineOf(above).replace(/[[\]\s]/gu, '') === lineOf(link).replace(/[[\]\s]/gu, ''); above = parentElement(above)) outer = above;
  return outer;
}

/** The words of the note that the target marks: its block, or its part of a block that holds several. */
function readNote(target: Target, targets: ReadonlySet<Element>): FoundNote | null {
  const { references, mark } = target;
  const block = noteBlock(target, targets);
  if (block !== null) {
    const further = continuation(block, targets);
    return { references, mark, nodes: [...block.children, ...further], markers: markers(block, target), leftovers: [block, ...further] };
  }
  const run = noteRun(target.element, targets);
  return run === null ? null : { references, mark, nodes: run.nodes, markers: run.nodes.filter(isElement).flatMap((node) => markers(node, target)), leftovers: [run.holder] };
}

/** The innermost element around the target with words beyond the mark, and without another note or a reference. */
function noteBlock(target: Target, targets: ReadonlySet<Element>): Element | null {
  for (let at: Element | null = target.element; at !== null && at.name !== 'body'; at = parentElement(at)) {
    const inside = new Set([at, ...descendants(at)]);
    if ([...inside].some((element) => element !== target.element && targets.has(element)) || target.references.some((reference) => inside.has(reference))) return null;
    const holdsWords = lineOf(at).replace(/[\s[\]().:↩^]/gu, '').length > target.mark.length + 2;
    if (holdsWords && !INLINE.has(at.name)) return /^(?:ol|ul|section|article|main)$/u.test(at.name) ? null : at;
  }
  return null;
}

/** Paragraphs that go on after a note in a paragraph of its own, up to the next note; after the last one nothing tells where it ends. */
function continuation(block: Element, targets: ReadonlySet<Element>): Element[] {
  if (block.name !== 'p' && block.name !== 'dt') return [];
  const found: Element[] = [];
  for (let next: Node | null = block.next; next !== null && found.length < 6; next = next.next) {
    if (!isElement(next)) continue;
    if (!/^(?:p|blockquote|pre|ul|ol|dd)$/u.test(next.name)) break;
    if ([next, ...descendants(next)].some((element) => targets.has(element))) return found;
    found.push(next);
    if (block.name === 'dt') return found;
  }
  return [];
}

/** From the target up to the next one, in an element that holds several notes. */
function noteRun(target: Element, targets: ReadonlySet<Element>): { readonly holder: Element; readonly nodes: readonly Node[] } | null {
  let top = target;
  for (let above = parentElement(target); above !== null && INLINE.has(above.name); above = parentElement(above)) top = above;
  const holder = parentElement(top);
  if (holder === null || /^(?:body|article|main)$/u.test(holder.name)) return null;
  const nodes: Node[] = [top];
  for (let next: Node | null = top.next; next !== null; next = next.next) {
    if (isElement(next) && [next, ...descendants(next)].some((element) => targets.has(element))) break;
    nodes.push(next);
  }
  return { holder, nodes };
}

/** Inside a note: its number and the links back. */
function markers(block: Element, target: Target): Element[] {
  const ids = new Set(target.references.flatMap((reference) => [reference, ...descendants(reference), ...(parentElement(reference) === null ? [] : [parentElement(reference) as Element])].flatMap((element) => [attribute(element, 'id'), attribute(element, 'name')])));
  const number = (text: string): string => text.replace(/[\s[\]().:^]/gu, '');
  return [block, ...descendants(block)].filter((element) => {
    if (element === block && !INLINE.has(element.name)) return false;
    const text = lineOf(element);
    const leadsBack = element.name === 'a' && ids.has(fragmentOf(element)) && text.length < 25;
    const isNumber = INLINE.has(element.name) && number(text) === target.mark && (element === target.element || /^(?:sup|a|b|strong|span)$/u.test(element.name)) && isFirst(element, block);
    return leadsBack || isNumber || (/^(?:a|span|sup)$/u.test(element.name) && BACK_LINK.test(text));
  });
}

function isFirst(element: Element, block: Element): boolean {
  for (let at: Node | null = element; at !== null && at !== block; at = parentElement(at)) {
    for (let before: Node | null = at.prev; before !== null; before = before.prev) {
      if ((before.type === 'text' && before.data.trim().replace(/[[(]/u, '') !== '') || (isElement(before) && lineOf(before) !== '')) return false;
    }
  }
  return true;
}
