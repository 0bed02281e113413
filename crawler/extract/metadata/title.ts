/** The writeup's title, without the site's name. */

import { cleanLine, fold } from '../../../core/text.ts';
import { attribute, closest, isElement, nameHint, nameTest, rawText, type Element } from '../dom.ts';
import { elementsAt, elementsNamed, findMeta, type PageEvidence } from '../page-evidence.ts';
import type { Found } from './found.ts';
import { articleNodes, textValue } from './json-ld.ts';
import { findSiteName } from './site.ts';
import { isSiteName, MIN_TITLE_CHARS, siteNames, titleForms, titleParts } from './site-title.ts';

/** The title without the site's name, or null where the page has none. The heading that readers see decides where it agrees with what is stated. */
export function findTitle(evidence: PageEvidence): Found<string> | null {
  const sections = sectionNames(evidence);
  const names = [...siteNames(evidence), ...sections];
  const whole = statedTitles(evidence);
  const forms = whole.map((found) => ({ ...found, forms: titleForms(found.value, names) }));
  const stated = forms.map((found) => ({ value: cleanLine(found.forms[2]), from: found.from })).filter((found) => found.value !== '').toSorted((a, b) => Number(isSiteName(a.value, names)) - Number(isSiteName(b.value, names)));
  const headings = headingTitles(evidence, names).filter((heading) => !isSiteName(heading.value, names));
  const exact = headings.find((heading) => forms.some((title) => title.forms.some((form) => fold(form) === fold(heading.value))));
  if (exact !== undefined) return unlessEmpty(inShort(inMixedCase(exact, stated), evidence), evidence);
  const within = stated.find((title) => headings.some((heading) => isPartOf(title.value, heading)));
  const opening = headings.find((heading) => whole.some((title) => isOpening(heading.value, title.value)));
  const alike = headings.find((heading) => [...stated.map((title) => title.value), addressWords(evidence)].some((title) => isAlike(heading.value, title)));
  const chosen = within ?? opening ?? (alike === undefined ? undefined : inMixedCase(alike, stated)) ?? stated[0] ?? headings[0] ?? null;
  return chosen === null ? null : unlessEmpty(inShort(chosen, evidence), evidence);
}

/** Names of front pages that say nothing. */
const EMPTY = /^(?:home|homepage|home page|index|start|startseite|accueil|inicio|welcome|readme|untitled(?: document)?)$/u;

/** The site's name in place of a title that is none, or what else the page is called. */
function unlessEmpty(title: Found<string>, evidence: PageEvidence): Found<string> {
  if (!EMPTY.test(fold(title.value))) return title;
  const other = titleParts(cleanLine(documentTitle(evidence)?.value ?? '', 500)).find((part) => part !== '' && !EMPTY.test(fold(part)));
  return findSiteName(evidence) ?? (other === undefined ? title : { value: other, from: 'title element' });
}

