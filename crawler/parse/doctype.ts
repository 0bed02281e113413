/** The document type declaration, taken out of a feed before anything reads it (R11). */

/** An honest entity is an abbreviation; what is longer, or refers to others, is an attack or a DTD of HTML names. */
const MAX_ENTITY_CHARS = 200;
const MAX_ENTITIES = 100;
const ENTITY = /<!ENTITY\s+([a-z_][\w.-]{0,40})\s+(?:"([^"&%<]{0,200})"|'([^'&%<]{0,200})')\s*>/giu;
/** How much text all uses of declared entities may add to a document. */
const MAX_EXPANDED_CHARS = 20_000;

const NONE: ReadonlyMap<string, string> = new Map();

/**
 * The document without its DOCTYPE, and the plain short texts that it declares as entities. External, parameter and nested
 * entities are left out, so references to them stay as written; none are kept where their uses would blow the text up.
 */
export function takeDoctype(text: string): { readonly body: string; readonly entities: ReadonlyMap<string, string> } {
  const start = text.slice(0, 4_096).search(/<!DOCTYPE\s/iu);
  if (start < 0) return { body: text, entities: NONE };
  const end = doctypeEnd(text, start);
  const declaration = text.slice(start, end);
  const body = text.slice(0, start) + text.slice(end);
  const entities = declaration.includes('[') ? readEntities(declaration) : NONE;
  return { body, entities: expandedChars(body, entities) > MAX_EXPANDED_CHARS ? NONE : entities };
}

/** Behind the `>` that ends the declaration: quotes and the bracketed subset may hold others. */
function doctypeEnd(text: string, start: number): number {
  let quote = '';
  let depth = 0;
  for (let index = start + 2; index < text.length; index += 1) {
    if (text.startsWith('<!--', index)) index = Math.max(index, text.indexOf('-->', index) + 2);
    const char = text.charAt(index);
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '[' || char === '<') depth += 1;
    else if (char === ']') depth -= 1;
    else if (char === '>' && depth === 0) return index + 1;
    else if (char === '>') depth -= 1;
  }
  return text.length;
}

function readEntities(declaration: string): Map<string, string> {
  const entities = new Map<string, string>();
  for (const [, name, double, single] of declaration.matchAll(ENTITY)) {
    const value = double ?? single ?? '';
    if (name !== undefined && value.length <= MAX_ENTITY_CHARS && !entities.has(name)) entities.set(name, value);
    if (entities.size >= MAX_ENTITIES) break;
  }
  return entities;
}

function expandedChars(body: string, entities: ReadonlyMap<string, string>): number {
  let chars = 0;
  if (entities.size === 0) return chars;
  for (const [, name] of body.matchAll(/&([a-z_][\w.-]{0,40});/giu)) chars += entities.get(name ?? '')?.length ?? 0;
  return chars;
}
