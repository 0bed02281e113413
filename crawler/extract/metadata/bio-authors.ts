/** Authors by the words about them: a card with name and life below the text. */

import { cleanLine } from '../../../core/text.ts';
import { isElement, lineStart, nameTest, type Element } from '../dom.ts';
import { elementsNamed, type PageEvidence } from '../page-evidence.ts';
import { isPersonShaped, tellsLife } from './names.ts';

/** More lives on one page are of a team. */
const MAX_LIVES = 2;
const MAX_NAME_CHARS = 60;
/** The names in headings and bold lines that the paragraph below begins with and goes on to say who that is: `Ann Lee` above `Ann Lee is an engineer at …`. */
export function livesOf(evidence: PageEvidence, isAtHome: (element: Element) => boolean): string[] {
  const names = new Set<string>();
  for (const heading of ['h2', 'h3', 'h4', 'h5', 'h6', 'strong', 'b', 'a', 'p', 'div', 'span'].flatMap((name) => evidence.byTag.get(name) ?? [])) {
    const name = ownName(heading);
    if (name !== null && (isPersonShaped(name) || /^h[2-6]$/u.test(heading.name)) && hasLife(heading, name) && isAtHome(heading)) names.add(name);
  }
  return names.size > MAX_LIVES ? [] : [...names];
}

/** The element's only text where that can be a name. */
function ownName(element: Element): string | null {
  const [only, ...others] = element.children.filter((child) => child.type !== 'comment');
  if (only === undefined || others.length > 0 || only.type !== 'text' || only.data.length > MAX_NAME_CHARS) return null;
  const name = cleanLine(only.data);
  return /^\p{Lu}[\p{L}\p{M}.'’ -]+$/u.test(name) ? name : null;
}

/** Whether the next words after the element, or after what holds nothing else, say who the person is. */
function hasLife(element: Element, name: string): boolean {
  let at: Element | null = element;
  for (let level = 0; at !== null && level < 3; level += 1) {
    const next = nextElement(at);
    if (next !== null && saysWho(lineStart(next, 300), name)) return true;
    at = at.parent !== null && 'name' in at.parent ? at.parent : null;
  }
  return false;
}

function saysWho(line: string, name: string): boolean {
  return tellsLife(line, name) || tellsLife(line, name.split(' ')[0] ?? name);
}

function nextElement(element: Element): Element | null {
  let next = element.next;
  while (next !== null && !isElement(next)) next = next.next;
  return next;
}

const isCard = nameTest(/ (?:author|autor|auteur) (?:\w+ ){0,2}(?:card|box|bio|info|profile|about|details?) | (?:about|bio|meet) (?:the )?(?:author|autor) /u);

/** The person whose name is the first text of an author's card. */
export function cardAuthors(evidence: PageEvidence, isAtHome: (element: Element) => boolean): string[] {
  for (const card of elementsNamed(evidence, isCard)) {
    if (!isAtHome(card)) continue;
    const name = firstName(card);
    if (name !== null && isPersonShaped(name)) return [name];
  }
  return [];
}

function firstName(element: Element): string | null {
  for (const child of element.children) {
    if (child.type === 'text' && child.data.trim() !== '') return cleanLine(child.data.replace(LABEL, ''), MAX_NAME_CHARS);
    const inside = isElement(child) ? firstName(child) : null;
    if (inside !== null && inside !== '' && !LABEL.test(`${inside} `)) return inside;
  }
  return null;
}

/** What stands above the name in a card. */
const LABEL = /^\s*(?:(?:about|meet|über)(?: the| den| die)? )?(?:author|autor(?:in)?|written by|by|von)s?\s*:?\s+/iu;
