/**
 * Extraction in processes of its own with limits, so that one poisonous page costs one page (R14). Threads would do for time, but a
 * thread whose heap is full can end the whole process before its limit is noticed (seen with Node 24.21).
 */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Article } from '../../core/article.ts';
import { ExtractError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import type { Page } from './page-evidence.ts';
import type { Answer, Request } from './pool-worker.ts';

export type ExtractPoolOptions = {
  /** How many pages are read at once. */
  readonly workers: number;
  /** A page that takes longer is given up, with its process. */
  readonly timeoutMs: number;
  /** Heap of one process. */
  readonly maxMemoryMb: number;
};

export type ExtractPool = {
  /** As `extractArticle`. @throws ExtractError as there, and kind `too-deep` for a page that takes too long or too much memory. */
  readonly extract: (page: Page, now: Instant) => Promise<Article>;
  /** Ends the processes; pages that are still waiting are refused. */
  readonly close: () => Promise<void>;
};

/** A machine with many times the work it can do needs long to load a process's code and language tables, which no page is to blame for. */
const MAX_START_MS = 120_000;

type Job = { readonly request: Request; readonly resolve: (article: Article) => void; readonly reject: (error: Error) => void };
type Running = Job & { readonly timer: NodeJS.Timeout };
type State = { readonly options: ExtractPoolOptions; readonly waiting: Job[]; readonly idle: ChildProcess[]; readonly busy: Map<ChildProcess, Running>; readonly ready: WeakSet<ChildProcess>; closed: boolean };

/** A pool; processes start with the first pages and are used again. */
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
  // A process that is gone says so by its exit.
  worker.send(job.request, () => {});
}

function setDeadline(worker: ChildProcess, job: Job, withinMs: number, state: State): void {
  const isStillRead = (): boolean => state.busy.get(worker) === running;
  // An answer that came while this process was busy itself is heard first.
  const timer = setTimeout(() => setImmediate(() => {
    if (isStillRead()) giveUp(worker, new ExtractError('too-deep', `The page took longer than ${withinMs} ms to read.`), state);
  }), withinMs);
  const running = { ...job, timer };
  state.busy.set(worker, running);
}

/** The first page's time counts from when its thread has loaded. */
function startClock(worker: ChildProcess, state: State): void {
  state.ready.add(worker);
  const job = endJob(worker, state);
  if (job !== null) setDeadline(worker, job, state.options.timeoutMs, state);
}

function startWorker(state: State): ChildProcess {
  const { maxMemoryMb } = state.options;
  const worker = fork(fileURLToPath(new URL('./pool-worker.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${maxMemoryMb}`, '--max-semi-space-size=8', '--heap-growing-percent=50', '--no-sparkplug'], serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  worker.on('message', (answer: Answer) => {
    if ('ready' in answer) return startClock(worker, state);
    const job = endJob(worker, state);
    if (job === null) return;
    state.idle.push(worker);
    settle(job, answer);
    startNext(state);
  });
  worker.on('error', (error) => giveUp(worker, error, state));
  worker.on('exit', (code, signal) => giveUp(worker, failureOfExit({ code, signal, maxMemoryMb }), state));
  // An idle process keeps nobody from ending; a job holds its timer.
  worker.unref();
  worker.channel?.unref();
  return worker;
}

/** V8 aborts a process whose heap is full. */
function failureOfExit({ code, signal, maxMemoryMb }: { readonly code: number | null; readonly signal: string | null; readonly maxMemoryMb: number }): Error {
  const isOutOfMemory = signal === 'SIGABRT' || signal === 'SIGTRAP' || signal === 'SIGILL' || code === 134;
  return isOutOfMemory ? new ExtractError('too-deep', `The page took more than ${maxMemoryMb} MB to read.`) : new Error(`The extraction process ended with ${signal ?? `code ${code}`}.`);
}

/** The job of a process, which has none from now on; null where it had none. */
function endJob(worker: ChildProcess, state: State): Running | null {
  const job = state.busy.get(worker) ?? null;
  if (job !== null) clearTimeout(job.timer);
  state.busy.delete(worker);
  return job;
}

/** A process that failed is never used again; its job is lost, the next one goes on. */
function giveUp(worker: ChildProcess, error: Error, state: State): void {
  const job = endJob(worker, state);
  const place = state.idle.indexOf(worker);
  if (place !== -1) state.idle.splice(place, 1);
  worker.kill('SIGKILL');
  job?.reject(error);
  startNext(state);
}

function settle(job: Job, answer: Exclude<Answer, { readonly ready: true }>): void {
  if ('article' in answer) job.resolve(answer.article);
  else job.reject(answer.kind === null ? new Error(answer.message) : new ExtractError(answer.kind, answer.message));
}

async function closePool(state: State): Promise<void> {
  state.closed = true;
  const workers = [...state.idle.splice(0), ...state.busy.keys()];
  const refused = [...state.waiting.splice(0), ...[...state.busy.keys()].map((worker) => endJob(worker, state)).filter((job) => job !== null)];
  for (const job of refused) job.reject(new Error('The extraction pool was closed.'));
  await Promise.all(workers.map(endProcess));
}

async function endProcess(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.ref();
  worker.kill('SIGKILL');
  await ended;
}
