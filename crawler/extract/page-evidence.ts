/** Everything of a page that metadata rules look at, collected in one walk. */

import { attribute, descendants, nameHint, type Document, type Element } from './dom.ts';
import { readJsonLd, type JsonLdNode } from './metadata/json-ld.ts';
import { placeStreamed } from './streamed.ts';
import { showUnscripted } from './unscripted.ts';

/** A page as it was fetched. */
export type Page = { readonly url: string; readonly html: string; readonly headers: Readonly<Record<string, string>> };

export type PageEvidence = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly root: Document;
  /** Every element, in document order. */
  readonly elements: readonly Element[];
  readonly byTag: ReadonlyMap<string, readonly Element[]>;
  /** Elements by the words of their class and id, each as its place among {@link elements}. */
  readonly byHint: ReadonlyMap<string, readonly number[]>;
  /** The places of elements with `itemprop` or `rel`. */
  readonly labelled: readonly number[];
  /** `<meta>` contents by lower-case name, property or itemprop. */
  readonly metas: ReadonlyMap<string, readonly string[]>;
  readonly jsonLd: readonly JsonLdNode[];
};

/** The evidence of a parsed page, once what came late is in its place and what scripts would show is shown. */
export function collectEvidence(page: Page, root: Document): PageEvidence {
  const elements = elementsInPlace(root);
  const byTag = new Map<string, Element[]>();
  const byHint = new Map<string, number[]>();
  const labelled: number[] = [];
  elements.forEach((element, place) => {
    append(byTag, element.name, element);
    append(byHint, nameHint(element), place);
    if (isLabelled(element)) labelled.push(place);
  });
  const metas = collectMetas(byTag.get('meta') ?? []);
  const jsonLd = readJsonLd(byTag.get('script') ?? []);
  return { url: page.url, headers: page.headers, root, elements, byTag, byHint, labelled, metas, jsonLd };
}

function elementsInPlace(root: Document): Element[] {
  const streamed = descendants(root);
  const elements = placeStreamed(streamed) ? descendants(root) : streamed;
  showUnscripted(root, elements);
  return elements;
}

function append<Value>(groups: Map<string, Value[]>, key: string, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function isLabelled({ attribs }: Element): boolean {
  return attribs['itemprop'] !== undefined || attribs['rel'] !== undefined;
}

/** The elements at these places, each once, in document order. */
export function elementsAt(evidence: PageEvidence, places: Iterable<number>): Element[] {
  return [...new Set(places)].sort((a, b) => a - b).flatMap((place) => evidence.elements[place] ?? []);
}

/** The places of the elements whose class and id pass the test. A page has few names: each is tested once. */
export function placesNamed(evidence: PageEvidence, isNamed: (element: Element) => boolean): number[] {
  const isNamedPlace = (place: number | undefined): boolean => {
    const element = place === undefined ? undefined : evidence.elements[place];
    return element !== undefined && isNamed(element);
  };
  return [...evidence.byHint.values()].filter(([first]) => isNamedPlace(first)).flat();
}

/** The elements whose class and id pass the test, in document order. */
export function elementsNamed(evidence: PageEvidence, isNamed: (element: Element) => boolean): Element[] {
  return elementsAt(evidence, placesNamed(evidence, isNamed));
}

function collectMetas(elements: readonly Element[]): Map<string, string[]> {
  const metas = new Map<string, string[]>();
  for (const element of elements) {
    const content = attribute(element, 'content') ?? attribute(element, 'value');
    if (content === null) continue;
    for (const key of ['name', 'property', 'itemprop', 'http-equiv']) {
      const name = attribute(element, key)?.toLowerCase();
      if (name !== undefined) metas.set(name, [...(metas.get(name) ?? []), content]);
    }
  }
  return metas;
}

/** The first content of the first of these meta names that has one, with that name. */
export function findMeta(evidence: PageEvidence, names: readonly string[]): { readonly value: string; readonly from: string } | null {
  for (const name of names) {
    const value = evidence.metas.get(name)?.[0];
    if (value !== undefined) return { value, from: `meta ${name}` };
  }
  return null;
}
