/** Words that (almost) no post holds: what they were meant to be. */

import { typoBudget } from './edit-distance.ts';
import type { Snapshot } from './snapshot.ts';
import { findWord, formsOf, phraseNumbers, phraseQuery, type Variant } from './words.ts';

/** How much a word counts that lies this many typing errors away. */
const WEIGHT_BY_ERRORS = [1, 0.8, 0.6];
const JOINED_WEIGHT = 0.7;
/** A word in one or two posts is taken for a slip where a neighbour of one error is this many times as frequent. */
const SLIP_POSTS = 2;
const SLIP_RATIO = 100;
const LOAD_ALL = 10_000_000;

/** Words meant by a group's text; `to` names the best where it replaces what was typed. */
export function correctionsOf(snapshot: Snapshot, group: { readonly text: string; readonly variants: readonly Variant[] }, asPrefix: boolean): { variants: Variant[]; to: string | null } {
  const typed = group.text.toLowerCase();
  const posts = group.variants.reduce((total, variant) => total + variant.posts, 0);
  const budget = typoBudget([...typed].length);
  if (budget === 0 || posts > SLIP_POSTS) return { variants: [], to: null };
  snapshot.vocabulary.load(LOAD_ALL);
  const whole = snapshot.vocabulary.near(typed, posts === 0 ? budget : 1, false);
  const near = whole.length === 0 && asPrefix ? snapshot.vocabulary.near(typed, budget, true) : whole;
  const meant = posts === 0 ? near : near.filter((word) => word.posts >= posts * SLIP_RATIO);
  const variants = meant.flatMap((word) => findWord(snapshot, word.word, WEIGHT_BY_ERRORS[word.errors] ?? 0));
  const best = variants[0];
  if (best === undefined) return { variants: [], to: null };
  return { variants: [...variants, ...formsOf(snapshot, best.word).map((form) => ({ ...form, weight: form.weight * best.weight }))], to: best.word };
}

/** Two typed words as the one that the corpus writes. */
export function joinedSpelling(snapshot: Snapshot, words: readonly string[]): Variant[] {
  return findWord(snapshot, words.join(''), JOINED_WEIGHT);
}

/** One typed word as the two that stand beside each other somewhere, the pair whose rarer word is the most frequent. */
export function splitSpelling(snapshot: Snapshot, typed: string): { numbers: number[]; text: string } | null {
  const word = typed.toLowerCase();
  const pairs: { text: string; words: string[]; posts: number }[] = [];
  for (let at = 2; at <= word.length - 2; at += 1) {
    const words = [word.slice(0, at), word.slice(at)];
    const found = words.flatMap((part) => findWord(snapshot, part, 1));
    if (found.length === 2) pairs.push({ text: words.join(' '), words, posts: Math.min(...found.map((variant) => variant.posts)) });
  }
  for (const pair of pairs.sort((a, b) => b.posts - a.posts)) {
    const numbers = phraseNumbers(snapshot, pair.words);
    if (numbers !== null && snapshot.sql.phraseExists.get(phraseQuery(numbers)) !== undefined) return { numbers, text: pair.text };
  }
  return null;
}
