/** Sending documents to a Meilisearch server: in payloads of bounded size, around those that it refuses. */

import { IndexError } from '../../core/errors.ts';
import type { IndexDocument } from '../../core/search.ts';
import { ask, finish, isDocumentFault, type Place } from './client.ts';
import { toMeiliDocument, type MeiliDocument } from './document.ts';

export type OnQuarantine = (id: string, reason: string) => void;
/** A payload that the server took but has not worked through yet. */
export type Pending = { readonly taskUid: number; readonly documents: readonly MeiliDocument[] };

/** The server takes 100 MB; small payloads let searches and other writes in between. */
const MAX_PAYLOAD_CHARS = 8_000_000;
/** Room for a document's short fields. */
const FIELDS_CHARS = 1_000;

/** Adds or replaces documents; resolves when all are durable, but for those that were refused. @throws IndexError */
export async function addDocuments(place: Place, documents: readonly IndexDocument[], onQuarantine: OnQuarantine): Promise<void> {
  for (const payload of toPayloads(documents)) await settle(place, await send(place, payload), onQuarantine);
}

/** Documents as the server takes them, cut by size. */
export function* toPayloads(documents: readonly IndexDocument[]): Generator<MeiliDocument[]> {
  let payload: MeiliDocument[] = [];
  let size = 0;
  for (const document of documents.map(toMeiliDocument)) {
    payload.push(document);
    size += document.body.length + document.excerpt.length + FIELDS_CHARS;
    if (size < MAX_PAYLOAD_CHARS) continue;
    yield payload;
    [payload, size] = [[], 0];
  }
  if (payload.length > 0) yield payload;
}

/** Enqueues a payload. @throws IndexError */
export async function send(place: Place, documents: readonly MeiliDocument[]): Promise<Pending> {
  const { taskUid } = await ask(() => place.client.index<MeiliDocument>(place.uid).addDocuments([...documents]));
  return { taskUid, documents };
}

/** Waits for a payload; where it was refused for a document's sake, halves it until the culprit stands alone. */
export async function settle(place: Place, { taskUid, documents }: Pending, onQuarantine: OnQuarantine): Promise<void> {
  try {
    await finish(place.client, taskUid);
  } catch (error) {
    const [first] = documents;
    if (!(error instanceof IndexError) || !isDocumentFault(error) || first === undefined) throw error;
    if (documents.length === 1) return onQuarantine(first.id, error.message);
    const middle = Math.ceil(documents.length / 2);
    for (const half of [documents.slice(0, middle), documents.slice(middle)]) await settle(place, await send(place, half), onQuarantine);
  }
}
