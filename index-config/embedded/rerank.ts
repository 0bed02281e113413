/** Second stage: the best few hundred of the first, judged by title, nearness of the words, quality and freshness. */

import { BLOCK_SHIFT, BLOCK_SIZE, type Block } from './block.ts';
import type { Matches } from './match.ts';
import type { Group, Plan } from './plan.ts';
import { nearness, queryWordsOf, shareHeld, sharesOf } from './query-words.ts';
import type { Snapshot } from './snapshot.ts';
import { textBeginning } from './stream.ts';
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
const NO_WORDS = new Uint32Array(0);

export type Ranked = { readonly post: number; readonly score: number };

/** Gives a post's score but for its text, and what the text adds: that has to be read, and adds little; `leastOfText` and `mostOfText` say between what. */
export type Judge = Readonly<Record<'score' | 'text' | 'leastOfText' | 'mostOfText', (post: number) => number>>;

/** The same posts; the best `most` of them are in order, best first. Texts are read only of those that can come so far. */
export function rerank(judge: Judge, posts: readonly number[], most: number): Ranked[] {
  const rough = posts.map((post) => ({ post, score: judge.score(post), expected: judge.score(post) + judge.leastOfText(post) })).sort((a, b) => b.expected - a.expected || a.post - b.post);
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
  const query = queryWordsOf(plan, matches.idfs);
  const groups = plan.groups.length;
  const required = requiredBits(plan.groups);
  const allWords = plan.groups.filter((group) => group.required).length <= 2 ? RERANK.bothOfTwo : RERANK.allWords;
  // Of these a text may hold a word and not the whole.
  const inPart = plan.groups.reduce((bits, group, at) => (group.phrases.length > 0 ? bits | (1 << at) : bits), 0);
  const readWords = groups < 2 ? OPENING_WORDS : NEARNESS_WORDS;
  const inTitle = remembered((post) => shareHeld(snapshot, [wordsOf(post).title], query));
  return {
    score: remembered((post) => {
      const words = wordsOf(post);
      const [title, address] = [sharesOf(snapshot, words.title, query), sharesOf(snapshot, words.address, query)];
      const all = ((matches.held[post] as number) & required) === required ? 1 : 0;
      return (matches.scores[post] as number) / query.total + RERANK.titleHolds * title.holds + RERANK.titleAsked * title.asked
        + RERANK.titleIs * title.holds * title.asked + RERANK.addressIs * address.holds * address.asked
        + RERANK.titleNearness * nearness(words.title, query) + allWords * all + standing(snapshot, post);
    }),
    text: remembered((post) => {
      // Of one word whose title holds it as typed the text can say no more.
      if (groups < 2 && inTitle(post) === 1) return RERANK.opening;
      const row = snapshot.sql.stream.get(post) as [Uint8Array] | undefined;
      const words = row === undefined ? NO_WORDS : textBeginning(row[0], readWords);
      return RERANK.nearness * nearness(words, query) + RERANK.opening * shareHeld(snapshot, [wordsOf(post).title, words.subarray(0, OPENING_WORDS)], query);
    }),
    leastOfText: (post) => RERANK.opening * inTitle(post),
    mostOfText: (post) => {
      const held = (matches.held[post] as number) | inPart;
      const holds = (at: number): boolean => at > 31 || (held & (1 << at)) !== 0;
      let [share, pairs] = [0, 0];
      for (let at = 0; at < groups; at += 1) {
        if (!holds(at)) continue;
        share += matches.idfs[at] as number;
        if (at > 0 && holds(at - 1)) pairs += 1;
      }
      return (groups < 2 ? 0 : (RERANK.nearness * pairs) / (groups - 1)) + (RERANK.opening * share) / query.total + ROUNDING;
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

/** What a post is worth whatever was asked: a little for being new and for being talked about. */
function standing(snapshot: Snapshot, post: number): number {
  const block = snapshot.blocks[post >> BLOCK_SHIFT] as Block;
  const place = post & (BLOCK_SIZE - 1);
  const age = (snapshot.newestAt - (block.publishedAt[place] as number)) / MS_PER_YEAR;
  const fresh = Number.isFinite(age) ? 0.5 ** (age / HALF_LIFE_YEARS) : 0;
  return RERANK.freshness * fresh + RERANK.popularity * Math.min(1, (block.popularity[place] as number) / MOST_POPULAR);
}
