/** Second stage: the best few hundred of the first, judged by title, nearness of the words, quality and freshness. */

import { BLOCK_SHIFT, BLOCK_SIZE, type Block } from './block.ts';
import type { Matches } from './match.ts';
import type { Group, Plan } from './plan.ts';
import type { Snapshot } from './snapshot.ts';
import { PARAGRAPH_NUMBER, textBeginning } from './stream.ts';
import { titleAt } from './titles.ts';

/** Weights of the second stage beside the first, which gives up to 1. Found on the judged sets: docs/relevance.md. */
const RERANK = {
  /** The query's share that the title holds. */
  titleHolds: 0.15,
  /** The title's share that was asked for. */
  titleAsked: 0.2,
  /** Both at once: the title is what was typed, or the address. */
  titleIs: 0.2,
  addressIs: 0.1,
  /** The query's share that title and opening of the text hold together. */
  opening: 0.1,
  /** Words that follow each other as typed, in the title and in the text. */
  titleNearness: 0.12,
  nearness: 0.06,
  /** It holds every word that must match. Of two words nobody expects to find one alone before both. */
  allWords: 0.03,
  bothOfTwo: 0.2,
  freshness: 0.005,
  popularity: 0.01,
};
/** Years after which a post counts as half as fresh. */
const HALF_LIFE_YEARS = 4;
const MS_PER_YEAR = 365.25 * 24 * 3600 * 1000;
/** Points at which a post is as popular as can be: 2^10, a front page's best. */
const MOST_POPULAR = 10;
/** What a text says it is about, it says here. */
const OPENING_WORDS = 60;
/** Texts are read to here for nearness: a best passage lies early or is one of many. */
const NEARNESS_WORDS = 1000;

/** Sums of fractions are off by less. */
const ROUNDING = 1e-9;

const MAX_REMEMBERED_IDFS = 100_000;

/** Which group of the plan a word number stands for, and how telling the groups are. */
type QueryWords = {
  readonly groupOf: ReadonlyMap<number, number>;
  /** 1 for a word as typed, less for its other forms. */
  readonly weightOf: ReadonlyMap<number, number>;
  readonly idfs: readonly number[];
  readonly total: number;
  /** 0 where no word whose number ends in these bits is one of them: nearly all words of a text are known by that not to be. */
  readonly endings: Uint8Array;
};

/** 4,096 endings: one in several hundred words is looked up in vain. */
const ENDING_MASK = 0xfff;

export type Ranked = { readonly post: number; readonly score: number };

/** Gives a post's score but for its text, and what the text adds: that has to be read, and adds little; `mostOfText` is the most that it can be. */
export type Judge = { readonly score: (post: number) => number; readonly text: (post: number) => number; readonly mostOfText: (post: number) => number };

/** The same posts; the best `most` of them are in order, best first. Texts are read only of those that can come so far. */
export function rerank(judge: Judge, posts: readonly number[], most: number): Ranked[] {
  const rough = posts.map((post) => ({ post, score: judge.score(post) })).sort(byScore);
  // The scores of the best so far, lowest first: what the rest would have to reach.
  const best: number[] = [];
  return rough.map(({ post, score }) => {
    if (best.length >= most && score + judge.mostOfText(post) < (best[0] ?? 0)) return { post, score };
    const whole = score + judge.text(post);
    insert(best, whole);
    if (best.length > most) best.shift();
    return { post, score: whole };
  }).sort(byScore);
}

function insert(ascending: number[], value: number): void {
  let at = ascending.length;
  while (at > 0 && (ascending[at - 1] as number) > value) at -= 1;
  ascending.splice(at, 0, value);
}

function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || a.post - b.post;
}

export function createJudge(snapshot: Snapshot, plan: Plan, matches: Matches): Judge {
  const groupOf = new Map<number, number>();
  const weightOf = new Map<number, number>();
  const stand = (number: number, at: number, weight: number): void => {
    if (!groupOf.has(number)) groupOf.set(number, at);
    weightOf.set(number, Math.max(weightOf.get(number) ?? 0, weight));
  };
  plan.groups.forEach((group, at) => {
    for (const variant of group.variants) stand(variant.number, at, variant.weight);
    for (const phrase of group.phrases) for (const number of phrase) stand(number, at, 1);
  });
  const total = matches.idfs.reduce((sum, idf) => sum + idf, 0) || 1;
  const required = requiredBits(plan.groups);
  const allWords = plan.groups.filter((group) => group.required).length <= 2 ? RERANK.bothOfTwo : RERANK.allWords;
  const endings = new Uint8Array(ENDING_MASK + 1);
  for (const number of groupOf.keys()) endings[number & ENDING_MASK] = 1;
  const query: QueryWords = { groupOf, weightOf, idfs: matches.idfs, total, endings };
  // Of these a text may hold a word and not the whole.
  const inPart = plan.groups.reduce((bits, group, at) => (group.phrases.length > 0 ? bits | (1 << at) : bits), 0);
  const near = (words: readonly number[]): number => nearness(words, query, plan.groups.length);
  const readWords = plan.groups.length < 2 ? OPENING_WORDS : NEARNESS_WORDS;
  return {
    score: remembered((post) => {
      const words = wordsOf(post);
      const [title, address] = [sharesOf(snapshot, words.title, query), sharesOf(snapshot, words.address, query)];
      const all = ((matches.held[post] as number) & required) === required ? 1 : 0;
      return (matches.scores[post] as number) / total + RERANK.titleHolds * title.holds + RERANK.titleAsked * title.asked
        + RERANK.titleIs * title.holds * title.asked + RERANK.addressIs * address.holds * address.asked
        + RERANK.titleNearness * near(words.title) + allWords * all + standing(snapshot, post);
    }),
    text: remembered((post) => {
      const { title } = wordsOf(post);
      const inTitle = shareHeld(snapshot, title, query);
      // Of one word whose title holds it as typed the text can say no more.
      if (plan.groups.length < 2 && inTitle === 1) return RERANK.opening;
      const row = snapshot.sql.stream.get(post);
      const words = row === undefined ? [] : textBeginning(row['words'] as Uint8Array, readWords);
      return RERANK.nearness * near(words) + RERANK.opening * shareHeld(snapshot, [...title, ...words.slice(0, OPENING_WORDS)], query);
    }),
    mostOfText: (post) => {
      const held = matches.held[post] as number;
      let share = 0;
      for (let at = 0; at < matches.idfs.length; at += 1) if (at > 31 || ((held | inPart) & (1 << at)) !== 0) share += matches.idfs[at] as number;
      return (plan.groups.length < 2 ? 0 : RERANK.nearness) + (RERANK.opening * share) / total + ROUNDING;
    },
  };

  function wordsOf(post: number): ReturnType<typeof titleAt> {
    return titleAt((snapshot.blocks[post >> BLOCK_SHIFT] as Block).titles, post & (BLOCK_SIZE - 1));
  }
}