/** The headline of the linked data where it is the title up to a bar or bracket: what follows is written for search engines. */
function inShort(title: Found<string>, evidence: PageEvidence): Found<string> {
  const headline = jsonLdHeadline(evidence);
  const isFirstPart = headline !== null && headline.value.length >= MIN_TITLE_CHARS && title.value.startsWith(headline.value) && /^\s*[|(–—-]/u.test(title.value.slice(headline.value.length));
  return isFirstPart ? headline : title;
}

/** A heading in capitals is set so by the design; the title is taken from where it is written plainly, with the same words or nearly so. */
function inMixedCase(heading: Found<string>, stated: readonly Found<string>[]): Found<string> {
  const isShouted = heading.value === heading.value.toUpperCase() && heading.value !== heading.value.toLowerCase();
  if (!isShouted) return heading;
  return stated.find((title) => fold(title.value) === fold(heading.value)) ?? stated.find((title) => isAlike(title.value, heading.value)) ?? heading;
}

/** Main headings, folded, that are a later part of the document's title while another heading is its first part: a book's name, a section's. */
function sectionNames(evidence: PageEvidence): string[] {
  const [first, ...later] = titleParts(cleanLine(documentTitle(evidence)?.value ?? '', 500)).map(fold);
  const foldedHeadings = (name: string): string[] => (later.length === 0 ? [] : (evidence.byTag.get(name) ?? []).map((heading) => fold(headingText(heading))));
  const main = foldedHeadings('h1').filter((heading) => heading !== first && later.includes(heading));
  return main.length > 0 && ['h1', 'h2', 'h3'].flatMap(foldedHeadings).some((heading) => heading === first) ? main : [];
}

/** Whether the heading is where the stated title begins: its whole first part, or most of a sentence. */
function isOpening(heading: string, title: string): boolean {
  const folded = fold(heading);
  return fold(titleParts(title)[0] ?? '') === folded || (heading.length >= MIN_TITLE_CHARS && fold(title).startsWith(`${folded} `));
}

/** Whether the heading is the title with a label before it, or with more before or after it that stands in an element of its own: a kicker, a control, a source. */
function isPartOf(title: string, heading: Heading): boolean {
  const { value } = heading;
  if (title.length < MIN_TITLE_CHARS || value.length <= title.length) return false;
  const folded = fold(title);
  return (value.endsWith(` ${title}`) && !ARTICLE_WORD.test(value.slice(0, -title.length).trim())) || heading.openings.includes(folded) || heading.closings.includes(folded);
}

/** A word or number that belongs to the title, not a label before it. */
const ARTICLE_WORD = /^(?:the|an?|der|die|das|ein|eine|les?|la|l['’]|el|los|las|il|o|os|as|\d+)$/iu;

/** Whether two titles share most of the shorter one's words, and a fair part of the longer one's. */
function isAlike(a: string, b: string): boolean {
  const [short, long] = [new Set(fold(a).split(' ')), new Set(fold(b).split(' ').filter((word) => word !== ''))].sort((x, y) => x.size - y.size) as [Set<string>, Set<string>];
  const shared = [...short].filter((word) => long.has(word)).length;
  return shared >= short.size * 0.5 && shared >= long.size * 0.3;
}

/** The words of the address's last part that says something. */
function addressWords(evidence: PageEvidence): string {
  const parts = (URL.parse(evidence.url)?.pathname ?? '').split('/').filter((part) => /[-_]/u.test(part));
  return (parts.at(-1) ?? '').replace(/\.\w{2,5}$/u, '').replace(/[-_]+/gu, ' ');
}

/** What the page states its title to be, as written. */
function statedTitles(evidence: PageEvidence): Found<string>[] {
  return [
    findMeta(evidence, ['og:title', 'twitter:title', 'citation_title', 'dc.title', 'dcterms.title', 'parsely-title', 'sailthru.title', 'title', 'headline']),
    jsonLdHeadline(evidence),
    documentTitle(evidence),
  ].filter((found) => found !== null).map((found) => ({ value: cleanLine(found.value.replace(UNSEEN_MARKS, ''), 500), from: found.from }));
}

/** Marks without width. */
const UNSEEN_MARKS = /[\u200B\u2060]/gu;

function jsonLdHeadline(evidence: PageEvidence): Found<string> | null {
  for (const node of articleNodes(evidence.jsonLd)) {
    const value = textValue(node['headline']) ?? textValue(node['name']);
    if (value !== null) return { value, from: 'json-ld headline' };
  }
  return null;
}

function documentTitle(evidence: PageEvidence): Found<string> | null {
  const element = (evidence.byTag.get('title') ?? []).find((title) => closest(title, (above) => above.name === 'svg') === null);
  const text = element === undefined ? '' : element.children.map((child) => ('data' in child ? child.data : '')).join('');
  return text.trim() === '' ? null : { value: text, from: 'title element' };
}

/** A heading's text. `openings`: what its first text, its first two and so on say, folded; `closings`: its last, its last two. Neither holds all of it. */
type Heading = Found<string> & { readonly openings: readonly string[]; readonly closings: readonly string[] };

function headingTitles(evidence: PageEvidence, names: readonly string[]): Heading[] {
  const marked = elementsAt(evidence, evidence.labelled).filter((element) => /^h[1-3]$/u.test(element.name) && /(?:^|\s)(?:headline|name)(?:\s|$)/u.test(element.attribs['itemprop'] ?? ''));
  const named = elementsNamed(evidence, isNamedTitle).filter((element) => /^h[1-3]$/u.test(element.name));
  const first = (evidence.byTag.get('h1') ?? []).filter((element) => !isSiteHeading(element));
  return [...first, ...marked, ...named].map((element) => ({ value: cleanLine(withoutSignature(headingText(element), names)), from: `${element.name} heading`, ...partsOf(element) })).filter((found) => found.value !== '');
}

const isNamedTitle = nameTest(/ (?:p name|entry title|post title|article title|headline) /u);

function partsOf(heading: Element): Pick<Heading, 'openings' | 'closings'> {
  const texts = [...textsOf(heading)];
  const inner = texts.slice(1).map((_text, index) => index + 1);
  return { openings: inner.map((end) => fold(texts.slice(0, end).join(''))), closings: inner.map((start) => fold(texts.slice(start).join(''))) };
}

function* textsOf(element: Element): Generator<string> {
  for (const child of element.children) {
    if (child.type === 'text' && child.data.trim() !== '') yield child.data;
    else if (isElement(child)) yield* textsOf(child);
  }
}

/** A heading that is signed with the very name of the site, as a title element is. */
function withoutSignature(heading: string, names: readonly string[]): string {
  const parts = titleParts(heading.trim());
  const last = parts.at(-1) ?? '';
  return parts.length > 1 && fold(last) !== '' && isSiteName(last, names) ? titleForms(heading.trim(), names)[1] : heading;
}

/** `Title:` before the title, as archives of papers print it. */
const LABEL = /^\s*(?:title|titel|titre|título|titolo)\s*:\s*/iu;

function headingText(element: Element): string {
  return element.children.map((child) => (isElement(child) && isControl(child) ? ' ' : rawText(child))).join('').replace(UNSEEN_MARKS, '').replace(LABEL, '').replace(/\s*[#¶§]\s*$/u, '');
}

/** Buttons, permalinks and custom elements inside a heading are no part of it. */
function isControl(element: Element): boolean {
  return element.name === 'button' || element.name.includes('-') || / (?:headerlink|anchor|tooltip|tooltiptext|copy|sr only|visually hidden) /u.test(nameHint(element)) || /(?:^|\s)(?:label|badge)(?:\s|$)/u.test(element.attribs['class'] ?? '');
}

function isSiteHeading(element: Element): boolean {
  return / (?:logo|site title|site name|blog title|navbar|brand) /u.test(nameHint(element)) || attribute(element, 'aria-hidden') === 'true';
}
