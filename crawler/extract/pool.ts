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

type Job = { readonly request: Request; readonly resolve: (article: Article) => void; readonly reject: (error: Error) => void };
type State = { readonly options: ExtractPoolOptions; readonly waiting: Job[]; readonly idle: Worker[]; readonly busy: Map<Worker, Job>; closed: boolean };

/** A pool; threads start with the first pages and are used again. */
export function createExtractPool(options: ExtractPoolOptions): ExtractPool {
  const state: State = { options, waiting: [], idle: [], busy: new Map(), closed: false };
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
  const worker = state.idle.pop() ?? startWorker(state.options);
  state.busy.set(worker, job);
  runJob(worker, job, state);
}

function startWorker(options: ExtractPoolOptions): Worker {
  const worker = new Worker(new URL('./pool-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: options.maxMemoryMb } });
  worker.unref();
  return worker;
}

/** Exactly one of answer, failure and time-out ends a job. A thread that failed is never used again. */
function runJob(worker: Worker, job: Job, state: State): void {
  const { timeoutMs, maxMemoryMb } = state.options;
  const end = (): void => {
    clearTimeout(timer);
    worker.removeAllListeners();
    worker.on('error', () => {}); // A thread that is being ended may still report why it fails; its job has its answer.
    state.busy.delete(worker);
  };
  const giveUp = (error: Error): void => {
    end();
    void worker.terminate();
    job.reject(error);
    startNext(state);
  };
  const timer = setTimeout(() => giveUp(new ExtractError('too-deep', `The page took longer than ${timeoutMs} ms to read.`)), timeoutMs);
  worker.on('message', (answer: Answer) => {
    end();
    state.idle.push(worker);
    settle(job, answer);
    startNext(state);
  });
  worker.on('error', (error) => giveUp(isOutOfMemory(error) ? new ExtractError('too-deep', `The page took more than ${maxMemoryMb} MB to read.`, { cause: error }) : error as Error));
  worker.on('exit', (code) => giveUp(new Error(`The extraction thread ended with code ${code}.`)));
  worker.postMessage(job.request);
}

function settle(job: Job, answer: Answer): void {
  if ('article' in answer) job.resolve(answer.article);
  else job.reject(answer.kind === null ? new Error(answer.message) : new ExtractError(answer.kind, answer.message));
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

async function closePool(state: State): Promise<void> {
  state.closed = true;
  const refused = [...state.waiting.splice(0), ...state.busy.values()];
  const workers = [...state.idle.splice(0), ...state.busy.keys()];
  for (const worker of state.busy.keys()) worker.removeAllListeners();
  await Promise.all(workers.map((worker) => worker.terminate()));
  for (const job of refused) job.reject(new Error('The extraction pool was closed.'));
}
