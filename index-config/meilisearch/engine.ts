/** The search engine on a Meilisearch server. */

import type { Index, Meilisearch } from 'meilisearch';
import { IndexError } from '../../core/errors.ts';
import type { EngineStatus, IndexDocument, SimilarHit, Suggestion } from '../../core/search.ts';
import type { IndexedEntry, SearchEngine } from '../engine.ts';
import { ask, askSoon, createClient, isDocumentFault, write, type MeiliLocation } from './client.ts';
import { toMeiliDocument, type MeiliDocument } from './document.ts';
import { searchMeilisearch } from './search.ts';
import { INDEX_SETTINGS, SETTINGS_VERSION, settingsDrift } from './settings.ts';
import { similarOnMeilisearch, suggestFromMeilisearch } from './suggest.ts';

export type MeilisearchOptions = MeiliLocation & {
  /** Name of the index. */
  readonly index: string;
  /** Told of a document that the server refuses; it is left out and everything else goes on. */
  readonly onQuarantine?: (id: string, reason: string) => void;
};

/** Payloads are cut by size: the server takes 100 MB, and small ones let searches in between. */
const MAX_PAYLOAD_CHARS = 8_000_000;
const FETCH_BATCH = 1_000;

/** The engine. Opening asks nothing of the server, so it may be away; the index is made when it is first needed. */
export function openMeilisearchEngine(options: MeilisearchOptions): SearchEngine {
  const client = createClient(options);
  const index = client.index<MeiliDocument>(options.index);
  let prepared: Promise<void> | null = null;
  const prepare = (): Promise<void> => {
    prepared ??= prepareIndex(client, options.index).catch((error: unknown) => {
      prepared = null;
      throw error;
    });
    return prepared;
  };
  return {
    name: 'meilisearch',
    search: async (request) => {
      await prepare();
      return searchMeilisearch(index, request);
    },
    suggest: async (text, limit): Promise<readonly Suggestion[]> => suggestFromMeilisearch(index, text, limit),
    similar: async (id, limit): Promise<readonly SimilarHit[]> => similarOnMeilisearch(index, id, limit),
    upsert: async (documents) => {
      await prepare();
      for (const batch of bySize(documents.map(toMeiliDocument))) await addDocuments(client, index, batch, options.onQuarantine ?? (() => {}));
    },
    remove: async (ids) => {
      if (ids.length === 0) return;
      await prepare();
      await write(client, () => index.deleteDocuments([...ids]));
    },
    entries: () => listEntries(index),
    rebuild: (documents) => rebuild(client, options, documents),
    status: () => readStatus(client, index),
    close: async () => {},
  };
}

async function prepareIndex(client: Meilisearch, uid: string): Promise<void> {
  const exists = await ask(async () => (await client.getIndexes({ limit: 1_000 })).results.some((index) => index.uid === uid));
  if (exists) return;
  await write(client, () => client.createIndex(uid, { primaryKey: 'id' }));
  await write(client, () => client.index(uid).updateSettings(INDEX_SETTINGS));
}

/** Adds a batch; where the server refuses it for a document's sake, halves it until the culprit stands alone. */
async function addDocuments(
  client: Meilisearch, index: Index<MeiliDocument>, batch: readonly MeiliDocument[], onQuarantine: (id: string, reason: string) => void,
): Promise<void> {
  try {
    await write(client, () => index.addDocuments([...batch]));
  } catch (error) {
    const [only] = batch;
    if (!isDocumentFault(error) || only === undefined) throw error;
    if (batch.length === 1) return onQuarantine(only.id, error instanceof Error ? error.message : String(error));
    const middle = Math.ceil(batch.length / 2);
    await addDocuments(client, index, batch.slice(0, middle), onQuarantine);
    await addDocuments(client, index, batch.slice(middle), onQuarantine);
  }
}

function* bySize(documents: readonly MeiliDocument[]): Generator<MeiliDocument[]> {
  let batch: MeiliDocument[] = [];
  let size = 0;
  for (const document of documents) {
    batch.push(document);
    size += document.body.length + document.excerpt.length + 1_000;
    if (size < MAX_PAYLOAD_CHARS) continue;
    yield batch;
    [batch, size] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

async function* listEntries(index: Index<MeiliDocument>): AsyncGenerator<IndexedEntry> {
  const entries: IndexedEntry[] = [];
  for (let offset = 0; ; offset += FETCH_BATCH) {
    const { results } = await ask(() => index.getDocuments({ fields: ['id', 'modifiedAt'], limit: FETCH_BATCH, offset }));
    entries.push(...results.map(({ id, modifiedAt }) => ({ id, modifiedAt })));
    if (results.length < FETCH_BATCH) break;
  }
  yield* entries.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Builds aside and swaps: searches see the old index until the new one is whole. */
async function rebuild(client: Meilisearch, options: MeilisearchOptions, documents: AsyncIterable<IndexDocument>): Promise<{ readonly documents: number }> {
  const shadow = `${options.index}_build_${Date.now()}`;
  await write(client, () => client.createIndex(shadow, { primaryKey: 'id' }));
  const index = client.index<MeiliDocument>(shadow);
  await write(client, () => index.updateSettings(INDEX_SETTINGS));
  let count = 0;
  let batch: MeiliDocument[] = [];
  const flush = async (): Promise<void> => {
    for (const part of bySize(batch)) await addDocuments(client, index, part, options.onQuarantine ?? (() => {}));
    batch = [];
  };
  for await (const document of documents) {
    batch.push(toMeiliDocument(document));
    count += 1;
    if (batch.length >= 1_000) await flush();
  }
  await flush();
  const { numberOfDocuments } = await ask(() => index.getStats());
  if (numberOfDocuments > count) throw new IndexError('task-failed', `The index that was built holds ${numberOfDocuments} documents instead of ${count}; the old one stays in use.`);
  await prepareIndex(client, options.index);
  await write(client, () => client.swapIndexes([{ indexes: [options.index, shadow], rename: false }]));
  await write(client, () => client.deleteIndex(shadow));
  return { documents: numberOfDocuments };
}

async function readStatus(client: Meilisearch, index: Index<MeiliDocument>): Promise<EngineStatus> {
  try {
    await askSoon(() => client.health());
    const exists = await ask(async () => (await client.getIndexes({ limit: 1_000 })).results.some(({ uid }) => uid === index.uid));
    if (!exists) return { documents: 0, settingsVersion: null, drift: [], healthy: true, message: 'Meilisearch is there; the index is not made yet.' };
    const [stats, settings] = [await ask(() => index.getStats()), await ask(() => index.getSettings())];
    const drift = settingsDrift(settings);
    const message = drift.length === 0 ? `Meilisearch holds ${stats.numberOfDocuments} posts.` : `${drift.join(' ')} Run \`writeups index rebuild\`.`;
    return { documents: stats.numberOfDocuments, settingsVersion: drift.length === 0 ? SETTINGS_VERSION : null, drift, healthy: true, message };
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    return { documents: 0, settingsVersion: null, drift: [], healthy: false, message: error.message };
  }
}
