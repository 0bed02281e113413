/** Topics of a post with evidence, and its kind. */

import { KINDS, type Kind, type TagEvidence } from '../../core/post.ts';
import type { Taxonomy } from '../../core/taxonomy.ts';
import { clip } from '../../core/text.ts';
import { createAuthorTagReader } from './author-tags.ts';
import { CUE_SPELLINGS, findKind } from './kind.ts';
import { createMatcher } from './matcher.ts';
import { measureManner } from './manner.ts';
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
/** What stands in the address or a heading, or again and again, was seldom wrong when it scored less. */
const MIN_FIRM_SCORE = 0.1;
const AGAIN_AND_AGAIN = 4;
/** What a long text names once was as often wrong as right. */
const MIN_PASSING_SCORE = 0.2;
const LONG_TOKENS = 150;
const MIN_BEST_SCORE = 0.08;

/** Topics that every tenth post speaks of (−ln of that share) are seldom meant; what such a topic needs more for each unit below it. Set by reading too: test/fixtures/tag-verdicts-fresh.json. */
const EVERYDAY_RARITY = 2.3;
const EVERYDAY_SCORE = 0.12;

/** What a kind says of a post's topics, whether or not it names them: as much as an author's tag. */
const KIND_TOPICS: Readonly<Partial<Record<Kind, readonly string[]>>> = { postmortem: ['incident-response', 'reliability'] };

/** What the author's own tag adds to a topic's logit: it alone lifts a topic that the text names once over the mark. */
const TOLD_LOGIT = 3;
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
  const kindTopics = new Map(KINDS.map((kind) => [kind, (KIND_TOPICS[kind] ?? []).map((slug) => slugs.indexOf(slug)).filter((topic) => topic >= 0)]));
  const everyday = rarity.map((value) => EVERYDAY_SCORE * Math.max(0, EVERYDAY_RARITY - value));
  return (doc) => {
    const { mentions: found, title, text } = findMentions(doc, match);
    const { mentions, cues } = partCues(found, slugs.length);
    const { kind, evidence } = findKind({ title: doc.title, cues, authorTags: ownTags(doc), manner: measureManner(doc.text, text) });
    const measured = measureTopics(mentions, text.starts.length, { hierarchy, rarity });
    // An everyday word among an author's tags is often a whole blog's: the text must speak of it too.
    const own = authorTopics(doc, topicOf).filter((topic) => (everyday[topic] ?? 0) === 0 || measured.has(topic));
    const told = new Set([...own, ...(kindTopics.get(kind) ?? [])]);
    const scores = withTold(score(measured, kind, termLogits(title, text)), told);
    const isEnough = (topic: number, value: number) => value >= minScoreOf(mentions.get(topic) ?? null, text.starts.length, everyday[topic] ?? 0);
    const tags = [...scores]
      .sort(([leftTopic, left], [rightTopic, right]) => right - left || leftTopic - rightTopic)
      .filter(([topic, value], rank) => isEnough(topic, value) || (rank === 0 && value >= MIN_BEST_SCORE))
      .slice(0, MAX_TAGS)
      .map(([topic, value]) => ({ tag: slugs[topic] ?? '', score: round(value), evidence: evidenceOf(topic, mentions, measured, doc) ?? `${kind}: ${evidence}` }));
    return { tags, kind, kindEvidence: evidence };
  };
}

/** What a topic must score to be more than a mention; what a title names may be an everyday word. */
function minScoreOf(mentions: Mentions | null, tokenCount: number, everyday: number): number {
  if (mentions === null) return MIN_SCORE + everyday;
  const { title, path, host, heading, lead, body } = mentions.names;
  if (title > 0) return MIN_SCORE;
  if (path + host + heading > 0 || lead + body >= AGAIN_AND_AGAIN) return MIN_FIRM_SCORE + everyday;
  return (lead + body === 1 && tokenCount >= LONG_TOKENS ? MIN_PASSING_SCORE : MIN_SCORE) + everyday;
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

/** Who gives a post more tags than this names it after none of them: so many are a whole site's, shown beside every post. */
const MAX_OWN_TAGS = 15;

/** The author's tags of this post. */
function ownTags({ categories = [] }: TaggableDocument): readonly string[] {
  return categories.length > MAX_OWN_TAGS ? [] : categories;
}

function authorTopics(doc: TaggableDocument, topicOf: (tag: string) => number | null): readonly number[] {
  return ownTags(doc).map(topicOf).filter((topic) => topic !== null);
}

function withTold(scores: ReadonlyMap<number, number>, told: ReadonlySet<number>): ReadonlyMap<number, number> {
  const lifted = new Map(scores);
  for (const topic of told) lifted.set(topic, sigmoid(logit(Math.max(scores.get(topic) ?? 0, UNMENTIONED)) + TOLD_LOGIT));
  return lifted;
}

/** The score of a topic that only the author's tag or the kind names: one mention's worth, and no learnt word speaks against it. */
const UNMENTIONED = 0.05;

function logit(score: number): number {
  return Math.log(score / (1 - score));
}

function evidenceOf(topic: number, mentions: ReadonlyMap<number, Mentions>, measured: ReadonlyMap<number, Measured>, doc: TaggableDocument): string | null {
  const below = measured.get(topic)?.children ?? [];
  const passage = [topic, ...below].flatMap((index) => mentions.get(index)?.passage ?? []).at(0);
  if (passage !== undefined) return quote(passage);
  return ownTags(doc).length === 0 ? null : `author's tags: ${ownTags(doc).join(', ')}`;
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
