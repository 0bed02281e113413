/** Entry of the engine's threads: answers messages one after the other. `workerData.role` says whether it reads or writes. */

import { parentPort, workerData } from 'node:worker_threads';
import { IndexError } from '../../core/errors.ts';
import { openIndexWriter } from './index-writer.ts';
import { openReader } from './reader.ts';
import { asIndexError } from './schema.ts';

/** A call of one of the thread's methods, and what comes back: as JSON, which the one who asked reads in half the time that a copy of objects takes; null where there is nothing. */
export type Call = { readonly call: number; readonly method: string; readonly args: readonly unknown[] };
export type Reply =
  | { readonly call: number; readonly json: string | null }
  | { readonly call: number; readonly failure: { readonly kind: IndexError['kind']; readonly message: string } };
export type WorkerData = { readonly role: 'reader' | 'writer'; readonly path: string };

if (parentPort !== null) serve(workerData as WorkerData);

function serve({ role, path }: WorkerData): void {
  const port = parentPort;
  let methods: Record<string, (...args: unknown[]) => unknown> | null = null;
  port?.on('message', ({ call, method, args }: Call) => {
    try {
      methods ??= open(role, path);
      port.postMessage({ call, json: jsonOf(methods[method]?.(...args)) } satisfies Reply);
      if (method === 'close') port.close();
    } catch (error) {
      port.postMessage({ call, failure: failureOf(error, path) } satisfies Reply);
    }
  });
}

function open(role: WorkerData['role'], path: string): Record<string, (...args: unknown[]) => unknown> {
  if (role === 'writer') return openIndexWriter(path) as unknown as Record<string, (...args: unknown[]) => unknown>;
  const reader = openReader(path);
  // The vocabulary comes in between searches; a thread that has only this left may end.
  const prepare = (): void => {
    if (reader.prepareMore()) setTimeout(prepare, 1).unref();
  };
  setTimeout(prepare, 1).unref();
  return reader as unknown as Record<string, (...args: unknown[]) => unknown>;
}

function jsonOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function failureOf(error: unknown, path: string): { kind: IndexError['kind']; message: string } {
  const known = asIndexError(error, path);
  if (known instanceof IndexError) return { kind: known.kind, message: known.message };
  return { kind: 'task-failed', message: known instanceof Error ? (known.stack ?? known.message) : String(known) };
}