/** Asks once for each post. */
function remembered(ask: (post: number) => number): (post: number) => number {
  const answers = new Map<number, number>();
  return (post) => {
    const answer = answers.get(post) ?? ask(post);
    answers.set(post, answer);
    return answer;
  };
}

/** Bits of the groups that must match. */
export function requiredBits(groups: readonly Group[]): number {
  return groups.reduce((bits, group, at) => (group.required && at < 32 ? bits | (1 << at) : bits), 0) >>> 0;
}

/** How much of the query some words hold and how much of them was asked for, both by how telling the words are. */
type Shares = { readonly holds: number; readonly asked: number };

function sharesOf(snapshot: Snapshot, words: readonly number[], query: QueryWords): Shares {
  let asked = 0;
  let whole = 0;
  for (const number of words) {
    if (number === PARAGRAPH_NUMBER || snapshot.stopNumbers.has(number)) continue;
    const telling = tellingOf(snapshot, number);
    whole += telling;
    if (query.groupOf.has(number)) asked += (query.weightOf.get(number) ?? 1) * telling;
  }
  return { holds: shareHeld(snapshot, words, query), asked: whole === 0 ? 0 : asked / whole };
}

function shareHeld(snapshot: Snapshot, words: readonly number[], { groupOf, weightOf, idfs, total, endings }: QueryWords): number {
  const held = new Map<number, number>();
  for (const number of words) {
    const group = endings[number & ENDING_MASK] === 0 ? undefined : groupOf.get(number);
    if (group !== undefined && !snapshot.stopNumbers.has(number)) held.set(group, Math.max(held.get(group) ?? 0, weightOf.get(number) ?? 1));
  }
  let holds = 0;
  for (const [group, weight] of held) holds += weight * (idfs[group] ?? 0);
  return holds / total;
}

/** A word's idf, remembered: a few thousand words make up most titles and openings, and their counts hardly change. */
function tellingOf(snapshot: Snapshot, number: number): number {
  const known = snapshot.idfs.get(number);
  if (known !== undefined) return known;
  const posts = Number(snapshot.sql.wordById.get(number)?.['posts'] ?? 0);
  const idf = Math.log(1 + (snapshot.documents - posts + 0.5) / (posts + 0.5));
  if (snapshot.idfs.size > MAX_REMEMBERED_IDFS) snapshot.idfs.clear();
  snapshot.idfs.set(number, idf);
  return idf;
}

/** 0–1: for every two neighbours of the query, how near they come to each other at best, in the order typed. */
function nearness(words: readonly number[], { groupOf, endings }: QueryWords, groups: number): number {
  if (groups < 2) return 0;
  const last = new Array<number>(groups).fill(Number.NEGATIVE_INFINITY);
  const best = new Array<number>(groups).fill(0);
  for (let at = 0; at < words.length; at += 1) {
    const number = words[at] as number;
    const group = endings[number & ENDING_MASK] === 0 ? undefined : groupOf.get(number);
    if (group === undefined) continue;
    if (group > 0) best[group] = Math.max(best[group] as number, 1 / (at - (last[group - 1] as number)));
    // Against the order typed counts as one word further.
    if (group + 1 < groups) best[group + 1] = Math.max(best[group + 1] as number, 1 / (at - (last[group + 1] as number) + 1));
    last[group] = at;
  }
  return best.reduce((sum, value) => sum + value, 0) / (groups - 1);
}

/** What a post is worth whatever was asked: a little for being new and for being talked about. */
function standing(snapshot: Snapshot, post: number): number {
  const block = snapshot.blocks[post >> BLOCK_SHIFT] as Block;
  const place = post & (BLOCK_SIZE - 1);
  const age = (snapshot.newestAt - (block.publishedAt[place] as number)) / MS_PER_YEAR;
  const fresh = Number.isFinite(age) ? 0.5 ** (age / HALF_LIFE_YEARS) : 0;
  return RERANK.freshness * fresh + RERANK.popularity * Math.min(1, (block.popularity[place] as number) / MOST_POPULAR);
}
