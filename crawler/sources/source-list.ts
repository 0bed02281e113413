/** The built-in list of engineering blogs that a new installation follows. */

import list from './sources.json' with { type: 'json' };

/** A blog worth following. Addresses are as they were last known; `sources check` finds the ones that have died. */
export type BuiltInSource = {
  /** Stable; kebab case. */
  readonly id: string;
  readonly publisher: string;
  /** The blog's own name; the publisher's where it has none. */
  readonly title: string;
  readonly siteUrl: string;
  /** Null where no feed is known: the site is to be discovered. */
  readonly feedUrl: string | null;
  readonly kind: 'company' | 'project' | 'person';
  /** ISO 3166-1 alpha-2 code of where the publisher is at home; null where unknown or nowhere in particular. */
  readonly country: string | null;
  /** What it is mostly about, sorted; empty where it is about many things. */
  readonly topics: readonly string[];
};

/** The built-in list, sorted by id; its schema is what the tests check. */
export function builtInSources(): readonly BuiltInSource[] {
  return list as readonly BuiltInSource[];
}
