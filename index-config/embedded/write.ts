/** Documents into the index: one transaction for each batch, so that a crash leaves all of it or none. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MARK_END, MARK_START, type IndexDocument } from '../../core/search.ts';
import { blockOf, BLOCK_SHIFT, BLOCK_SIZE, type Block } from './block.ts';
import { fillRow, type NameField } from './names.ts';
import { encodePostings } from './postings.ts';
import { readMeta, writeMeta, type Generation } from './schema.ts';
import { stem } from './stem.ts';
import { decodeStream, encodeStream, PARAGRAPH_NUMBER } from './stream.ts';
import { PARAGRAPH_BREAK } from './tokenise.ts';
import { weighDocument, type WeighedDocument } from './weigh.ts';

/** Writes into one generation. All methods are to be called inside a transaction; what they did is whole after `flush`. */
export type Writer = {
  upsert(documents: readonly IndexDocument[]): void;
  remove(ids: readonly string[]): void;
  /** Writes what has been gathered. */
  flush(): void;
  /** Documents gathered since the last flush. */
  gathered(): number;
};

/** Words whose numbers are kept at hand while writing; about 20 MB. */
const MAX_REMEMBERED_WORDS = 200_000;

/** What is gathered before it is written. */
type Batch = {
  /** Block → word → pairs of a post's place and its weight byte. */
  readonly postings: Map<number, Map<number, number[]>>;
  /** Word → how many posts hold it no more. */
  readonly lost: Map<number, number>;
  readonly blocks: Map<number, Block>;
  readonly clusters: Set<string>;
  documents: number;
};

