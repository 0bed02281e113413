/** The configured search engine over a store, healed where its file is damaged. */

import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../core/config.ts';
import { IndexError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { withFallback } from '../../index-config/fallback.ts';
import { openMeilisearchEngine } from '../../index-config/meilisearch/engine.ts';
import { withReplicas } from '../../index-config/replicas.ts';
import { rebuildEngine, type SyncStore } from '../../index-config/sync.ts';

/** The name of the embedded index's file in the data folder. */
const INDEX_FILE = 'search.db';
const FOLDER_ID_FILE = 'folder-id';

type EngineContext = { readonly config: Config; readonly syncStore: SyncStore; readonly log: Log; readonly feeding: Feeding };

/** Which engines a process feeds: every one (`healed`: that another process of this folder looked after before), the one in its own data folder, or none, where it never searches. */
export type Feeding = 'every' | 'healed' | 'own' | 'none';

/** The engine that is asked, and those that the outbox feeds: with a standby, both. */
export type Engines = { readonly engine: SearchEngine; readonly fed: readonly SearchEngine[] };

/** Meilisearch with the embedded engine as its standby where `MEILI_URL` is set, else the embedded engine alone. */
export async function openEngines(context: EngineContext): Promise<Engines> {
  const { config, log } = context;
  const [main, ...others] = config.meiliUrls.map((url) => openMeilisearchEngine({
    url, key: config.meiliKey, index: config.meiliIndex,
    onQuarantine: (id, reason) => log.error({ id, reason }, 'Meilisearch refuses a document; it is left out of the index'),
  }));
  if (main === undefined) {
    const engine = await openEmbedded(context, (opened, isNew) => (context.feeding === 'none' || context.feeding === 'healed' ? Promise.resolve() : healNow(opened, isNew, context)));
    return { engine, fed: [engine] };
  }
  // The standby is filled by the sync, not here: the main engine can answer meanwhile.
  const standby = await openEmbedded(context, async (opened, isNew) => {
    if (isNew) await context.syncStore.moveCursor(opened.cursors[0] ?? '', 0);
  });
  const meilisearch = others.length === 0 ? main : withReplicas([main, ...others], {
    lagOf: async (cursor) => await context.syncStore.lastSeq() - await context.syncStore.cursor(cursor),
    onChange: (replica, reason) => (reason === null ? log.info({ replica }, 'a Meilisearch replica answers again') : log.warn({ replica, reason }, 'a Meilisearch replica is away')),
  });
  const furthest = async (cursors: readonly string[]): Promise<number> => Math.max(...await Promise.all(cursors.map((cursor) => context.syncStore.cursor(cursor))));
  const engine = withFallback(meilisearch, standby, {
    lag: async () => await furthest(standby.cursors) - await furthest(meilisearch.cursors),
    onChange: (reason) => (reason === null ? log.info('Meilisearch answers again') : log.warn({ reason }, 'Meilisearch is away; the embedded engine answers')),
  });
  return { engine, fed: [main, ...others, standby] };
}

/** The embedded engine; a damaged file is put aside, so that a new one takes its place. */
async function openEmbedded({ config, log }: EngineContext, onOpen: (engine: SearchEngine, isNew: boolean) => Promise<void>): Promise<SearchEngine> {
  const path = join(config.dataDir, INDEX_FILE);
  const isNew = !existsSync(path);
  try {
    const engine = ofFolder(config, await openEmbeddedEngine({ path }));
    await onOpen(engine, isNew);
    return engine;
  } catch (error) {
    if (!(error instanceof IndexError) || error.kind !== 'damaged') throw error;
    const aside = `${path}.damaged-${Date.now()}`;
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    log.warn({ reason: error.message, aside }, 'the search index was damaged and is put aside');
    const engine = ofFolder(config, await openEmbeddedEngine({ path }));
    await onOpen(engine, true);
    return engine;
  }
}

/** Where several machines share a database, each data folder has an index of its own, which is read for under a name of its own. */
function ofFolder({ databaseUrl, dataDir }: Config, engine: SearchEngine): SearchEngine {
  if (databaseUrl === null) return engine;
  const file = join(dataDir, FOLDER_ID_FILE);
  if (!existsSync(file)) writeFileSync(file, `${randomUUID()}\n`);
  return { ...engine, cursors: [`embedded ${readFileSync(file, 'utf8').trim()}`] };
}

async function healNow(engine: SearchEngine, isNew: boolean, context: EngineContext): Promise<void> {
  const { drift } = await engine.status();
  if (isNew || drift.length > 0) await rebuildFromStore(engine, { ...context, why: isNew ? null : drift.join(' ') });
}

async function rebuildFromStore(engine: SearchEngine, { syncStore, log, why }: { syncStore: SyncStore; log: Log; why: string | null }): Promise<void> {
  // An empty store has nothing to build from; the outbox fills the index as posts arrive.
  if (await syncStore.lastSeq() === 0) return;
  if (why !== null) log.warn({ why }, 'building the search index anew from the store');
  const { documents } = await rebuildEngine(syncStore, engine);
  if (why !== null) log.warn({ documents }, 'the search index is whole again');
}
