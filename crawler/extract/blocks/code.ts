/** Code blocks: which elements are one, and which language their markup names. */

import { attribute, childElements, closest, findElement, isElement, lineOf, nameHint, parentElement, rawText, type Element } from '../dom.ts';
import { isCodeDecoration, readCodeText } from './code-text.ts';
import { bareLanguage, canonicalLanguage, languageFromNames } from './code-names.ts';

export type CodeBlock = { readonly text: string; readonly language: string | null };

/** Editors and highlighters that build a block without `<pre>`. */
const WIDGETS = / (?:syntaxhighlighter|codemirror|code mirror|cm editor|monaco editor|ace editor|gist data|blob wrapper|crayon main|highlighttable|rouge table|lntable|linenotable|hljs ln) /u;

/** Code pasted from an editor brings its looks along. */
function isShownAsCode(element: Element): boolean {
  const style = element.attribs['style']?.slice(0, MAX_STYLE_CHARS);
  return style !== undefined && style.includes('white-space') && /white-space\s*:\s*pre/iu.test(style) && /monospace|courier|consolas|menlo|monaco/iu.test(style);
}

/** Longer ones hold pictures. */
const MAX_STYLE_CHARS = 500;

/** The code block that the element is, or null where it is something else. Blocks without a word are null too. */
export function findCodeBlock(element: Element): CodeBlock | null {
  if (!isCodeBlock(element)) return null;
  const text = readCodeText(codeColumn(element));
  return text === '' ? null : { text, language: findCodeLanguage(element) };
}

/** Whether the element is a code block as a whole. */
export function isCodeBlock(element: Element): boolean {
  switch (element.name) {
    case 'pre': return true;
    case 'code': return isBlockCode(element);
    case 'table': return WIDGETS.test(nameHint(element)) || isNumberedTable(element);
    case 'div': case 'figure': return (WIDGETS.test(nameHint(element)) || isShownAsCode(element)) && !holdsProse(element);
    default: return false;
  }
}

/** A `<code>` of several lines, or one named a block, that stands where a block stands: alone or between blocks. */
function isBlockCode(element: Element): boolean {
  const parent = parentElement(element);
  if (parent === null || /^(?:span|a|em|strong|b|i|sup|sub|label|button|h[1-6])$/u.test(parent.name) || findElement(element, (inside) => inside.name === 'pre' || inside.name === 'table') !== null) return false;
  const alone = parent.children.every((child) => child === element || !('data' in child || isElement(child)) || child.type === 'comment' || (child.type === 'text' && child.data.trim() === '') || (isElement(child) && (isCodeDecoration(child) || (parent.name !== 'p' && STANDS_ALONE.test(child.name)))));
  if (!alone) return / block /u.test(nameHint(element)) && rawText(element).trim().includes('\n');
  return / block /u.test(nameHint(element)) || findElement(element, (inside) => inside.name === 'br' || inside.name === 'div') !== null || rawText(element).trim().includes('\n');
}

const STANDS_ALONE = /^(?:p|div|h[1-6]|ul|ol|pre|code|table|blockquote|section|figure|hr|header|footer|aside|nav)$/u;

/** A table of one row whose first cell numbers the lines of the second. */
function isNumberedTable(table: Element): boolean {
  const row = findElement(table, (inside) => inside.name === 'tr');
  if (row === null) return false;
  const cells = childElements(row);
  const [first, second] = cells;
  if (cells.length !== 2 || first === undefined || second === undefined || !isCodeDecoration(first)) return false;
  return findElement(second, (inside) => inside.name === 'pre' || inside.name === 'code') !== null || / (?:code|blob code) /u.test(nameHint(second));
}

function holdsProse(element: Element): boolean {
  return findElement(element, (inside) => inside.name === 'p' || /^h[1-6]$/u.test(inside.name)) !== null;
}

/** The cell that holds the code, where line numbers stand in a cell of their own. */
function codeColumn(element: Element): Element {
  if (element.name === 'pre') return editorContent(element) ?? onlyCode(element) ?? element;
  return findElement(element, (inside) => inside.name === 'td' && !isCodeDecoration(inside) && / (?:code|rouge code) /u.test(nameHint(inside)) && findElement(inside, (deep) => deep.name === 'pre' || deep.name === 'code' || deep.name === 'div') !== null) ?? element;
}

/** The one `<code>` of a block whose labels and buttons stand beside it in elements of their own. */
function onlyCode(pre: Element): Element | null {
  const code = findElement(pre, (inside) => inside.name === 'code' && !isCodeDecoration(inside));
  if (code === null || pre.children.some((child) => child.type === 'text' && child.data.trim() !== '')) return null;
  const beside = childElements(pre).filter((child) => child !== code && findElement(child, (inside) => inside === code) === null);
  return beside.every((child) => /^(?:div|header|figcaption|label|button|ul|a)$/u.test(child.name) && findElement(child, (inside) => inside.name === 'code' || inside.name === 'br') === null && lineOf(child).length <= MAX_LABEL_CHARS) ? code : null;
}

/** Longer than a file's name with a button's words. */
const MAX_LABEL_CHARS = 80;

/** The part of an editor that holds the text; its headers and buttons stand beside it. */
function editorContent(element: Element): Element | null {
  return findElement(element, (inside) => / (?:cm content|code mirror code|view lines|ace content) /u.test(nameHint(inside)));
}

/** The language that the block's own names, those within it or its wrappers give, or null. */
export function findCodeLanguage(element: Element): string | null {
  return languageOf(element) ?? languageBelow(element) ?? languageAbove(element) ?? languageLabel(element);
}

/** The language that a header within the block names. */
function languageLabel(element: Element): string | null {
  const code = codeColumn(element);
  if (code === element) return null;
  const label = findElement(element, (inside) => inside.name !== 'code' && inside.children.length <= 2 && canonicalLanguage(lineOf(inside)) !== null && closest(inside, (above) => above === code) === null);
  return label === null ? null : canonicalLanguage(lineOf(label));
}

function languageBelow(element: Element): string | null {
  let language: string | null = null;
  findElement(element, (below) => {
    if (below.name !== 'span' && below.name !== 'a') language = languageOf(below);
    return language !== null;
  });
  return language;
}

function languageAbove(element: Element): string | null {
  let wrapper = parentElement(element);
  for (let step = 0; step < 5 && wrapper !== null && /^(?:div|figure|td|tr|tbody|table|section|span)$/u.test(wrapper.name); step += 1) {
    if (childElements(wrapper).filter((child) => child.name === 'p').length > 0) return null;
    const language = languageOf(wrapper);
    if (language !== null) return language;
    wrapper = parentElement(wrapper);
  }
  return null;
}

function languageOf(element: Element): string | null {
  for (const name of ['data-lang', 'data-language', 'data-code-language', 'data-enlighter-language', 'lang', 'language']) {
    const value = attribute(element, name);
    if (value !== null && (name !== 'lang' || element.name === 'pre' || element.name === 'code')) {
      const language = languageFromNames(`language-${value}`);
      if (language !== null) return language;
    }
  }
  const names = element.attribs['class'] ?? '';
  return languageFromNames(names) ?? (element.name === 'pre' || element.name === 'code' ? bareLanguage(names.trim().split(/\s/u)[0] ?? '') : null);
}
