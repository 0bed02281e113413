/** Making the index on a Meilisearch server: at first, and anew beside the one in use. */

import { setTimeout as pause } from 'node:timers/promises';
import { IndexError } from '../../core/errors.ts';
import type { IndexDocument } from '../../core/search.ts';
import { ask, finish, isHiddenTask, isMissingIndex, write, type Place } from './client.ts';
import { INDEX_SETTINGS } from './settings.ts';
import { foreignIndex, unsupportedVersion } from './status.ts';
import { send, settle, toPayloads, type OnQuarantine, type Pending } from './write.ts';

const BATCH_DOCUMENTS = 500;
/** Payloads that the server has at once: it works through several in one go. */
const MAX_PENDING = 3;
/** A build that is older than this was left by a process that died. */
const STALE_MS = 24 * 60 * 60_000;
const SWAP_LIMIT_MS = 60_000;
const SWAP_POLL_MS = 50;

/** Makes the index with our settings where there is none: the server would make one with its own at the first document. */
export async function ensureIndex(place: Place): Promise<void> {
  if (!await indexExists(place)) await createIndex(place);
}

/** Builds aside and swaps: searches see the old index until the new one is whole. @throws IndexError; then the old one stays in use */
export async function rebuildIndex(place: Place, documents: AsyncIterable<IndexDocument>, onQuarantine: OnQuarantine): Promise<{ readonly documents: number }> {
  const refusal = await unsupportedVersion(place) ?? await foreignIndex(place);
  if (refusal !== null) throw new IndexError('refused', refusal);
  await removeStale(place);
  const shadow: Place = { ...place, uid: `${place.uid}_build_${Date.now()}` };
  try {
    await createIndex(shadow);
    const sent = await fill(shadow, documents, onQuarantine);
    const { numberOfDocuments } = await ask(() => shadow.client.index(shadow.uid).getStats());
    if (numberOfDocuments !== sent) throw new IndexError('task-failed', `The index that was built holds ${numberOfDocuments} documents instead of ${sent}; the old one stays in use.`);
    await swap(shadow, place);
    return { documents: numberOfDocuments };
  } finally {
    // After the swap this name holds the former index, after a failure the unfinished one. A server that is away keeps it until it is stale.
    await write(place.client, () => place.client.deleteIndex(shadow.uid)).catch(() => null);
  }
}

/** Puts the built index in the place of the one in use, or gives it its name where there is none. */
async function swap(built: Place, { client, uid }: Place): Promise<void> {
  const rename = !await indexExists({ client, uid });
  const createdAt = await createdAtOf(built);
  const { taskUid } = await ask(() => client.swapIndexes([{ indexes: [built.uid, uid], rename }]));
  try {
    await finish(client, taskUid);
  } catch (error) {
    if (!isHiddenTask(error)) throw error;
    // A key that is bound to names may swap but not see the task, which belongs to no index; the date of creation goes with the index.
    for (const endMs = performance.now() + SWAP_LIMIT_MS; await createdAtOf({ client, uid }) !== createdAt; await pause(SWAP_POLL_MS)) {
      if (performance.now() > endMs) throw new IndexError('timeout', 'Meilisearch did not swap the indexes in time; the old one stays in use.');
    }
  }
}

async function createdAtOf({ client, uid }: Place): Promise<string | null> {
  try {
    return String((await ask(() => client.getRawIndex(uid))).createdAt);
  } catch (error) {
    if (!isMissingIndex(error)) throw error;
    return null;
  }
}

async function indexExists(place: Place): Promise<boolean> {
  return await createdAtOf(place) !== null;
}

async function createIndex({ client, uid }: Place): Promise<void> {
  await write(client, () => client.createIndex(uid, { primaryKey: 'id' }));
  await write(client, () => client.index(uid).updateSettings(INDEX_SETTINGS));
}

/** How many documents were taken: given twice they count once, refused ones not at all. */
async function fill(shadow: Place, documents: AsyncIterable<IndexDocument>, onQuarantine: OnQuarantine): Promise<number> {
  const taken = new Set<string>();
  const refuse: OnQuarantine = (id, reason) => {
    taken.delete(id);
    onQuarantine(id, reason);
  };
  const pending: Pending[] = [];
  for await (const batch of batchesOf(documents)) {
    for (const payload of toPayloads(batch)) {
      for (const { id } of payload) taken.add(id);
      pending.push(await send(shadow, payload));
      const oldest = pending.length > MAX_PENDING ? pending.shift() : undefined;
      if (oldest !== undefined) await settle(shadow, oldest, refuse);
    }
  }
  for (const each of pending) await settle(shadow, each, refuse);
  return taken.size;
}

async function* batchesOf(documents: AsyncIterable<IndexDocument>): AsyncGenerator<IndexDocument[]> {
  let batch: IndexDocument[] = [];
  for await (const document of documents) {
    batch.push(document);
    if (batch.length < BATCH_DOCUMENTS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function removeStale({ client, uid }: Place): Promise<void> {
  const { results } = await ask(() => client.getIndexes({ limit: 1_000 }));
  const stale = results.filter((index) => index.uid.startsWith(`${uid}_build_`) && Date.now() - Number(index.uid.slice(`${uid}_build_`.length)) > STALE_MS);
  for (const index of stale) await write(client, () => client.deleteIndex(index.uid));
}
