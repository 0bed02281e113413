/** The writeup's title, without the site's name. */

import { cleanLine, fold } from '../../../core/text.ts';
import { hostOf } from '../../../core/url.ts';
import { attribute, closest, isElement, nameHint, rawText, type Element } from '../dom.ts';
import { findMeta, type PageEvidence } from '../page-evidence.ts';
import type { Found } from './found.ts';
import { articleNodes, textValue } from './json-ld.ts';

/** The title, or null where the page has none. `siteName` is cut off where it stands at an end. */
export function findTitle(evidence: PageEvidence, siteName: string | null): Found<string> | null {
  const stated = titleCandidates(evidence, siteName);
  const names = siteNames(evidence, siteName);
  const headings = headingTitles(evidence).filter((heading) => !isSite(heading.value, names));
  const exact = headings.find((heading) => stated.some((title) => fold(title.value) === fold(heading.value)));
  const within = stated.find((title) => headings.some((heading) => isPartOf(title.value, heading.value)));
  const opening = headings.find((heading) => stated.some((title) => fold(title.value).startsWith(`${fold(heading.value)} `) && heading.value.length >= MIN_TITLE_CHARS));
  const alike = headings.find((heading) => [...stated.map((title) => title.value), addressWords(evidence)].some((title) => isAlike(heading.value, title)));
  return exact ?? within ?? opening ?? alike ?? stated[0] ?? headings[0] ?? null;
}

/** Whether the heading is the title with a label before it or a control's text after it. */
function isPartOf(title: string, heading: string): boolean {
  if (title.length < MIN_TITLE_CHARS || heading.length <= title.length) return false;
  const rest = heading.slice(title.length).trimStart();
  return heading.endsWith(` ${title}`) || (heading.startsWith(`${title} `) && /^\p{Lu}/u.test(rest));
}

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

function titleCandidates(evidence: PageEvidence, siteName: string | null): Found<string>[] {
  const names = siteNames(evidence, siteName);
  const stated = [
    findMeta(evidence, ['og:title', 'twitter:title', 'citation_title', 'dc.title', 'dcterms.title', 'parsely-title', 'sailthru.title', 'title', 'headline']),
    jsonLdHeadline(evidence),
    documentTitle(evidence),
  ].filter((found) => found !== null);
  return stated.map((found) => ({ value: withoutSiteName(cleanLine(found.value, 500), names), from: found.from })).filter((found) => found.value !== '').map((found) => ({ ...found, value: cleanLine(found.value) }));
}

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

function headingTitles(evidence: PageEvidence): Found<string>[] {
  const marked = evidence.elements.filter((element) => /(?:^|\s)(?:headline|name)(?:\s|$)/u.test(element.attribs['itemprop'] ?? '') && /^h[1-3]$/u.test(element.name));
  const named = evidence.elements.filter((element) => /^h[1-3]$/u.test(element.name) && / (?:p name|entry title|post title|article title|headline) /u.test(nameHint(element)));
  const first = (evidence.byTag.get('h1') ?? []).filter((element) => !isSiteHeading(element));
  return [...first, ...marked, ...named].map((element) => ({ value: cleanLine(headingText(element)), from: `${element.name} heading` })).filter((found) => found.value !== '');
}

function headingText(element: Element): string {
  return element.children.map((child) => (isElement(child) && isControl(child) ? ' ' : rawText(child))).join('').replace(/\s*[#¶§]\s*$/u, '');
}

/** Buttons, permalinks and custom elements inside a heading are no part of it. */
function isControl(element: Element): boolean {
  return element.name === 'button' || element.name.includes('-') || / (?:headerlink|anchor|tooltip|tooltiptext|copy|sr only|visually hidden) /u.test(nameHint(element));
}

function isSiteHeading(element: Element): boolean {
  return / (?:logo|site title|site name|blog title|navbar|brand) /u.test(nameHint(element)) || attribute(element, 'aria-hidden') === 'true';
}

/** What the site may be called at the end of a title, folded. */
function siteNames(evidence: PageEvidence, siteName: string | null): string[] {
  const host = hostOf(evidence.url);
  const labels = host.split('.');
  const names = [siteName, host, labels.length > 1 ? labels.at(-2) ?? null : null, findMeta(evidence, ['application-name'])?.value ?? null];
  return names.filter((name) => name !== null).map(fold).filter((name) => name.length > 1);
}

const SEPARATOR = /\s+[|·•–—\-»«~/\\›‹]{1,2}\s+|\s*[|｜»]\s*|:\s+/u;

/** The title without a leading or trailing part that is the site's name, and without what follows a bar. */
function withoutSiteName(title: string, names: readonly string[]): string {
  const parts = splitTitle(title);
  let start = 0;
  let end = parts.length;
  while (end - start > 1 && isSite(parts[end - 1]?.text ?? '', names) && !isColon(parts[end - 2])) end -= 1;
  while (end - start > 1 && isSite(parts[start]?.text ?? '', names)) start += 1;
  while (end - start > 1 && /[|｜]/u.test(parts[end - 2]?.separator ?? '') && joinParts(parts.slice(start, end - 1)).length >= MIN_TITLE_CHARS) end -= 1;
  return joinParts(parts.slice(start, end));
}

/** What stands before a bar is taken for the whole title only where it is at least this long. */
const MIN_TITLE_CHARS = 8;

type TitlePart = { readonly text: string; readonly separator: string };

function isColon(part: TitlePart | undefined): boolean {
  return part !== undefined && part.separator.startsWith(':');
}

function joinParts(parts: readonly TitlePart[]): string {
  return parts.map((part, index) => (index === parts.length - 1 ? part.text : part.text + part.separator)).join('').trim();
}

function splitTitle(title: string): TitlePart[] {
  const parts: TitlePart[] = [];
  let rest = title;
  for (let match = SEPARATOR.exec(rest); match !== null && parts.length < 20; match = SEPARATOR.exec(rest)) {
    parts.push({ text: rest.slice(0, match.index), separator: match[0] });
    rest = rest.slice(match.index + match[0].length);
  }
  parts.push({ text: rest, separator: '' });
  return parts;
}

function isSite(part: string, names: readonly string[]): boolean {
  const folded = fold(part);
  const joined = folded.replaceAll(' ', '');
  return folded === '' || names.some((name) => name === folded || name.replaceAll(' ', '') === joined || (joined.length >= 4 && name.startsWith(`${folded} `)) || (name.length >= 5 && (folded.startsWith(`${name} `) || folded.endsWith(` ${name}`)) && folded.length < name.length + 20));
}
