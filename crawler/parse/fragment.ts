/** A piece of HTML inside a feed: its plain text, and the same markup with absolute addresses and nothing that acts. */

import { Parser } from 'htmlparser2';
import { cleanText } from '../../core/text.ts';
import { escapeAttribute } from './entities.ts';

export type Fragment = {
  /** As given, but for what was made absolute or taken out. */
  readonly html: string;
  /** Blocks on lines of their own; code keeps its lines. */
  readonly text: string;
};

/** R13, as for pages; a fragment beyond it costs its entry the content, not the feed. */
const MAX_DEPTH = 512;
const MAX_ELEMENTS = 50_000;

/** Elements that act, or that a text cannot hold, with all that is in them. */
const DROPPED = new Set(['script', 'style', 'template', 'object', 'embed', 'applet', 'base', 'meta', 'link', 'frame', 'frameset', 'noembed', 'noframes', 'noscript']);
const SILENT = new Set(['svg', 'iframe', 'textarea', 'select', 'button', 'audio', 'video', 'canvas', 'title']);
const BLOCKS = new Set([
  'address', 'article', 'aside', 'blockquote', 'body', 'center', 'dd', 'details', 'dialog', 'div', 'dl', 'dt', 'fieldset', 'figcaption', 'figure', 'footer', 'form', 'h1', 'h2',
  'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'li', 'main', 'nav', 'ol', 'p', 'pre', 'section', 'summary', 'table', 'tbody', 'thead', 'tfoot', 'tr', 'ul', 'br', 'caption',
]);
const ADDRESS_ATTRIBUTES = new Set(['href', 'src', 'action', 'cite', 'poster', 'longdesc', 'background', 'data', 'classid', 'codebase', 'usemap', 'profile', 'formaction', 'xlink:href', 'dynsrc', 'lowsrc']);
const ACTIVE_SCHEME = /^[\s\u0000-\u0020]*(?:javascript|vbscript|data(?!:image\/(?:png|jpe?g|gif|webp|avif)))\s*:/iu;

/** The fragment read once, or null where it is too deep or too large to be read safely. */
export function readFragment(html: string, base: string | null): Fragment | null {
  let current = html;
  // Taking an element out can join the text around it to a new tag; what does not settle is hostile.
  for (let pass = 0; pass < 4; pass += 1) {
    const read = readOnce(current, base);
    if (read === null || !read.dropped) return read;
    current = read.html;
  }
  return null;
}

/** The plain text of a fragment; empty where it cannot be read safely. */
export function fragmentText(html: string): string {
  return html.includes('<') || html.includes('&') ? readFragment(html, null)?.text ?? '' : cleanText(html).trim();
}

type Reading = { html: string; readonly text: string[]; copied: number; dropFrom: number; dropDepth: number; silent: number; pre: number; depth: number; elements: number; dropped: boolean; tooMuch: boolean };

function readOnce(html: string, base: string | null): (Fragment & { readonly dropped: boolean }) | null {
  const state: Reading = { html: '', text: [], copied: 0, dropFrom: -1, dropDepth: 0, silent: 0, pre: 0, depth: 0, elements: 0, dropped: false, tooMuch: false };
  const parser: Parser = new Parser({
    onopentag: (name, attributes, implied) => openTag(state, parser, { html, base, name, attributes, implied }),
    onclosetag: (name, implied) => closeTag(state, parser, name, implied),
    ontext: (text) => addText(state, text),
    oncomment: () => { cut(state, html, parser.startIndex, parser.endIndex + 1); },
  }, { decodeEntities: true });
  parser.end(html);
  if (state.tooMuch) return null;
  const end = state.dropFrom >= 0 ? state.dropFrom : html.length;
  return { html: state.html + html.slice(state.copied, Math.max(end, state.copied)), text: cleanText(state.text.join('')).trim(), dropped: state.dropped };
}

type OpenedTag = { readonly html: string; readonly base: string | null; readonly name: string; readonly attributes: Readonly<Record<string, string>>; readonly implied: boolean };

function openTag(state: Reading, parser: Parser, tag: OpenedTag): void {
  state.depth += 1;
  state.elements += 1;
  if (state.depth > MAX_DEPTH || state.elements > MAX_ELEMENTS) {
    state.tooMuch = true;
    parser.reset();
    return;
  }
  if (state.dropFrom >= 0) return;
  if (DROPPED.has(tag.name)) {
    copyUntil(state, tag.html, parser.startIndex);
    Object.assign(state, { dropFrom: parser.startIndex, dropDepth: state.depth, dropped: true });
    return;
  }
  if (!tag.implied) rewriteTag(state, parser, tag);
  if (SILENT.has(tag.name)) state.silent += 1;
  if (tag.name === 'pre') state.pre += 1;
  if (BLOCKS.has(tag.name)) breakLine(state);
  else if (tag.name === 'td' || tag.name === 'th') addText(state, ' ');
}

