/** The one place that speaks to a Meilisearch server: calls, tasks, and what can go wrong. */

import { setTimeout as pause } from 'node:timers/promises';
import { Meilisearch, MeilisearchApiError, MeilisearchRequestTimeOutError, type EnqueuedTask, type MultiSearchQuery, type MultiSearchResult } from 'meilisearch';
import { IndexError } from '../../core/errors.ts';
import type { MeiliDocument } from './document.ts';

export type MeiliLocation = { readonly url: string; readonly key: string | null };
/** Where the documents are: a server and the name of an index on it. */
export type Place = { readonly client: Meilisearch; readonly uid: string };
/** A search as it is sent, without the index. */
export type Question = Omit<MultiSearchQuery, 'indexUid'>;
export type Answer = MultiSearchResult<MeiliDocument>;

const CALL_TIMEOUT_MS = 60_000;
const SEARCH_TIMEOUT_MS = 5_000;
const TASK_TIMEOUT_MS = 30 * 60_000;
/** A small write is done after about this long; large ones are asked for less and less often. */
const FIRST_POLL_MS = 8;
const LAST_POLL_MS = 500;

/** A client whose requests end. */
export function createClient(location: MeiliLocation): Meilisearch {
  return new Meilisearch({ host: location.url, ...(location.key === null ? {} : { apiKey: location.key }), timeout: CALL_TIMEOUT_MS });
}

/** Runs a call and gives its failure a name. @throws IndexError */
export async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toIndexError(error);
  }
}

/** As {@link ask}, within the time that a person waits for an answer. The client's own limit does not hold beside a signal. */
export async function askSoon<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return ask(() => call(AbortSignal.timeout(SEARCH_TIMEOUT_MS)));
}

/** Several searches in one round trip, answered in their order. @throws IndexError */
export async function askAll(place: Place, questions: readonly Question[]): Promise<readonly Answer[]> {
  if (questions.length === 0) return [];
  const queries = questions.map((question) => ({ ...question, indexUid: place.uid }));
  const { results } = await askSoon((signal) => place.client.multiSearch<{ queries: MultiSearchQuery[] }, MeiliDocument>({ queries }, { signal }));
  return results;
}
/** Enqueues a write and waits until it is done: 202 is not success (R25). @throws IndexError kind `task-failed` with the server's words */
export async function write(client: Meilisearch, enqueue: () => Promise<EnqueuedTask>): Promise<void> {
  const { taskUid } = await ask(enqueue);
  await finish(client, taskUid);
}

/** Waits for a task. @throws IndexError kind `task-failed` with the server's words, `timeout` where it takes too long */
export async function finish(client: Meilisearch, taskUid: number): Promise<void> {
  const endMs = performance.now() + TASK_TIMEOUT_MS;
  for (let waitMs = FIRST_POLL_MS; performance.now() < endMs; waitMs = Math.min(LAST_POLL_MS, waitMs * 1.4)) {
    const { status, error } = await ask(() => client.tasks.getTask(taskUid));
    if (status === 'succeeded') return;
    if (status === 'failed' || status === 'canceled') {
      throw new IndexError('task-failed', `Meilisearch refused a write: ${error?.message ?? status}`, { cause: error });
    }
    await pause(waitMs);
  }
  throw new IndexError('timeout', 'Meilisearch did not finish a write in time; it may still do so.');
}

/** Whether a failed write was the fault of a document and not of the server. */
export function isDocumentFault(error: unknown): boolean {
  return /^(?:invalid_document|missing_document_id|max_fields_limit_exceeded|document_fields_limit_reached|malformed_payload|payload_too_large)/u.test(codeOf(error));
}

/** Whether a call failed because there is no index of that name. */
export function isMissingIndex(error: unknown): boolean {
  return codeOf(error) === 'index_not_found';
}

/** Whether a task may not be seen with this key, or is long gone. */
export function isHiddenTask(error: unknown): boolean {
  return codeOf(error) === 'task_not_found';
}

function codeOf(error: unknown): string {
  const cause: unknown = error instanceof IndexError ? error.cause : null;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

function toIndexError(error: unknown): IndexError {
  if (error instanceof IndexError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof MeilisearchApiError) {
    const kind = error.response.status >= 500 ? 'unreachable' : 'refused';
    return new IndexError(kind, `Meilisearch answered: ${message}`, { cause: error.cause });
  }
  const isTimeout = error instanceof MeilisearchRequestTimeOutError || isTimeoutSignal(error) || (error instanceof Error && isTimeoutSignal(error.cause));
  if (isTimeout) return new IndexError('timeout', `Meilisearch did not answer in time: ${message}`, { cause: error });
  // A proxy's HTML page instead of JSON arrives as a bare SyntaxError.
  return new IndexError('unreachable', `Meilisearch cannot be reached: ${message}`, { cause: error });
}

function isTimeoutSignal(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
