/** The controlled vocabulary of topics, as data that the tagger is handed. */

/** A topic. `slug` is unique, `[a-z0-9][a-z0-9+.#-]*`. Spellings match whole words whatever their case, but those with capitals in `ambiguous`. */
export type Topic = {
  readonly slug: string;
  readonly name: string;
  readonly parents: readonly string[];
  /** Spellings that mean it wherever they stand in running text. */
  readonly synonyms: readonly string[];
  /** Spellings that mean it only near a word of `context` or `signs`, or in a text that names the topic otherwise; capitals must match (`Go`). */
  readonly ambiguous: readonly string[];
  /** Words near which an ambiguous spelling counts; they say nothing by themselves. */
  readonly context: readonly string[];
  /** Words that hardly occur in a text about anything else: weaker evidence than a name. */
  readonly signs: readonly string[];
  /** Phrases that hold a spelling and do not mean the topic (`go ahead`). */
  readonly exceptions: readonly string[];
  /** Authors' tags that mean it, folded, beyond the spellings above. */
  readonly authorTags: readonly string[];
};

/**
 * How mentions add up to salience, as trained from posts that their authors tagged. Weights are of a logistic model; names of
 * features as the tagger has them, names of topics are slugs, of edges `child>parent`, of kinds `kind>topic`. What is missing weighs 0.
 */
export type SalienceWeights = {
  readonly features: Readonly<Record<string, number>>;
  readonly topics: Readonly<Record<string, number>>;
  readonly edges: Readonly<Record<string, number>>;
  readonly kinds: Readonly<Record<string, number>>;
  /** Words with which posts about a topic begin, by topic; the word `''` is the topic's own weight. */
  readonly terms: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** How seldom posts mention a topic: −ln of their share. */
  readonly rarity: Readonly<Record<string, number>>;
};

export type Taxonomy = { readonly version: number; readonly topics: readonly Topic[]; readonly salience: SalienceWeights };
