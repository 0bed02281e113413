/** Posts that are like one post, with why. */

import type { SimilarHit } from '../../core/search.ts';
import { BLOCK_SHIFT, BLOCK_SIZE, TAG_SLOTS, type Block } from './block.ts';
import { matchPosts } from './match.ts';
import type { Group, Plan } from './plan.ts';
import { shownDocument } from './search.ts';
import type { Snapshot } from './snapshot.ts';
import { decodeStream } from './stream.ts';
import { topPosts } from './top.ts';

/** The most telling words of a post that are looked for in others. */
const TELLING_WORDS = 24;
const SHOWN_TERMS = 5;
/** A word in more than this share of all posts tells nothing about likeness. */
const COMMON_SHARE = 0.1;
/** Where a post holds fewer of the telling words than this, it is not like it unless they share a tag. */
const FEWEST_SHARED_WORDS = 3;
/** What all tags in common add to the share of telling words that is in common. */
const TAG_WEIGHT = 0.3;

type Telling = { readonly number: number; readonly word: string; readonly posts: number; readonly weight: number };

export function similarPosts(snapshot: Snapshot, id: string, limit: number): SimilarHit[] {
  const row = snapshot.sql.docById.get(id);
  if (row === undefined) return [];
  const post = Number(row['number']);
  const telling = tellingWords(snapshot, post);
  const matches = matchPosts(snapshot, planOf(telling));
  const total = matches.idfs.reduce((sum, idf) => sum + idf, 0) || 1;
  const likeness = (other: number): number => (matches.scores[other] as number) / total + TAG_WEIGHT * sharedTags(snapshot, post, other).length / TAG_SLOTS;
  const candidates = topPosts(matches.posts.filter((other) => isLive(snapshot, other)), (other) => matches.scores[other] as number, 10 * (limit + 1));
  return topPosts(Uint32Array.from(candidates), likeness, candidates.length)
    .filter((other) => String(snapshot.sql.doc.get(other)?.['cluster']) !== String(row['cluster']))
    .map((other) => toHit(other))
    .filter((hit) => hit.sharedTags.length > 0 || hit.sharedTerms.length >= FEWEST_SHARED_WORDS)
    .slice(0, limit);

  function toHit(other: number): SimilarHit {
    const held = matches.held[other] as number;
    const terms = telling.filter((_, at) => (held & (1 << at)) !== 0).map(({ word }) => word);
    return {
      document: shownDocument(snapshot, other), score: Math.min(1, likeness(other)),
      sharedTags: sharedTags(snapshot, post, other), sharedTerms: terms.slice(0, SHOWN_TERMS),
    };
  }
}

/** The words that a post uses often and few others do, the most telling first. */
function tellingWords(snapshot: Snapshot, post: number): Telling[] {
  const row = snapshot.sql.stream.get(post) as [Uint8Array] | undefined;
  if (row === undefined) return [];
  const { title, text } = decodeStream(row[0]);
  const counts = new Map<number, number>();
  for (const number of text) counts.set(number, (counts.get(number) ?? 0) + 1);
  for (const number of title) counts.set(number, (counts.get(number) ?? 0) + 2);
  counts.delete(0);
  return [...counts].flatMap(([number, count]) => weighWord(snapshot, number, count))
    .sort((a, b) => b.weight - a.weight || a.number - b.number).slice(0, TELLING_WORDS);
}

function weighWord(snapshot: Snapshot, number: number, count: number): Telling[] {
  const row = snapshot.sql.wordById.get(number);
  const word = String(row?.['word'] ?? '');
  const posts = Number(row?.['posts'] ?? 0);
  if (posts < 2 || posts > Math.max(3, snapshot.documents * COMMON_SHARE) || word.length < 3 || !/\p{L}/u.test(word)) return [];
  return [{ number, word, posts, weight: (count / (count + 1)) * Math.log(snapshot.documents / posts) }];
}

function planOf(telling: readonly Telling[]): Plan {
  const groups = telling.map((word): Group => ({
    text: word.word, variants: [{ ...word, weight: 1 }], phrases: [], required: false, droppable: true, marked: false, beginning: null,
  }));
  return { groups, excluded: [], corrected: [], synonyms: [] };
}

function isLive(snapshot: Snapshot, post: number): boolean {
  return (snapshot.blocks[post >> BLOCK_SHIFT] as Block).live[post & (BLOCK_SIZE - 1)] === 1;
}

function sharedTags(snapshot: Snapshot, a: number, b: number): string[] {
  const others = new Set(tagsOf(snapshot, b));
  return tagsOf(snapshot, a).filter((tag) => others.has(tag)).map((tag) => snapshot.names[tag]?.value ?? '');
}

function tagsOf(snapshot: Snapshot, post: number): number[] {
  const { tags } = snapshot.blocks[post >> BLOCK_SHIFT] as Block;
  return Array.from({ length: TAG_SLOTS }, (_, slot) => tags[slot * BLOCK_SIZE + (post & (BLOCK_SIZE - 1))] as number).filter((tag) => tag > 0);
}
