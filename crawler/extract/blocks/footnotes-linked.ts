/** Footnotes whose references are links: `<sup><a href="#fn1">1</a></sup>` and the many like it. */

import { attribute, descendants, isElement, lineOf, nameHint, parentElement, type Element, type Node } from '../dom.ts';
import { BACK_LINK, BACK_LINK_NAMES, NOTE_MARK, type FoundNote } from './found-note.ts';

/** Fragments that notes are called in the wild; needed only where nothing else tells a note from a numbered link. */
const NOTE_FRAGMENT = /^_?(?:user-content-)?(?:fn|ftn|ftnt|footnote|note|endnote|en|cite|ref|sn|sdfootnote|r|f)[-_:.]?|note|footnote/iu;
/** Of these, the ones that equations are never called. */
const PLAIN_NOTE_FRAGMENT = /^_?(?:fn|ftn|foot(?:note)?|endnote)[-_:.]?\d/iu;
const INLINE = new Set(['a', 'sup', 'span', 'b', 'strong', 'em', 'i', 'small', 'sub', 'label', 'cite']);

type Target = { readonly element: Element; readonly references: Element[]; readonly mark: string };

/** The notes that links in the text lead to. */
export function findLinkedNotes(elements: readonly Element[], inContent: (element: Element) => boolean): FoundNote[] {
  const targets = findTargets(elements, inContent);
  const all = new Set(targets.map((target) => target.element));
  return targets.map((target) => readNote(target, all)).filter((note) => note !== null);
}

function findTargets(elements: readonly Element[], inContent: (element: Element) => boolean): Target[] {
  const links = elements.filter((element) => element.name === 'a' && element.attribs['href']?.includes('#') === true && /#./u.test(element.attribs['href']) && markOf(element) !== null);
  if (links.length === 0) return [];
  const order = new Map(elements.map((element, index) => [element, index]));
  const byId = anchors(elements);
  const targets = new Map<Element, Target>();
  for (const link of links) {
    const mark = markOf(link);
    const fragment = mark === null ? null : fragmentOf(link);
    const element = fragment === null || mark === null ? undefined : byId.get(fragment) ?? linkBack(links, { link, fragment, mark });
    if (mark === null || fragment === null || element === undefined || !inContent(link)) continue;
    if ((order.get(element) ?? 0) < (order.get(link) ?? 0) || !isNoteLink(link, fragment) || (NO_NOTES.test(element.name) && !/ footnotes? /u.test(nameHint(element)))) continue;
    const target = targets.get(element) ?? { element, references: [], mark };
    target.references.push(outerReference(link));
    targets.set(element, target);
  }
  return [...targets.values()];
}

const NO_NOTES = /^(?:h[1-6]|figure|table|math|img|main|article|body|section)$/u;
const PARENTHESISED = /^\((\d{1,3})\)$/u;

/** What the link is written as, where that can mark a note; null else. Numbers in parentheses also count equations. */
function markOf(link: Element): string | null {
  const text = lineOf(link);
  return NOTE_MARK.exec(text)?.[1] ?? PARENTHESISED.exec(text)?.[1] ?? null;
}

/** Where the note's own anchor is lost: the next link with the same mark, whose fragment says that it leads back. */
function linkBack(links: readonly Element[], from: { readonly link: Element; readonly fragment: string; readonly mark: string }): Element | undefined {
  if (!NOTE_FRAGMENT.test(from.fragment)) return undefined;
  return links.slice(links.indexOf(from.link) + 1).find((link) => markOf(link) === from.mark && /ref|anc|back/iu.test(fragmentOf(link) ?? ''));
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
  if (/^\(/u.test(text)) return PLAIN_NOTE_FRAGMENT.test(fragment);
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
  const headed = headedNote(target, targets);
  if (headed !== null) return { references, mark, nodes: headed.nodes, markers: headed.nodes.flatMap((node) => markers(node, target)), leftovers: [headed.heading, ...headed.nodes] };
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

/** A note under a heading that holds nothing but its number: what follows, up to the next one. */
function headedNote(target: Target, targets: ReadonlySet<Element>): { readonly heading: Element; readonly nodes: readonly Element[] } | null {
  const heading = [target.element, parentElement(target.element)].find((element) => element !== null && /^h[2-6]$/u.test(element.name)) ?? null;
  if (heading === null || bareMark(lineOf(heading)) !== target.mark) return null;
  const nodes: Element[] = [];
  for (let next: Node | null = heading.next; next !== null; next = next.next) {
    if (!isElement(next)) continue;
    if (/^(?:h[1-6]|hr|nav|footer)$/u.test(next.name) || [next, ...descendants(next)].some((element) => targets.has(element))) break;
    nodes.push(next);
  }
  return nodes.length === 0 ? null : { heading, nodes };
}

function bareMark(text: string): string {
  return text.replace(/[\s[\]().:^]/gu, '');
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
  return [block, ...descendants(block)].filter((element) => {
    if (element === block && !INLINE.has(element.name)) return false;
    const text = lineOf(element);
    const fragment = element.name === 'a' ? fragmentOf(element) : null;
    const leadsBack = fragment !== null && ids.has(fragment) && text.length < 25;
    const isNumber = INLINE.has(element.name) && bareMark(text) === target.mark && (element === target.element || /^(?:sup|a|b|strong|span)$/u.test(element.name)) && isFirst(element, block);
    return leadsBack || isNumber || (BACK_LINK_NAMES.test(nameHint(element)) && text.length < 25) || (/^(?:a|span|sup)$/u.test(element.name) && BACK_LINK.test(text) && (fragment !== null || attribute(element, 'href') === null));
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
