import { IndexError } from '../../core/errors.ts';
import type { IndexDocument, SearchAnswer } from '../../core/search.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import type { SyncStore } from '../../index-config/sync.ts';

export const NO_ANSWER = 'It does not answer.';
const EMPTY: SearchAnswer = { hits: [], total: 0, facets: {}, corrected: [], synonyms: [], dropped: [], totalWithAllWords: 0, degraded: null };

export type MemoryEngine = SearchEngine & {
  readonly failAfterWrites: (writes: number) => void;
  readonly heal: () => void;
  readonly lose: () => void;
  readonly drift: (sentence: string) => void;
  /** Searches answer after this long. */
  readonly slowDown: (ms: number) => void;
  readonly searches: () => number;
};

/** The least that is a search engine, with faults on demand: a search finds everything. */
export function memoryEngine(name: SearchEngine['name'] = 'meilisearch'): MemoryEngine {
  let documents: Map<string, IndexDocument> | null = null;
  let writesLeft = Number.POSITIVE_INFINITY;
  let drift: string[] = [];
  let [delayMs, searches] = [0, 0];
  const write = (change: (into: Map<string, IndexDocument>) => void): void => {
    if (writesLeft <= 0) throw new IndexError('unreachable', NO_ANSWER);
    writesLeft -= 1;
    change(documents ??= new Map());
  };
  const read = async <Value>(value: Value): Promise<Value> => {
    searches += 1;
    if (writesLeft <= 0) throw new IndexError('unreachable', NO_ANSWER);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    return value;
  };
  return {
    name,
    cursors: [name],
    search: () => read({ ...EMPTY, total: documents?.size ?? 0 }),
    suggest: () => read([{ kind: 'word', text: name, documentId: null, count: 1 }]),
    similar: () => read([]),
    upsert: async (batch) => write((into) => batch.forEach((document) => into.set(document.id, document))),
    remove: async (ids) => write((into) => ids.forEach((id) => into.delete(id))),
    async *entries() {
      yield* [...documents ?? []].map(([id, { modifiedAt }]) => ({ id, modifiedAt })).sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    rebuild: async (stream) => {
      const built = new Map((await Array.fromAsync(stream)).map((document) => [document.id, document]));
      write(() => { documents = built; });
      drift = [];
      return { documents: built.size };
    },
    status: async () => ({ documents: documents?.size ?? 0, settingsVersion: documents === null ? null : '1', drift, healthy: writesLeft > 0, message: writesLeft > 0 ? 'Fine.' : NO_ANSWER }),
    close: async () => {},
    failAfterWrites: (writes) => { writesLeft = writes; },
    heal: () => { writesLeft = Number.POSITIVE_INFINITY; },
    lose: () => { documents = null; },
    drift: (sentence) => { drift = [sentence]; },
    slowDown: (ms) => { delayMs = ms; },
    searches: () => searches,
  };
}

export type MemoryStore = SyncStore & { readonly put: (document: IndexDocument) => void; readonly remove: (id: string) => void };

/** A store with an outbox in which a post stands once, at its latest change. */
export function memoryStore(initial: readonly IndexDocument[]): MemoryStore {
  const documents = new Map<string, IndexDocument>();
  const outbox = new Map<string, number>();
  const cursors = new Map<string, number>();
  let seq = 0;
  const change = (id: string): void => void outbox.set(id, seq += 1);
  const inOrder = (): IndexDocument[] => [...documents.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const put = (document: IndexDocument): void => {
    documents.set(document.id, document);
    change(document.id);
  };
  initial.forEach(put);
  return {
    put,
    remove: (id) => {
      documents.delete(id);
      change(id);
    },
    cursor: async (engine) => cursors.get(engine) ?? 0,
    moveCursor: async (engine, to) => void cursors.set(engine, to),
    changesAfter: async (after, limit) => [...outbox].map(([postId, at]) => ({ seq: at, postId })).filter((row) => row.seq > after).sort((a, b) => a.seq - b.seq).slice(0, limit),
    lastSeq: async () => seq,
    documents: async (ids) => ids.flatMap((id) => documents.get(id) ?? []),
    async *allDocuments() {
      yield* inOrder();
    },
    async *allEntries() {
      yield* inOrder().map(({ id, modifiedAt }) => ({ id, modifiedAt }));
    },
  };
}
