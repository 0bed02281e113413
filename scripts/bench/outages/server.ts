/** The real `writeups serve` in a process of its own, and what it logs. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '../../../store/open.ts';
import { addSource } from '../../../store/sources.ts';
import { feedUrl } from './own-internet.ts';

const CLI = new URL('../../writeups.ts', import.meta.url).pathname;

export type Server = {
  /** Where it answers. */
  readonly url: string;
  readonly pid: number;
  /** Lines of its log. */
  readonly lines: readonly string[];
  /** Lines that say that something is wrong: warnings, errors, and what is not JSON but speaks of them. */
  readonly warnings: () => readonly string[];
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
};

/** Starts it over a data folder, with all roles or some; resolves when it listens. @throws Error with its words where it ends before. */
export async function startServe(folder: string, env: Readonly<Record<string, string>>, roles: string | null = null): Promise<Server> {
  const lines: string[] = [];
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--data', folder, ...(roles === null ? [] : ['--only', roles])], {
    env: { ...process.env, NODE_ENV: '', BUILT_IN_SOURCES: 'off', MEILI_URL: '', DATABASE_URL: '', SMTP_URL: '', ...env }, stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    lines.push(...chunk.split('\n').filter((line) => line !== ''));
    const [, url] = /answers at (\S+)/u.exec(chunk) ?? [];
    if (url !== undefined) resolve(url);
  });
  const closed = once(child, 'close');
  void closed.then(() => reject(new Error(`serve ended: ${lines.slice(-3).join(' ')}`)));
  return {
    url: await promise, pid: child.pid ?? 0, lines,
    warnings: () => lines.filter((line) => /"level":(?:40|50|60)/u.test(line) || (!line.startsWith('{') && /warning|error/iu.test(line))),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await closed;
      return child.exitCode;
    },
  };
}

/** The real `writeups crawl` to its end: its exit code, and what it wrote. */
export async function crawlCommand(folder: string, env: Readonly<Record<string, string>>): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [CLI, 'crawl', '--data', folder], { env: { ...process.env, NODE_ENV: '', MEILI_URL: '', DATABASE_URL: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => { output += chunk; });
  await once(child, 'close');
  return { code: child.exitCode, output };
}

/** Waits until it is so; false where that takes too long. */
export async function until(isSo: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  for (const end = performance.now() + withinMs; performance.now() < end; await wait(250)) if (await isSo()) return true;
  return false;
}

/** A store that follows so many blogs of the farm, and nothing read of them yet. */
export async function followBlogs(folder: string, blogs: number): Promise<void> {
  const store = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
  for (let blog = 0; blog < blogs; blog += 1) {
    const url = feedUrl(blog);
    await addSource(store.db, { id: `h${blog}`, kind: 'feed', url, addedUrl: url, siteUrl: new URL('/', url).href, title: `h${blog}`, publisher: `h${blog}`, discovery: null, topics: [] }, new Date().toISOString());
  }
  await store.close();
}

/** What a process holds, in MiB: its own memory, and that with the files it has mapped. */
export function memoryOf(pid: number): { readonly ownMib: number; readonly withFilesMib: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'mu').exec(status)?.[1] ?? 0) / 1_024;
  return { ownMib: mib('RssAnon'), withFilesMib: mib('VmRSS') };
}
