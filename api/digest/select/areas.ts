/** How topics hang together: what lies below one, and which area one belongs to. */

import { TAXONOMY } from '../../../index-config/taxonomy.ts';

const PARENTS: ReadonlyMap<string, readonly string[]> = new Map(TAXONOMY.topics.map(({ slug, parents }) => [slug, parents]));

/** A topic and everything above it. */
export function withAncestors(slug: string): string[] {
  const found: string[] = [];
  const visit = (topic: string): void => {
    if (found.includes(topic)) return;
    found.push(topic);
    for (const parent of PARENTS.get(topic) ?? []) visit(parent);
  };
  visit(slug);
  return found;
}

/** The area of a topic: its topmost ancestor by first parents; itself where nothing stands above it. */
export function areaOf(slug: string): string {
  const seen = new Set<string>();
  let topic = slug;
  for (let parent = PARENTS.get(topic)?.[0]; parent !== undefined && !seen.has(parent); parent = PARENTS.get(topic)?.[0]) {
    seen.add(parent);
    topic = parent;
  }
  return topic;
}
