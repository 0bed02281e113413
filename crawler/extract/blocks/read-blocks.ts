/** Content node → blocks. */

import { attribute, isElement, UNSEEN, type Element, type Node } from '../dom.ts';
import type { Block } from './block.ts';
import { findCodeBlock, isCodeBlock } from './code.ts';
import { isNumberColumn } from './code-text.ts';
import { withoutCodeLabels } from './code-labels.ts';
import { readInline } from './inline.ts';
import { findMathSource } from './math.ts';
import type { Reading } from './reading.ts';
import { isLayoutTable, readTable } from './table.ts';

/** Elements that never stand within a line. */
const BLOCK_TAGS = new Set([
  'address', 'article', 'aside', 'blockquote', 'body', 'center', 'dd', 'details', 'dialog', 'dir', 'div', 'dl', 'dt', 'fieldset', 'figcaption', 'figure',
  'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hgroup', 'hr', 'html', 'legend', 'li', 'main', 'menu', 'nav', 'ol', 'p', 'pre',
  'search', 'section', 'summary', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul', 'caption',
]);

/** The blocks of these nodes, in order, without what was dropped. */
export function readBlocks(nodes: readonly Node[], reading: Reading): Block[] {
  const blocks: Block[] = [];
  let run: Node[] = [];
  const endRun = (): void => {
    pushParagraph(run, blocks, reading);
    run = [];
  };
  for (const node of nodes) {
    if (!isElement(node) || !isBlockLevel(node)) {
      run.push(node);
    } else if (!reading.dropped.has(node)) {
      endRun();
      readElement(node, blocks, reading);
    }
  }
  endRun();
  return withoutCodeLabels(blocks);
}

function pushParagraph(nodes: readonly Node[], blocks: Block[], reading: Reading): void {
  if (nodes.every((node) => node.type === 'text' && node.data.trim() === '')) return;
  const words = readInline(nodes, reading);
  if (words.markdown !== '') blocks.push({ kind: 'paragraph', words });
}

/** A block element, a code block, or an inline element around either. */
function isBlockLevel(element: Element): boolean {
  if (BLOCK_TAGS.has(element.name)) return true;
  if (UNSEEN.has(element.name) || findMathSource(element) !== null) return false;
  if (element.name === 'code') return isCodeBlock(element) || element.children.some((child) => isElement(child) && (child.name === 'pre' || child.name === 'table'));
  return element.children.some((child) => isElement(child) && isBlockLevel(child));
}

function readElement(element: Element, blocks: Block[], reading: Reading): void {
  if (isNumberColumn(element)) return;
  if (isCodeBlock(element)) return pushCode(element, blocks);
  const read = READERS[element.name];
  if (read === undefined) blocks.push(...readBlocks(element.children, reading));
  else read(element, blocks, reading);
}

function pushCode(element: Element, blocks: Block[]): void {
  const code = findCodeBlock(element);
  if (code !== null) blocks.push({ kind: 'code', ...code });
}

type Reader = (element: Element, blocks: Block[], reading: Reading) => void;

const READERS: Readonly<Record<string, Reader>> = {
  h1: readHeading, h2: readHeading, h3: readHeading, h4: readHeading, h5: readHeading, h6: readHeading,
  ul: readList, ol: readList, menu: readList, dir: readList,
  hr: (_element, blocks) => void blocks.push({ kind: 'rule' }),
  table: readTableElement,
  blockquote: (element, blocks, reading) => {
    const inner = readBlocks(element.children, reading);
    if (inner.length > 0) blocks.push({ kind: 'quote', blocks: inner });
  },
};

function readHeading(element: Element, blocks: Block[], reading: Reading): void {
  const words = readInline(element.children, reading);
  const bare = { text: words.text.replace(/\s*[#¶§🔗]+$/u, ''), markdown: words.markdown.replace(/\s*(?:\[(?:\\?[#¶§🔗]|\s)*\]\([^)]*\)|[#¶§🔗])$/u, '') };
  if (bare.text === '') {
    if (bare.markdown !== '') blocks.push({ kind: 'paragraph', words: bare });
    return;
  }
  blocks.push({ kind: 'heading', words: bare, level: Number(element.name[1]), anchor: headingAnchor(element) });
}

function headingAnchor(element: Element): string | null {
  const own = attribute(element, 'id');
  if (own !== null) return own;
  for (const child of element.children) {
    if (!isElement(child)) continue;
    const anchor = attribute(child, 'id') ?? attribute(child, 'name') ?? /^#(.+)/u.exec(attribute(child, 'href') ?? '')?.[1] ?? null;
    if (anchor !== null) return anchor;
  }
  return null;
}

function readList(element: Element, blocks: Block[], reading: Reading): void {
  const items: Block[][] = [];
  for (const child of element.children) {
    if (isElement(child) && reading.dropped.has(child)) continue;
    const item = readBlocks(isElement(child) && child.name === 'li' ? child.children : [child], reading);
    if (item.length > 0) items.push(item);
  }
  if (items.length > 0) blocks.push({ kind: 'list', start: element.name === 'ol' ? listStart(element) : null, items });
}

function listStart(element: Element): number {
  const start = Number(attribute(element, 'start') ?? '1');
  return Number.isInteger(start) ? start : 1;
}

function readTableElement(element: Element, blocks: Block[], reading: Reading): void {
  if (isLayoutTable(element)) return void blocks.push(...readBlocks(element.children, reading));
  for (const child of element.children) {
    if (isElement(child) && child.name === 'caption' && !reading.dropped.has(child)) blocks.push(...readBlocks(child.children, reading));
  }
  const rows = readTable(element, reading);
  if (rows.length > 0) blocks.push({ kind: 'table', rows });
}

