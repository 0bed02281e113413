/** What stands inside the content node without being content: bylines, pointers to other posts, closing sections. */

import { measureOf, type Measures } from '../content/measure.ts';
import { isLayoutTable } from '../blocks/table.ts';
import { childElements, closest, isElement, lineOf, parentElement, type Element, type Node, type Parent } from '../dom.ts';
import type { Dropped } from './removal.ts';

/** Headings of what follows an article. */
const CLOSING = /^(?:related(?: (?:posts?|articles?|stories|content|reading|resources|links|topics|news|products|blogs?|pages?|videos?))?|you (?:may|might)(?: also)? (?:like|enjoy|be interested in).*|(?:more|other|latest|recent|popular|trending|recommended|featured|similar)(?: related)? (?:posts?|articles?|stories|news|blogs?|reading|content|for you|from .*|in .*|like this|resources|reads)|more (?:from|in|on|about|like this)\b.*|recommended(?: for you| reading)?|read (?:next|more)|keep reading|continue reading|what to read next|up next|next (?:post|article|up)|previous (?:post|article)|share(?: (?:this|on|the|with|via|it|your|article|post|story)\b.*)?|spread the word|leave a (?:reply|comment).*|(?:\d+ )?(?:comments?|responses|thoughts on .*)|post a comment|add a comment|join the (?:conversation|discussion)|discussion|about the authors?|about (?:the )?author.*|author bio|written by.*|meet the author.*|contributors?|(?:subscribe|sign up|join)(?: to| for| our).*|subscribe|newsletter|stay (?:up to date|informed|in touch|connected|in the loop|updated).*|get (?:the latest|our newsletter|updates).*|follow us.*|tags?|categories|topics|filed under|archives?|was this (?:page|article|post|information|content)? ?helpful.*|did you find this.*|rate this.*|feedback|table of contents|contents|in this article|on this page|jump to|share|cookies?|privacy overview|this (?:web)?site uses cookies|trending (?:on|in|now).*|looking for more|explore more.*|see also our.*|ähnliche (?:artikel|beiträge)|weitere (?:artikel|beiträge|themen)|kommentare?|das könnte (?:dich|sie) auch interessieren.*|mehr zum thema|articles similaires|à lire aussi|commentaires?|artículos relacionados|comentarios?|articoli correlati|commenti)$/iu;

/** Single lines that point elsewhere or tell of the page. */
const POINTER = /^(?:\W{0,3})(?:related(?: (?:article|post|reading|story|stories|content))?|also read|read also|read more|read next|see also|see more|also see|must read|recommended|recommended reading|more|don't miss|you may also like|you might also like|check out|read|watch|listen|further reading|up next|mehr dazu|lesen sie auch|lire aussi|à lire aussi|lea también|leggi anche)\s?[:–—|-]/iu;
const PAGE_NOTE = /^(?:advertisement|sponsored|ad|story continues below advertisement|continue reading below|article continues (?:after|below) .{0,40}|share this(?: article| post| story)?|share|tweet|pin it|print|email|copy link|link copied!?|save|bookmark|listen to (?:this )?(?:article|story).{0,40}|jump to recipe|skip to .{0,60}|back to top|table of contents|\d{1,3} ?(?:min(?:ute)?s?|mins?)\.?(?: read)?|\d{1,3}[- ]min(?:ute)? read(?:ing time)?|reading time:? .{0,20}|click to (?:share|enlarge|expand|copy).{0,60}|scroll to continue.{0,40}|view (?:gallery|comments)|loading\.*|get it on .{0,20}|(?:\d+ )?comments?|(?:\d+ )?shares?|(?:\d+ )?likes?|image (?:source|credit)s?:.{0,80}|photo(?:s| credit)?:.{0,60}|read more|learn more|download pdf|thank you! your submission has been received!|oops! something went wrong while submitting the form\.?|.{0,20}\bas a (?:preferred|trusted) source (?:on|for|in) google\.?|(?:this|the following) (?:post|article|page|content|story) (?:may )?contains? affiliate links?.{0,120}|[•·]?\s*sponsored\s*[•·]?|(?:home|start|startseite) ?[>›»/] ?.{1,100}|\*{3,})$/iu;
const BYLINE = /^(?:(?:written|posted|published|reviewed|edited|updated|medically reviewed|fact[- ]checked) (?:by|on)\b[^.!?]{0,120}|(?:last )?(?:updated|modified|published|posted|reviewed)\b.{0,80}|(?:author|date|category|categories|tags?|filed under|topics?|published|source)\s?:.{0,150})$/iu;
const BY_NAME = /^(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or)\s+\p{Lu}[^.!?]{1,80}$/u;
const DATE_LINE = /^.{0,40}(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2},? \d{4}|\b\d{1,2}\.? (?:jan|feb|mär|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zäöü]{0,6}\.? \d{4}).{0,60}$/iu;

/** Lines longer than this are text, whatever they begin with. */
const MAX_LINE_CHARS = 160;

const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const LINES = new Set([...HEADINGS, 'p', 'div', 'li', 'span', 'strong', 'a', 'section', 'figcaption']);

