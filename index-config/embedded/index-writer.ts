/** What writes the index file, in a thread of its own: upserts, removals, and rebuilds beside the generation in use. */

import type { DatabaseSync } from 'node:sqlite';
import { IndexError } from '../../core/errors.ts';
import type { IndexDocument } from '../../core/search.ts';
import {
  createGeneration, currentGeneration, dropGeneration, openIndexFile, openRebuildLock, readMeta, setMerging, SETTINGS_VERSION, unfinishedGenerations, writeMeta,
} from './schema.ts';
import { createWriter, type Writer } from './write.ts';

export type IndexWriter = {
  upsert(documents: readonly IndexDocument[]): void;
  remove(ids: readonly string[]): void;
  startRebuild(): void;
  addToRebuild(documents: readonly IndexDocument[]): void;
  /** Puts the new generation in the place of the old one. Gives the number of its documents. */
  finishRebuild(): number;
  abandonRebuild(): void;
  /** Drops what a rebuild left behind whose process ended in the middle of it. */
  removeUnfinished(): void;
  close(): void;
};

/** Segments of the phrase index that are merged into one: SQLite's own figure, and its greatest, with which a rebuild merges less often. */
const USUAL_MERGING = 4;
const REBUILD_MERGING = 16;
/** A rebuild gathers the postings of 32,768 posts: about 100 MB, and few rows for a search to read. */
const REBUILD_SPAN_BITS = 15;
/** Pages of the write-ahead log after which they are moved to their places: 32 MB, since the same ones are written again and again. */
const CHECKPOINT_PAGES = 4_000;

type Use = { readonly generation: number; readonly writer: Writer };

export function openIndexWriter(path: string): IndexWriter {
  const db = openIndexFile(path);
  db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  const lock = openRebuildLock(path);
  let live: Use | null = null;
  let shadow: Use | null = null;

  return {
    upsert: (documents) => change(documents.map(({ id }) => id), (writer) => writer.upsert(documents)),
    remove: (ids) => change(ids, (writer) => writer.remove(ids)),
    startRebuild, addToRebuild, finishRebuild, abandonRebuild, removeUnfinished,
    close: () => {
      lock.close();
      db.close();
    },
  };

  function change(ids: readonly string[], write: (writer: Writer) => void): void {
    inTransaction(() => {
      live = use(live, currentGeneration(db));
      write(live.writer);
      live.writer.flush();
      // A rebuild, ours or another process's, read the store before this change or after it: finishRebuild takes these over.
      if (readMeta(db, 'rebuilding') !== null) for (const id of ids) db.prepare('INSERT OR IGNORE INTO touched_meanwhile (id) VALUES (?)').run(id);
    });
  }

  function startRebuild(): void {
    if (shadow !== null || !lock.take()) throw new IndexError('refused', `The index ${path} is being rebuilt already.`);
    inTransaction(() => {
      dropUnfinished();
      const generation = currentGeneration(db) + 1;
      createGeneration(db, generation);
      setMerging(db, generation, REBUILD_MERGING);
      writeMeta(db, 'rebuilding', String(generation));
      db.exec('DELETE FROM touched_meanwhile');
      shadow = { generation, writer: createWriter(db, generation, REBUILD_SPAN_BITS) };
    });
  }

  /** What is lost of it with the power is lost with the rebuild: the last commit makes all of it durable. */
  function addToRebuild(documents: readonly IndexDocument[]): void {
    db.exec('PRAGMA synchronous = NORMAL');
    try {
      inTransaction(() => {
        shadow?.writer.upsert(documents);
        shadow?.writer.flushFull();
      });
    } finally {
      db.exec('PRAGMA synchronous = FULL');
    }
  }

  function finishRebuild(): number {
    if (shadow === null) return 0;
    const { generation, writer } = shadow;
    const old = currentGeneration(db);
    inTransaction(() => {
      writer.flush();
      takeOver(db, old, writer);
      writer.flush();
      setMerging(db, generation, USUAL_MERGING);
      writeMeta(db, 'generation', String(generation));
      writeMeta(db, 'settings_version', SETTINGS_VERSION);
      db.exec(`DELETE FROM meta WHERE key = 'rebuilding'; DELETE FROM touched_meanwhile`);
    });
    shadow = null;
    inTransaction(() => dropGeneration(db, old));
    lock.release();
    return Number(db.prepare(`SELECT count(*) AS n FROM docs_${generation}`).get()?.['n']);
  }

  function abandonRebuild(): void {
    if (shadow === null) return;
    shadow = null;
    inTransaction(dropUnfinished);
    lock.release();
  }

  function removeUnfinished(): void {
    // Who holds the lock is at work.
    if (shadow !== null || !lock.take()) return;
    inTransaction(dropUnfinished);
    lock.release();
  }

  function dropUnfinished(): void {
    for (const generation of unfinishedGenerations(db)) dropGeneration(db, generation);
    db.exec(`DELETE FROM meta WHERE key = 'rebuilding'; DELETE FROM touched_meanwhile`);
  }

  function use(known: Use | null, generation: number): Use {
    return known !== null && known.generation === generation ? known : { generation, writer: createWriter(db, generation) };
  }

  function inTransaction(work: () => void): void {
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      // What it remembers may not be in the file any more. A rebuild that fails is abandoned by its caller.
      live = null;
      throw error;
    }
  }
}

/** Brings what was changed during a rebuild into the new generation, as the one in use has it. */
function takeOver(db: DatabaseSync, old: number, writer: Writer): void {
  const find = db.prepare(`SELECT shown, body, headings FROM docs_${old} JOIN texts_${old} USING (number) WHERE id = ?`);
  for (const { id } of db.prepare('SELECT id FROM touched_meanwhile').all()) {
    const row = find.get(String(id));
    if (row === undefined) writer.remove([String(id)]);
    else writer.upsert([{ ...JSON.parse(String(row['shown'])), body: String(row['body']), headings: JSON.parse(String(row['headings'])) } as IndexDocument]);
  }
}
