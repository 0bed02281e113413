/** Feeds an engine from the outbox, and compares the two. What the store can do is handed in. */

import { IndexError } from '../core/errors.ts';
import type { Instant } from '../core/feed.ts';
import type { IndexDocument } from '../core/search.ts';
import type { SearchEngine } from './engine.ts';

/** What the sync needs of the store. */
export type SyncStore = {
  /** How far this engine has read. */
  cursor(engine: string): Promise<number>;
  moveCursor(engine: string, seq: number): Promise<void>;
  changesAfter(seq: number, limit: number): Promise<readonly { readonly seq: number; readonly postId: string }[]>;
  lastSeq(): Promise<number>;
  /** The documents of those of the posts that are to be found: originals. */
  documents(postIds: readonly string[]): Promise<readonly IndexDocument[]>;
  /** Everything that is to be found, in order of id. */
  allDocuments(): AsyncIterable<IndexDocument>;
  /** Everything that is to be found without its text, in order of id. */
  allEntries(): AsyncIterable<{ readonly id: string; readonly modifiedAt: Instant }>;
};

/** Short enough that a batch is one short write, long enough that its overhead does not count. */
const BATCH = 200;
/** Batches double up to here while they come back full: an engine that was away catches up in few writes, each of which costs a server something. */
const MAX_BATCH = 800;

/**
 * Brings the engine up to date and returns how many changes it took. The cursor moves only after the engine said that
 * a batch is durable, and documents are read from the store when they are sent, so any batch may be sent again (R24, R25).
 * @throws IndexError when the engine is away; what it took until then stays.
 */
export async function syncEngine(store: SyncStore, engine: SearchEngine, onBatch: (changes: number) => void = () => {}): Promise<number> {
  let taken = 0;
  let cursor = await store.cursor(cursorOf(engine));
  for (let limit = BATCH; ; limit = Math.min(2 * limit, MAX_BATCH)) {
    const changes = await store.changesAfter(cursor, limit);
    const last = changes.at(-1);
    if (last === undefined) return taken;
    const postIds = changes.map((change) => change.postId);
    const documents = await store.documents(postIds);
    const present = new Set(documents.map((document) => document.id));
    const gone = postIds.filter((id) => !present.has(id));
    if (gone.length > 0) await engine.remove(gone);
    if (documents.length > 0) await engine.upsert(documents);
    await store.moveCursor(cursorOf(engine), last.seq);
    cursor = last.seq;
    taken += changes.length;
    onBatch(changes.length);
  }
}

function cursorOf({ name, cursors }: SearchEngine): string {
  return cursors[0] ?? name;
}

/** How often the engine is asked whether its index is still there and built by the rules in force. */
const CHECK_EVERY_MS = 60_000;

/**
 * Keeps one engine up to date: each call takes what the outbox holds and returns how many changes that were. At first,
 * after every failure and once a minute the index itself is looked at: where it is missing or built by other rules, it
 * is built anew. Calls queue up, since two at once would only send the same batches twice.
 */
export function createSync(store: SyncStore, engine: SearchEngine, onRebuild: (why: string) => void = () => {}): () => Promise<number> {
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let running: Promise<number> = Promise.resolve(0);
  const syncOnce = async (): Promise<number> => {
    const isChecked = performance.now() - checkedAtMs < CHECK_EVERY_MS;
    checkedAtMs = Number.NEGATIVE_INFINITY;
    const why = isChecked ? null : await whyRebuild(engine);
    if (why !== null) {
      onRebuild(why);
      await rebuildEngine(store, engine);
    }
    const taken = await syncEngine(store, engine);
    checkedAtMs = performance.now();
    return taken;
  };
  return () => {
    running = running.catch(() => 0).then(syncOnce);
    return running;
  };
}

async function whyRebuild(engine: SearchEngine): Promise<string | null> {
  const { healthy, message, settingsVersion, drift } = await engine.status();
  if (!healthy) throw new IndexError('unreachable', message);
  if (settingsVersion === null && drift.length === 0) return 'There is no index yet.';
  return drift.length === 0 ? null : drift.join(' ');
}

/** Builds the whole index anew from the store; what changes meanwhile is taken from the outbox afterwards. */
export async function rebuildEngine(store: SyncStore, engine: SearchEngine): Promise<{ readonly documents: number }> {
  const seq = await store.lastSeq();
  const built = await engine.rebuild(store.allDocuments());
  await store.moveCursor(cursorOf(engine), seq);
  await syncEngine(store, engine);
  return built;
}

export type Verdict = {
  readonly isEqual: boolean;
  readonly inStore: number;
  readonly inIndex: number;
  /** Ids that the index lacks, holds in an old form, or holds though the store does not; at most twenty of each. */
  readonly missing: readonly string[];
  readonly outdated: readonly string[];
  readonly surplus: readonly string[];
};

/** Compares store and index, document by document. */
export async function verifyEngine(store: SyncStore, engine: SearchEngine): Promise<Verdict> {
  const indexed = new Map<string, Instant>();
  for await (const entry of engine.entries()) indexed.set(entry.id, entry.modifiedAt);
  const inIndex = indexed.size;
  const [missing, outdated]: [string[], string[]] = [[], []];
  let inStore = 0;
  for await (const entry of store.allEntries()) {
    inStore += 1;
    const modifiedAt = indexed.get(entry.id);
    if (modifiedAt === undefined) missing.push(entry.id);
    else if (modifiedAt !== entry.modifiedAt) outdated.push(entry.id);
    indexed.delete(entry.id);
  }
  const surplus = [...indexed.keys()];
  const isEqual = missing.length + outdated.length + surplus.length === 0;
  return { isEqual, inStore, inIndex, missing: missing.slice(0, 20), outdated: outdated.slice(0, 20), surplus: surplus.slice(0, 20) };
}
