/** Numbers that words are stored by: looked up many at a time, and the ones in use kept at hand. */

import type { DatabaseSync } from 'node:sqlite';
import type { Generation } from './schema.ts';

export type WordNumbers = {
  /** Finds the numbers of these words, in one look-up for all that are not at hand. To be called within the transaction that uses them. */
  learn(words: Iterable<string>): void;
  /** The number of a word that was learnt; a new word gets one. */
  numberOf(word: string): number;
  /** Words that have a number and no row yet; they are the caller's to write. */
  takeNew(): readonly { readonly number: number; readonly word: string }[];
};

/** Words at hand; half of them, the ones not met for longest, are let go beyond that. About 50 MB. */
const MAX_REMEMBERED_WORDS = 400_000;
/** V8 keeps the whole text alive behind a slice of it that is longer than this. */
const MAX_UNSHARED_CHARS = 12;

export function createWordNumbers(db: DatabaseSync, generation: Generation): WordNumbers {
  const find = db.prepare(`SELECT word, id FROM words_${generation} WHERE word IN (SELECT value FROM json_each(?))`);
  find.setReturnArrays(true);
  const findLast = db.prepare(`SELECT max(id) AS number FROM words_${generation}`);
  let recent = new Map<string, number>();
  let older = new Map<string, number>();
  let added: { number: number; word: string }[] = [];
  let last = 0;
  /** Whether every word of the generation is at hand: then one that is not is new, and nothing needs looking up. */
  let isComplete = true;
  return { learn, numberOf, takeNew };

  function learn(words: Iterable<string>): void {
    // Another process may have added words since; while some of ours have no row, the generation is ours alone.
    const stored = added.length > 0 ? last : Number(findLast.get()?.['number'] ?? 0);
    if (stored !== last) isComplete = false;
    last = stored;
    if (recent.size > MAX_REMEMBERED_WORDS / 2) forgetOlder();
    if (isComplete) return;
    const unknown = new Set<string>();
    for (const word of words) if (!recent.has(word) && !isRecalled(word)) unknown.add(word);
    if (unknown.size === 0) return;
    for (const row of find.iterate(JSON.stringify([...unknown])) as unknown as Iterable<[string, number]>) recent.set(row[0], row[1]);
  }

  function numberOf(word: string): number {
    const known = recent.get(word) ?? recall(word);
    if (known !== undefined) return known;
    const own = word.length > MAX_UNSHARED_CHARS ? Buffer.from(word, 'utf16le').toString('utf16le') : word;
    last += 1;
    recent.set(own, last);
    added.push({ number: last, word: own });
    return last;
  }

  function takeNew(): { number: number; word: string }[] {
    const taken = added;
    added = [];
    return taken;
  }

  function recall(word: string): number | undefined {
    const number = older.get(word);
    if (number !== undefined) recent.set(word, number);
    return number;
  }

  function isRecalled(word: string): boolean {
    return recall(word) !== undefined;
  }

  function forgetOlder(): void {
    if (older.size > 0) isComplete = false;
    older = recent;
    recent = new Map();
    // Not to be asked for in the file before they are there.
    for (const { word, number } of added) recent.set(word, number);
  }
}
