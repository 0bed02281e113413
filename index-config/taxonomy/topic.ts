/** How the topics of the taxonomy are written down. */

import type { Topic } from '../../core/taxonomy.ts';

/** What a topic may say beside its name, each a list of spellings parted by commas. */
export type Spellings = {
  /** Slugs of its parents, where these are not its area. */
  readonly under?: string;
  /** Spellings that always mean it; the name is one unless `ambiguous` holds it. */
  readonly words?: string;
  readonly ambiguous?: string;
  readonly near?: string;
  readonly signs?: string;
  readonly except?: string;
  readonly tags?: string;
};

/** The topics of one area: the area's own topic first, then those below it. */
export function area(head: Topic, below: readonly Topic[]): readonly Topic[] {
  return [head, ...below.map((topic) => (topic.parents.length === 0 ? { ...topic, parents: [head.slug] } : topic))];
}

/** A topic whose slug is its name with dashes, unless `slug` says otherwise; without `under` it stands below its area. */
export function topic(name: string, spellings: Spellings = {}, slug: string = slugOf(name)): Topic {
  const ambiguous = list(spellings.ambiguous);
  const isAmbiguous = ambiguous.some((spelling) => spelling.toLowerCase() === name.toLowerCase());
  return {
    slug,
    name,
    parents: list(spellings.under),
    synonyms: [...(isAmbiguous ? [] : [name]), ...list(spellings.words)],
    ambiguous,
    context: list(spellings.near),
    signs: list(spellings.signs),
    exceptions: list(spellings.except),
    authorTags: list(spellings.tags),
  };
}

function list(text = ''): string[] {
  return text.split(',').map((word) => word.trim()).filter((word) => word !== '');
}

function slugOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9+.#]+/gu, '-');
}
