/** Who wrote it: names only. */

import { cleanLine, fold } from '../../../core/text.ts';
import { hostOf } from '../../../core/url.ts';
import { closest, isElement, lineOf, nameHint, type Element, type Node } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';
import type { Found } from './found.ts';
import { articleNodes, isNode, textValue, typesOf } from './json-ld.ts';
import { cleanName, isPersonShaped, splitNames, uninvertName, uniqueNames } from './names.ts';

const MAX_AUTHORS = 20;

/** The authors in the page's order, each once; null where the page names none. A site that names itself counts only where nobody else is named. */
export function findAuthors(evidence: PageEvidence, siteName: string | null): Found<readonly string[]> | null {
  const sources: readonly (() => Found<readonly string[]> | null)[] = [
    () => names(jsonLdAuthors(evidence), 'json-ld author'),
    () => names(metaAuthors(evidence), 'meta author'),
    () => names(markedAuthors(evidence), 'author markup'),
    () => names(linkedAuthors(evidence), 'link to the author'),
    () => names(bylineAuthors(evidence), 'byline'),
    () => names(spokenAuthors(evidence), 'visible byline'),
  ];
  let fallback: Found<readonly string[]> | null = null;
  for (const source of sources) {
    const found = source();
    if (found === null) continue;
    if (!found.value.every((name) => isOrganisation(name, siteName, evidence))) return found;
    fallback ??= found;
  }
  return fallback;
}

function names(texts: readonly string[], from: string): Found<readonly string[]> | null {
  const value = uniqueNames(texts.flatMap(splitNames)).slice(0, MAX_AUTHORS);
  return value.length === 0 ? null : { value, from };
}

/** Whether the name is the site's own, or said to be an organisation's. */
function isOrganisation(name: string, siteName: string | null, evidence: PageEvidence): boolean {
  const key = fold(name).replaceAll(' ', '');
  const own = [siteName ?? '', ...hostOf(evidence.url).split('.')].map((text) => fold(text).replaceAll(' ', '')).filter((text) => text.length > 2);
  if (own.some((text) => text === key || (text.length > 3 && key.startsWith(text)))) return true;
  return evidence.jsonLd.some((node) => typesOf(node).some((type) => /organi[sz]ation$/u.test(type)) && fold(textValue(node['name']) ?? '') === fold(name));
}

function jsonLdAuthors(evidence: PageEvidence): string[] {
  for (const node of articleNodes(evidence.jsonLd)) {
    const value: unknown = node['author'] ?? node['creator'];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    const found = list.map((item) => authorName(item, evidence)).filter((name) => name !== null);
    if (found.length > 0) return found;
  }
  return [];
}

function authorName(value: unknown, evidence: PageEvidence): string | null {
  if (typeof value === 'string') return value;
  if (!isNode(value)) return null;
  const name = textValue(value['name']);
  if (name !== null) return name;
  const id = value['@id'];
  const target = typeof id === 'string' ? evidence.jsonLd.find((node) => node['@id'] === id && textValue(node['name']) !== null) : undefined;
  return target === undefined ? null : textValue(target['name']);
}

const META_NAMES = [
  'author', 'article:author', 'article:author_name', 'og:article:author', 'citation_author', 'dc.creator', 'dcterms.creator', 'dc.contributor', 'parsely-author', 'sailthru.author', 'byl', 'twitter:data1', 'rbauthors', 'authors', 'cxenseparse:author', 'shareaholic:article_author_name',
];

function metaAuthors(evidence: PageEvidence): string[] {
  for (const name of META_NAMES) {
    if (name === 'twitter:data1' && !/written|author|by|verfasst|écrit|escrito|geschreven/iu.test(evidence.metas.get('twitter:label1')?.[0] ?? '')) continue;
    const values = (evidence.metas.get(name) ?? []).filter((value) => !value.includes('://') && !value.startsWith('@'));
    const inverted = name === 'citation_author' || name.startsWith('dc');
    if (values.some((value) => cleanName(value) !== null)) return inverted ? values.map(uninvertName) : values;
  }
  return [];
}

function markedAuthors(evidence: PageEvidence): string[] {
  const marked = evidence.elements.filter((element) => isAuthorMarkup(element) && isAtHome(element));
  return marked.slice(0, MAX_AUTHORS).map((element) => firstName(nameElement(element))).filter((name) => name !== null);
}

