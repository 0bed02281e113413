/** What searches read: the file's statements, and the columns and names that are kept in memory, as new as the last commit. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { slug } from '../../core/text.ts';
import { columnsOf, flagsOf, type Block } from './block.ts';
import { NAME_FIELDS, type NameField } from './names.ts';
import type { KnownPhrases } from './phrases.ts';
import { currentGeneration, type Generation } from './schema.ts';
import { newScratch, type Scratch } from './scratch.ts';
import { STOP_WORDS } from './stop-words.ts';
import { titlesOf } from './titles.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';
import type { KnownBeginnings } from './words.ts';

export type Name = { readonly number: number; readonly field: NameField; readonly value: string; readonly slug: string };

/** One generation of the index as it is now. */
export type Snapshot = {
  readonly generation: Generation;
  readonly blocks: Block[];
  /** By number. */
  readonly names: Name[];
  readonly vocabulary: Vocabulary;
  /** Numbers of the words that say nothing. */
  readonly stopNumbers: Set<number>;
  /** How telling words of titles are, by number; 0 where nobody asked yet. Remembered from search to search. */
  tellings: Float32Array;
  /** What phrases were found in, remembered from search to search. */
  readonly phrases: KnownPhrases;
  /** The words that beginnings stand for, while the index stays as it is. */
  readonly beginnings: KnownBeginnings;
  scratch: Scratch;
  readonly sql: Statements;
  documents: number;
  /** Of the newest post that has a date; what "fresh" is measured from, so that an answer does not depend on the clock. */
  newestAt: number;
  /** Of the post that was added last. */
  lastNumber: number;
  /** How many posts carry a name, by its number; null until it is asked for. */
  nameCounts: Uint32Array | null;
  /** Whether there are two posts of one cluster. */
  isAnyShared: boolean;
  sequence: number;
};

/** Room for the words of a small corpus; it grows by doubling. */
const FIRST_TELLINGS = 65_536;

export type Statements = ReturnType<typeof prepareStatements>;

export function openSnapshot(db: DatabaseSync): Snapshot {
  const generation = currentGeneration(db);
  return {
    generation, blocks: [], names: [], vocabulary: createVocabulary(db, generation), sql: prepareStatements(db, generation), stopNumbers: new Set(), tellings: new Float32Array(FIRST_TELLINGS),
    phrases: new Map(), beginnings: new Map(), scratch: newScratch(0), documents: 0, newestAt: Number.NEGATIVE_INFINITY, lastNumber: 0, nameCounts: null, isAnyShared: false, sequence: -1,
  };
}

/** Reads what has changed since; a snapshot of another generation has to be opened anew. To be called within a transaction. */
export function refreshSnapshot(db: DatabaseSync, snapshot: Snapshot): Snapshot {
  const current = Number(snapshot.sql.generation.get()?.['value']) === snapshot.generation ? snapshot : openSnapshot(db);
  const sequence = Number(current.sql.sequence.get()?.['value'] ?? 0);
  if (sequence === current.sequence) return current;
  for (const row of current.sql.changedBlocks.iterate(current.sequence)) {
    const at = Number(row['block']);
    current.blocks[at] = { ...(current.blocks[at] ?? flagsOf(null)), ...columnsOf(row['columns'] as Uint8Array), titles: titlesOf(row['titles'] as Uint8Array) };
  }
  for (const row of current.sql.changedFlags.iterate(current.sequence)) {
    const { live, shared } = flagsOf(row['flags'] as Uint8Array);
    const at = Number(row['block']);
    current.blocks[at] = { ...(current.blocks[at] as Block), live, shared };
  }
  for (const row of current.sql.newNames.iterate(current.names.length)) addName(current, row);
  current.lastNumber = Number(current.sql.lastNumber.get()?.['number'] ?? 0);
  current.nameCounts = null;
  current.beginnings.clear();
  current.sequence = sequence;
  // A word keeps its number.
  if (current.stopNumbers.size < STOP_WORDS.size) addStopNumbers(current);
  countLive(current);
  return current;
}

