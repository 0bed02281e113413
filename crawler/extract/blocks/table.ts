/** Tables: which hold data, and their cells. */

import { attribute, childElements, findElement, isElement, nameHint, type Element } from '../dom.ts';
import { readInline } from './inline.ts';
import type { Inline } from './block.ts';
import type { Reading } from './reading.ts';

const EMPTY: Inline = { text: '', markdown: '' };
/** Wider tables are layouts or errors. */
const MAX_COLUMNS = 100;

/** The rows of a table, all equally long; cells that span columns or rows are repeated as empty ones. */
export function readTable(table: Element, reading: Reading): Inline[][] {
  const rows: Inline[][] = [];
  const spans: number[] = [];
  for (const row of tableRows(table)) {
    if (reading.dropped.has(row)) continue;
    rows.push(readRow(row, spans, reading));
  }
  const filled = rows.filter((row) => row.some((cell) => cell.markdown !== ''));
  const width = Math.max(0, ...filled.map((row) => row.length));
  return filled.map((row) => [...row, ...Array.from({ length: width - row.length }, () => EMPTY)]);
}

function readRow(row: Element, spans: number[], reading: Reading): Inline[] {
  const cells: Inline[] = [];
  for (const cell of childElements(row)) {
    if ((cell.name !== 'td' && cell.name !== 'th') || cells.length >= MAX_COLUMNS) continue;
    skipSpanned(cells, spans);
    const words = readInline(reading.dropped.has(cell) ? [] : cell.children, reading);
    const rowSpan = span(cell, 'rowspan') - 1;
    for (let column = 0; column < span(cell, 'colspan'); column += 1) {
      spans[cells.length] = rowSpan;
      cells.push(column === 0 ? words : EMPTY);
    }
  }
  skipSpanned(cells, spans);
  return cells;
}

/** Columns that a cell above reaches into. */
function skipSpanned(cells: Inline[], spans: number[]): void {
  while ((spans[cells.length] ?? 0) > 0) {
    spans[cells.length] = (spans[cells.length] ?? 0) - 1;
    cells.push(EMPTY);
  }
}

function span(cell: Element, name: 'colspan' | 'rowspan'): number {
  const value = Number(attribute(cell, name) ?? '1');
  return Number.isInteger(value) && value > 0 ? Math.min(value, MAX_COLUMNS) : 1;
}

/** The table's own rows, not those of tables inside. */
export function tableRows(table: Element): Element[] {
  return childElements(table).flatMap((child) => (child.name === 'tr' ? [child] : /^t(?:head|body|foot)$/u.test(child.name) ? childElements(child).filter((row) => row.name === 'tr') : []));
}

const BLOCKS_IN_LAYOUT = new Set(['table', 'h1', 'h2', 'h3', 'h4', 'blockquote', 'article', 'section', 'form', 'nav', 'hr']);

/** Several rules ask of the same tables; trees do not change. */
const layouts = new WeakMap<Element, boolean>();

/** Whether the table only arranges other blocks: one column or row, tables or headings inside, or said to be for layout. */
export function isLayoutTable(table: Element): boolean {
  const known = layouts.get(table) ?? arrangesBlocks(table);
  layouts.set(table, known);
  return known;
}

function arrangesBlocks(table: Element): boolean {
  const role = attribute(table, 'role');
  if (role === 'presentation' || role === 'none') return true;
  const rows = tableRows(table);
  const columns = Math.max(0, ...rows.map((row) => childElements(row).length));
  if (columns <= 1) return true;
  if (findElement(table, (inside) => inside.name === 'th' || inside.name === 'caption') !== null && findElement(table, (inside) => inside.name === 'table') === null) return false;
  if (findElement(table, (inside) => BLOCKS_IN_LAYOUT.has(inside.name)) !== null) return true;
  return rows.some((row) => childElements(row).some((cell) => isLongCell(cell)));
}

/** More than a few paragraphs in a cell: prose, not data. */
function isLongCell(cell: Element): boolean {
  const paragraphs = cell.children.filter((child) => isElement(child) && (child.name === 'p' || child.name === 'br')).length;
  return paragraphs > 6 && !/ (?:data|wikitable) /u.test(nameHint(cell));
}
