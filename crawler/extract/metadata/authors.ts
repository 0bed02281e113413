/** Who wrote it: names only. */

import { cleanLine, fold } from '../../../core/text.ts';
import { hostOf } from '../../../core/url.ts';
import { closest, isElement, lineOf, lineStart, nameHint, nameTest, type Element, type Node } from '../dom.ts';
import { elementsAt, elementsNamed, placesNamed, type PageEvidence } from '../page-evidence.ts';
import { homeOf } from './at-home.ts';
import type { Found } from './found.ts';
import { cardAuthors, livesOf } from './bio-authors.ts';
import { articleNodes, isNode, textValue, typesOf } from './json-ld.ts';
import { cleanName, isHandle, isPersonShaped, splitNames, uninvertName, uniqueNames, withoutMarkup } from './names.ts';
import { findSiteNames } from './site.ts';
import { titleParts } from './site-title.ts';
import { signedAuthors, spokenAuthors } from './spoken-authors.ts';

const MAX_AUTHORS = 20;

/** How well names stand for who wrote it: people, then accounts, then teams and the site itself. */
type Standing = 'people' | 'account' | 'organisation';

/** The authors in the page's order, each once; null where the page names none. Accounts and organisations count only where no person is named elsewhere. */
export function findAuthors(evidence: PageEvidence, siteName: string | null): Found<readonly string[]> | null {
  const isAtHome = homeOf(evidence, isElsewhere);
  const own = ownNames(evidence);
  const sources: readonly (() => Found<readonly string[]> | null)[] = [
    () => names(jsonLdAuthors(evidence), 'json-ld author'),
    () => names(metaAuthors(evidence), 'meta author'),
    () => names(markedAuthors(evidence, isAtHome), 'author markup'),
    () => names(bylineAuthors(evidence, isAtHome), 'byline'),
    () => names(linkedAuthors(evidence, isAtHome), 'link to the author'),
    () => names(spokenAuthors(evidence, isAtHome), 'visible byline'),
    () => names(signedAuthors(evidence, isAtHome), 'signature'),
    () => names(cardAuthors(evidence, isAtHome), 'author card'),
    () => names(livesOf(evidence, isAtHome), 'words about the author'),
    () => names(eponym(evidence, siteName), 'site named after its author'),
  ];
  const fallbacks = new Map<Standing, Found<readonly string[]>>();
  for (const source of sources) {
    const found = source();
    if (found === null) continue;
    const standing = standingOf(found.value, own, evidence);
    if (standing === 'people' && (fallbacks.size === 0 || found.value.some(isPersonShaped))) return found;
    if (!fallbacks.has(standing)) fallbacks.set(standing, found);
  }
  return fallbacks.get('account') ?? fallbacks.get('people') ?? fallbacks.get('organisation') ?? null;
}

function standingOf(found: readonly string[], own: readonly string[], evidence: PageEvidence): Standing {
  if (found.every((name) => isOrganisation(name, own, evidence))) return 'organisation';
  return found.every(isHandle) ? 'account' : 'people';
}

function names(texts: readonly string[], from: string): Found<readonly string[]> | null {
  const value = uniqueNames(texts.flatMap(splitNames)).slice(0, MAX_AUTHORS);
  return value.length === 0 ? null : { value, from };
}

/** What the site calls itself, without spaces: its names, those of its host, and what its titles end in. */
function ownNames(evidence: PageEvidence): string[] {
  const title = titleParts(cleanLine((evidence.byTag.get('title') ?? []).map(lineOfTitle)[0] ?? '', 500)).slice(1);
  return [...findSiteNames(evidence), ...hostOf(evidence.url).split('.'), ...title].map(joined).filter((text) => text.length > 2);
}

function lineOfTitle(title: Element): string {
  return title.children.map((child) => ('data' in child ? child.data : '')).join('');
}

function joined(text: string): string {
  return fold(text).replaceAll(' ', '');
}

const TEAM = /\b(?:team|staff|group|developers|contributors|maintainers|editors|redaktion|inc|ltd|gmbh|llc)\.?$/iu;

/** Whether the name is the site's own, or said to be an organisation's. */
function isOrganisation(name: string, own: readonly string[], evidence: PageEvidence): boolean {
  const key = joined(name);
  if (TEAM.test(name) || own.some((text) => text === key || (text.length > 3 && key.startsWith(text)))) return true;
  return evidence.jsonLd.some((node) => typesOf(node).some((type) => /organi[sz]ation$/u.test(type)) && fold(textValue(node['name']) ?? '') === fold(name));
}

