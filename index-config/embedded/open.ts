/** The embedded engine as others see it: threads over one SQLite file, so that neither searches nor writes hold up the caller. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { IndexError } from '../../core/errors.ts';
import type { IndexDocument } from '../../core/search.ts';
import type { IndexedEntry, SearchEngine } from '../engine.ts';
import type { IndexWriter } from './index-writer.ts';
import type { Reader } from './reader.ts';
import { openIndexFile, unfinishedGenerations } from './schema.ts';
import type { Call, Reply, WorkerData } from './worker.ts';

/** Documents of one transaction: large enough for speed, small enough that another writer does not wait long. */
const BATCH_DOCUMENTS = 250;
/** Of one transaction of a rebuild: four times as many take a tenth less time. */
const REBUILD_DOCUMENTS = 1_000;
const ENTRIES_PAGE = 5_000;
/** Threads that read: a second one, with the memory it takes, starts only when two questions come at once, if there is a processor for it. */
const READERS = Math.min(2, availableParallelism());

/**
 * The engine over the index file at `path`, which is created where it is missing. Several processes may have it open.
 * @throws IndexError kind `damaged` where the file is no sound index: the caller moves it aside and rebuilds.
 */
export async function openEmbeddedEngine({ path }: { readonly path: string }): Promise<SearchEngine> {
  const isUnfinished = checkFile(path);
  const reader = share(Array.from({ length: READERS }, () => startThread<Reader>({ role: 'reader', path })), (thread) => thread.ask('status'));
  const writer = startThread<IndexWriter>({ role: 'writer', path });
  // Nobody waits for it, and whoever needs the index next does so without it.
  if (isUnfinished) writer.ask('removeUnfinished').catch(() => {});
  return {
    name: 'embedded',
    cursors: ['embedded'],
    search: (request) => reader.ask('search', request),
    suggest: (text, limit) => reader.ask('suggest', text, limit),
    similar: (id, limit) => reader.ask('similar', id, limit),
    upsert: async (documents) => {
      for (const batch of batchesOf(documents)) await writer.ask('upsert', batch);
    },
    remove: (ids) => writer.ask('remove', ids),
    entries: () => allEntries(reader),
    rebuild: (documents) => rebuild(writer, documents),
    status: () => reader.ask('status'),
    close: async () => {
      await Promise.all([reader.stop(), writer.stop()]);
    },
  };
}

/** Whether the file holds a rebuild that is going on or was broken off. */
function checkFile(path: string): boolean {
  const db = openIndexFile(path);
  try {
    return unfinishedGenerations(db).length > 0;
  } finally {
    db.close();
  }
}

async function rebuild(writer: Thread<IndexWriter>, documents: AsyncIterable<IndexDocument>): Promise<{ documents: number }> {
  await writer.ask('startRebuild');
  try {
    let batch: IndexDocument[] = [];
    let writing: Promise<void> = Promise.resolve();
    for await (const document of documents) {
      batch.push(document);
      if (batch.length < REBUILD_DOCUMENTS) continue;
      // The next documents are read while these are written.
      await writing;
      writing = writer.ask('addToRebuild', batch);
      batch = [];
    }
    await writing;
    await writer.ask('addToRebuild', batch);
    return { documents: await writer.ask('finishRebuild') };
  } catch (error) {
    await writer.ask('abandonRebuild');
    throw error;
  }
}

async function* allEntries(reader: Thread<Reader>): AsyncGenerator<IndexedEntry> {
  for (let after = ''; ;) {
    const page = await reader.ask('entriesAfter', after, ENTRIES_PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < ENTRIES_PAGE) return;
    after = last.id;
  }
}

function batchesOf(documents: readonly IndexDocument[]): IndexDocument[][] {
  const batches: IndexDocument[][] = [];
  for (let at = 0; at < documents.length; at += BATCH_DOCUMENTS) batches.push(documents.slice(at, at + BATCH_DOCUMENTS));
  return batches;
}

/** A thread whose methods are asked for by name. It starts with the first question, and again after a crash. */
type Thread<Methods> = {
  /** Questions that it has not answered yet. */
  waiting(): number;
  ask<Name extends keyof Methods & string>(method: Name, ...args: ArgumentsOf<Methods[Name]>): Promise<AnswerOf<Methods[Name]>>;
  stop(): Promise<void>;
};
type ArgumentsOf<Method> = Method extends (...args: infer Args) => unknown ? Args : never;
type AnswerOf<Method> = Method extends (...args: never[]) => infer Answer ? Answer : never;
type Waiting = { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void };

/**
 * Several threads as one: each question goes to the first of those that have the fewest. Where all have one, a further thread starts,
 * and is asked once it has answered `prepare`: nobody waits for a thread to start while another one answers.
 */
function share<Methods>(threads: readonly Thread<Methods>[], prepare: (thread: Thread<Methods>) => Promise<unknown>): Thread<Methods> {
  const ready = threads.slice(0, 1);
  const spare = threads.slice(1);
  const startNext = (): void => {
    const next = spare.shift();
    if (next !== undefined) prepare(next).then(() => ready.push(next), () => spare.push(next));
  };
  return {
    waiting: () => threads.reduce((sum, thread) => sum + thread.waiting(), 0),
    ask: (method, ...args) => {
      const leastBusy = ready.reduce((best, thread) => (thread.waiting() < best.waiting() ? thread : best));
      if (leastBusy.waiting() > 0) startNext();
      return leastBusy.ask(method, ...args);
    },
    stop: async () => {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}

function startThread<Methods>(data: WorkerData): Thread<Methods> {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let calls = 0;
  let stopped = false;
  return { ask, stop, waiting: () => waiting.size };

  function ask<Name extends keyof Methods & string>(method: Name, ...args: ArgumentsOf<Methods[Name]>): Promise<AnswerOf<Methods[Name]>> {
    return post(method, args);
  }

  function post<Answer>(method: string, args: readonly unknown[]): Promise<Answer> {
    if (stopped) return Promise.reject(new IndexError('unreachable', 'The embedded engine is closed.'));
    const asked = worker ??= start();
    return new Promise((resolve, reject) => {
      const call = calls += 1;
      waiting.set(call, { resolve, reject });
      // A thread that has nothing to do keeps no process alive.
      asked.ref();
      asked.postMessage({ call, method, args } satisfies Call);
    });
  }

  function start(): Worker {
    const started = new Worker(new URL('./worker.ts', import.meta.url), { workerData: data });
    started.unref();
    started.on('message', (reply: Reply) => settle(started, reply));
    started.on('error', (error) => failAll(started, error));
    started.on('exit', () => failAll(started, new Error('it ended')));
    return started;
  }

  function settle(from: Worker, reply: Reply): void {
    const asked = waiting.get(reply.call);
    waiting.delete(reply.call);
    if (waiting.size === 0) from.unref();
    if ('failure' in reply) asked?.reject(new IndexError(reply.failure.kind, reply.failure.message));
    else asked?.resolve((reply.json === null ? undefined : JSON.parse(reply.json)) as never);
  }

  function failAll(from: Worker, cause: Error): void {
    if (worker === from) worker = null;
    for (const { reject } of waiting.values()) reject(new IndexError('task-failed', `A thread of the embedded engine failed: ${cause.message}`, { cause }));
    waiting.clear();
  }

  async function stop(): Promise<void> {
    const stopping = worker;
    if (stopping !== null && !stopped) await post('close', []);
    stopped = true;
    await stopping?.terminate();
  }
}
