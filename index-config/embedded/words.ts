/** Looking up words of the corpus: as they stand, in their other forms, by their beginning, in a row. */

import type { Snapshot } from './snapshot.ts';
import { stem } from './stem.ts';
import { PARAGRAPH_BREAK } from './tokenise.ts';

/** A word of the corpus that will do for a term, and how much it counts (1: the word itself). */
export type Variant = { readonly number: number; readonly word: string; readonly posts: number; readonly weight: number };

/** By what was typed. */
export type KnownBeginnings = Map<string, readonly Variant[]>;

/** How much another form of a word counts: tuned, see docs/relevance.md. */
const FORM_WEIGHT = 0.85;
const PREFIX_WEIGHT = 0.6;
const MAX_FORMS = 30;
/** Words that a beginning stands for: the most frequent ones, so that one letter does not mean the whole dictionary. */
const MAX_BEGINNING = 60;
/** About 2 MB of them. */
const MAX_REMEMBERED = 300;

/** The word itself, or nothing where no post holds it. */
export function findWord(snapshot: Snapshot, word: string, weight: number): Variant[] {
  const row = snapshot.sql.word.get(word);
  return row === undefined || row['posts'] === 0 ? [] : [{ number: Number(row['id']), word, posts: Number(row['posts']), weight }];
}

/** The word and its other forms (`connection`, `connections`), the word itself counting most. */
export function formsOf(snapshot: Snapshot, word: string): Variant[] {
  return snapshot.sql.wordsOfStem.all(stem(word), MAX_FORMS).map((row) => toVariant(row, String(row['word']) === word ? 1 : FORM_WEIGHT));
}

/** Words that begin like this one, without itself. A letter or two stand for a good part of the dictionary, so the last ones are remembered. */
export function wordsBeginning(snapshot: Snapshot, word: string): readonly Variant[] {
  const known = snapshot.beginnings.get(word);
  if (known !== undefined) return known;
  const found = snapshot.sql.wordsFrom.all(word, `${word}\u{10FFFF}`, MAX_BEGINNING)
    .map((row) => toVariant(row, PREFIX_WEIGHT)).filter((variant) => variant.word !== word);
  if (snapshot.beginnings.size >= MAX_REMEMBERED) snapshot.beginnings.clear();
  snapshot.beginnings.set(word, found);
  return found;
}

/** The numbers of words in a row, or null where the corpus lacks one of them. */
export function phraseNumbers(snapshot: Snapshot, words: readonly string[]): number[] | null {
  const numbers: number[] = [];
  for (const word of words) {
    if (word === PARAGRAPH_BREAK) continue;
    const row = snapshot.sql.word.get(word);
    if (row === undefined) return null;
    numbers.push(Number(row['id']));
  }
  return numbers.length === 0 ? null : numbers;
}

/** The phrase as the phrase index is asked for it: word numbers in base 36. */
export function phraseQuery(numbers: readonly number[], column: 'title' | 'authors' | null = null): string {
  const quoted = `"${numbers.map((number) => number.toString(36)).join(' ')}"`;
  return column === null ? quoted : `${column} : ${quoted}`;
}

function toVariant(row: Record<string, unknown>, weight: number): Variant {
  return { number: Number(row['id']), word: String(row['word']), posts: Number(row['posts']), weight };
}
