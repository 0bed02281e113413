/** Formulas: KaTeX, MathJax and MathML carry their TeX source beside what is shown. */

import { attribute, findElement, lineOf, nameHint, nameTest, rawText, type Element } from '../dom.ts';

const isNamedMath = nameTest(/ (?:katex|katex display|mathjax|mathjax preview|mwe math element|math) /u);

/** The TeX source of a formula, or null where the element is none or does not say. */
export function findMathSource(element: Element): { readonly source: string; readonly display: boolean } | null {
  if (element.name === 'script') return scriptSource(element);
  const isMath = element.name === 'math' || element.name === 'mjx-container' || isNamedMath(element);
  if (!isMath) return null;
  const annotation = findElement(element, (inside) => inside.name === 'annotation' && /tex/iu.test(attribute(inside, 'encoding') ?? ''));
  const source = annotation === null ? sourceAttribute(element) : lineOf(annotation);
  return source === null || source === '' ? null : { source, display: isDisplay(element) };
}

function scriptSource(element: Element): { readonly source: string; readonly display: boolean } | null {
  const type = attribute(element, 'type') ?? '';
  if (!type.startsWith('math/tex')) return null;
  const source = element.children.map((child) => ('data' in child ? child.data : '')).join('').trim();
  return source === '' ? null : { source, display: type.includes('display') };
}

function sourceAttribute(element: Element): string | null {
  return attribute(element, 'alttext') ?? attribute(element, 'data-latex') ?? attribute(element, 'data-math')
    ?? (element.name === 'math' ? rawText(element).replace(/\s+/gu, ' ').trim() : null);
}

function isDisplay(element: Element): boolean {
  return attribute(element, 'display') === 'block' || attribute(element, 'display') === 'true' || / display /u.test(nameHint(element));
}
