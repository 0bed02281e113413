/** The topics with how many writeups are about each. */

import type { SearchRequest } from '../../core/search.ts';
import type { Topic } from '../../core/taxonomy.ts';
import { TAXONOMY } from '../../index-config/taxonomy.ts';
import type { Deps } from '../deps.ts';

export type CountedTopic = Pick<Topic, 'slug' | 'name' | 'parents' | 'synonyms'> & { readonly count: number };

const EVERYTHING: SearchRequest = {
  terms: [], excluded: [], filter: null, sort: 'newest', page: 1, perPage: 1, facets: [], correctTypos: false, dropWords: false,
};

/** All topics in the taxonomy's order. */
export async function countTopics(deps: Deps): Promise<CountedTopic[]> {
  const { facets } = await deps.engine.search({ ...EVERYTHING, facets: ['tag'] });
  const countOf = new Map((facets.tag ?? []).map(({ value, count }) => [value, count]));
  // Engines give the most frequent values only; the others are asked for one by one.
  const missing = TAXONOMY.topics.filter(({ slug }) => !countOf.has(slug));
  const isCut = (facets.tag ?? []).length >= MOST_VALUES;
  await Promise.all((isCut ? missing : []).map(async ({ slug }) => {
    const { total } = await deps.engine.search({ ...EVERYTHING, filter: { type: 'is', field: 'tag', value: slug } });
    countOf.set(slug, total);
  }));
  return TAXONOMY.topics.map(({ slug, name, parents, synonyms }) => ({ slug, name, parents, synonyms, count: countOf.get(slug) ?? 0 }));
}

/** How many values of a facet an engine gives. */
const MOST_VALUES = 100;
