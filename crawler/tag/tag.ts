/** Topics of a post with evidence, and its kind. */

import type { Section } from '../../core/article.ts';
import type { Kind, TagEvidence } from '../../core/post.ts';
import type { Taxonomy } from '../../core/taxonomy.ts';
import { clip, fold } from '../../core/text.ts';
import { findKind } from './kind.ts';
import { createMatcher, type FoundSpelling } from './matcher.ts';
import { salience, type Counts, type Place } from './salience.ts';

/** What is tagged. `categories` are the author's own tags. */
export type TaggableDocument = {
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly sections?: readonly Section[];
  readonly categories?: readonly string[];
};

/** At most {@link MAX_TAGS} tags, best first, and the kind with the words that show it. */
export type Tagged = { readonly tags: readonly TagEvidence[]; readonly kind: Kind; readonly kindEvidence: string };

export type Tagger = (doc: TaggableDocument) => Tagged;

export const MAX_TAGS = 8;
const MIN_SCORE = 0.3;
const MAX_CHARS = 20_000;
const LEAD_TOKENS = 120;
const PASSAGE_CHARS = 160;

type Tally = { readonly counts: Record<Place, number>; evidence: string };

/** A tagger for a taxonomy; building it is costly, calling it is not. */
export function createTagger(taxonomy: Taxonomy): Tagger {
  const match = createMatcher(taxonomy);
  const byAuthorTag = new Map(taxonomy.topics.flatMap((topic, index) => [topic.slug, ...topic.synonyms, ...topic.authorTags].map((tag) => [fold(tag), index])));
  return (doc) => {
    const tallies = new Map<number, Tally>();
    const add = (topic: number, place: Place, evidence: string) => {
      const tally = tallies.get(topic) ?? { counts: { title: 0, heading: 0, lead: 0, body: 0, address: 0, category: 0, support: 0 }, evidence };
      tally.counts[place] += 1;
      tallies.set(topic, tally);
    };
    for (const category of doc.categories ?? []) {
      const topic = byAuthorTag.get(fold(category));
      if (topic !== undefined) add(topic, 'category', category);
    }
    for (const found of match(doc.title, doc.title.length).found) addFound(add, found, 'title', doc.title);
    for (const found of match(doc.text, MAX_CHARS).found) addFound(add, found, found.token < LEAD_TOKENS ? 'lead' : 'body', doc.text);
    const tags = [...tallies]
      .map(([topic, tally]) => ({ tag: taxonomy.topics[topic]?.slug ?? '', score: salience(tally.counts as Counts), evidence: tally.evidence }))
      .filter(({ score }) => score >= MIN_SCORE)
      .sort((a, b) => b.score - a.score)
      .slice(0, MAX_TAGS);
    const { kind, evidence } = findKind(doc.title, doc.text);
    return { tags, kind, kindEvidence: evidence };
  };
}

type TagJob = { readonly id: string; readonly url: string; readonly title: string; readonly text: string; readonly categories?: readonly string[] };

/** The answer of `writeups stage tag` to one job. */
export function tagStage(job: TagJob, tagger: Tagger): { readonly id: string } & Tagged {
  return { id: job.id, ...tagger(job) };
}

function addFound(add: (topic: number, place: Place, evidence: string) => void, found: FoundSpelling, place: Place, text: string): void {
  if (found.role === 'context') return;
  const passage = clip(text.slice(Math.max(0, found.start - PASSAGE_CHARS / 2), found.end + PASSAGE_CHARS / 2).trim(), PASSAGE_CHARS);
  add(found.topic, found.role === 'name' ? place : 'support', passage);
}
