/** Numbers that words are stored by: looked up many at a time, and the ones in use kept at hand. */

import type { DatabaseSync } from 'node:sqlite';
import type { Generation } from './schema.ts';
import { createWordTable } from './word-table.ts';

export type WordNumbers = {
  /** What words are read into. To be asked for anew for each batch, and before the batch is settled. */
  ids(): { idOfPlain(text: string, start: number, end: number): number; idOf(word: string): number };
  /** Gives a number to every word that was read, in one look-up for all that were not at hand. To be called within the transaction that uses them. */
  settle(): void;
  /** The number of a word that was read and settled. */
  numberOf(id: number): number;
  /** Words that have a number and no row yet; they are the caller's to write. */
  takeNew(): readonly { readonly number: number; readonly word: string }[];
};

/** Words at hand; beyond that all are let go and looked up again. About 20 MB. */
const MAX_WORDS_AT_HAND = 500_000;

export function createWordNumbers(db: DatabaseSync, generation: Generation): WordNumbers {
  const find = db.prepare(`SELECT word, id FROM words_${generation} WHERE word IN (SELECT value FROM json_each(?))`);
  find.setReturnArrays(true);
  const findLast = db.prepare(`SELECT max(id) AS number FROM words_${generation}`);
  let table = createWordTable();
  /** By id; ids beyond `settled` have none yet. */
  let numbers = new Int32Array(65_536);
  let settled = 0;
  let added: { number: number; word: string }[] = [];
  let last = 0;
  /** Whether every word of the generation is at hand: then one that is not is new, and nothing needs looking up. */
  let isComplete = true;
  return { ids, settle, numberOf: (id) => numbers[id] as number, takeNew };

  function ids(): WordNumbers['ids'] extends () => infer Ids ? Ids : never {
    // Words without a row could not be found again.
    if (table.size() > MAX_WORDS_AT_HAND && added.length === 0) {
      table = createWordTable();
      settled = 0;
      isComplete = false;
    }
    return table;
  }

  function settle(): void {
    // Another process may have added words since; while some of ours have no row, the generation is ours alone.
    const stored = added.length > 0 ? last : Number(findLast.get()?.['number'] ?? 0);
    if (stored !== last) isComplete = false;
    last = stored;
    while (numbers.length <= table.size()) {
      const larger = new Int32Array(2 * numbers.length);
      larger.set(numbers);
      numbers = larger;
    }
    numbers.fill(0, settled + 1, table.size() + 1);
    if (!isComplete) lookUp();
    for (let id = settled + 1; id <= table.size(); id += 1) if (numbers[id] === 0) addNew(id);
    settled = table.size();
  }

  function lookUp(): void {
    const words: string[] = [];
    for (let id = settled + 1; id <= table.size(); id += 1) words.push(table.wordOf(id));
    if (words.length === 0) return;
    for (const row of find.iterate(JSON.stringify(words)) as unknown as Iterable<[string, number]>) numbers[table.idOf(row[0])] = row[1];
  }

  function addNew(id: number): void {
    last += 1;
    numbers[id] = last;
    added.push({ number: last, word: table.wordOf(id) });
  }

  function takeNew(): { number: number; word: string }[] {
    const taken = added;
    added = [];
    return taken;
  }
}
