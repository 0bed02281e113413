/** Who wrote it: names only. */

import { cleanLine, fold } from '../../../core/text.ts';
import { lineOf, nameHint, type Element } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';
import { firstFound, type Found } from './found.ts';
import { articleNodes, isNode, textValue, typesOf } from './json-ld.ts';

const MAX_AUTHORS = 20;

/** The authors in the page's order, each once; null where the page names none. */
export function findAuthors(evidence: PageEvidence): Found<readonly string[]> | null {
  return firstFound<readonly string[]>([
    (page) => names(jsonLdAuthors(page), 'json-ld author'),
    (page) => names(metaAuthors(page), 'meta author'),
    (page) => names(markedAuthors(page), 'author markup'),
    (page) => names(bylineAuthors(page), 'byline'),
  ], evidence);
}

function names(texts: readonly string[], from: string): Found<readonly string[]> | null {
  const byFold = new Map<string, string>();
  for (const text of texts.flatMap(splitNames)) {
    const name = cleanName(text);
    if (name !== null && !byFold.has(fold(name))) byFold.set(fold(name), name);
  }
  return byFold.size === 0 ? null : { value: [...byFold.values()].slice(0, MAX_AUTHORS), from };
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
  const target = typeof id === 'string' ? evidence.jsonLd.find((node) => node['@id'] === id && (typesOf(node).includes('person') || textValue(node['name']) !== null)) : undefined;
  return target === undefined ? null : textValue(target['name']);
}

const META_NAMES = ['author', 'article:author', 'article:author_name', 'og:article:author', 'citation_author', 'dc.creator', 'dcterms.creator', 'dc.contributor', 'parsely-author', 'sailthru.author', 'byl', 'twitter:data1', 'rbauthors', 'authors'];

function metaAuthors(evidence: PageEvidence): string[] {
  for (const name of META_NAMES) {
    if (name === 'twitter:data1' && !/written|author|by/iu.test(evidence.metas.get('twitter:label1')?.[0] ?? '')) continue;
    const values = (evidence.metas.get(name) ?? []).filter((value) => !value.includes('://') && !value.startsWith('@'));
    if (values.some((value) => cleanName(value) !== null)) return values;
  }
  return [];
}

function markedAuthors(evidence: PageEvidence): string[] {
  const marked = evidence.elements.filter(isAuthorMarkup);
  return marked.map((element) => lineOf(nameElement(element))).filter((text) => text.length < 80);
}

function isAuthorMarkup(element: Element): boolean {
  return /(?:^|\s)author(?:\s|$)/u.test(element.attribs['itemprop'] ?? '') || (/(?:^|\s)author(?:\s|$)/u.test(element.attribs['rel'] ?? '') && element.name === 'a') || / (?:p author) /u.test(nameHint(element));
}

function nameElement(element: Element): Element {
  const inside = element.children.find((child): child is Element => 'attribs' in child && child.attribs['itemprop'] === 'name');
  return inside ?? element;
}

const BYLINE_NAMES = / (?:author name|authorname|post author|entry author|article author|byline name|byline|author|authors|writer|posted by|contributor name) /u;

function bylineAuthors(evidence: PageEvidence): string[] {
  for (const element of evidence.elements) {
    if (!BYLINE_NAMES.test(nameHint(element)) || / (?:comment|comments|sidebar|related|footer|bio) /u.test(nameHint(element))) continue;
    const text = lineOf(element);
    if (text.length > 2 && text.length < 80 && splitNames(text).some((name) => cleanName(name) !== null)) return [text];
  }
  return [];
}

/** The names in a byline. */
function splitNames(text: string): string[] {
  const bare = text.slice(0, 500).replace(/^\s*(?:(?:written|posted|published|words|story|text|authored|article|contributed)\s+by|by|von|par|por|di|author|authors)\s*:?\s+/iu, '');
  return bare.split(/\s*(?:[,;|&•·]|\band\b|\bund\b|\bet\b|\by\b(?=\s\p{Lu}))\s*/u);
}

const NOT_A_NAME = /https?:|www\.|@|\d{2}|^(?:admin|administrator|editor|editors|staff|guest|author|authors|team|unknown|anonymous|null|undefined|user|root|webmaster|min read|updated|published|share|follow|on|in|at|by)$/iu;

/** A name without what stands around it, or null where it is none. */
function cleanName(text: string): string | null {
  const name = cleanLine(text, 100).replace(/^(?:by|von|par)\s+/iu, '').replace(/\s*\([^)]*\)$/u, '').replace(/[\s,.:;|–-]+$/u, '').replace(/^[\s,.:;|–-]+/u, '');
  return name.length < 2 || name.length > 60 || NOT_A_NAME.test(name) || name.split(' ').length > 6 || !/\p{L}/u.test(name) ? null : name;
}
