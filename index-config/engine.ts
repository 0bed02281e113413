/** The one interface to a search engine; everything else asks for nothing more. */

import type { EngineStatus, IndexDocument, SearchAnswer, SearchRequest, SimilarHit, Suggestion } from '../core/search.ts';
import type { Instant } from '../core/feed.ts';

/** What the index holds of a document, for comparison with the store. */
export type IndexedEntry = { readonly id: string; readonly modifiedAt: Instant };

/**
 * A search engine. Every method rejects with IndexError and nothing else when the engine cannot do its work; a search
 * never fails because of what was typed.
 */
export type SearchEngine = {
  readonly name: 'embedded' | 'meilisearch';
  /** The names under which the outbox is read for it: one, or one for each of its replicas. */
  readonly cursors: readonly string[];
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** Completions of an unfinished query, best first: titles, tags, publishers and words of the corpus. */
  suggest(text: string, limit: number): Promise<readonly Suggestion[]>;
  /** Posts like the one named, best first; empty where the index does not hold it. */
  similar(id: string, limit: number): Promise<readonly SimilarHit[]>;
  /** Adds or replaces documents by id. Durable and visible to searches when it resolves. */
  upsert(documents: readonly IndexDocument[]): Promise<void>;
  /** Unknown ids are no error. Durable when it resolves. */
  remove(ids: readonly string[]): Promise<void>;
  /** Everything that is indexed, in order of id (code units). */
  entries(): AsyncIterable<IndexedEntry>;
  /** Replaces the whole index: built beside the one in use, then swapped. Searches go on meanwhile and never see a part. */
  rebuild(documents: AsyncIterable<IndexDocument>): Promise<{ readonly documents: number }>;
  status(): Promise<EngineStatus>;
  close(): Promise<void>;
};
