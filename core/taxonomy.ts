/** The controlled vocabulary of topics, as data that the tagger is handed. */

/** A topic. `slug` is unique, `[a-z0-9][a-z0-9+.#-]*`. */
export type Topic = {
  readonly slug: string;
  readonly name: string;
  readonly parents: readonly string[];
  /** Spellings that mean it in running text. */
  readonly synonyms: readonly string[];
  /** Authors' tags that mean it, folded, beyond the synonyms. */
  readonly authorTags: readonly string[];
  /** Words of which one must stand near for an ambiguous spelling to count; empty: none needed. */
  readonly context: readonly string[];
};

export type Taxonomy = { readonly version: number; readonly topics: readonly Topic[] };
