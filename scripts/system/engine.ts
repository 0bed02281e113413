/** The configured search engine over a store, healed where its file is damaged. */

import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../core/config.ts';
import { IndexError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { openMeilisearchEngine } from '../../index-config/meilisearch/engine.ts';
import { rebuildEngine, type SyncStore } from '../../index-config/sync.ts';

/** The name of the embedded index's file in the data folder. */
const INDEX_FILE = 'search.db';

type EngineContext = { readonly config: Config; readonly syncStore: SyncStore; readonly log: Log };

/** Meilisearch where `MEILI_URL` is set, else the embedded engine. A damaged or outdated embedded index is built anew from the store, and says so. */
export async function openEngine({ config, syncStore, log }: EngineContext): Promise<SearchEngine> {
  if (config.meiliUrl !== null) {
    return openMeilisearchEngine({
      url: config.meiliUrl, key: config.meiliKey, index: config.meiliIndex,
      onQuarantine: (id, reason) => log.error({ id, reason }, 'Meilisearch refuses a document; it is left out of the index'),
    });
  }
  const path = join(config.dataDir, INDEX_FILE);
  const isNew = !existsSync(path);
  try {
    const engine = await openEmbeddedEngine({ path });
    const { drift } = await engine.status();
    if (isNew || drift.length > 0) await rebuildFromStore(engine, { syncStore, log, why: isNew ? null : drift.join(' ') });
    return engine;
  } catch (error) {
    if (!(error instanceof IndexError) || error.kind !== 'damaged') throw error;
    const aside = `${path}.damaged-${Date.now()}`;
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    const engine = await openEmbeddedEngine({ path });
    await rebuildFromStore(engine, { syncStore, log, why: `The index was damaged (${error.message}) and was put aside as ${aside}.` });
    return engine;
  }
}

async function rebuildFromStore(engine: SearchEngine, { syncStore, log, why }: { syncStore: SyncStore; log: Log; why: string | null }): Promise<void> {
  // An empty store has nothing to build from; the outbox fills the index as posts arrive.
  if (await syncStore.lastSeq() === 0) return;
  if (why !== null) log.warn({ why }, 'building the search index anew from the store');
  const { documents } = await rebuildEngine(syncStore, engine);
  if (why !== null) log.warn({ documents }, 'the search index is whole again');
}
