/** The lines of a code block, whatever highlighter wrapped them. */

import { isElement, nameHint, nameTest, parentElement, type Element, type Node } from '../dom.ts';

/** Names of line-number columns: Pygments, Rouge, Chroma, Hexo, GitHub, highlightjs-line-numbers, react-syntax-highlighter, Prism. */
const hasLineNumberName = nameTest(/ (?:lineno|linenos|linenr|line numbers|linenumber|linenumbers|line (?:no|num|nums|number)|line numbers rows|gutter|rouge gutter|ln|lnt|code mirror linenumber|lntd num|blob num|hljs ln n|hljs ln numbers|line numbers wrapper|code line number|crayon nums?|code number) /u);
/** Buttons and labels that sites put into the block itself. */
const isNamedControl = nameTest(/ (?:code header|code lang|code language|code title|code toolbar|language label|lang label|copy|clipboard|copybtn|copy code|copy button|toolbar|code toolbar item|code lang label|expand|zeroclipboard|sr only|visually hidden|screen reader text|tooltip|twoslash popup|hover info|popover) /u);
const CONTROL_TAGS = new Set(['button', 'clipboard-copy', 'svg', 'script', 'style', 'noscript', 'template', 'textarea', 'select', 'input']);
/** Cells of code in tables whose names speak of line numbers too. */
const CODE_CELL = / (?:hljs ln code|blob code) /u;
/** Elements that are one line each. */
const LINE = / (?:line|code line|token line|view line|hljs ln line|cm line|codemirror line|ec line|blob code inner) /u;
const LINE_TAGS = new Set(['div', 'p', 'li', 'tr']);

/** The code's text: lines kept, line numbers and controls left out, no empty lines at its ends, no trailing white space; a single line has no indent. */
export function readCodeText(element: Element): string {
  const out: string[] = [];
  appendCode(element, out);
  const lines = out.join('').replaceAll('\r\n', '\n').replaceAll('\u00A0', ' ').replaceAll('\u200B', '').split('\n').map((line) => line.trimEnd());
  const kept = trimEmptyLines(withoutLineNumbers(trimEmptyLines(lines)));
  return kept.length === 1 ? kept[0]?.trimStart() ?? '' : kept.join('\n');
}

/** Lines without the numbers of a gutter that has no name: each on a line of its own, or leading every line. */
function withoutLineNumbers(lines: readonly string[]): readonly string[] {
  const alternate = lines.length >= 4 && lines.every((line, index) => index % 2 === 1 || line.trim() === String(index / 2 + 1));
  if (alternate) return lines.filter((_line, index) => index % 2 === 1);
  const first = Number(/^\s*(\d+)/u.exec(lines[0] ?? '')?.[1]?.[0] ?? Number.NaN);
  const rests = lines.map((line, index) => (line.trimStart().startsWith(String(first + index)) ? line.trimStart().slice(String(first + index).length) : null));
  const numbered = lines.length >= 3 && rests.every((rest) => rest !== null) && rests.filter((rest) => rest !== '').length > lines.length / 2;
  return numbered ? withoutGap(rests.filter((rest) => rest !== null)) : lines;
}

/** The space that sets off every number, where there is one. */
function withoutGap(rests: readonly string[]): string[] {
  return rests.every((rest) => rest === '' || rest.startsWith(' ')) ? rests.map((rest) => rest.slice(1)) : [...rests];
}

/** Whether the element only numbers lines or is a control of the block. */
export function isCodeDecoration(element: Element): boolean {
  if (CONTROL_TAGS.has(element.name)) return true;
  if (element.name !== 'pre' && element.name !== 'code' && isNamedControl(element)) return true;
  if (element.attribs['data-line-number'] !== undefined && element.children.length === 0) return true;
  return (hasLineNumberName(element) || element.attribs['data-linenumber'] !== undefined) && !CODE_CELL.test(nameHint(element)) && isNumbers(element);
}

/** Whether the element is a column of line numbers that stands beside its block. */
export function isNumberColumn(element: Element): boolean {
  return element.name !== 'pre' && element.name !== 'table' && hasLineNumberName(element) && isNumbers(element);
}

/** Nothing but digits, so that a wrapper named after its line numbers stays. */
function isNumbers(element: Element): boolean {
  return element.children.every((child) => (isElement(child) ? isNumbers(child) : !('data' in child) || /^[\d\s.:|»]*$/u.test(child.data)));
}

function appendCode(node: Node, out: string[]): void {
  if (node.type === 'text') return isBetweenRows(node) ? undefined : void out.push(node.data);
  if (!isElement(node) || isCodeDecoration(node)) return;
  if (node.name === 'br') return void out.push('\n');
  const line = isLine(node);
  if (line) startLine(out);
  for (const child of node.children) appendCode(child, out);
  if (line) endLine(node, out);
}

/** White space between the rows of a table or the items of a list is the page's, not the code's. */
function isBetweenRows(node: Node): boolean {
  const parent = parentElement(node);
  return parent !== null && ROW_HOLDERS.has(parent.name) && 'data' in node && node.data.trim() === '';
}

const ROW_HOLDERS = new Set(['table', 'tbody', 'thead', 'tr', 'ol', 'ul']);

function isLine(element: Element): boolean {
  if (LINE_TAGS.has(element.name) || element.attribs['data-line'] !== undefined) return true;
  if (element.name === 'code') return false;
  if (element.name === 'pre') return / code mirror line /u.test(nameHint(element));
  return LINE.test(nameHint(element)) || SHOWN_AS_LINE.test(element.attribs['style'] ?? '');
}

/** Highlighters that style in place make a line of a `<span>`. */
const SHOWN_AS_LINE = /display\s*:\s*(?:block|flex|grid|table-row)\b/iu;

function startLine(out: string[]): void {
  const last = lastCharacter(out);
  if (last !== '' && last !== '\n') out.push('\n');
}

/** A line's own break, unless the text itself brings it, inside or after. */
function endLine(element: Element, out: string[]): void {
  const next = element.next;
  if (next !== null && next.type === 'text' && /^[ \t]*\r?\n/u.test(next.data) && !isBetweenRows(next)) return;
  if (next !== null && isElement(next) && next.name === 'br') return;
  if (isWrapper(element)) return;
  if (lastCharacter(out) !== '\n' || isBlank(element)) out.push('\n');
}

/** A block that only wraps lines ends where its last line ends. */
function isWrapper(element: Element): boolean {
  return element.children.some((child) => isElement(child) && isLine(child));
}

function isBlank(element: Element): boolean {
  return element.children.every((child) => (isElement(child) ? child.name !== 'br' && isBlank(child) : child.type === 'text' && child.data.trim() === '' && !child.data.includes('\n')));
}

function lastCharacter(out: readonly string[]): string {
  for (let index = out.length - 1; index >= 0; index -= 1) {
    const part = out[index] ?? '';
    if (part !== '') return part.slice(-1);
  }
  return '';
}

function trimEmptyLines(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line !== '');
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== '') + 1);
}
