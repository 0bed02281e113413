/** Processes of a measurement that are killed and started again. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export type Child = {
  readonly name: string;
  /** The process that runs, told apart from those before it. */
  readonly life: () => string;
  /** The process that runs at the moment; null while none does. */
  readonly pid: () => number | null;
  readonly start: () => void;
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** What it wrote to standard error, and how often it ended by itself. */
  readonly errors: () => readonly string[];
};

/** What a supervisor waits before it starts a program again that ended by itself. */
const RESTART_MS = 300;

/** A program that is started again whenever it ends by itself, as a supervisor does; `argsOf` is told what to call each of its lives. */
export function createChild(name: string, argsOf: (life: string) => readonly string[], env: Readonly<Record<string, string>>): Child {
  const errors: string[] = [];
  let lives = 0;
  const life = (): string => `${name}-${lives}`;
  let running: ChildProcess | null = null;
  const start = (): void => {
    lives += 1;
    const child = spawn(process.execPath, [...argsOf(life())], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => errors.push(...chunk.split('\n').filter((line) => line !== '')));
    child.once('exit', (code, signal) => {
      if (running !== child) return;
      errors.push(`ended by itself: ${code ?? signal}`);
      setTimeout(() => { if (running === child) start(); }, RESTART_MS);
    });
    running = child;
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const child = running;
    running = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  };
  return { name, life, start, pid: () => running?.pid ?? null, errors: () => errors, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}