export function createWriter(db: DatabaseSync, generation: Generation): Writer {
  const sql = statements(db, generation);
  const wordNumbers = new Map<string, number>();
  const nameNumbers = new Map<string, number>();
  let batch = emptyBatch();
  return { upsert, remove, flush, gathered: () => batch.documents };

  function upsert(documents: readonly IndexDocument[]): void {
    const latest = new Map(documents.map((document) => [document.id, document]));
    remove([...latest.keys()]);
    // Asked anew each time, since another process may have written.
    let number = Number(sql.lastNumber.get()?.['number'] ?? 0);
    for (const document of latest.values()) add(number += 1, document);
    batch.documents += latest.size;
  }

  function remove(ids: readonly string[]): void {
    for (const id of ids) {
      const found = sql.findDoc.get(id);
      if (found !== undefined) removePost(Number(found['number']), String(found['cluster']));
    }
  }

  function flush(): void {
    for (const [block, words] of batch.postings) {
      for (const [word, pairs] of words) {
        sql.addPostings.run(word, block, encodePostings(pairs));
        batch.lost.set(word, (batch.lost.get(word) ?? 0) - pairs.length / 2);
      }
    }
    for (const [word, posts] of batch.lost) if (posts !== 0) sql.countWord.run(-posts, word);
    for (const cluster of batch.clusters) markShared(cluster);
    const sequence = Number(readMeta(db, 'sequence') ?? 0) + 1;
    for (const [block, { bytes }] of batch.blocks) sql.putBlock.run(block, sequence, bytes);
    writeMeta(db, 'sequence', String(sequence));
    batch = emptyBatch();
    if (wordNumbers.size > MAX_REMEMBERED_WORDS) wordNumbers.clear();
  }

  function add(number: number, document: IndexDocument): void {
    const weighed = weighDocument(document, numberOfWord);
    const place = number & (BLOCK_SIZE - 1);
    const postings = postingsOf(number >> BLOCK_SHIFT);
    for (const [word, weight] of weighed.weights) {
      const pairs = postings.get(word);
      if (pairs === undefined) postings.set(word, [place, weight]);
      else pairs.push(place, weight);
    }
    fillRow(loadBlock(number >> BLOCK_SHIFT), place, document, numberOfName);
    batch.clusters.add(document.clusterId);
    store(number, document, weighed);
  }

  function store(number: number, document: IndexDocument, { weights, columns }: WeighedDocument): void {
    const { body, headings, ...shown } = document;
    const inText = new Set([...columns.title, ...columns.body]);
    const others = [...weights.keys()].filter((word) => !inText.has(word));
    sql.addDoc.run(number, document.id, document.clusterId, document.modifiedAt, withoutMarks(JSON.stringify(shown)));
    sql.addText.run(number, JSON.stringify(headings), withoutMarks(body === '' ? document.excerpt : body));
    sql.addPhrases.run(number, ...[columns.title, columns.tags, columns.headings, columns.authors, columns.body].map(numberText));
    sql.addStream.run(number, encodeStream({ title: columns.title, text: columns.body, others }));
  }

  function removePost(number: number, cluster: string): void {
    batch.clusters.add(cluster);
    for (const word of wordsOfPost(number)) batch.lost.set(word, (batch.lost.get(word) ?? 0) + 1);
    loadBlock(number >> BLOCK_SHIFT).live[number & (BLOCK_SIZE - 1)] = 0;
    for (const statement of [sql.removeDoc, sql.removeText, sql.removeStream, sql.removePhrases]) statement.run(number);
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
    for (const number of members) loadBlock(number >> BLOCK_SHIFT).shared[number & (BLOCK_SIZE - 1)] = shared;
  }

  function loadBlock(block: number): Block {
    const loaded = batch.blocks.get(block) ?? blockOf((sql.findBlock.get(block)?.['columns'] ?? null) as Uint8Array | null);
    batch.blocks.set(block, loaded);
    return loaded;
  }

  function postingsOf(block: number): Map<number, number[]> {
    const postings = batch.postings.get(block) ?? new Map<number, number[]>();
    batch.postings.set(block, postings);
    return postings;
  }

  function numberOfWord(word: string): number {
    if (word === PARAGRAPH_BREAK) return PARAGRAPH_NUMBER;
    const remembered = wordNumbers.get(word);
    if (remembered !== undefined) return remembered;
    const found = sql.findWord.get(word)?.['id'] as number | undefined;
    const number = found ?? Number(sql.addWord.run(word, stem(word)).lastInsertRowid);
    wordNumbers.set(word, number);
    return number;
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
  return { postings: new Map(), lost: new Map(), blocks: new Map(), clusters: new Set(), documents: 0 };
}

/** Marks are ours to set (R43). */
function withoutMarks(text: string): string {
  return text.replaceAll(MARK_START, '').replaceAll(MARK_END, '');
}

/** Word numbers as the phrase index reads them: in base 36, apart by spaces. */
function numberText(numbers: readonly number[]): string {
  let text = '';
  for (const number of numbers) text += ` ${number.toString(36)}`;
  return text;
}

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
    removePhrases: prepare(`DELETE FROM phrases_${g} WHERE rowid = ?`),
    findWord: prepare(`SELECT id FROM words_${g} WHERE word = ?`),
    addWord: prepare(`INSERT INTO words_${g} (word, stem, posts) VALUES (?, ?, 0)`),
    countWord: prepare(`UPDATE words_${g} SET posts = posts + ? WHERE id = ?`),
    findName: prepare(`SELECT id FROM names_${g} WHERE field = ? AND value = ?`),
    addName: prepare(`INSERT INTO names_${g} (field, value) VALUES (?, ?)`),
    // `||` of two blobs is a text of the same bytes: hence the cast.
    addPostings: prepare(`INSERT INTO postings_${g} (word, block, posts) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET posts = CAST(posts || excluded.posts AS BLOB)`),
    findBlock: prepare(`SELECT columns FROM blocks_${g} WHERE block = ?`),
    putBlock: prepare(`INSERT INTO blocks_${g} (block, sequence, columns) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET sequence = excluded.sequence, columns = excluded.columns`),
  };
}
