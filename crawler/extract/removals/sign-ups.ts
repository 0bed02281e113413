/** Forms that ask for an address, with the words around them. */

import { attribute, findElement, lineOf, parentElement, type Element } from '../dom.ts';
import { measureOf, type Measures } from '../content/measure.ts';

/** A form with its promise and its small print is shorter; a passage that also holds a form is longer. */
const MAX_CHARS = 700;
const ASKS = /\b(?:sign(?:ing)? up|subscrib|newsletter|inbox|e-?mail (?:address|updates|list)|mailing list|abonnieren|anmelden|inscri[vb]|suscríb|iscriviti)/iu;

/** The largest elements around fields for a mail address or telephone number that ask for nothing else. */
export function findSignUps(inputs: readonly Element[], measures: Measures): ReadonlySet<Element> {
  const found = new Set<Element>();
  for (const input of inputs) {
    const around = isAddressField(input) ? surroundings(input, measures) : null;
    if (around !== null && ASKS.test(lineOf(around))) found.add(around);
  }
  return found;
}

function isAddressField(input: Element): boolean {
  return /^(?:email|tel)$/iu.test(attribute(input, 'type') ?? '') || /e-?mail/iu.test(attribute(input, 'name') ?? '');
}

function surroundings(input: Element, measures: Measures): Element | null {
  let around: Element | null = null;
  for (let at = parentElement(input); at !== null && isSmall(at, measures); at = parentElement(at)) around = at;
  return around;
}

function isSmall(element: Element, measures: Measures): boolean {
  return measureOf(measures, element).chars <= MAX_CHARS && !/^(?:body|main|article|p|li|td)$/u.test(element.name) && findElement(element, (inside) => inside.name === 'h1' || inside.name === 'pre') === null;
}
