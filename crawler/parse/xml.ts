/**
 * Feed XML as a small tree: lenient with what is broken, strict with what is hostile. No DTD is honoured beyond short plain
 * texts (R11), references are decoded once (R12), and every limit holds before the tree grows past it (R13).
 */

import { Parser } from 'htmlparser2';
import { ParseError } from '../../core/errors.ts';
import { resolveUrl } from '../../core/url.ts';
import { takeDoctype } from './doctype.ts';
import { decodeReferences } from './entities.ts';
import { scopeWithin, vocabularyOf, type Scope, type Vocabulary } from './namespaces.ts';
import { repairTwiceEncoded } from './twice-encoded.ts';

/** R13. */
const MAX_DEPTH = 100;
const MAX_ELEMENTS = 200_000;
const MAX_ATTRIBUTES = 1_000;
/** Unclosed items count towards the parser's own stack though ours closes them; well above any feed that is merely broken. */
const MAX_UNCLOSED = 1_000;
/** Two of these cannot be nested: the first was never closed. */
const UNNESTABLE = new Set(['item', 'entry']);

export type XmlText = { readonly text: string; readonly cdata: boolean };
export type XmlNode = XmlElement | XmlText;
export type XmlElement = {
  readonly vocabulary: Vocabulary;
  /** Local name in lower case; as written in markup, for SVG's names are not. */
  readonly name: string;
  /** Named in the same way; `xml:base`, `rdf:about` and other prefixed ones with their vocabulary. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** What relative addresses within it are relative to (XML Base). */
  readonly base: string | null;
  readonly language: string | null;
};
type OpenElement = XmlElement & { readonly children: XmlNode[]; readonly tag: string; readonly scope: Scope | null };

/**
 * The document as an element without name around its root. `base` and `language` are what the transport says of it.
 * @throws ParseError kind `too-deep`, `too-many`, or `unknown-format` for an HTML page.
 */
export function parseXml(text: string, { base, language }: { readonly base: string | null; readonly language: string | null }): XmlElement {
  const { body, entities } = takeDoctype(text);
  const root: OpenElement = { vocabulary: '', name: '', attributes: new Map(), children: [], base, language, tag: '', scope: null };
  const parser = new Parser(treeBuilder(root, entities), { xmlMode: true, decodeEntities: false });
  parser.end(body);
  return root;
}

function treeBuilder(root: OpenElement, entities: ReadonlyMap<string, string>): ConstructorParameters<typeof Parser>[0] {
  const open: OpenElement[] = [root];
  const count = { elements: 0, unclosed: 0 };
  let inCdata = false;
  const top = (): OpenElement => open.at(-1) ?? root;
  return {
    onopentag(tag, attributes) {
      guardCounts(count, attributes);
      if (open.length === 1 && tag.toLowerCase() === 'html') throw new ParseError('unknown-format', 'This is an HTML page, not a feed.');
      closeForgotten(open, tag);
      if (open.length > MAX_DEPTH) throw new ParseError('too-deep', `The feed nests elements more than ${MAX_DEPTH} deep.`);
      const element = openElement(tag, attributes, top(), entities);
      top().children.push(element);
      open.push(element);
    },
    onclosetag(tag) {
      count.unclosed -= 1;
      const index = open.findLastIndex((element) => element.tag === tag);
      if (index > 0) open.length = index;
    },
    ontext(text) {
      appendText(top().children, repairTwiceEncoded(inCdata ? text : decodeReferences(text, entities)), inCdata);
    },
    oncdatastart: () => (inCdata = true),
    oncdataend: () => (inCdata = false),
  };
}

function guardCounts(count: { elements: number; unclosed: number }, attributes: Readonly<Record<string, string>>): void {
  count.elements += 1;
  count.unclosed += 1;
  if (count.elements > MAX_ELEMENTS) throw new ParseError('too-many', `The feed has more than ${MAX_ELEMENTS} elements.`);
  if (count.unclosed > MAX_UNCLOSED) throw new ParseError('too-deep', `The feed leaves more than ${MAX_UNCLOSED} elements open.`);
  if (Object.keys(attributes).length > MAX_ATTRIBUTES) throw new ParseError('too-many', `An element has more than ${MAX_ATTRIBUTES} attributes.`);
}

function closeForgotten(open: OpenElement[], tag: string): void {
  if (!UNNESTABLE.has(tag)) return;
  const index = open.findLastIndex((element) => element.tag === tag);
  if (index > 0) open.length = index;
}

function openElement(tag: string, written: Readonly<Record<string, string>>, parent: OpenElement, entities: ReadonlyMap<string, string>): OpenElement {
  const scope = scopeWithin(written, parent.scope);
  const [prefix, name] = splitName(tag);
  const vocabulary = vocabularyOf(prefix, scope);
  const fold = (local: string): string => (vocabulary === 'xhtml' ? local : local.toLowerCase());
  const attributes = readAttributes(written, { scope, entities, fold });
  const base = attributes.get('xml:base');
  return {
    tag, scope, attributes, vocabulary, name: fold(name), children: [],
    base: base === undefined ? parent.base : resolveUrl(base, parent.base) ?? parent.base,
    language: attributes.get('xml:lang')?.trim().replaceAll('_', '-') ?? parent.language,
  };
}

type Naming = { readonly scope: Scope | null; readonly entities: ReadonlyMap<string, string>; readonly fold: (local: string) => string };

function readAttributes(written: Readonly<Record<string, string>>, { scope, entities, fold }: Naming): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const qualified in written) {
    if (qualified.startsWith('xmlns')) continue;
    const [prefix, name] = splitName(qualified);
    const key = prefix === '' ? fold(name) : `${vocabularyOf(prefix, scope)}:${name.toLowerCase()}`;
    attributes.set(key, decodeReferences(written[qualified] ?? '', entities));
  }
  return attributes;
}

function splitName(qualified: string): readonly [prefix: string, name: string] {
  const colon = qualified.indexOf(':');
  return colon < 0 ? ['', qualified] : [qualified.slice(0, colon), qualified.slice(colon + 1)];
}

function appendText(children: XmlNode[], text: string, cdata: boolean): void {
  const last = children.at(-1);
  if (last !== undefined && 'text' in last && last.cdata === cdata) children[children.length - 1] = { text: last.text + text, cdata };
  else children.push({ text, cdata });
}
