/** Linked data in a page's `<script type="application/ld+json">`, read as the schema.org objects that it holds. */

import { isElement, type Element } from '../dom.ts';

/** A JSON object of linked data, flat: `@graph` and lists opened. Values are as written. */
export type JsonLdNode = Readonly<Record<string, unknown>>;

/** More than a page about one article has use for. */
const MAX_NODES = 500;
const MAX_CHARS = 1_000_000;

/** The objects of all linked data scripts, in order; what does not parse is left out. */
export function readJsonLd(scripts: readonly Element[]): JsonLdNode[] {
  const nodes: JsonLdNode[] = [];
  for (const script of scripts) {
    if (!/ld\+json/iu.test(script.attribs['type'] ?? '')) continue;
    openNodes(parseLenient(scriptText(script)), nodes, 0);
  }
  return nodes;
}

function scriptText(script: Element): string {
  return script.children.map((child) => (isElement(child) || !('data' in child) ? '' : child.data)).join('').slice(0, MAX_CHARS);
}

/** JSON as sites write it: comment or CDATA marks around, raw line breaks in strings, a comma too many. */
function parseLenient(text: string): unknown {
  const bare = text.replace(/<!\[CDATA\[|\]\]>|<!--|-->/gu, '').replace(/^[\s;]+|[\s;]+$/gu, '');
  return parseJson(bare) ?? parseJson(bare.replace(/[\u0000-\u001F]+/gu, ' ').replace(/,\s*([}\]])/gu, '$1')) ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // SyntaxError: the caller tries a repaired spelling, then goes without.
  }
}

function openNodes(value: unknown, nodes: JsonLdNode[], depth: number): void {
  if (depth > 6 || nodes.length >= MAX_NODES) return;
  if (Array.isArray(value)) {
    for (const item of value) openNodes(item, nodes, depth + 1);
  } else if (isNode(value)) {
    nodes.push(value);
    for (const key of ['@graph', 'mainEntity', 'mainEntityOfPage', 'hasPart']) openNodes(value[key], nodes, depth + 1);
  }
}

/** Whether a value of linked data is an object. */
export function isNode(value: unknown): value is JsonLdNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The types of an object in lower case, without prefix. */
export function typesOf(node: JsonLdNode): string[] {
  const type = node['@type'];
  const list: unknown[] = Array.isArray(type) ? type : [type];
  return list.filter((item) => typeof item === 'string').map((item) => item.replace(/^.*[/:#]/u, '').toLowerCase());
}

/** A value as text: a string, the first of a list, or an object's `@value`, `name` or `url`; null where there is none. */
export function textValue(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : decodeEntities(value.trim());
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length > 0 ? textValue(value[0]) : null;
  if (isNode(value)) return textValue(value['@value']) ?? textValue(value['name']) ?? textValue(value['url']) ?? textValue(value['@id']);
  return null;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ndash: '–', mdash: '—', hellip: '…', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”' };

/** Many sites escape their JSON as if it were HTML. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/giu, (entity, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

const ARTICLE = /(?:article|posting|blogpost|report|review|recipe|howto|newsitem|faqpage)$/u;

/** Many rules ask for the same page's objects. */
const articlesOf = new WeakMap<readonly JsonLdNode[], readonly JsonLdNode[]>();

/** The objects that describe the article itself, most telling first; a `WebPage` counts last. */
export function articleNodes(nodes: readonly JsonLdNode[]): readonly JsonLdNode[] {
  const known = articlesOf.get(nodes) ?? findArticles(nodes);
  articlesOf.set(nodes, known);
  return known;
}

function findArticles(nodes: readonly JsonLdNode[]): JsonLdNode[] {
  const articles = nodes.filter((node) => typesOf(node).some((type) => ARTICLE.test(type)));
  const pages = nodes.filter((node) => typesOf(node).some((type) => /^(?:web|about|item)page$|^creativework$|^videoobject$|^podcastepisode$/u.test(type)));
  return [...articles, ...pages];
}
