/** Extraction in worker threads with limits, so that one poisonous page costs one page (R14). */

import { Worker } from 'node:worker_threads';
import type { Article } from '../../core/article.ts';
import { ExtractError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import type { Page } from './page-evidence.ts';
import type { Answer, Request } from './pool-worker.ts';

export type ExtractPoolOptions = {
  /** How many pages are read at once. */
  readonly workers: number;
  /** A page that takes longer is given up, with its thread. */
  readonly timeoutMs: number;
  /** Heap of one thread. */
  readonly maxMemoryMb: number;
};

export type ExtractPool = {
  /** As `extractArticle`. @throws ExtractError as there, and kind `too-deep` for a page that takes too long or too much memory. */
  readonly extract: (page: Page, now: Instant) => Promise<Article>;
  /** Ends the threads; pages that are still waiting are refused. */
  readonly close: () => Promise<void>;
};

/** A busy machine may need seconds to load a thread's code and language tables. */
const MAX_START_MS = 30_000;

type Job = { readonly request: Request; readonly resolve: (article: Article) => void; readonly reject: (error: Error) => void };
type Running = Job & { readonly timer: NodeJS.Timeout };
type State = { readonly options: ExtractPoolOptions; readonly waiting: Job[]; readonly idle: Worker[]; readonly busy: Map<Worker, Running>; readonly ready: WeakSet<Worker>; closed: boolean };

/** A pool; threads start with the first pages and are used again. */
export function createExtractPool(options: ExtractPoolOptions): ExtractPool {
  const state: State = { options, waiting: [], idle: [], busy: new Map(), ready: new WeakSet(), closed: false };
  return {
    extract: (page, now) => new Promise((resolve, reject) => {
      if (state.closed) return reject(new Error('The extraction pool is closed.'));
      state.waiting.push({ request: { page, now }, resolve, reject });
      startNext(state);
    }),
    close: () => closePool(state),
  };
}

function startNext(state: State): void {
  if (state.closed || state.waiting.length === 0 || state.busy.size >= state.options.workers) return;
  const job = state.waiting.shift();
  if (job === undefined) return;
  const worker = state.idle.pop() ?? startWorker(state);
  setDeadline(worker, job, state.ready.has(worker) ? state.options.timeoutMs : MAX_START_MS, state);
  worker.postMessage(job.request);
}

function setDeadline(worker: Worker, job: Job, withinMs: number, state: State): void {
  const timer = setTimeout(() => giveUp(worker, new ExtractError('too-deep', `The page took longer than ${withinMs} ms to read.`), state), withinMs);
  state.busy.set(worker, { ...job, timer });
}

/** The first page's time counts from when its thread has loaded. */
function startClock(worker: Worker, state: State): void {
  state.ready.add(worker);
  const job = endJob(worker, state);
  if (job !== null) setDeadline(worker, job, state.options.timeoutMs, state);
}

function startWorker(state: State): Worker {
  const { maxMemoryMb } = state.options;
  const worker = new Worker(new URL('./pool-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb } });
  worker.on('message', (answer: Answer) => {
    if ('ready' in answer) return startClock(worker, state);
    const job = endJob(worker, state);
    if (job === null) return;
    state.idle.push(worker);
    settle(job, answer);
    startNext(state);
  });
  worker.on('error', (error) => giveUp(worker, isOutOfMemory(error) ? new ExtractError('too-deep', `The page took more than ${maxMemoryMb} MB to read.`, { cause: error }) : asError(error), state));
  worker.on('exit', (code) => giveUp(worker, new Error(`The extraction thread ended with code ${code}.`), state));
  worker.unref();
  return worker;
}

/** The job of a thread, which has none from now on; null where it had none. */
function endJob(worker: Worker, state: State): Running | null {
  const job = state.busy.get(worker) ?? null;
  if (job !== null) clearTimeout(job.timer);
  state.busy.delete(worker);
  return job;
}

/** A thread that failed is never used again; its job is lost, the next one goes on. */
function giveUp(worker: Worker, error: Error, state: State): void {
  const job = endJob(worker, state);
  const place = state.idle.indexOf(worker);
  if (place !== -1) state.idle.splice(place, 1);
  void worker.terminate();
  job?.reject(error);
  startNext(state);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function settle(job: Job, answer: Exclude<Answer, { readonly ready: true }>): void {
  if ('article' in answer) job.resolve(answer.article);
  else job.reject(answer.kind === null ? new Error(answer.message) : new ExtractError(answer.kind, answer.message));
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

async function closePool(state: State): Promise<void> {
  state.closed = true;
  const workers = [...state.idle.splice(0), ...state.busy.keys()];
  const refused = [...state.waiting.splice(0), ...[...state.busy.keys()].map((worker) => endJob(worker, state)).filter((job) => job !== null)];
  for (const job of refused) job.reject(new Error('The extraction pool was closed.'));
  await Promise.all(workers.map((worker) => worker.terminate()));
}