function isAuthorMarkup(element: Element): boolean {
  return /(?:^|\s)author(?:\s|$)/u.test(element.attribs['itemprop'] ?? '') || (/(?:^|\s)author(?:\s|$)/u.test(element.attribs['rel'] ?? '') && element.name === 'a') || / (?:p author) /u.test(nameHint(element));
}

function nameElement(element: Element): Element {
  return element.children.find((child): child is Element => isElement(child) && child.attribs['itemprop'] === 'name') ?? element;
}

/** The first link to an author's page. */
function linkedAuthors(evidence: PageEvidence): string[] {
  const link = (evidence.byTag.get('a') ?? []).find((anchor) => /\/(?:authors?|autor(?:en)?|auteurs?|people|contributors?|profiles?|staff|experts?|writers?|by)\/[^/?#]/iu.test(anchor.attribs['href'] ?? '') && isAtHome(anchor) && isPersonShaped(firstName(anchor) ?? ''));
  return link === undefined ? [] : [firstName(link) ?? ''];
}

const BYLINE_NAMES = / (?:author name|authorname|post author|entry author|article author|byline name|byline|author|authors|writer|posted by|contributor name|autor|auteur) /u;

function bylineAuthors(evidence: PageEvidence): string[] {
  for (const element of evidence.elements) {
    if (!BYLINE_NAMES.test(nameHint(element)) || element.name === 'body' || element.name === 'html' || / (?:bio|box|card|about|description|image|avatar|img) /u.test(nameHint(element)) || !isAtHome(element)) continue;
    const name = firstName(element);
    if (name !== null) return lineOf(element).length < 80 ? [lineOf(element)].flatMap(splitNames).filter((other) => other === name || isPersonShaped(other)).concat(name) : [name];
  }
  return [];
}

const ELSEWHERE = / (?:comments?|commentlist|related|recommended|sidebar|widget|teaser|popular|testimonials?|reviews?) /u;

function isAtHome(element: Element): boolean {
  return !ELSEWHERE.test(nameHint(element)) && closest(element, (above) => above.name === 'nav' || (above.name !== 'body' && above.name !== 'html' && ELSEWHERE.test(nameHint(above)))) === null;
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

const SPOKEN = /^\W{0,3}(?:(?:written|posted|published|words|story|article|text) by|by|von|par|por|author:|autor:|door)\b\s*:?\s*(.{0,80})$/iu;

/** `August 6, 2021 - Ann Lee`, as some generators head a post. */
const DATED = /^.{0,14}\b(?:19|20)\d{2}\s*[-–—|·•]\s*(?:by\s+)?(.{3,80})$/iu;

/** "By Ann Lee" in a line of its own near the title, "By" before the element that names her, or her name after the date. */
function spokenAuthors(evidence: PageEvidence): string[] {
  for (const element of openingElements(evidence)) {
    if (!/^(?:p|div|span|li|small|em|i|h[2-6]|address|a|strong|b|td|article|header|section)$/u.test(element.name)) continue;
    for (const child of element.children) {
      const line = child.type === 'text' && child.data.length < 400 ? cleanLine(child.data, 150) : '';
      const match = SPOKEN.exec(line) ?? DATED.exec(line);
      if (match === null || !isAtHome(element)) continue;
      const said = match[1] === '' ? followingText(child) : match[1] ?? '';
      const named = splitNames(said).filter(isPersonShaped);
      if (named.length > 0) return named;
    }
  }
  return [];
}

/** From the top to the first long paragraph after the title; where there is no title, the first elements. */
function openingElements(evidence: PageEvidence): readonly Element[] {
  const title = evidence.elements.findIndex((element) => element.name === 'h1');
  const text = evidence.elements.findIndex((element, index) => index > title && element.name === 'p' && lineOf(element).length > 200);
  return evidence.elements.slice(0, text === -1 ? Math.max(0, title) + 120 : text);
}

function followingText(node: Node): string {
  const next = node.next !== null && node.next.type === 'text' ? node.next.next : node.next;
  const after = next ?? node.parent?.next ?? null;
  return after === null ? '' : lineOf(after).slice(0, 100);
}
