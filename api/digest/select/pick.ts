/** Which of the candidates an edition holds: the best ones, but not twice the same. Pure and deterministic. */

import type { Kind } from '../../../core/post.ts';
import { words } from '../../../core/text.ts';
import { areaOf, withAncestors } from './areas.ts';
import type { Candidate, Pool, Reason, Scored } from './candidate.ts';
import { byScore, reason } from './score.ts';

/** What an edition is to be made of. Topics, publishers and matches widen each other; kinds and language narrow. Empty: everything. */
export type Wishes = {
  readonly topics: readonly string[];
  readonly publishers: readonly string[];
  /** Queries, as the search takes them. */
  readonly queries: readonly string[];
  readonly kinds: readonly Kind[];
  /** BCP 47 primary subtag; null: any. */
  readonly language: string | null;
  readonly items: number;
};

/** A clusters' id, with what tells what it was about. */
export type Carried = Pick<Candidate, 'clusterId' | 'title' | 'tags' | 'publisher'>;

export type Known = {
  /** Clusters that stood in an earlier issue of this edition: they never come again. */
  readonly carriedIds: ReadonlySet<string>;
  /** What stood in the last few issues. */
  readonly recent: readonly Carried[];
  /** Clusters that match one of the queries. */
  readonly matchedIds: ReadonlySet<string>;
};

export type Edition = { readonly items: readonly Scored[]; readonly secondLook: Scored | null };

const MAX_OF_PUBLISHER = 2;
/** Below this a writeup is not worth a mail, however quiet the week. */
const LEAST_SCORE = 0.45;
/** An old post has to be more than good. */
const LEAST_OLD_SCORE = 0.8;
const SAME_TOPIC_POINTS = -0.18;
const SAME_AREA_POINTS = -0.08;
const SAME_KIND_POINTS = -0.05;
const SAME_PUBLISHER_POINTS = -0.3;
/** Nearly the same title as in a recent issue. */
const ALIKE_TITLES = 0.5;
const ALIKE_POINTS = -0.6;
const RECENT_PUBLISHER_POINTS = -0.12;
const RECENT_TOPIC_POINTS = -0.04;
const MAX_RECENT_TOPIC = 3;

/** The edition for these wishes: at most two of a publisher, nothing that was carried before, each topic's further posts at a discount. */
export function pickEdition(pool: Pool, wishes: Wishes, known: Known): Edition {
  const isOpen = ({ candidate }: Scored): boolean => !known.carriedIds.has(candidate.clusterId) && isWanted(candidate, wishes, known.matchedIds);
  const open = pool.news.filter(isOpen).map((scored) => withNovelty(scored, known.recent));
  const items: Scored[] = [];
  while (items.length < wishes.items) {
    const next = open.filter((scored) => !items.some(({ candidate }) => candidate.clusterId === scored.candidate.clusterId) && hasRoom(scored.candidate, items))
      .map((scored) => withVariety(scored, items)).toSorted(byScore)[0];
    if (next === undefined || next.score < LEAST_SCORE) break;
    items.push(next);
  }
  const old = pool.old.filter(isOpen).filter(({ score, candidate }) => score >= LEAST_OLD_SCORE && hasRoom(candidate, items)).toSorted(byScore);
  return { items, secondLook: items.length === 0 ? null : old[0] ?? null };
}

/** Whether somebody with these wishes wants to hear of it. */
export function isWanted(candidate: Candidate, { topics, publishers, queries, kinds, language }: Wishes, matchedIds: ReadonlySet<string>): boolean {
  if (kinds.length > 0 && !kinds.includes(candidate.kind)) return false;
  if (language !== null && candidate.language !== null && candidate.language !== language) return false;
  if (topics.length === 0 && publishers.length === 0 && queries.length === 0) return true;
  return matchedIds.has(candidate.clusterId)
    || candidate.tags.some((tag) => withAncestors(tag).some((topic) => topics.includes(topic)))
    || publishers.some((publisher) => publisher.toLowerCase() === candidate.publisher.toLowerCase() || publisher.toLowerCase() === candidate.domain);
}

function hasRoom({ publisher, domain }: Candidate, items: readonly Scored[]): boolean {
  return items.filter(({ candidate }) => candidate.publisher === publisher).length < MAX_OF_PUBLISHER
    && items.filter(({ candidate }) => candidate.domain === domain).length < MAX_OF_PUBLISHER;
}

function withNovelty(scored: Scored, recent: readonly Carried[]): Scored {
  const { title, tags, publisher } = scored.candidate;
  const alike = recent.find((carried) => titleLikeness(carried.title, title) >= ALIKE_TITLES);
  const sameTopic = Math.min(MAX_RECENT_TOPIC, recent.filter((carried) => carried.tags[0] !== undefined && carried.tags[0] === tags[0]).length);
  return adjust(scored, [
    alike === undefined ? null : reason('repeats', `much like “${alike.title}” of a recent issue`, ALIKE_POINTS),
    recent.some((carried) => carried.publisher === publisher) ? reason('recent-publisher', `${publisher} stood in a recent issue`, RECENT_PUBLISHER_POINTS) : null,
    sameTopic === 0 ? null : reason('recent-topic', 'its topic stood in recent issues', RECENT_TOPIC_POINTS * sameTopic),
  ]);
}

function withVariety(scored: Scored, items: readonly Scored[]): Scored {
  const { tags, kind, publisher } = scored.candidate;
  const others = items.map(({ candidate }) => candidate);
  const [topic] = tags;
  const sameTopic = topic === undefined ? 0 : others.filter((other) => other.tags.slice(0, 2).includes(topic)).length;
  const sameArea = topic === undefined ? 0 : others.filter((other) => other.tags[0] !== undefined && areaOf(other.tags[0]) === areaOf(topic)).length;
  const sameKind = others.filter((other) => other.kind === kind).length;
  return adjust(scored, [
    sameTopic === 0 ? null : reason('same-topic', `${sameTopic} on the same topic already`, SAME_TOPIC_POINTS * sameTopic),
    sameArea === 0 ? null : reason('same-area', `${sameArea} of the same field already`, SAME_AREA_POINTS * sameArea),
    sameKind < 2 ? null : reason('same-kind', `${sameKind} of the same kind already`, SAME_KIND_POINTS * (sameKind - 1)),
    others.some((other) => other.publisher === publisher) ? reason('same-publisher', 'one of its publisher already', SAME_PUBLISHER_POINTS) : null,
  ]);
}

function adjust({ candidate, score, reasons }: Scored, further: readonly (Reason | null)[]): Scored {
  const counted = further.filter((item) => item !== null);
  const sum = counted.reduce((total, { points }) => total + points, score);
  return { candidate, score: Math.round(sum * 1000) / 1000, reasons: [...reasons, ...counted] };
}

/** Share of the words of both titles that they have in common. */
function titleLikeness(left: string, right: string): number {
  const [a, b] = [new Set(words(left).filter(isTelling)), new Set(words(right).filter(isTelling))];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared < 2 ? 0 : shared / (a.size + b.size - shared);
}

function isTelling(word: string): boolean {
  return word.length > 2 && !['the', 'and', 'for', 'with', 'how', 'our', 'from', 'into', 'your', 'are', 'why', 'what'].includes(word);
}
