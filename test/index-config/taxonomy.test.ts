import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { createAuthorTagReader, tagKey } from '../../crawler/tag/author-tags.ts';
import { CODE_TERMS } from '../../index-config/code-terms.ts';
import { TAXONOMY } from '../../index-config/taxonomy.ts';
import { TAGS_SUITE } from '../../scripts/bench/tags.ts';
import { readTaggedPosts } from '../../scripts/train-salience.ts';

const { topics, salience } = TAXONOMY;
const slugs = new Set(topics.map(({ slug }) => slug));

/** Spellings that stand for more than one topic: each with the topics. */
function shared(spellingsOf: (topic: (typeof topics)[number]) => readonly string[]): string[] {
  const owners = new Map<string, Set<string>>();
  for (const topic of topics) {
    for (const spelling of spellingsOf(topic).map(tagKey)) owners.set(spelling, (owners.get(spelling) ?? new Set()).add(topic.slug));
  }
  return [...owners].filter(([, some]) => some.size > 1).map(([spelling, some]) => `${spelling}: ${[...some].join(', ')}`);
}

describe('the taxonomy', () => {
  test('holds some hundred topics with unique, well-formed slugs', () => {
    expect(topics.length).toBeGreaterThan(280);
    expect(slugs.size).toBe(topics.length);
    for (const { slug } of topics) expect(slug).toMatch(/^[a-z0-9][a-z0-9+.#-]*$/u);
  });

  test('has parents that exist', () => {
    for (const { slug, parents } of topics) for (const parent of parents) expect(slugs.has(parent), `${slug} under ${parent}`).toBe(true);
  });

  test('has no cycles', () => {
    const parentsOf = new Map(topics.map(({ slug, parents }) => [slug, parents]));
    const climb = (slug: string, path: readonly string[]): void => {
      expect(path, `${slug} above itself`).not.toContain(slug);
      for (const parent of parentsOf.get(slug) ?? []) climb(parent, [...path, slug]);
    };
    for (const slug of slugs) climb(slug, []);
  });

  test('gives no spelling that needs no context to two topics', () => {
    expect(shared(({ synonyms }) => synonyms)).toEqual([]);
  });

  test("gives no author's tag to two topics", () => {
    expect(shared(({ slug, name, synonyms, ambiguous, authorTags }) => [slug, name, ...synonyms, ...ambiguous, ...authorTags])).toEqual([]);
  });

  test('gives every ambiguous spelling words near which it counts', () => {
    for (const { slug, ambiguous, context } of topics) expect(ambiguous.length === 0 || context.length > 2, slug).toBe(true);
  });

  test('spells symbols as the code terms do', () => {
    const symbolic = topics.flatMap(({ synonyms }) => synonyms).map((spelling) => spelling.toLowerCase()).filter((spelling) => /[+#]|^\./u.test(spelling));
    const terms: readonly string[] = CODE_TERMS;
    expect(symbolic.filter((spelling) => !spelling.split(' ').some((word) => terms.includes(word) || word === 'tla+' || word === 'web3'))).toEqual([]);
  });

  test('weighs only what it knows', () => {
    const known = (name: string) => name.split('>').every((part, index, { length }) => slugs.has(part) || (length === 2 && index === 0));
    for (const group of [salience.topics, salience.edges, salience.kinds, salience.terms, salience.rarity]) expect(Object.keys(group).filter((name) => !known(name))).toEqual([]);
  });
});

describe.skipIf(!existsSync(TAGS_SUITE))("authors' tags of suites/tags (skipped where the suites are not beside the checkout)", () => {
  test('at least 70 % of their uses are known', () => {
    const topicOf = createAuthorTagReader(TAXONOMY);
    const uses = readTaggedPosts(TAGS_SUITE.pathname).flatMap(({ tags }) => tags);
    expect(uses.filter((tag) => topicOf(tag) !== null).length / uses.length).toBeGreaterThan(0.7);
  });
});