/** Drops what is not content from the content node. */
export function trimContent(content: Parent, measures: Measures, dropped: Dropped): void {
  const elements = remaining(content, dropped);
  dropOpening(elements, measures, dropped);
  for (const element of elements) {
    const { chars } = measureOf(measures, element);
    if (chars === 0 || chars > MAX_LINE_CHARS || !LINES.has(element.name) || isInDataTable(element)) continue;
    const line = lineOf(element);
    if (HEADINGS.has(element.name) || isHeadingLike(element, line)) dropClosing(element, line, content, measures, dropped);
    if (!HEADINGS.has(element.name) && !dropped.has(element)) dropLine(element, line, measures, dropped);
  }
}

/** Cells are data, whatever they say. */
function isInDataTable(element: Element): boolean {
  const table = closest(element, (above) => above.name === 'table');
  return table !== null && !isLayoutTable(table);
}

/** What is left of the content, in document order. */
function remaining(content: Parent, dropped: Dropped, found: Element[] = []): Element[] {
  for (const child of content.children) {
    if (!isElement(child) || dropped.has(child)) continue;
    found.push(child);
    remaining(child, dropped, found);
  }
  return found;
}

/** A short paragraph or division that is bold as a whole, or named a title. */
function isHeadingLike(element: Element, line: string): boolean {
  if (element.name !== 'p' && element.name !== 'div' && element.name !== 'strong') return false;
  return element.children.length <= 3 && CLOSING.test(shortLine(line) ?? '');
}

function shortLine(line: string): string | null {
  return line.length > MAX_LINE_CHARS ? null : line.replace(/[:：!?.…\s]+$/u, '');
}

/** A closing heading takes along what follows it, up to the next heading of its level. */
function dropClosing(heading: Element, words: string, content: Parent, measures: Measures, dropped: Dropped): void {
  const line = shortLine(words);
  if (line === null || !CLOSING.test(line)) return;
  const section = outerSection(heading, content, measures);
  const following = section === heading ? followingSiblings(heading) : [section];
  const mass = following.reduce((sum, element) => sum + measureOf(measures, element).mass, 0);
  if (mass > contentMass(content, measures) * 0.25 || (MAY_BE_TEXT.test(line) && mass > MAX_POINTERS_MASS && isProse(following, measures))) return;
  for (const element of [heading, ...following]) dropped.set(element, { step: 'closing section', reason: `under the heading "${line}"` });
}

/** Headings under which pointers stand, or a part of the text. */
const MAY_BE_TEXT = /^(?:more (?:from|in|on|about)\b.*|discussion|topics|feedback|contents)$/iu;
const MAX_POINTERS_MASS = 300;

function isProse(elements: readonly Element[], measures: Measures): boolean {
  const [chars, linkChars] = elements.map((element) => measureOf(measures, element)).reduce(([all, links], measure) => [all + measure.chars, links + measure.linkChars], [0, 0]);
  return linkChars < chars * 0.2;
}

/** The largest wrapper that the heading opens and that holds little else. */
function outerSection(heading: Element, content: Parent, measures: Measures): Element {
  let section = heading;
  for (let above = parentElement(heading); above !== null && above !== content; above = parentElement(above)) {
    const first = childElements(above).find((child) => measureOf(measures, child).chars > 0);
    if (first !== section || measureOf(measures, above).mass > contentMass(content, measures) * 0.25) break;
    section = above;
  }
  return section;
}

function contentMass(content: Parent, measures: Measures): number {
  return 'name' in content ? measureOf(measures, content).mass : childElements(content).reduce((sum, child) => sum + measureOf(measures, child).mass, 0);
}

function followingSiblings(heading: Element): Element[] {
  const found: Element[] = [];
  for (let next: Node | null = heading.next; next !== null; next = next.next) {
    if (!isElement(next)) continue;
    if (/^h[1-6]$/u.test(next.name) && (!/^h[1-6]$/u.test(heading.name) || next.name <= heading.name)) break;
    found.push(next);
  }
  return found;
}

function dropLine(element: Element, line: string, measures: Measures, dropped: Dropped): void {
  const measure = measureOf(measures, element);
  if (PAGE_NOTE.test(line)) dropped.set(element, { step: 'line', reason: 'tells of the page' });
  else if (element.name !== 'a' && element.name !== 'span' && POINTER.test(line) && measure.linkChars > measure.chars * 0.5) dropped.set(element, { step: 'line', reason: 'points to another post' });
}

/** Lines of more words than a date with a name and a place, and lines that end as sentences do. */
function isSentence(line: string): boolean {
  return line.split(' ').length > 12 || /\p{Ll}[.!?:]$/u.test(line);
}

/** Whether a line before the text only says who, when or in which category. */
export function isOpeningLine(line: string): boolean {
  if (line.length > MAX_LINE_CHARS) return false;
  return BYLINE.test(line) || BY_NAME.test(line) || PAGE_NOTE.test(line) || (DATE_LINE.test(line) && !isSentence(line));
}

/** Before the first paragraph: who, when, in which category. */
function dropOpening(elements: readonly Element[], measures: Measures, dropped: Dropped): void {
  for (const element of elements) {
    const { chars, linkChars, mass } = measureOf(measures, element);
    if (element.name === 'p' && chars - linkChars > 120) return;
    if (element.name === 'pre') return;
    if (chars === 0 || chars > MAX_LINE_CHARS || /^h[1-6]$/u.test(element.name) || mass > 150 || isInDataTable(element)) continue;
    const line = lineOf(element);
    if (isOpeningLine(line)) dropped.set(element, { step: 'opening', reason: 'says who or when' });
  }
}
