/** The one way from HTML text to a tree: htmlparser2 behind a depth and size guard, and cheerio over it where selectors are asked for. */

import { load, type CheerioAPI } from 'cheerio';
import { DomHandler, Parser, type Handler } from 'htmlparser2';
import { ParseError } from '../../core/errors.ts';
import { decodeText, decodeValue } from './html-references.ts';
import { PageTokenizer } from './html-tokens.ts';

/** R13: cheerio needs 79 s for 100,000 nested elements; a depth of 512 costs it 15 ms. */
const MAX_DEPTH = 512;
const MAX_ELEMENTS = 200_000;
const MAX_ATTRIBUTES = 1_000;

/** The page for selectors. cheerio makes classes of its own for every page, with which the engine keeps its tree until it collects its old generation. @throws ParseError as {@link parseHtml}. */
export function loadHtml(html: string): CheerioAPI {
  return load(parseHtml(html), { xml: { xmlMode: false, decodeEntities: true } });
}

/**
 * The page as a tree.
 * @throws ParseError kind `too-deep` or `too-many`, as soon as the markup passes a limit.
 */
export function parseHtml(html: string): DomHandler['root'] {
  const tree = new DomHandler();
  new Parser(guarded(tree), { decodeEntities: false, Tokenizer: PageTokenizer }).end(html);
  return tree.root;
}

/** Hands on to the tree what the guard lets pass, with references decoded. Beside the tree and not in place of its own methods, which would keep every tree as cheerio does. */
function guarded(tree: DomHandler): Partial<Handler> {
  const guard = createGuard();
  let isRaw = false;
  return {
    onopentag(name, attributes) {
      guard.open(attributes);
      decodeValues(attributes);
      isRaw = RAW.has(name);
      tree.onopentag(internName(name), attributes);
    },
    onclosetag() {
      guard.close();
      isRaw = false;
      tree.onclosetag();
    },
    ontext: (data) => tree.ontext(isRaw ? data : decodeText(data)),
    oncomment: (data) => tree.oncomment(data),
    oncommentend: () => tree.oncommentend(),
    onprocessinginstruction: (name, data) => tree.onprocessinginstruction(name, data),
  };
}

/** The same string for the same name: rules compare names all the time, and those are told apart at a glance. Property keys are such strings. */
function internName(name: string): string {
  const known = elementNames.get(name);
  if (known !== undefined) return known;
  const [key = name] = Object.keys({ [name]: true });
  if (elementNames.size < MAX_NAMES) elementNames.set(key, key);
  return key;
}

const elementNames = new Map<string, string>();
/** HTML, SVG and MathML together have fewer; pages make up others. */
const MAX_NAMES = 1_000;

/** Elements whose text is taken as it stands. */
const RAW = new Set(['script', 'style', 'textarea']);

function decodeValues(attributes: Record<string, string>): void {
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined && value.includes('&')) attributes[name] = decodeValue(value);
  }
}

/** Streams over the markup and counts. @throws ParseError as {@link parseHtml}. */
export function guardSize(html: string): void {
  const guard = createGuard();
  const parser = new Parser({ onopentag: (_name, attributes) => guard.open(attributes), onclosetag: guard.close }, { decodeEntities: false });
  parser.end(html);
}

type Guard = { readonly open: (attributes: Readonly<Record<string, string>>) => void; readonly close: () => void };

function createGuard(): Guard {
  let depth = 0;
  let elements = 0;
  return {
    open(attributes) {
      depth += 1;
      elements += 1;
      if (depth > MAX_DEPTH) throw new ParseError('too-deep', `The page nests elements more than ${MAX_DEPTH} deep.`);
      if (elements > MAX_ELEMENTS) throw new ParseError('too-many', `The page has more than ${MAX_ELEMENTS} elements.`);
      if (hasTooMany(attributes)) throw new ParseError('too-many', `An element has more than ${MAX_ATTRIBUTES} attributes.`);
    },
    close() {
      depth -= 1;
    },
  };
}

function hasTooMany(attributes: Readonly<Record<string, string>>): boolean {
  let count = 0;
  for (const _name in attributes) count += 1;
  return count > MAX_ATTRIBUTES;
}
