/** A store and an engine that fail when they are told to. */

import { IndexError } from '../../../core/errors.ts';
import type { SearchEngine } from '../../../index-config/engine.ts';
import type { Store } from '../../../store/open.ts';
import { Injected, type Strike } from './nth-failure.ts';

/** SQLite's result code for a full disk. */
const FULL = 13;

/** The same store; before each statement it is asked whether that fails, by a bug or because the disk is full. */
export function failingStore(store: Store, strike: Strike): Store {
  const plugin: Parameters<Store['db']['withPlugin']>[0] = {
    transformQuery: ({ node }) => {
      if (strike('database') !== null) throw new Injected();
      if (strike('disk') !== null) throw new Injected(FULL);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { ...store, db: store.db.withPlugin(plugin), transact: (work) => store.transact((transaction) => work(transaction.withPlugin(plugin))) };
}

/** The same engine; each call may fail before it is done, or, at every second turn, after it was done and before that is said. */
export function failingEngine(engine: SearchEngine, strike: Strike): SearchEngine {
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = strike('engine');
    if (turn === null) return work();
    if (turn % 2 === 0) await work();
    throw new IndexError('unreachable', 'injected: the engine does not answer');
  };
  return {
    ...engine,
    upsert: (documents) => call(() => engine.upsert(documents)),
    remove: (ids) => call(() => engine.remove(ids)),
    rebuild: (documents) => call(() => engine.rebuild(documents)),
    status: () => call(() => engine.status()),
    search: (request) => call(() => engine.search(request)),
  };
}

/** Lets what was injected pass, and nothing else. */
export function onlyInjected(error: unknown): void {
  if (!(error instanceof Injected) && !(error instanceof IndexError)) throw error;
}
