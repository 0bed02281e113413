/** Topics by any of their names. */

import { fold } from '../../core/text.ts';
import type { Topic } from '../../core/taxonomy.ts';
import { TAXONOMY } from '../../index-config/taxonomy.ts';

const BY_SLUG: ReadonlyMap<string, Topic> = new Map(TAXONOMY.topics.map((topic) => [topic.slug, topic]));
/** Earlier topics win a spelling that several claim; a topic's own name wins over another's synonym. */
const BY_SPELLING: ReadonlyMap<string, string> = new Map([
  ...TAXONOMY.topics.flatMap(({ slug, authorTags }) => authorTags.map((spelling) => [keyOf(spelling), slug] as const)).toReversed(),
  ...TAXONOMY.topics.flatMap(({ slug, synonyms, ambiguous }) => [...synonyms, ...ambiguous].map((spelling) => [keyOf(spelling), slug] as const)).toReversed(),
  ...TAXONOMY.topics.map(({ slug, name }) => [keyOf(name), slug] as const),
]);

/** The slug of the topic that is meant: by slug, name, synonym or an author's tag; what is none of them stays, as a slug. */
export function topicSlug(text: string): string {
  const slug = text.toLowerCase().replace(/[\s_]+/gu, '-');
  return BY_SLUG.has(slug) ? slug : BY_SPELLING.get(keyOf(text)) ?? slug;
}

const CHILDREN: ReadonlyMap<string, readonly string[]> = Map.groupBy(
  TAXONOMY.topics.flatMap(({ slug, parents }) => parents.map((parent) => ({ parent, slug }))), ({ parent }) => parent,
).entries().reduce((children, [parent, pairs]) => children.set(parent, pairs.map(({ slug }) => slug)), new Map<string, string[]>());

/** The slugs of the topics under a topic, however deep; empty where there is none. */
export function topicsUnder(slug: string): string[] {
  const under = new Set<string>();
  const visit = (parent: string): void => {
    for (const child of CHILDREN.get(parent) ?? []) {
      if (child === slug || under.has(child)) continue;
      under.add(child);
      visit(child);
    }
  };
  visit(slug);
  return [...under];
}

/** A topic's name for people, such as `PostgreSQL`; the slug where there is no such topic. */
export function topicName(slug: string): string {
  return BY_SLUG.get(slug)?.name ?? slug;
}

/** `C++` and `C` must stay apart, `ci/cd` and `CI CD` need not. */
function keyOf(spelling: string): string {
  return /[+#]/u.test(spelling) ? spelling.toLowerCase() : fold(spelling);
}