function addStopNumbers({ sql, stopNumbers }: Snapshot): void {
  for (const word of STOP_WORDS) {
    const row = sql.word.get(word);
    if (row !== undefined) stopNumbers.add(Number(row['id']));
  }
}

function addName(snapshot: Snapshot, row: Record<string, unknown>): void {
  const number = Number(row['id']);
  const field = NAME_FIELDS.find((name) => name === row['field']);
  // Number 0 is "none"; the list stays dense, so that its length says what is known.
  while (snapshot.names.length < number) snapshot.names.push({ number: 0, field: 'kind', value: '', slug: '' });
  const value = String(row['value']);
  snapshot.names[number] = { number, field: field ?? 'kind', value, slug: slug(value) };
}

function countLive(snapshot: Snapshot): void {
  snapshot.documents = 0;
  snapshot.newestAt = Number.NEGATIVE_INFINITY;
  snapshot.isAnyShared = false;
  for (const block of snapshot.blocks) {
    if (block === undefined) continue;
    snapshot.isAnyShared ||= block.shared.includes(1);
    for (let place = 0; place < block.live.length; place += 1) {
      if (block.live[place] === 0) continue;
      snapshot.documents += 1;
      const at = block.publishedAt[place] as number;
      if (at > snapshot.newestAt) snapshot.newestAt = at;
    }
  }
}

function prepareStatements(db: DatabaseSync, g: Generation) {
  const prepare = (sql: string): StatementSync => db.prepare(sql);
  return {
    generation: prepare(`SELECT value FROM meta WHERE key = 'generation'`),
    sequence: prepare(`SELECT value FROM meta WHERE key = 'sequence'`),
    lastNumber: prepare(`SELECT seq AS number FROM sqlite_sequence WHERE name = 'docs_${g}'`),
    changedBlocks: prepare(`SELECT block, columns, titles FROM blocks_${g} WHERE sequence > ?`),
    changedFlags: prepare(`SELECT block, flags FROM flags_${g} WHERE sequence > ?`),
    newNames: prepare(`SELECT id, field, value FROM names_${g} WHERE id >= ? ORDER BY id`),
    word: prepare(`SELECT id, posts FROM words_${g} WHERE word = ?`),
    wordById: prepare(`SELECT word, posts FROM words_${g} WHERE id = ?`),
    wordsOfStem: prepare(`SELECT id, word, posts FROM words_${g} WHERE stem = ? AND posts > 0 ORDER BY posts DESC LIMIT ?`),
    wordsFrom: prepare(`SELECT id, word, posts FROM words_${g} WHERE word >= ? AND word < ? AND posts > 0 ORDER BY posts DESC LIMIT ?`),
    postings: asArrays(prepare(`SELECT base, posts FROM postings_${g} WHERE word = ?`)),
    phrase: prepare(`SELECT group_concat(rowid) AS numbers FROM phrases_${g} WHERE phrases_${g} MATCH ? AND rowid > ?`),
    phraseExists: prepare(`SELECT 1 FROM phrases_${g} WHERE phrases_${g} MATCH ? LIMIT 1`),
    doc: prepare(`SELECT id, cluster, shown FROM docs_${g} WHERE number = ?`),
    docById: prepare(`SELECT number, cluster, shown FROM docs_${g} WHERE id = ?`),
    shown: asArrays(prepare(`SELECT shown FROM docs_${g} WHERE number = ?`)),
    text: asArrays(prepare(`SELECT body FROM texts_${g} WHERE number = ?`)),
    stream: asArrays(prepare(`SELECT words FROM streams_${g} WHERE number = ?`)),
    entries: prepare(`SELECT id, modified_at FROM docs_${g} WHERE id > ? ORDER BY id LIMIT ?`),
  };
}

function asArrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}
