/** Puts the parts together: store, engine, crawler. Whoever opens closes. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../core/config.ts';
import { ConfigError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import { createLog, type Log } from '../../core/log.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { createSync, type SyncStore } from '../../index-config/sync.ts';
import { openStore, type Store } from '../../store/open.ts';
import { openEngines } from './engine.ts';
import { createSyncStore } from './sync-store.ts';

export type System = {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => Instant;
  readonly store: Store;
  readonly engine: SearchEngine;
  /** Every engine that the outbox feeds: replicas and standby each by itself. */
  readonly fed: readonly SearchEngine[];
  readonly syncStore: SyncStore;
  /** Takes over what the outbox holds; returns how many changes. @throws IndexError */
  readonly sync: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/** Store and engine of an installation. @throws ConfigError */
export async function openSystem(config: Config): Promise<System> {
  try {
    mkdirSync(config.dataDir, { recursive: true });
  } catch (error) {
    throw new ConfigError('invalid', 'DATA_DIR', `The folder ${config.dataDir} cannot be made (${String(error)}). Choose one that can be written with --data.`, { cause: error });
  }
  const log = createLog(config.logLevel);
  const now = (): Instant => new Date().toISOString();
  const store = await openStore({ path: join(config.dataDir, 'writeups.db'), databaseUrl: config.databaseUrl });
  const syncStore = createSyncStore(store.db, now);
  const { engine, fed } = await openEngines({ config, syncStore, log });
  const syncs = fed.map((each) => createSync(syncStore, each, (why) => log.warn({ engine: each.name, why }, 'building the search index anew from the store')));
  let syncing: Promise<unknown> = Promise.resolve();
  /** Every engine is fed whatever becomes of the others; it rejects where none of the main ones, replicas of each other, could be. */
  const sync = async (): Promise<number> => {
    const settling = Promise.allSettled(syncs.map((each) => each()));
    syncing = settling;
    const results = await settling;
    const isMain = (at: number) => fed[at]?.name === engine.name;
    const isFed = results.some(({ status }, at) => isMain(at) && status === 'fulfilled');
    for (const [at, result] of results.entries()) {
      if (result.status === 'fulfilled') continue;
      if (isMain(at) && !isFed) throw result.reason;
      log.error({ engine: fed[at]?.cursors[0], err: result.reason as unknown }, 'an engine could not be fed');
    }
    return Math.max(...results.map((result, at) => (isMain(at) && result.status === 'fulfilled' ? result.value : 0)));
  };
  return {
    config, log, now, store, engine, fed, syncStore, sync,
    close: async () => {
      await syncing;
      await engine.close();
      await store.close();
    },
  };
}
