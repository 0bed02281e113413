/** The encoding that a page declares in its own bytes. @see HTML Standard §13.2.3.2 "prescan a byte stream to determine its encoding" */

/** The standard asks for 1,024 bytes and lets the tree builder find later ones; pages with long comments or scripts first need more. */
const PRESCAN_BYTES = 65_536;
const ATTRIBUTE_LIMIT = 1_000;

type Attribute = { readonly name: string; readonly value: string; readonly end: number };

/** The label in the first `<meta>` that gives a known one, as `isKnown` judges; null where there is none. */
export function findMetaCharset(bytes: Uint8Array, isKnown: (label: string) => boolean): string | null {
  const page = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, PRESCAN_BYTES)).toString('latin1');
  let position = page.indexOf('<');
  while (position !== -1) {
    const step = scanTag(page, position);
    if (step.label !== null && isKnown(step.label)) return step.label;
    if (step.end === -1) return null;
    position = page.indexOf('<', step.end);
  }
  return null;
}

/** The label in a `Content-Type` header or `content` attribute; null where there is none. `charset:x` counts, since servers send it. */
export function findCharsetParameter(contentType: string | null): string | null {
  const match = /charset\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'][^\s;]*))/iu.exec(contentType ?? '');
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null;
}

type Step = { readonly label: string | null; readonly end: number };

/** What stands at a `<`, and where to go on; `end` −1 where the bytes stop within it. */
function scanTag(page: string, start: number): Step {
  if (page.startsWith('<!--', start)) return { label: null, end: after(page, '-->', start + 2) };
  if (/^<meta[\s/]/iu.test(page.slice(start, start + 6))) return scanMeta(page, start + 5);
  if (/^<\/?[a-z]/iu.test(page.slice(start, start + 3))) return { label: null, end: endOfTag(page, start + 1) };
  if (/^<[!/?]/u.test(page.slice(start, start + 2))) return { label: null, end: after(page, '>', start) };
  return { label: null, end: start + 1 };
}

function after(page: string, mark: string, from: number): number {
  const found = page.indexOf(mark, from);
  return found === -1 ? -1 : found + mark.length;
}

function endOfTag(page: string, from: number): number {
  const name = /[\s>]/gu;
  name.lastIndex = from;
  const found = name.exec(page);
  return found === null ? -1 : readAttributes(page, found.index).end;
}

function scanMeta(page: string, from: number): Step {
  const { attributes, end } = readAttributes(page, from);
  if (end === -1) return { label: null, end };
  const charset = attributes.get('charset');
  if (charset !== undefined) return { label: fromMeta(charset), end };
  if (attributes.get('http-equiv')?.toLowerCase() !== 'content-type') return { label: null, end };
  return { label: fromMeta(charsetOfContent(attributes.get('content') ?? '')), end };
}

/** A page whose `<meta>` could be read as ASCII is not UTF-16, whatever it says (step 14 of the algorithm). */
function fromMeta(label: string | null): string | null {
  const name = label?.trim().toLowerCase() ?? null;
  return name !== null && /^utf-?16(?:le|be)?$/u.test(name) ? 'utf-8' : name === 'x-user-defined' ? 'windows-1252' : name;
}

/** @see HTML Standard §2.4.2 "extracting a character encoding from a meta element" */
function charsetOfContent(content: string): string | null {
  const match = /charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'][^\s;]*))/iu.exec(content);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null;
}

function readAttributes(page: string, from: number): { readonly attributes: ReadonlyMap<string, string>; readonly end: number } {
  const attributes = new Map<string, string>();
  let position = from;
  for (let count = 0; count < ATTRIBUTE_LIMIT; count += 1) {
    const attribute = readAttribute(page, position);
    if (attribute === null) return { attributes, end: -1 };
    position = attribute.end;
    if (attribute.name === '') return { attributes, end: position };
    if (!attributes.has(attribute.name)) attributes.set(attribute.name, attribute.value);
  }
  return { attributes, end: position };
}

/** The attribute at `from`; an empty name at the tag's end; null where the bytes stop within it. @see HTML Standard "get an attribute" */
function readAttribute(page: string, from: number): Attribute | null {
  const start = skip(page, from, /[\s/]/u);
  if (start >= page.length) return null;
  if (page[start] === '>') return { name: '', value: '', end: start + 1 };
  const nameEnd = findFrom(page, start + 1, /[\s/>=]/gu);
  if (nameEnd === -1) return null;
  const name = page.slice(start, nameEnd).toLowerCase();
  const equals = skip(page, nameEnd, /\s/u);
  if (equals >= page.length) return null;
  if (page[equals] !== '=') return { name, value: '', end: equals };
  return readValue(page, skip(page, equals + 1, /\s/u), name);
}

function readValue(page: string, start: number, name: string): Attribute | null {
  const quote = page[start];
  if (quote === undefined) return null;
  if (quote === '>') return { name, value: '', end: start };
  if (quote === '"' || quote === "'") {
    const close = page.indexOf(quote, start + 1);
    return close === -1 ? null : { name, value: page.slice(start + 1, close), end: close + 1 };
  }
  const end = findFrom(page, start, /[\s>]/gu);
  return end === -1 ? null : { name, value: page.slice(start, end), end };
}

function skip(page: string, from: number, over: RegExp): number {
  let position = from;
  while (position < page.length && over.test(page[position] ?? '')) position += 1;
  return position;
}

function findFrom(page: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  return pattern.exec(page)?.index ?? -1;
}
