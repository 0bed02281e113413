/** The one place that speaks to a Meilisearch server: calls, tasks, and what can go wrong. */

import { Meilisearch, MeilisearchApiError, MeilisearchRequestTimeOutError, MeilisearchTaskTimeOutError, type EnqueuedTask, type Task } from 'meilisearch';
import { IndexError } from '../../core/errors.ts';

export type MeiliLocation = { readonly url: string; readonly key: string | null };

const SEARCH_TIMEOUT_MS = 5_000;
const TASK_TIMEOUT_MS = 30 * 60_000;

/** A client whose requests end. */
export function createClient(location: MeiliLocation): Meilisearch {
  return new Meilisearch({ host: location.url, ...(location.key === null ? {} : { apiKey: location.key }), timeout: 60_000 });
}

/** Runs a call and gives its failure a name. @throws IndexError */
export async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toIndexError(error);
  }
}

/** As {@link ask}, within the time that a person waits for an answer. */
export async function askSoon<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return ask(() => call(AbortSignal.timeout(SEARCH_TIMEOUT_MS)));
}

/**
 * Enqueues a write and waits until it is done: 202 is not success (R25).
 * @throws IndexError kind `task-failed` with the server's words.
 */
export async function write(client: Meilisearch, enqueue: () => Promise<EnqueuedTask>): Promise<Task> {
  return ask(async () => {
    const task = await client.tasks.waitForTask(await enqueue(), { timeout: TASK_TIMEOUT_MS, interval: 25 });
    if (task.status !== 'succeeded') {
      throw new IndexError('task-failed', `Meilisearch refused a write: ${task.error?.message ?? task.status}`, { cause: task.error });
    }
    return task;
  });
}

/** Whether a failed write was the fault of a document and not of the server. */
export function isDocumentFault(error: unknown): boolean {
  const code = error instanceof IndexError ? (error.cause as { code?: string } | undefined)?.code ?? '' : '';
  return /^(?:invalid_document|missing_document_id|max_fields_limit_exceeded|document_fields_limit_reached|malformed_payload)/u.test(code);
}

function toIndexError(error: unknown): IndexError {
  if (error instanceof IndexError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof MeilisearchApiError) {
    const kind = error.response.status >= 500 ? 'unreachable' : 'refused';
    return new IndexError(kind, `Meilisearch answered: ${message}`, { cause: error.cause });
  }
  const isTimeout = error instanceof MeilisearchRequestTimeOutError || error instanceof MeilisearchTaskTimeOutError || (error instanceof Error && error.name === 'TimeoutError');
  if (isTimeout) return new IndexError('timeout', `Meilisearch did not answer in time: ${message}`, { cause: error });
  // A proxy's HTML page instead of JSON arrives as a bare SyntaxError.
  return new IndexError('unreachable', `Meilisearch cannot be reached: ${message}`, { cause: error });
}
