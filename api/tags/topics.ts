/** The topics with how many writeups are about each. */

import type { SearchRequest } from '../../core/search.ts';
import type { Topic } from '../../core/taxonomy.ts';
import { TAXONOMY } from '../../index-config/taxonomy.ts';
import type { SearchEngine } from '../../index-config/engine.ts';

export type CountedTopic = Pick<Topic, 'slug' | 'name' | 'parents' | 'synonyms'> & { readonly count: number };

const EVERYTHING: SearchRequest = {
  terms: [], excluded: [], filter: null, sort: 'newest', page: 1, perPage: 1, facets: [], correctTypos: false, dropWords: false,
};
/** How many values of a facet an engine gives. */
const MOST_VALUES = 100;

/** All topics in the taxonomy's order. */
export async function countTopics(engine: SearchEngine): Promise<CountedTopic[]> {
  const { facets } = await engine.search({ ...EVERYTHING, facets: ['tag'] });
  const countOf = new Map((facets.tag ?? []).map(({ value, count }) => [value, count]));
  const isCut = countOf.size >= MOST_VALUES;
  for (const { slug } of TAXONOMY.topics) {
    // One after the other, so that nobody's search waits behind hundreds of them.
    if (isCut && !countOf.has(slug)) countOf.set(slug, await countTopic(engine, slug));
  }
  return TAXONOMY.topics.map(({ slug, name, parents, synonyms }) => ({ slug, name, parents, synonyms, count: countOf.get(slug) ?? 0 }));
}

async function countTopic(engine: SearchEngine, slug: string): Promise<number> {
  const { total } = await engine.search({ ...EVERYTHING, filter: { type: 'is', field: 'tag', value: slug } });
  return total;
}
