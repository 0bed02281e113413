/** Puts the parts together: store, engine, crawler. Whoever opens closes. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../../core/config.ts';
import { ConfigError, IndexError } from '../../core/errors.ts';
import { INDEX_FAILED } from '../../core/events.ts';
import type { Instant } from '../../core/feed.ts';
import { createLog, type Log } from '../../core/log.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { createSync, type SyncStore } from '../../index-config/sync.ts';
import { underLease } from '../../store/leases.ts';
import { openStore, type Store } from '../../store/open.ts';
import { openEngines, type Feeding } from './engine.ts';
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
  /**
   * Takes over what the outbox holds; returns how many changes. While another process is at it, it is waited for so long; then
   * that one's work is left to it. @throws IndexError
   */
  readonly sync: (patienceMs?: number) => Promise<number>;
  readonly close: () => Promise<void>;
};

/** How long a command waits for a server that feeds the same engine at the moment. */
const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 100;

/** Store and engine of an installation. `feeding`: which engines this process keeps up to date. @throws ConfigError */
export async function openSystem(config: Config, feeding: Feeding = 'every'): Promise<System> {
  try {
    mkdirSync(config.dataDir, { recursive: true });
  } catch (error) {
    throw new ConfigError('invalid', 'DATA_DIR', `The folder ${config.dataDir} cannot be made (${String(error)}). Choose one that can be written with --data.`, { cause: error });
  }
  const log = createLog(config.logLevel);
  const now = (): Instant => new Date().toISOString();
  const store = await openStore({ path: join(config.dataDir, 'writeups.db'), databaseUrl: config.databaseUrl });
  const syncStore = createSyncStore(store.db, now);
  const { engine, fed: all } = await openEngines({ config, syncStore, log, feeding });
  const fed = all.filter(({ name }) => feeding === 'every' || feeding === 'healed' || (feeding === 'own' && name === 'embedded'));
  const feeds = fed.map((each) => createFeed({ store, syncStore, log, now }, each));
  const isMain = ({ name }: SearchEngine): boolean => name === engine.name;
  let syncing: Promise<unknown> = Promise.resolve();
  /** Every engine is fed whatever becomes of the others; it rejects where none of the main ones, replicas of each other, could be. */
  const sync = async (patienceMs = PATIENCE_MS): Promise<number> => {
    const settling = Promise.allSettled(feeds.map((feed) => feed(patienceMs)));
    syncing = settling;
    const results = (await settling).map((result, at) => ({ result, engine: fed[at] ?? engine }));
    const isFed = results.some((each) => isMain(each.engine) && each.result.status === 'fulfilled');
    for (const each of results) {
      if (each.result.status === 'fulfilled') continue;
      INDEX_FAILED.publish(each.result.reason instanceof IndexError ? each.result.reason.kind : 'bug');
      if (isMain(each.engine) && !isFed) throw each.result.reason;
      log.error({ engine: each.engine.cursors[0], err: each.result.reason as unknown }, 'an engine could not be fed');
    }
    return Math.max(0, ...results.map((each) => (isMain(each.engine) && each.result.status === 'fulfilled' ? each.result.value : 0)));
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

/**
 * Feeds one engine, one process at a time: two could bring an older form of a document after a newer one. A process that stood
 * still for longer than its lease moves the cursor back to its own batch at the end, and what came after is sent again.
 */
function createFeed({ store, syncStore, log, now }: Pick<System, 'store' | 'syncStore' | 'log' | 'now'>, engine: SearchEngine): (patienceMs: number) => Promise<number> {
  const sync = createSync(syncStore, engine, (why) => log.warn({ engine: engine.name, why }, 'building the search index anew from the store'));
  return async (patienceMs) => {
    for (const until = performance.now() + patienceMs; ; await wait(LOOK_AGAIN_MS)) {
      const changes = await underLease(store.db, `feed ${engine.cursors.join()}`, now, sync);
      if (changes !== null || performance.now() >= until) return changes ?? 0;
    }
  };
}