/** The person that a weblog is named after, where its address says so too and the page speaks of or as a person: "About me", "I". */
function eponym(evidence: PageEvidence, siteName: string | null): string[] {
  const labels = hostOf(evidence.url).split('.');
  const links = (evidence.byTag.get('a') ?? []).map(lineOf);
  const about = links.map((line) => /^(?:about|über|sobre|à propos de|chi è|over) (.{4,40})$/iu.exec(line)?.[1] ?? '').find((name) => isPersonShaped(name) && labels.includes(joined(name)));
  if (about !== undefined) return [about];
  if (siteName === null || !isPersonShaped(siteName) || !labels.includes(joined(siteName))) return [];
  const isPerson = evidence.jsonLd.some((node) => typesOf(node).includes('person') && fold(textValue(node['name']) ?? '') === fold(siteName));
  return isPerson || links.some((line) => ABOUT_ME.test(fold(line)) || fold(line) === `about ${fold(siteName.split(' ')[0] ?? '')}`) || speaksOfItself(evidence) ? [siteName] : [];
}

const ABOUT_ME = /^(?:about (?:me|my)|über mich|sobre mí|à propos de moi|su di me|over mij)$/u;

/** Whether the text says "I" and not "we". */
function speaksOfItself(evidence: PageEvidence): boolean {
  const text = (evidence.byTag.get('p') ?? []).slice(0, 100).map(lineOf).join(' ');
  const count = (words: RegExp): number => text.match(words)?.length ?? 0;
  return count(/\b(?:I|I['’](?:m|ve|d|ll)|my|me|ich|mein|je|mon|yo|mi)\b/gu) > 3 + 2 * count(/\b(?:[Ww]e|[Oo]ur|us|wir|unser|nous|notre|nosotros)\b/gu);
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
    const values = (evidence.metas.get(name) ?? []).map((value) => withoutMarkup(value).trim()).filter((value) => !value.includes('://') && !value.startsWith('@'));
    const inverted = name === 'citation_author' || name.startsWith('dc');
    if (values.some((value) => cleanName(value) !== null)) return inverted ? values.map(uninvertName) : values;
  }
  return [];
}

function markedAuthors(evidence: PageEvidence, isAtHome: (element: Element) => boolean): string[] {
  const marked = elementsAt(evidence, [...evidence.labelled, ...placesNamed(evidence, isMicroformat)]).filter((element) => isAuthorMarkup(element) && isAtHome(element));
  return marked.slice(0, MAX_AUTHORS).map((element) => firstName(nameElement(element))).filter((name) => name !== null);
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
function linkedAuthors(evidence: PageEvidence, isAtHome: (element: Element) => boolean): string[] {
  const link = (evidence.byTag.get('a') ?? []).find((anchor) => /\/(?:authors?|autor(?:en)?|auteurs?|people|contributors?|profiles?|staff|experts?|writers?|by)\/[^/?#]/iu.test(anchor.attribs['href'] ?? '') && isAtHome(anchor) && isPersonShaped(firstName(anchor) ?? '') && closest(anchor, isSentence) === null);
  return link === undefined ? [] : [firstName(link) ?? ''];
}

/** A paragraph in which a link is a mention. */
function isSentence(element: Element): boolean {
  return (element.name === 'p' || element.name === 'li') && lineStart(element, 121).length > 120;
}

const BYLINE_NAMES = / (?:author name|authorname|post author|entry author|article author|byline name|byline|author|authors|writer|posted by|contributor name|autor|auteur) /u;

const isByline = nameTest(BYLINE_NAMES);

function bylineAuthors(evidence: PageEvidence, isAtHome: (element: Element) => boolean): string[] {
  for (const element of elementsNamed(evidence, isByline)) {
    if (element.name === 'body' || element.name === 'html' || / (?:bio|box|card|about|description|image|avatar|img) /u.test(nameHint(element)) || !isAtHome(element)) continue;
    const name = firstName(element);
    if (name !== null) return lineStart(element, 80).length < 80 ? [lineOf(element)].flatMap(splitNames).filter((other) => other === name || (isPersonShaped(other) && !other.startsWith(`${name} `))).concat(name) : [name];
  }
  return [];
}

const isElsewhere = nameTest(/ (?:comments?|commentlist|related|recommended|sidebar|widget|teaser|popular|testimonials?|reviews?) /u);

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
