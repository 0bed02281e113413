/** Documents into the index: one transaction for each batch, so that a crash leaves all of it or none. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MARK_END, MARK_START, type IndexDocument } from '../../core/search.ts';
import { BLOCK_SHIFT, BLOCK_SIZE } from './block.ts';
import { createBlockWriter } from './block-writer.ts';
import { fillRow, type NameField } from './names.ts';
import { createGathering, type Gathering } from './postings.ts';
import { readMeta, writeMeta, type Generation } from './schema.ts';
import { stem } from './stem.ts';
import { decodeStream, encodeStream, PARAGRAPH_NUMBER } from './stream.ts';
import { createWeigher, readDocument, type ReadDocument, type WeighedDocument } from './weigh.ts';
import { createWordNumbers } from './word-numbers.ts';

/** Writes into one generation. All methods are to be called inside a transaction; what they did is whole after `flush`. */
export type Writer = {
  upsert(documents: readonly IndexDocument[]): void;
  remove(ids: readonly string[]): void;
  /** Writes what has been gathered. */
  flush(): void;
  /** Writes what has been gathered of spans that are full: then each word has one row for each span, written once. */
  flushFull(): void;
};

/** What is gathered before it is written. */
type Batch = {
  /** By the number that their places count from. */
  readonly postings: Map<number, Gathering>;
  /** Word → how many more posts hold it. */
  readonly counts: Map<number, number>;
  readonly clusters: Set<string>;
};

/** Creates a writer that gathers the postings of `spanBits` bits of post numbers (at most 16) before `flushFull` writes them. */
export function createWriter(db: DatabaseSync, generation: Generation, spanBits = BLOCK_SHIFT): Writer {
  const sql = statements(db, generation);
  const blocks = createBlockWriter(db, generation);
  const words = createWordNumbers(db, generation);
  const weigh = createWeigher(words.numberOf);
  const nameNumbers = new Map<string, number>();
  let batch = emptyBatch();
  return { upsert, remove, flush, flushFull };

  function upsert(documents: readonly IndexDocument[]): void {
    const latest = [...new Map(documents.map((document) => [document.id, document])).values()];
    remove(latest.map(({ id }) => id));
    const ids = words.ids();
    const read = latest.map((document) => readDocument(document, ids));
    words.settle();
    // Asked anew each time, since another process may have written.
    let number = Number(sql.lastNumber.get()?.['number'] ?? 0);
    latest.forEach((document, at) => add(number += 1, document, weigh(read[at] as ReadDocument)));
  }

  function remove(ids: readonly string[]): void {
    for (const id of ids) {
      const found = sql.findDoc.get(id);
      if (found !== undefined) removePost(Number(found['number']), String(found['cluster']));
    }
  }

  function flushFull(): void {
    const open = Math.max(...batch.postings.keys());
    if (batch.postings.size > 1) flushSpans([...batch.postings.keys()].filter((base) => base !== open));
  }

  function flush(): void {
    flushSpans([...batch.postings.keys()]);
  }

  function flushSpans(ready: readonly number[]): void {
    for (const base of ready) {
      for (const { word, posts, bytes } of batch.postings.get(base)?.runs() ?? []) {
        sql.addPostings.run(word, base, bytes);
        count(word, posts);
      }
    }
    for (const { number, word } of words.takeNew()) {
      sql.addWord.run(number, word, stem(word), batch.counts.get(number) ?? 0);
      batch.counts.delete(number);
    }
    for (const [word, posts] of batch.counts) if (posts !== 0) sql.countWord.run(posts, word);
    for (const cluster of batch.clusters) markShared(cluster);
    const sequence = Number(readMeta(db, 'sequence') ?? 0) + 1;
    blocks.flush(sequence);
    writeMeta(db, 'sequence', String(sequence));
    batch = { ...emptyBatch(), postings: new Map([...batch.postings].filter(([base]) => !ready.includes(base))) };
  }

  function add(number: number, document: IndexDocument, weighed: WeighedDocument): void {
    const place = number & (BLOCK_SIZE - 1);
    const block = number >> BLOCK_SHIFT;
    const base = (number >> spanBits) << spanBits;
    const postings = batch.postings.get(base) ?? createGathering();
    batch.postings.set(base, postings);
    weighed.words.forEach((word, at) => postings.add(word, number - base, weighed.weights[at] as number));
    const { columns, titles } = blocks.posts(block);
    fillRow(columns, place, document, numberOfName);
    titles.add(place, weighed.columns.title, weighed.columns.address);
    blocks.flags(block).live[place] = 1;
    batch.clusters.add(document.clusterId);
    store(number, document, weighed);
  }

  function store(number: number, document: IndexDocument, { others, columns }: WeighedDocument): void {
    const { body, headings, ...shown } = document;
    sql.addDoc.run(number, document.id, document.clusterId, document.modifiedAt, withoutMarks(JSON.stringify(shown)));
    sql.addText.run(number, JSON.stringify(headings), withoutMarks(body === '' ? document.excerpt : body));
    sql.addPhrases.run(number, ...[columns.title, columns.tags, columns.headings, columns.authors, columns.body].map(numberText));
    sql.addStream.run(number, encodeStream({ title: columns.title, text: columns.body, others }));
  }

  function removePost(number: number, cluster: string): void {
    batch.clusters.add(cluster);
    for (const word of wordsOfPost(number)) count(word, -1);
    blocks.flags(number >> BLOCK_SHIFT).live[number & (BLOCK_SIZE - 1)] = 0;
    for (const statement of [sql.removeDoc, sql.removeText, sql.removeStream]) statement.run(number);
  }

  function count(word: number, posts: number): void {
    batch.counts.set(word, (batch.counts.get(word) ?? 0) + posts);
  }

  function wordsOfPost(number: number): Set<number> {
    const row = sql.findStream.get(number);
    if (row === undefined) return new Set();
    const { title, text, others } = decodeStream(row['words'] as Uint8Array);
    const all = new Set([...title, ...text, ...others]);
    all.delete(PARAGRAPH_NUMBER);
    return all;
  }

  /** Posts of one cluster are marked where there are several, so that searches look at clusters only there. */
  function markShared(cluster: string): void {
    const members = sql.clusterMembers.all(cluster).map((row) => Number(row['number']));
    const shared = members.length > 1 ? 1 : 0;
    for (const number of members) {
      blocks.flags(number >> BLOCK_SHIFT).shared[number & (BLOCK_SIZE - 1)] = shared;
    }
  }

  function numberOfName(field: NameField, value: string | null): number {
    if (value === null || value === '') return 0;
    const key = `${field}\n${value}`;
    const known = nameNumbers.get(key) ?? (sql.findName.get(field, value)?.['id'] as number | undefined);
    const number = known ?? Number(sql.addName.run(field, value).lastInsertRowid);
    nameNumbers.set(key, number);
    return number;
  }
}

