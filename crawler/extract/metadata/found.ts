/** A value with where it came from. */

import type { PageEvidence } from '../page-evidence.ts';

/** `from` is a short phrase such as `json-ld datePublished`. */
export type Found<Value> = { readonly value: Value; readonly from: string };

export type Finder<Value> = (evidence: PageEvidence) => Found<Value> | null;

/** The answer of the first finder that has one. */
export function firstFound<Value>(finders: readonly Finder<Value>[], evidence: PageEvidence): Found<Value> | null {
  for (const find of finders) {
    const found = find(evidence);
    if (found !== null) return found;
  }
  return null;
}
