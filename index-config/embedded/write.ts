/** Documents into the index: one transaction for each batch, so that a crash leaves all of it or none. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { IndexDocument } from '../../core/search.ts';
import { blockOf, BLOCK_SHIFT, BLOCK_SIZE, type Block } from './block.ts';
import { fillRow, type NameField } from './names.ts';
import { encodePostings } from './postings.ts';
import { readMeta, writeMeta, type Generation } from './schema.ts';
import { stem } from './stem.ts';
import { decodeStream, encodeStream } from './stream.ts';
import { PARAGRAPH_BREAK } from './tokenise.ts';
import { weighDocument, type WeighedDocument } from './weigh.ts';

/** Writes into one generation. All methods are to be called inside a transaction. */
export type Writer = {
  upsert(documents: readonly IndexDocument[]): void;
  remove(ids: readonly string[]): void;
};

/** Words whose numbers are kept at hand while writing; about 20 MB. */
const MAX_REMEMBERED_WORDS = 200_000;
/** Stands in the phrase index where a paragraph ends; no word has this number. */
const BREAK_NUMBER = 0;

/** What one batch changes, gathered before it is written. */
type Batch = {
  readonly postings: Map<number, Map<number, number[]>>;
  /** Word number → by how much the count of its posts changes. */
  readonly counts: Map<number, number>;
  readonly blocks: Map<number, Block>;
  readonly clusters: Set<string>;
};

export function createWriter(db: DatabaseSync, generation: Generation): Writer {
  const sql = statements(db, generation);
  const wordNumbers = new Map<string, number>();
  const nameNumbers = new Map<string, number>();
  let nextNumber: number | null = null;

  return { upsert, remove };

  function upsert(documents: readonly IndexDocument[]): void {
    const batch = startBatch();
    const latest = new Map(documents.map((document) => [document.id, document]));
    for (const id of latest.keys()) removeOne(id, batch);
    for (const document of latest.values()) addOne(document, batch);
    finishBatch(batch);
  }

  function remove(ids: readonly string[]): void {
    const batch = startBatch();
    for (const id of ids) removeOne(id, batch);
    finishBatch(batch);
  }

  function startBatch(): Batch {
    // Another process may have written since.
    nextNumber = Number(sql.lastNumber.get()?.['number'] ?? 0) + 1;
    if (wordNumbers.size > MAX_REMEMBERED_WORDS) wordNumbers.clear();
    return { postings: new Map(), counts: new Map(), blocks: new Map(), clusters: new Set() };
  }

  function addOne(document: IndexDocument, batch: Batch): void {
    const weighed = weighDocument(document);
    const number = nextNumber ?? 1;
    nextNumber = number + 1;
    const block = number >> BLOCK_SHIFT;
    const place = number & (BLOCK_SIZE - 1);
    for (const [word, weight] of weighed.weights) {
      const wordNumber = numberOfWord(word);
      const blocks = batch.postings.get(wordNumber) ?? new Map<number, number[]>();
      const pairs = blocks.get(block);
      if (pairs === undefined) batch.postings.set(wordNumber, blocks.set(block, [place, weight]));
      else pairs.push(place, weight);
      batch.counts.set(wordNumber, (batch.counts.get(wordNumber) ?? 0) + 1);
    }
    fillRow(loadBlock(block, batch), place, document, numberOfName);
    batch.clusters.add(document.clusterId);
    store(number, document, weighed);
  }

  function store(number: number, document: IndexDocument, weighed: WeighedDocument): void {
    const { body, headings: _, ...shown } = document;
    const { title, tags, headings, authors, body: words } = weighed.columns;
    sql.addDoc.run(number, document.id, document.clusterId, document.modifiedAt, JSON.stringify(shown));
    sql.addText.run(number, JSON.stringify(document.headings), body === '' ? document.excerpt : body);
    sql.addPhrases.run(number, phrase(title), phrase(tags), phrase(headings), phrase(authors), phrase(words));
    const inText = new Set([...title, ...words]);
    const others = [...weighed.weights.keys()].filter((word) => !inText.has(word)).map(numberOfWord);
    sql.addStream.run(number, encodeStream({ title: title.map(numberOfWord), text: words.map(numberOfWord), others }));
  }

  function removeOne(id: string, batch: Batch): void {
    const found = sql.findDoc.get(id);
    if (found === undefined) return;
    const number = Number(found['number']);
    batch.clusters.add(String(found['cluster']));
    for (const word of wordsOfPost(number)) batch.counts.set(word, (batch.counts.get(word) ?? 0) - 1);
    loadBlock(number >> BLOCK_SHIFT, batch).live[number & (BLOCK_SIZE - 1)] = 0;
    for (const statement of [sql.removeDoc, sql.removeText, sql.removeStream, sql.removePhrases]) statement.run(number);
  }

  function wordsOfPost(number: number): Set<number> {
    const row = sql.findStream.get(number);
    if (row === undefined) return new Set();
    const { title, text, others } = decodeStream(row['words'] as Uint8Array);
    const all = new Set([...title, ...text, ...others]);
    all.delete(BREAK_NUMBER);
    return all;
  }

  function finishBatch(batch: Batch): void {
    for (const [word, blocks] of batch.postings) {
      for (const [block, pairs] of blocks) sql.addPostings.run(word, block, encodePostings(pairs));
    }
    for (const [word, change] of batch.counts) if (change !== 0) sql.countWord.run(change, word);
    for (const cluster of batch.clusters) markShared(cluster, batch);
    const sequence = Number(readMeta(db, 'sequence') ?? 0) + 1;
    for (const [block, { bytes }] of batch.blocks) sql.putBlock.run(block, sequence, bytes);
    writeMeta(db, 'sequence', String(sequence));
  }

  /** Posts of one cluster are marked where there are several, so that searches look at clusters only there. */
  function markShared(cluster: string, batch: Batch): void {
    const members = sql.clusterMembers.all(cluster).map((row) => Number(row['number']));
    const shared = members.length > 1 ? 1 : 0;
    for (const number of members) {
      const block = loadBlock(number >> BLOCK_SHIFT, batch);
      block.shared[number & (BLOCK_SIZE - 1)] = shared;
    }
  }

  function loadBlock(block: number, batch: Batch): Block {
    const loaded = batch.blocks.get(block) ?? blockOf((sql.findBlock.get(block)?.['columns'] ?? null) as Uint8Array | null);
    batch.blocks.set(block, loaded);
    return loaded;
  }

  function phrase(words: readonly string[]): string {
    let text = '';
    for (const word of words) text += ` ${numberOfWord(word).toString(36)}`;
    return text;
  }

  function numberOfWord(word: string): number {
    if (word === PARAGRAPH_BREAK) return BREAK_NUMBER;
    const known = wordNumbers.get(word) ?? (sql.findWord.get(word)?.['id'] as number | undefined);
    const number = known ?? Number(sql.addWord.run(word, stem(word)).lastInsertRowid);
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
