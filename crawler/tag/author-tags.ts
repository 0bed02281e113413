/** Authors' own tags, read as topics. */

import type { Taxonomy } from '../../core/taxonomy.ts';

/** The place of the topic that an author's tag means, or null. */
export type AuthorTagReader = (tag: string) => number | null;

/** A reader for a taxonomy: a topic's slug, name and spellings mean it, ambiguous ones too, and then what is listed for it. */
export function createAuthorTagReader({ topics }: Pick<Taxonomy, 'topics'>): AuthorTagReader {
  const places = new Map<string, number>();
  const put = (tag: string, place: number) => {
    const key = tagKey(tag);
    if (!places.has(key)) places.set(key, place);
  };
  topics.forEach(({ slug, name, synonyms, ambiguous }, place) => [slug, name, ...synonyms, ...ambiguous].forEach((tag) => put(tag, place)));
  topics.forEach(({ authorTags }, place) => authorTags.forEach((tag) => put(tag, place)));
  return (tag) => places.get(tagKey(tag)) ?? null;
}

/** Tags are the same whatever their case, and whether words are parted by spaces, dashes or underscores; `#` before a tag is dropped, `C#` keeps its own. */
export function tagKey(tag: string): string {
  return tag.normalize('NFKC').toLowerCase().replace(/[\s_-]+/gu, ' ').replace(/^\s*#?\s*/u, '').trim();
}
