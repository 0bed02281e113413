/** What searches the index file, in a thread of its own. */

import type { EngineStatus, SearchAnswer, SearchRequest, SimilarHit, Suggestion } from '../../core/search.ts';
import type { IndexedEntry } from '../engine.ts';
import { driftOf, openIndexFile, readMeta } from './schema.ts';
import { searchSnapshot } from './search.ts';
import { similarPosts } from './similar.ts';
import { openSnapshot, refreshSnapshot, type Snapshot } from './snapshot.ts';
import { suggestCompletions } from './suggest.ts';

/** Everything that can be asked of an index; each call sees one commit and no part of another. */
export type Reader = {
  search(request: SearchRequest): SearchAnswer;
  suggest(text: string, limit: number): Suggestion[];
  similar(id: string, limit: number): SimilarHit[];
  /** The next entries after an id, in order. */
  entriesAfter(id: string, limit: number): IndexedEntry[];
  status(): EngineStatus;
  /** Reads some more of the vocabulary; false when all is known or the reader is closed. For idle moments, since a search that needs it would have to wait. */
  prepareMore(): boolean;
  close(): void;
};

/** Words read at a time: about 5 ms. */
const WORDS_AT_A_TIME = 2_000;

export function openReader(path: string): Reader {
  const db = openIndexFile(path);
  let snapshot = openSnapshot(db);
  const reading = <Answer>(ask: (current: Snapshot) => Answer): Answer => {
    db.exec('BEGIN');
    try {
      snapshot = refreshSnapshot(db, snapshot);
      return ask(snapshot);
    } finally {
      db.exec('COMMIT');
    }
  };
  return {
    search: (request) => reading((current) => searchSnapshot(current, request)),
    suggest: (text, limit) => reading((current) => suggestCompletions(current, text, limit)),
    similar: (id, limit) => reading((current) => similarPosts(current, id, limit)),
    entriesAfter: (id, limit) => reading((current) => current.sql.entries.all(id, limit)
      .map((row) => ({ id: String(row['id']), modifiedAt: String(row['modified_at']) }))),
    status: () => reading((current) => statusOf(current, readMeta(db, 'settings_version'))),
    prepareMore: () => db.isOpen && reading((current) => current.vocabulary.load(WORDS_AT_A_TIME)),
    close: () => db.close(),
  };
}

function statusOf(snapshot: Snapshot, settingsVersion: string | null): EngineStatus {
  const drift = driftOf(settingsVersion);
  const { documents } = snapshot;
  return { documents, settingsVersion, drift: drift === null ? [] : [drift], healthy: true, message: `The embedded index holds ${documents} posts.` };
}
