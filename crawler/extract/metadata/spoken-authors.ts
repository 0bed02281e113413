/** Authors in the words of the page: "By Ann Lee" under the title, "Written by Bo Li" after the text. */

import { cleanLine } from '../../../core/text.ts';
import { isElement, lineOf, lineStart, type Element, type Node } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';
import { parseDate } from './date-text.ts';
import { isPersonShaped, splitNames } from './names.ts';

const SPOKEN = /^[^\p{L}\p{N}]{0,3}(?:(?:written|posted|published|words|story|article|text|geschrieben|verfasst|artikel|beitrag|écrit|escrito) (?:by|von|par|por)|by|von|par|por|door|text|authors?(?=\s*(?::|$))|autor(?:in|en|es)?(?=\s*(?::|$))|auteurs?(?=\s*(?::|$))|autore(?=\s*(?::|$))|作者(?=\s*[:：])|著者(?=\s*[:：]))(?![\p{L}\p{N}])\s*[:：]?\s*(.{0,100})$/iu;
/** `Posted on: Thu 10 April 2025 by Ann Lee`. */
const DATED_BY = /^.{0,40}\b(?:19|20)\d{2}\b.{0,20}?\b(?:by|von|par|por)\s+(.{2,80})$/iu;
/** `August 6, 2021 - Ann Lee`, as some generators head a post. */
const DATED = /^.{0,14}\b(?:19|20)\d{2}\s*[-–—|·•]\s*(?:by\s+)?(.{3,80})$/iu;
/** `@ann, Oct 16, 2019`. */
const BEFORE_DATE = /^(@[\w-]{2,30}|\p{Lu}[^,|·•\d]{2,60}?)\s*[,|·•–—]\s*([^,|·•].{5,40})$/u;

/** Elements that a line of text may stand in. */
export const LINE_TAGS = new Set(['p', 'div', 'span', 'li', 'small', 'em', 'i', 'h2', 'h3', 'h4', 'h5', 'h6', 'address', 'a', 'strong', 'b', 'td', 'article', 'header', 'section']);

/** The names in a line of its own near the title, in the text that follows such a word, or beside the date; `fits` says which of them count. */
export function spokenAuthors(evidence: PageEvidence, isAtHome: (element: Element) => boolean, fits: (name: string) => boolean = isPersonShaped): string[] {
  for (const element of openingElements(evidence)) {
    if (!LINE_TAGS.has(element.name)) continue;
    const named = ownNames(element, fits);
    if (named.length > 0 && isAtHome(element)) return named;
  }
  return [];
}

/** The names in the first text of the element that holds any. */
function ownNames(element: Element, fits: (name: string) => boolean): string[] {
  for (const child of element.children) {
    if (child.type !== 'text' || child.data.length >= 400) continue;
    const line = cleanLine(child.data, 150);
    const named = line === '' ? [] : namesIn(line, child, element, fits);
    if (named.length > 0) return named;
  }
  return [];
}

function namesIn(line: string, text: Node, element: Element, fits: (name: string) => boolean): string[] {
  const dated = DATED_BY.exec(line)?.[1];
  if (dated !== undefined) return splitNames(dated);
  const match = SPOKEN.exec(line) ?? DATED.exec(line);
  if (match === null) return nameBeforeDate(line);
  const said = match[1] === '' ? followingText(text, element) : match[1] ?? '';
  return splitNames(said).filter(fits);
}

function nameBeforeDate(line: string): string[] {
  const [, name = '', date = ''] = BEFORE_DATE.exec(line) ?? [];
  if (name === '' || parseDate(date) === null) return [];
  return name.startsWith('@') ? [name.slice(1)] : splitNames(name).filter(isPersonShaped);
}

/** From the top to the first long paragraph after the title; where there is no title, the first elements. */
function openingElements(evidence: PageEvidence): readonly Element[] {
  return evidence.elements.slice(0, textStart(evidence));
}

/** The place of the first long paragraph after the title, or some way below it where there is none. */
export function textStart(evidence: PageEvidence): number {
  const title = evidence.elements.findIndex((element) => element.name === 'h1');
  const text = evidence.elements.findIndex((element, index) => index > title && element.name === 'p' && lineStart(element, 201).length > 200);
  return text === -1 ? Math.max(0, title) + 120 : text;
}

/** What is said after a text: the rest of its line, or what stands after its element. */
export function followingText(text: Node, element: Element): string {
  let line = '';
  for (let next = text.next; next !== null; next = next.next) {
    if (isElement(next) && next.name === 'br' && line !== '') break;
    line = `${line}${next.type === 'text' ? next.data : isElement(next) ? ` ${lineOf(next)} ` : ''}`;
    if (line.trim() !== '' && isElement(next)) break;
  }
  return cleanLine(line.trim() === '' ? lineAfter(element) : line, 100);
}

function lineAfter(element: Element): string {
  for (let next = element.next; next !== null; next = next.next) if (lineOf(next) !== '') return lineOf(next);
  return '';
}
