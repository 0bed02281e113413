/** Authors in what machines read: linked data and meta elements. */

import { cleanLine, fold } from '../../../core/text.ts';
import type { PageEvidence } from '../page-evidence.ts';
import type { Found } from './found.ts';
import { articleNodes, isNode, textValue, typesOf, type JsonLdNode } from './json-ld.ts';
import { cleanName, uninvertName, withoutMarkup } from './names.ts';

/** The authors that linked data gives the first article, as written. */
export function jsonLdAuthors(evidence: PageEvidence): string[] {
  for (const node of articleNodes(evidence.jsonLd)) {
    const found = authorValues(node).map((item) => (typeof item === 'string' ? item : textValue(resolve(item, evidence)?.['name']))).filter((name) => name !== null);
    if (found.length > 0) return found;
  }
  return [];
}

function authorValues(node: JsonLdNode): readonly unknown[] {
  const value: unknown = node['author'] ?? node['creator'];
  return Array.isArray(value) ? value : [value];
}

/** Whether linked data says of the name that it is a person's. */
export function isSaidPerson(name: string, evidence: PageEvidence): boolean {
  const authors = articleNodes(evidence.jsonLd).flatMap(authorValues).map((item) => resolve(item, evidence)).filter((found) => found !== null);
  return authors.some((node) => typesOf(node).includes('person') && fold(textValue(node['name']) ?? '') === fold(name));
}

/** The object itself, or the named one that it points to. */
function resolve(value: unknown, evidence: PageEvidence): JsonLdNode | null {
  if (!isNode(value)) return null;
  if (textValue(value['name']) !== null) return value;
  const id = value['@id'];
  return typeof id === 'string' ? evidence.jsonLd.find((node) => node['@id'] === id && textValue(node['name']) !== null) ?? null : null;
}

const META_NAMES = [
  'article:author', 'article:author_name', 'og:article:author', 'citation_author', 'author', 'dc.creator', 'dcterms.creator', 'dc.contributor', 'parsely-author', 'sailthru.author', 'byl', 'twitter:data1', 'rbauthors', 'authors', 'cxenseparse:author', 'shareaholic:article_author_name',
];

/** The authors of the first meta element that names some. What is said of this page alone stands before the general `author`. */
export function metaAuthors(evidence: PageEvidence, siteName: string | null): string[] {
  for (const name of META_NAMES) {
    if (name === 'twitter:data1' && !/written|author|by|verfasst|écrit|escrito|geschreven/iu.test(evidence.metas.get('twitter:label1')?.[0] ?? '')) continue;
    const values = (evidence.metas.get(name) ?? []).map((value) => withoutMarkup(value).trim()).filter((value) => !value.includes('://') && !value.startsWith('@'));
    const inverted = name === 'citation_author' || name.startsWith('dc');
    if (values.some((value) => value === siteName || cleanName(value) !== null)) return inverted ? values.map(uninvertName) : values;
  }
  return [];
}

/** What stands for a name where a site names nobody. */
const OFFICE = /^(?:(?:die |the |la )?(?:redaktion|redaction|rédaction|redacción|redazione|redactie|editors?|editorial(?: team| staff| board)?|staff(?: writer)?|team|newsroom|guest(?: author| post)?))$/iu;

/** The office that is stated as the author, or null. */
export function officeOf(evidence: PageEvidence): Found<readonly string[]> | null {
  const office = [...jsonLdAuthors(evidence), ...META_NAMES.flatMap((name) => evidence.metas.get(name) ?? [])].map((text) => cleanLine(text)).find((text) => OFFICE.test(text));
  return office === undefined ? null : { value: [office], from: 'office stated as author' };
}