function emptyBatch(): Batch {
  return { postings: new Map(), counts: new Map(), clusters: new Set() };
}

/** Marks are ours to set (R43). */
function withoutMarks(text: string): string {
  return text.replaceAll(MARK_START, '').replaceAll(MARK_END, '');
}

/** Word numbers as the phrase index reads them: in base 36, apart by spaces. As bytes, since strings would be copied twice. */
function numberText(numbers: readonly number[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(8 * numbers.length);
  let at = 0;
  for (const number of numbers) {
    bytes[at++] = SPACE;
    let end = at + 1;
    for (let rest = number; rest >= BASE; rest = Math.trunc(rest / BASE)) end += 1;
    for (let digit = end - 1, rest = number; digit >= at; digit -= 1, rest = Math.trunc(rest / BASE)) bytes[digit] = DIGITS[rest % BASE] as number;
    at = end;
  }
  return bytes.subarray(0, at);
}

const SPACE = 32;
const BASE = 36;
const DIGITS = Uint8Array.from('0123456789abcdefghijklmnopqrstuvwxyz', (digit) => digit.charCodeAt(0));

function statements(db: DatabaseSync, g: Generation) {
  const prepare = (sql: string): StatementSync => db.prepare(sql);
  return {
    // Never a removed post's number: its postings are still there.
    lastNumber: prepare(`SELECT seq AS number FROM sqlite_sequence WHERE name = 'docs_${g}'`),
    findDoc: prepare(`SELECT number, cluster FROM docs_${g} WHERE id = ?`),
    addDoc: prepare(`INSERT INTO docs_${g} (number, id, cluster, modified_at, shown) VALUES (?, ?, ?, ?, ?)`),
    removeDoc: prepare(`DELETE FROM docs_${g} WHERE number = ?`),
    clusterMembers: prepare(`SELECT number FROM docs_${g} WHERE cluster = ?`),
    addText: prepare(`INSERT INTO texts_${g} (number, headings, body) VALUES (?, ?, ?)`),
    removeText: prepare(`DELETE FROM texts_${g} WHERE number = ?`),
    addStream: prepare(`INSERT INTO streams_${g} (number, words) VALUES (?, ?)`),
    findStream: prepare(`SELECT words FROM streams_${g} WHERE number = ?`),
    removeStream: prepare(`DELETE FROM streams_${g} WHERE number = ?`),
    addPhrases: prepare(`INSERT INTO phrases_${g} (rowid, title, tags, headings, authors, body) VALUES (?, ?, ?, ?, ?, ?)`),
    addWord: prepare(`INSERT INTO words_${g} (id, word, stem, posts) VALUES (?, ?, ?, ?)`),
    countWord: prepare(`UPDATE words_${g} SET posts = posts + ? WHERE id = ?`),
    findName: prepare(`SELECT id FROM names_${g} WHERE field = ? AND value = ?`),
    addName: prepare(`INSERT INTO names_${g} (field, value) VALUES (?, ?)`),
    // `||` of two blobs is a text of the same bytes: hence the cast.
    addPostings: prepare(`INSERT INTO postings_${g} (word, base, posts) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET posts = CAST(posts || excluded.posts AS BLOB)`),
  };
}
