/** Authors in the markup that readers see: author elements, bylines, links to author pages. */

import { cleanLine } from '../../../core/text.ts';
import { closest, isElement, lineOf, lineStart, nameHint, nameTest, type Element, type Node } from '../dom.ts';
import { elementsAt, elementsNamed, placesNamed, type PageEvidence } from '../page-evidence.ts';
import { isPersonShaped, splitNames } from './names.ts';
import { textStart } from './spoken-authors.ts';

const MAX_AUTHORS = 20;

/** The names in author markup. Those after the text are of other writeups where there are some before it. */
export function markedAuthors(evidence: PageEvidence, isAtHome: (element: Element) => boolean): string[] {
  const start = textStart(evidence);
  const places = [...evidence.labelled, ...placesNamed(evidence, isMicroformat)];
  const marked = (among: readonly number[]): Element[] => elementsAt(evidence, among).filter((element) => isAuthorMarkup(element) && isAtHome(element));
  const early = marked(places.filter((place) => place < start));
  return (early.length > 0 ? early : marked(places)).slice(0, MAX_AUTHORS).map((element) => firstName(nameElement(element))).filter((name) => name !== null);
}

function isAuthorMarkup(element: Element): boolean {
  const { itemprop, rel } = element.attribs;
  return (itemprop !== undefined && /(?:^|\s)author(?:\s|$)/u.test(itemprop)) || (rel !== undefined && /(?:^|\s)author(?:\s|$)/u.test(rel) && !/^(?:https?:\/\/[^/]+)?\/?$/iu.test(element.attribs['href'] ?? '')) || isMicroformat(element);
}

const isMicroformat = nameTest(/ p author /u);

function nameElement(element: Element): Element {
  return element.children.find((child): child is Element => isElement(child) && child.attribs['itemprop'] === 'name') ?? element;
}

/** The first link to an author's page that stands by itself. */
export function linkedAuthors(evidence: PageEvidence, isAtHome: (element: Element) => boolean): string[] {
  const link = (evidence.byTag.get('a') ?? []).find((anchor) => /\/(?:authors?|autor(?:en|in)?|auteurs?|auth|people|contributors?|contributor|editors?|reporters?|journalists?|profiles?|staff|experts?|writers?|by)\/[^/?#]/iu.test(anchor.attribs['href'] ?? '') && isAtHome(anchor) && isPersonShaped(firstName(anchor) ?? '') && closest(anchor, isSentence) === null);
  return link === undefined ? [] : [firstName(link) ?? ''];
}

/** A paragraph in which a link is a mention. */
function isSentence(element: Element): boolean {
  return (element.name === 'p' || element.name === 'li') && lineStart(element, 121).length > 120;
}

const BYLINE_NAMES = / (?:author name|authorname|post author|entry author|article author|byline name|byline|author|authors|writer|posted by|contributor name|autor|auteur) /u;

const isByline = nameTest(BYLINE_NAMES);

/** Parts of an author's card, credits of pictures, dialogues. */
const NO_BYLINE = / (?:bio|box|card|about|description|image|images|avatar|img|license|licence|photo|foto|copyright|caption|modal|popup) /u;

/** The names of the first element named after its author. */
export function bylineAuthors(evidence: PageEvidence, isAtHome: (element: Element) => boolean): string[] {
  for (const element of elementsNamed(evidence, isByline)) {
    if (element.name === 'body' || element.name === 'html' || NO_BYLINE.test(nameHint(element)) || !isAtHome(element)) continue;
    const name = firstName(element);
    if (name !== null) return lineStart(element, 80).length < 80 ? [lineOf(element)].flatMap(splitNames).filter((other) => other === name || (isPersonShaped(other) && !other.startsWith(`${name} `))).concat(name) : [name];
  }
  return [];
}

/** The first piece of text below the element that can be a name. */
function firstName(element: Element): string | null {
  for (const text of pieces(element)) {
    const name = splitNames(text)[0];
    if (name !== undefined && name.length > 2) return name;
  }
  return null;
}

/** The texts below an element, each text node by itself. */
function* pieces(node: Node): Generator<string> {
  if (node.type === 'text') {
    const text = cleanLine(node.data, 200);
    if (text !== '') yield text;
  } else if (isElement(node) && node.name !== 'script' && node.name !== 'style' && node.name !== 'svg') {
    for (const child of node.children) yield* pieces(child);
  }
}