function closeTag(state: Reading, parser: Parser, name: string, implied: boolean): void {
  if (state.dropFrom >= 0 && state.depth === state.dropDepth) {
    // An implied end lies before the tag that caused it, or at the end of the text.
    state.copied = implied && !VOID.has(name) ? Math.max(parser.startIndex, state.dropFrom) : parser.endIndex + 1;
    state.dropFrom = -1;
  } else if (state.dropFrom < 0) {
    if (SILENT.has(name)) state.silent -= 1;
    if (name === 'pre') state.pre -= 1;
    if (BLOCKS.has(name)) breakLine(state);
  }
  state.depth -= 1;
}

const VOID = new Set(['base', 'meta', 'link', 'embed', 'frame']);

function copyUntil(state: Reading, html: string, index: number): void {
  state.html += html.slice(state.copied, index);
  state.copied = Math.max(state.copied, index);
}

function cut(state: Reading, html: string, from: number, to: number): void {
  if (state.dropFrom >= 0) return;
  copyUntil(state, html, from);
  state.copied = to;
}

function rewriteTag(state: Reading, parser: Parser, tag: OpenedTag): void {
  const kept: [name: string, value: string][] = [];
  let changed = false;
  for (const name in tag.attributes) {
    const value = tag.attributes[name] ?? '';
    const safe = safeValue(name, value, tag.base);
    if (safe !== null) kept.push([name, safe]);
    changed ||= safe !== value;
  }
  if (!changed) return;
  const selfClosing = tag.html.charAt(parser.endIndex - 1) === '/' ? ' /' : '';
  cut(state, tag.html, parser.startIndex, parser.endIndex + 1);
  state.html += `<${tag.name}${kept.map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`).join('')}${selfClosing}>`;
}

/** The attribute's value as it may stay; null: the attribute goes. */
function safeValue(name: string, value: string, base: string | null): string | null {
  if (name.startsWith('on') || name === 'srcdoc' || !/^[\w:.@-]+$/u.test(name)) return null;
  if (name === 'style') return /expression|javascript|vbscript|behaviou?r|-moz-binding|@import|url\s*\(/iu.test(value) ? null : value;
  if (name === 'srcset') return value.split(/,\s+/u).map((candidate) => absoluteCandidate(candidate, base)).join(', ');
  if (!ADDRESS_ATTRIBUTES.has(name)) return value;
  const compact = value.replace(/[\t\n\r\u0000]/gu, '');
  return ACTIVE_SCHEME.test(compact) ? null : absolute(value, base);
}

function absoluteCandidate(candidate: string, base: string | null): string {
  const [address = '', ...descriptor] = candidate.trim().split(/\s+/u);
  return [absolute(address, base), ...descriptor].join(' ');
}

/** Addresses with a scheme stay byte for byte. */
function absolute(value: string, base: string | null): string {
  const trimmed = value.trim();
  if (base === null || /^[a-z][a-z0-9+.-]*:/iu.test(trimmed)) return value;
  return URL.parse(trimmed, base)?.href ?? value;
}

/** White space that is more than one space. */
const UNEVEN = /[\t\n\r\f\u00A0]| {2}/u;

function addText(state: Reading, text: string): void {
  if (state.dropFrom >= 0 || state.silent > 0 || text === '') return;
  if (state.pre > 0) {
    state.text.push(text);
    return;
  }
  const collapsed = UNEVEN.test(text) ? text.replace(/[ \t\n\r\f\u00A0]+/gu, ' ') : text;
  const last = state.text.at(-1) ?? '';
  const piece = collapsed.startsWith(' ') && (last === '' || last.endsWith(' ') || last.endsWith('\n')) ? collapsed.slice(1) : collapsed;
  if (piece !== '') state.text.push(piece);
}

function breakLine(state: Reading): void {
  const last = state.text.pop();
  if (last === undefined) return;
  if (state.silent > 0 || last.endsWith('\n')) state.text.push(last);
  else state.text.push(last.endsWith(' ') ? last.slice(0, -1) : last, '\n');
}
