/** Topics as administrators name them. */

import { TAXONOMY } from '../../index-config/taxonomy.ts';
import { badParameter, Refusal } from '../http/problems.ts';
import { topicSlug } from '../query/topics.ts';

const TOPICS = new Set(TAXONOMY.topics.map(({ slug }) => slug));

/**
 * The slugs of topics that a parameter names by slug, name or synonym, each once.
 * @throws Refusal `bad-parameter` where one is none.
 */
export function knownTopics(parameter: string, names: readonly string[]): string[] {
  const slugs = [...new Set(names.map(topicSlug))];
  const unknown = slugs.filter((slug) => !TOPICS.has(slug));
  if (unknown.length > 0) throw new Refusal(badParameter(parameter, `must be topics, and these are none: ${unknown.join(', ')}`));
  return slugs;
}
