/** Everything of a page that metadata rules look at, collected in one walk. */

import { attribute, descendants, type Document, type Element } from './dom.ts';
import { readJsonLd, type JsonLdNode } from './metadata/json-ld.ts';

/** A page as it was fetched. */
export type Page = { readonly url: string; readonly html: string; readonly headers: Readonly<Record<string, string>> };

export type PageEvidence = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly root: Document;
  /** Every element, in document order. */
  readonly elements: readonly Element[];
  readonly byTag: ReadonlyMap<string, readonly Element[]>;
  /** `<meta>` contents by lower-case name, property or itemprop. */
  readonly metas: ReadonlyMap<string, readonly string[]>;
  readonly jsonLd: readonly JsonLdNode[];
};

/** The evidence of a parsed page. */
export function collectEvidence(page: Page, root: Document): PageEvidence {
  const elements = descendants(root);
  const byTag = Map.groupBy(elements, (element) => element.name);
  const metas = collectMetas(byTag.get('meta') ?? []);
  const jsonLd = readJsonLd(byTag.get('script') ?? []);
  return { url: page.url, headers: page.headers, root, elements, byTag, metas, jsonLd };
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
