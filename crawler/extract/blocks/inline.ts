/** Inline markup → words, plain and as Markdown. */

import { resolveUrl } from '../../../core/url.ts';
import { attribute, isElement, rawText, UNSEEN, type Element, type Node } from '../dom.ts';
import { findMathSource } from './math.ts';
import type { Inline } from './block.ts';
import type { Reading } from './reading.ts';

/** Stands for `<br>` while white space is collapsed; cleaned text never holds it. */
const BREAK = '\u2028';

/** The words of a run of nodes, white space collapsed as a browser shows it. */
export function readInline(nodes: readonly Node[], reading: Reading): Inline {
  const parts: Parts = { text: [], markdown: [] };
  for (const node of nodes) append(node, parts, reading);
  return { text: collapse(parts.text.join('')), markdown: collapse(parts.markdown.join('')) };
}

type Parts = { readonly text: string[]; readonly markdown: string[] };

/** White space as a browser shows it: runs are one space, none around a line break. */
function collapse(text: string): string {
  const line = /[\t\n\r\f]| {2}/u.test(text) ? text.replace(/[ \t\n\r\f]+/gu, ' ') : text;
  return (line.includes(BREAK) ? line.replace(/ ?\u2028 ?/gu, '\n') : line).trim();
}

function append(node: Node, parts: Parts, reading: Reading): void {
  if (node.type === 'text') {
    parts.text.push(node.data);
    parts.markdown.push(escapeMarkdown(node.data));
  } else if (isElement(node)) {
    appendElement(node, parts, reading);
  }
}

const MARKS: Readonly<Record<string, string>> = { em: '*', i: '*', cite: '*', strong: '**', b: '**', del: '~~', s: '~~' };

function appendElement(element: Element, parts: Parts, reading: Reading): void {
  const label = reading.noteLabels.get(element);
  if (label !== undefined) return void parts.markdown.push(`[^${label}]`);
  if (reading.dropped.has(element)) return;
  const math = findMathSource(element);
  if (math !== null) return appendMath(math, parts);
  if (UNSEEN.has(element.name)) return;
  const write = WRITERS[element.name];
  if (write !== undefined) return write(element, parts, reading);
  const mark = MARKS[element.name];
  if (mark !== undefined) return appendMarked(element, mark, parts, reading);
  const isBlock = BLOCKS.has(element.name);
  if (isBlock) appendBreak(parts);
  for (const child of element.children) append(child, parts, reading);
  if (isBlock) appendBreak(parts);
}

/** Blocks that stand in a cell or a heading begin lines of their own. */
const BLOCKS = new Set(['p', 'div', 'li', 'ul', 'ol', 'dt', 'dd', 'tr', 'pre', 'blockquote', 'figure', 'figcaption', 'section', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

function appendBreak(parts: Parts): void {
  parts.text.push(BREAK);
  parts.markdown.push(BREAK);
}

const WRITERS: Readonly<Record<string, (element: Element, parts: Parts, reading: Reading) => void>> = {
  br: (_element, parts) => appendBreak(parts),
  wbr: () => {},
  img: (element, parts, reading) => void parts.markdown.push(imageMarkdown(element, reading)),
  code: appendCode,
  kbd: appendCode,
  samp: appendCode,
  tt: appendCode,
  a: appendLink,
  q: (element, parts, reading) => appendBetween(element, parts, reading, '"', '"'),
};

function inner(element: Element, reading: Reading): { readonly text: string; readonly markdown: string } {
  const parts: Parts = { text: [], markdown: [] };
  for (const child of element.children) append(child, parts, reading);
  return { text: parts.text.join(''), markdown: parts.markdown.join('') };
}

function appendBetween(element: Element, parts: Parts, reading: Reading, open: string, close: string): void {
  const words = inner(element, reading);
  parts.text.push(open, words.text, close);
  parts.markdown.push(open, words.markdown, close);
}

/** `**words**`, with the white space at its ends outside, as Markdown asks. */
function appendMarked(element: Element, mark: string, parts: Parts, reading: Reading): void {
  const words = inner(element, reading);
  parts.text.push(words.text);
  const bare = words.markdown.trim();
  if (bare === '' || bare.includes(BREAK + BREAK)) return void parts.markdown.push(words.markdown);
  const start = words.markdown.indexOf(bare);
  parts.markdown.push(words.markdown.slice(0, start), mark, bare, mark, words.markdown.slice(start + bare.length));
}

function appendCode(element: Element, parts: Parts): void {
  const code = rawText(element);
  parts.text.push(code);
  if (code.trim() === '') return void parts.markdown.push(code);
  const bare = code.trim().replace(/\s+/gu, ' ');
  const fence = bare.includes('``') ? '```' : bare.includes('`') ? '``' : '`';
  const pad = bare.startsWith('`') || bare.endsWith('`') ? ' ' : '';
  parts.markdown.push(/^\s/u.test(code) ? ' ' : '', fence, pad, bare, pad, fence, /\s$/u.test(code) ? ' ' : '');
}

function appendLink(element: Element, parts: Parts, reading: Reading): void {
  const words = inner(element, reading);
  parts.text.push(words.text);
  const bare = words.markdown.trim();
  const target = linkTarget(attribute(element, 'href'), reading);
  if (target === null || bare === '' || bare.includes(BREAK)) return void parts.markdown.push(words.markdown);
  const start = words.markdown.indexOf(bare);
  parts.markdown.push(words.markdown.slice(0, start), '[', bare, `](${target})`, words.markdown.slice(start + bare.length));
}

/** An address as Markdown can hold it; null for anything but http(s) and fragments. */
function linkTarget(href: string | null, reading: Reading): string | null {
  if (href === null) return null;
  if (href.startsWith('#')) return /^#[\w\-.:%~]+$/u.test(href) ? href : null;
  const url = resolveUrl(href, reading.baseUrl);
  return url === null ? null : escapeAddress(url);
}

function escapeAddress(url: string): string {
  return url.replace(/[\s()<>\\]/gu, (character) => encodeURIComponent(character).replace('(', '%28').replace(')', '%29'));
}

function imageMarkdown(element: Element, reading: Reading): string {
  const source = attribute(element, 'data-src') ?? attribute(element, 'data-lazy-src') ?? attribute(element, 'data-original') ?? attribute(element, 'src');
  const url = resolveUrl(source, reading.baseUrl);
  if (url === null) return '';
  const alt = (attribute(element, 'alt') ?? '').replace(/\s+/gu, ' ');
  return `![${escapeMarkdown(alt)}](${escapeAddress(url)})`;
}

function appendMath(math: { readonly source: string; readonly display: boolean }, parts: Parts): void {
  const mark = math.display ? '$$' : '$';
  parts.text.push(math.source);
  parts.markdown.push(`${mark}${math.source.replaceAll('<', '&lt;')}${mark}`);
}

/** Words as Markdown: nothing in them can become markup. `<` as an entity, because Markdown lets HTML through. */
export function escapeMarkdown(text: string): string {
  return /[\\`*_[\]<]/u.test(text) ? text.replace(/[\\`*_[\]]/gu, '\\$&').replaceAll('<', '&lt;') : text;
}
