/** What belongs to an article beside the element that holds most of it: its lead above, its questions and answers below. */

import { fold } from '../../../core/text.ts';
import { findElement, isElement, lineOf, parentElement, type Element, type Parent } from '../dom.ts';
import { measureOf, type Measure, type Measures } from './measure.ts';

/** The element to read, and what stands in it without being part of the article. */
export type Widened = { readonly node: Parent; readonly beside: readonly Element[] };

/** The chosen element, or the nearest one around it that also holds the lead below the title or the questions and answers below the text. */
export function widenContent(chosen: Parent, title: Element | null, measures: Measures, authors: readonly string[]): Widened {
  if (!('name' in chosen)) return { node: chosen, beside: [] };
  const leads = leadOf(chosen, title, measures).filter((part) => !isLife(part, authors));
  const parts = [...leads, ...answersTo(chosen, measures)];
  const node = nearestAround(chosen, parts);
  return node === chosen ? { node, beside: [] } : { node, beside: complement(node, new Set([chosen, ...parts])) };
}

/** The innermost element that is or holds the chosen one and holds all parts. */
function nearestAround(chosen: Element, parts: readonly Element[]): Element {
  const around = [chosen, ...ancestors(chosen)];
  const levels = new Map(around.map((element, level) => [element, level]));
  const levelOf = (part: Element): number => [part, ...ancestors(part)].map((at) => levels.get(at)).find((level) => level !== undefined) ?? 0;
  return around[parts.reduce((level, part) => Math.max(level, levelOf(part)), 0)] ?? chosen;
}

/** What stands between the title and the element and reads as a sentence or more, where the title is above the element. */
function leadOf(chosen: Element, title: Element | null, measures: Measures): Element[] {
  const around = new Set(ancestors(chosen));
  const common = title === null || title === chosen ? undefined : ancestors(title).find((above) => around.has(above));
  if (title === null || common === undefined) return [];
  const [fromTitle, toChosen] = [pathTo(title, common), pathTo(chosen, common)];
  const [from, to] = [common.children.indexOf(fromTitle.at(-1) ?? title), common.children.indexOf(toChosen.at(-1) ?? chosen)];
  if (from >= to) return [];
  const below = fromTitle.slice(0, -1).flatMap((at) => siblings(at).after);
  const between = common.children.slice(from + 1, to).filter(isElement);
  const above = toChosen.slice(0, -1).flatMap((at) => siblings(at).before);
  return [...below, ...between, ...above].filter((element) => isLead(measureOf(measures, element)));
}

/** Whether an element tells of an author: it begins with their name, or their first. */
function isLife(element: Element, authors: readonly string[]): boolean {
  const line = ` ${fold(lineOf(element).slice(0, MAX_NAME_CHARS))} `;
  return authors.some((author) => line.startsWith(` ${fold(author)} `) || line.startsWith(` ${fold(author).split(' ')[0] ?? ''} `));
}

const MAX_NAME_CHARS = 100;

/** A full sentence or two. */
const MIN_LEAD_MASS = 80;
const MAX_LINK_SHARE = 0.3;

/** Mass over characters: lines long enough to be sentences make up most of it. */
const MIN_PROSE_SHARE = 0.6;

function isLead({ mass, chars, linkChars }: Measure): boolean {
  return mass >= MIN_LEAD_MASS && mass >= chars * MIN_PROSE_SHARE && linkChars <= chars * MAX_LINK_SHARE;
}

const QUESTIONS = /\b(?:faqs?|frequently asked questions|häufige fragen|questions fréquentes|preguntas frecuentes)\b/iu;
const MIN_ANSWERS_MASS = 150;

function answersTo(chosen: Element, measures: Measures): Element[] {
  return [chosen, ...ancestors(chosen)].flatMap((at) => siblings(at).after).filter((element) => isAnswers(element, measures));
}

function isAnswers(element: Element, measures: Measures): boolean {
  const { mass, chars, linkChars } = measureOf(measures, element);
  if (mass < MIN_ANSWERS_MASS || linkChars > chars * MAX_LINK_SHARE) return false;
  const heading = findElement(element, (inside) => /^h[1-4]$/u.test(inside.name));
  return heading !== null && QUESTIONS.test(lineOf(heading));
}

/** The elements around an element, the nearest first. */
function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let above = parentElement(element); above !== null; above = parentElement(above)) found.push(above);
  return found;
}

/** The element and what is around it, below the outer one. */
function pathTo(element: Element, outer: Element): Element[] {
  const path = [element, ...ancestors(element)];
  return path.slice(0, path.indexOf(outer));
}

function siblings(element: Element): { readonly before: Element[]; readonly after: Element[] } {
  const all = (element.parent?.children ?? []).filter(isElement);
  const place = all.indexOf(element);
  return { before: all.slice(0, place), after: all.slice(place + 1) };
}

/** The outermost elements below the node that hold none of those kept. */
function complement(node: Element, kept: ReadonlySet<Element>): Element[] {
  const path = new Set([...kept].flatMap(ancestors));
  return node.children.filter(isElement).flatMap((child) => (kept.has(child) ? [] : path.has(child) ? complement(child, kept) : [child]));
}
