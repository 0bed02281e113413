/** Authors below the text, and beside the posts of a thread. */

import { cleanLine } from '../../../core/text.ts';
import { closest, lineStart, nameTest, type Element } from '../dom.ts';
import { elementsNamed, type PageEvidence } from '../page-evidence.ts';
import { isPersonShaped, splitNames } from './names.ts';
import { followingText, LINE_TAGS } from './spoken-authors.ts';

const SIGNED = /^(?:written by|article by|about the author|posted by|geschrieben von|verfasst von|über den autor|über die autorin|écrit par|escrito por)\b/iu;

/** The name that signs the text, after such a word. */
export function signedAuthors(evidence: PageEvidence, isAtHome: (element: Element) => boolean): string[] {
  for (const element of evidence.elements) {
    if (!LINE_TAGS.has(element.name)) continue;
    const first = element.children.find((child) => child.type === 'text' && /\S/u.test(child.data));
    if (first === undefined || first.type !== 'text' || first.data.length > 150 || !SIGNED.test(first.data.trimStart())) continue;
    const line = cleanLine(first.data, 150);
    const named = SIGNED.test(line) && isAtHome(element) ? splitNames(line.replace(SIGNED, '').trim() || followingText(first, element)).filter(isPersonShaped) : [];
    if (named.length > 0) return named;
  }
  return [];
}

const isAccount = nameTest(/ (?:username|bigusername|user name|hnuser|poster|postauthor|message name|creator|topic author|topic starter|started by) /u);
const isPost = nameTest(/ (?:posts?|postbody|postbit|message|messages|topic|thread|question|discussion|forum) /u);

/** The account that wrote the first post of a thread. */
export function posters(evidence: PageEvidence, isAtHome: (element: Element) => boolean): string[] {
  for (const element of elementsNamed(evidence, isAccount)) {
    const name = lineStart(element, 41);
    if (name.length > 1 && name.length <= 30 && name.split(' ').length <= 3 && isAtHome(element) && closest(element, isPost) !== null && splitNames(name).length === 1) return splitNames(name);
  }
  return [];
}
