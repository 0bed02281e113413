/** Which parts of a page are certainly not content: hidden, navigation, footers, sidebars, and whatever names itself so. */

import { slug } from '../../../core/text.ts';
import { attribute, childElements, classHint, findElement, isElement, lineOf, nameHint, parentElement, type Document, type Element, type Parent } from '../dom.ts';
import { isLayoutTable } from '../blocks/table.ts';
import { measureOf, type Measures } from '../content/measure.ts';
import { findNoiseName } from './noise-names.ts';
import type { Dropped, Reason } from './removal.ts';
import { findSignUps } from './sign-ups.ts';

const NEVER = new Set(['html', 'body', 'main', 'head', 'h1', 'p', 'pre', 'code', 'math', 'td', 'tr', 'tbody', 'thead', 'th', 'em', 'strong', 'b', 'i', 'sup', 'sub', 'blockquote']);
const NOISE_TAGS: Readonly<Record<string, string>> = {
  nav: 'navigation', footer: 'footer', aside: 'sidebar', button: 'control', select: 'control', input: 'control', textarea: 'control', dialog: 'overlay', 'clipboard-copy': 'control', form: 'form', menu: 'navigation',
};
const NOISE_ROLES: Readonly<Record<string, string>> = {
  navigation: 'navigation', banner: 'navigation', contentinfo: 'footer', complementary: 'sidebar', search: 'control', dialog: 'overlay', alertdialog: 'overlay',
  menu: 'navigation', menubar: 'navigation', toolbar: 'control', tablist: 'navigation', button: 'control', alert: 'overlay',
};
/** An element with more than this share of the page's text is not dropped for its name alone. */
const MAX_SHARE = 0.35;

/** Every outermost element that is noise, with the reason. `inputs`: the page's input fields. */
export function findNoise(root: Document, measures: Measures, inputs: readonly Element[]): Dropped {
  const dropped: Dropped = new Map();
  const total = Math.max(1, ...root.children.filter(isElement).map((child) => measureOf(measures, child).mass));
  visit(root, { dropped, measures, total, signUps: findSignUps(inputs, measures) });
  return dropped;
}

/** Cells are data, whatever they are called. */
function isDataTable(element: Element): boolean {
  return element.name === 'table' && hiddenReason(element) === null && findElement(element, (inside) => inside.name === 'th') !== null && !isLayoutTable(element);
}

type Visit = { readonly dropped: Dropped; readonly measures: Measures; readonly total: number; readonly signUps: ReadonlySet<Element> };

function visit(parent: Parent, state: Visit): void {
  for (const child of parent.children) {
    if (!isElement(child) || child.name === 'pre' || child.name === 'code' || isDataTable(child)) continue;
    const reason = noiseReason(child, state);
    if (reason === null) visit(child, state);
    else state.dropped.set(child, reason);
  }
}

function noiseReason(element: Element, state: Visit): Reason | null {
  if (element.name === 'html' || element.name === 'body' || element.name === 'head') return null;
  const hidden = hiddenReason(element);
  if (hidden !== null && attribute(element, 'role') !== 'tabpanel' && !isLarge(element, state)) return { step: 'hidden', reason: hidden };
  if (NEVER.has(element.name)) return null;
  if (state.signUps.has(element) && !isLarge(element, state)) return { step: 'form', reason: 'asks for an address' };
  const tag = NOISE_TAGS[element.name] ?? NOISE_ROLES[attribute(element, 'role') ?? ''];
  if (tag !== undefined && !isLarge(element, state) && !opensPassage(element, state)) return { step: 'structure', reason: tag };
  return nameReason(element, state);
}

/** Fewer words are the name of a control. */
const MIN_QUESTION_WORDS = 4;

/** A button that folds out a passage of the text and says what that is about: the question above an answer. */
function opensPassage(element: Element, state: Visit): boolean {
  const isButton = element.name === 'button' || attribute(element, 'role') === 'button';
  if (!isButton || (attribute(element, 'aria-controls') === null && attribute(element, 'aria-expanded') === null && !isHeading(element.parent))) return false;
  return lineOf(element).split(' ').length >= MIN_QUESTION_WORDS && hasAnswer(element, state);
}

/** Whether a text follows the button, or what is around it. */
function hasAnswer(button: Element, { measures }: Visit): boolean {
  for (let at: Element | null = button, levels = 0; at !== null && levels < 3; at = parentElement(at), levels += 1) {
    const next = nextElement(at);
    if (next !== null) return measureOf(measures, next).mass >= MIN_ANSWER_MASS;
  }
  return false;
}

const MIN_ANSWER_MASS = 30;

function nextElement(element: Element): Element | null {
  let next = element.next;
  while (next !== null && !isElement(next)) next = next.next;
  return next;
}

function isHeading(node: Element['parent']): boolean {
  return node !== null && 'name' in node && /^h[2-6]$/u.test(node.name);
}

function hiddenReason(element: Element): string | null {
  if (element.attribs['hidden'] !== undefined) return 'hidden attribute';
  if (attribute(element, 'aria-hidden') === 'true' && !/ (?:katex|math|mathjax) /u.test(nameHint(element))) return 'aria-hidden';
  const style = element.attribs['style'];
  return style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/iu.test(style) ? 'hidden by style' : null;
}

function nameReason(element: Element, state: Visit): Reason | null {
  // What class and id do not say together, the class does not say alone: most elements need no look at their headings.
  const named = findNoiseName(nameHint(element));
  const rule = named !== null && isNamedAfterHeading(element) ? findNoiseName(classHint(element)) : named;
  if (rule === null || isLarge(element, state)) return null;
  if (!rule.sure && (holdsMain(element) || isMostlyCode(element, state))) return null;
  return { step: 'name', reason: rule.reason };
}

/** Generators name a section after its heading: its id says what it is about, not what it is. */
function isNamedAfterHeading(element: Element): boolean {
  const id = attribute(element, 'id');
  if (id === null) return false;
  const heading = childElements(element).find((child) => /^h[1-6]$/u.test(child.name)) ?? (/^h[1-6]$/u.test(element.name) ? element : undefined);
  const name = slug(id).replace(NUMBERED, '').slice(0, 40);
  return heading !== undefined && name.length > 2 && slug(lineOf(heading)).startsWith(name);
}

/** What generators set before the heading's own words: `toc-`, `1-heading-`, `s-`. */
const NUMBERED = /^(?:(?:toc|h|s|sec|section|heading|\d{1,3})-){1,3}/u;

function isLarge(element: Element, state: Visit): boolean {
  return measureOf(state.measures, element).mass > state.total * MAX_SHARE;
}

/** Highlighters name a block after the toolbar or the tabs that they add to it. */
function isMostlyCode(element: Element, state: Visit): boolean {
  const pre = findElement(element, (inside) => inside.name === 'pre');
  return pre !== null && measureOf(state.measures, pre).chars > measureOf(state.measures, element).chars * 0.3;
}

function holdsMain(element: Element): boolean {
  return findElement(element, (inside) => inside.name === 'main' || (inside.name === 'h1' && element.name !== 'header')) !== null;
}
