/** The words of a query as numbers, and how far a row of words answers it. */

import type { Plan } from './plan.ts';
import type { Snapshot } from './snapshot.ts';
import { PARAGRAPH_NUMBER } from './stream.ts';

/** Which group of the plan a word number stands for, and how telling the groups are. */
export type QueryWords = {
  readonly groupOf: ReadonlyMap<number, number>;
  /** 1 for a word as typed, less for its other forms. */
  readonly weightOf: ReadonlyMap<number, number>;
  readonly idfs: readonly number[];
  /** Of all idfs; never 0. */
  readonly total: number;
  /** 0 where no word whose number ends in these bits is one of them: nearly all words of a text are known by that not to be. */
  readonly endings: Uint8Array;
};

type Words = readonly number[] | Uint32Array;

/** 4,096 endings: one in several hundred words is looked up in vain. */
const ENDING_MASK = 0xfff;
/** Marks a word that says nothing, where words have how telling they are. */
const STOPPED = -1;

export function queryWordsOf({ groups }: Plan, idfs: readonly number[]): QueryWords {
  const groupOf = new Map<number, number>();
  const weightOf = new Map<number, number>();
  const stand = (number: number, at: number, weight: number): void => {
    if (!groupOf.has(number)) groupOf.set(number, at);
    weightOf.set(number, Math.max(weightOf.get(number) ?? 0, weight));
  };
  groups.forEach((group, at) => {
    for (const variant of group.variants) stand(variant.number, at, variant.weight);
    for (const phrase of group.phrases) for (const number of phrase) stand(number, at, 1);
  });
  const endings = new Uint8Array(ENDING_MASK + 1);
  for (const number of groupOf.keys()) endings[number & ENDING_MASK] = 1;
  return { groupOf, weightOf, idfs, total: idfs.reduce((sum, idf) => sum + idf, 0) || 1, endings };
}

/** 0–1: how much of the query some words hold and how much of them was asked for, both by how telling the words are. */
type Shares = { readonly holds: number; readonly asked: number };

export function sharesOf(snapshot: Snapshot, words: readonly number[], query: QueryWords): Shares {
  let asked = 0;
  let whole = 0;
  for (const number of words) {
    const telling = number === PARAGRAPH_NUMBER ? STOPPED : tellingOf(snapshot, number);
    if (telling === STOPPED) continue;
    whole += telling;
    if (query.endings[number & ENDING_MASK] === 1 && query.groupOf.has(number)) asked += (query.weightOf.get(number) ?? 1) * telling;
  }
  return { holds: asked === 0 ? 0 : shareHeld(snapshot, [words], query), asked: whole === 0 ? 0 : asked / whole };
}

/** 0–1: how much of the query these words hold together. */
export function shareHeld(snapshot: Snapshot, parts: readonly Words[], { groupOf, weightOf, idfs, total, endings }: QueryWords): number {
  const held = new Float64Array(idfs.length);
  for (const words of parts) {
    for (let at = 0; at < words.length; at += 1) {
      const number = words[at] as number;
      const group = endings[number & ENDING_MASK] === 0 ? undefined : groupOf.get(number);
      if (group !== undefined && !snapshot.stopNumbers.has(number)) held[group] = Math.max(held[group] as number, weightOf.get(number) ?? 1);
    }
  }
  let holds = 0;
  for (let group = 0; group < held.length; group += 1) holds += (held[group] as number) * (idfs[group] as number);
  return holds / total;
}

/** 0–1: for every two neighbours of the query, how near they come to each other at best, in the order typed. */
export function nearness(words: Words, { groupOf, endings, idfs: { length: groups } }: QueryWords): number {
  if (groups < 2) return 0;
  const last = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY);
  const best = new Float64Array(groups);
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

/** A word's idf, or STOPPED; remembered by number, since a few thousand words make up most titles and their counts hardly change. */
function tellingOf(snapshot: Snapshot, number: number): number {
  if (number >= snapshot.tellings.length) grow(snapshot, number);
  const known = snapshot.tellings[number] as number;
  if (known !== 0) return known;
  snapshot.tellings[number] = snapshot.stopNumbers.has(number) ? STOPPED : idfOf(snapshot, number);
  // As it will be read from now on: rounded.
  return snapshot.tellings[number];
}

function grow(snapshot: Snapshot, number: number): void {
  const larger = new Float32Array(Math.max(2 * snapshot.tellings.length, number + 1));
  larger.set(snapshot.tellings);
  snapshot.tellings = larger;
}

function idfOf(snapshot: Snapshot, number: number): number {
  const posts = Number(snapshot.sql.wordById.get(number)?.['posts'] ?? 0);
  return Math.log(1 + (snapshot.documents - posts + 0.5) / (posts + 0.5));
}
