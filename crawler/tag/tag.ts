/** Topics of a post with evidence, and its kind. */

import type { Kind, TagEvidence } from '../../core/post.ts';
import type { Taxonomy } from '../../core/taxonomy.ts';
import { clip } from '../../core/text.ts';
import { createAuthorTagReader } from './author-tags.ts';
import { CUE_SPELLINGS, findKind } from './kind.ts';
import { createMatcher } from './matcher.ts';
import { findMentions, type Mentions, type Passage, type TaggableDocument } from './mentions.ts';
import { createScorer, hierarchyOf, measureTopics, sigmoid, type Measured } from './salience.ts';
import { createTermScorer } from './terms.ts';

export type { TaggableDocument } from './mentions.ts';

/** At most {@link MAX_TAGS} tags, best first, and the kind with the words that show it. */
export type Tagged = { readonly tags: readonly TagEvidence[]; readonly kind: Kind; readonly kindEvidence: string };

export type Tagger = (doc: TaggableDocument) => Tagged;

export const MAX_TAGS = 8;
/** A topic that scores less is a mere mention; only the best one may, since a post is about something. Set by reading: test/fixtures/tag-verdicts.json. */
const MIN_SCORE = 0.15;
const MIN_BEST_SCORE = 0.08;

/** What the author's own tag adds to a topic's logit: it alone lifts a topic that the text names once over the mark. */
const AUTHOR_TAG_LOGIT = 3;
const PASSAGE_CHARS = 160;

/** A tagger for a taxonomy: costly to make, cheap to call, and pure. */
export function createTagger(taxonomy: Taxonomy): Tagger {
  const match = createMatcher([...taxonomy.topics, ...CUE_SPELLINGS]);
  const hierarchy = hierarchyOf(taxonomy);
  const slugs = taxonomy.topics.map(({ slug }) => slug);
  const rarity = slugs.map((slug) => taxonomy.salience.rarity[slug] ?? 0);
  const score = createScorer(slugs, taxonomy.salience);
  const termLogits = createTermScorer(slugs, taxonomy.salience.terms);
  const topicOf = createAuthorTagReader(taxonomy);
  return (doc) => {
    const { mentions: found, title, text } = findMentions(doc, match);
    const { mentions, cues } = partCues(found, slugs.length);
    const { kind, evidence } = findKind(doc.title, cues);
    const measured = measureTopics(mentions, text.starts.length, { hierarchy, rarity });
    const scores = withAuthorTags(score(measured, kind, termLogits(title, text)), authorTags(doc, topicOf));
    const tags = [...scores]
      .sort(([leftTopic, left], [rightTopic, right]) => right - left || leftTopic - rightTopic)
      .filter(([, value], rank) => value >= (rank === 0 ? MIN_BEST_SCORE : MIN_SCORE))
      .slice(0, MAX_TAGS)
      .map(([topic, value]) => ({ tag: slugs[topic] ?? '', score: round(value), evidence: evidenceOf(topic, mentions, measured, doc) }));
    return { tags, kind, kindEvidence: evidence };
  };
}

/** The mentions of topics, and those of each kind's cues, which stand behind them. */
export function partCues(found: ReadonlyMap<number, Mentions>, topicCount: number): { readonly mentions: ReadonlyMap<number, Mentions>; readonly cues: readonly (Mentions | null)[] } {
  const mentions = new Map<number, Mentions>();
  for (const [index, mention] of found) if (index < topicCount) mentions.set(index, mention);
  return { mentions, cues: CUE_SPELLINGS.map((_, index) => found.get(topicCount + index) ?? null) };
}

/** The answer of `writeups stage tag` to a job `{"id","url","title","text","categories"?}`; what it lacks counts as empty. */
export function tagStage(job: unknown, tagger: Tagger): { readonly id: unknown } & Tagged {
  const fields: Readonly<Record<string, unknown>> = typeof job === 'object' && job !== null ? { ...job } : {};
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  const categories = Array.isArray(fields['categories']) ? fields['categories'].filter((category) => typeof category === 'string') : [];
  return { id: fields['id'] ?? null, ...tagger({ url: text('url'), title: text('title'), text: text('text'), categories }) };
}

function authorTags(doc: TaggableDocument, topicOf: (tag: string) => number | null): ReadonlySet<number> {
  return new Set((doc.categories ?? []).map(topicOf).filter((topic) => topic !== null));
}

function withAuthorTags(scores: ReadonlyMap<number, number>, tagged: ReadonlySet<number>): ReadonlyMap<number, number> {
  const lifted = new Map(scores);
  for (const topic of tagged) lifted.set(topic, sigmoid(logit(scores.get(topic) ?? UNMENTIONED) + AUTHOR_TAG_LOGIT));
  return lifted;
}

/** The score of a topic that only the author's tag names: one mention's worth. */
const UNMENTIONED = 0.05;

function logit(score: number): number {
  return Math.log(score / (1 - score));
}

function evidenceOf(topic: number, mentions: ReadonlyMap<number, Mentions>, measured: ReadonlyMap<number, Measured>, doc: TaggableDocument): string {
  const below = measured.get(topic)?.children ?? [];
  const passage = [topic, ...below].flatMap((index) => mentions.get(index)?.passage ?? []).at(0);
  return passage === undefined ? `author's tags: ${(doc.categories ?? []).join(', ')}` : quote(passage);
}

/** The words around a spelling, whole words only. */
function quote({ source, start, end }: Passage): string {
  const half = Math.max(0, Math.floor((PASSAGE_CHARS - (end - start)) / 2));
  const from = Math.max(0, start - half);
  const head = from === 0 ? 0 : source.indexOf(' ', from) + 1;
  return clip(source.slice(Math.min(Math.max(head, 0), start), end + half).replace(/\s+/gu, ' ').trim(), PASSAGE_CHARS);
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
