/** Weblogs named after the person who writes them. */

import { fold } from '../../../core/text.ts';
import { hostOf } from '../../../core/url.ts';
import { lineOf, lineStart, nameTest } from '../dom.ts';
import { elementsNamed, type PageEvidence } from '../page-evidence.ts';
import { textValue, typesOf } from './json-ld.ts';
import { isPersonShaped } from './names.ts';

/** The person that a weblog is named after, where its address says so too and the page speaks of or as a person: "About me", "I". */
export function eponym(evidence: PageEvidence, siteName: string | null): string[] {
  const labels = hostOf(evidence.url).split('.');
  const isOfHost = (name: string): boolean => isPersonShaped(name) && labels.includes(fold(name).replaceAll(' ', ''));
  const links = (evidence.byTag.get('a') ?? []).map(lineOf);
  const about = links.map((line) => /^(?:about|über|sobre|à propos de|chi è|over) (.{4,40})$/iu.exec(line)?.[1] ?? '').find(isOfHost);
  if (about !== undefined) return [about];
  const subtitles = elementsNamed(evidence, isSubtitle).map((element) => lineStart(element, 50));
  const name = [siteName ?? '', ...subtitles].find(isOfHost);
  if (name === undefined) return [];
  const isPerson = evidence.jsonLd.some((node) => typesOf(node).includes('person') && fold(textValue(node['name']) ?? '') === fold(name));
  return isPerson || links.some((line) => ABOUT_ME.test(fold(line)) || fold(line) === `about ${fold(name.split(' ')[0] ?? '')}`) || speaksOfItself(evidence) ? [name] : [];
}

/** Where a weblog says below its name what or whose it is. */
const isSubtitle = nameTest(/ (?:site|blog) (?:description|tagline|subtitle|title) /u);

const ABOUT_ME = /^(?:about (?:me|my)|über mich|sobre mí|à propos de moi|su di me|over mij)$/u;

/** Whether the text says "I" and not "we". */
function speaksOfItself(evidence: PageEvidence): boolean {
  const text = (evidence.byTag.get('p') ?? []).slice(0, 100).map(lineOf).join(' ');
  const count = (words: RegExp): number => text.match(words)?.length ?? 0;
  return count(/\b(?:I|I['’](?:m|ve|d|ll)|my|me|ich|mein|je|mon|yo|mi)\b/gu) > 3 + count(/\b(?:[Ww]e|[Oo]ur|us|wir|unser|nous|notre|nosotros)\b/gu);
}
