/** The processor time of a measurement's processes by what they are for, as Linux counts it. */

import { readdirSync, readFileSync } from 'node:fs';
import { DATABASE } from './installation.ts';

/** Clock ticks a second in /proc, on every Linux that people use (sysconf _SC_CLK_TCK). */
const TICKS = 100;

/** Seconds so far of this process (`farm`), its crawlers, their extraction processes, and of the database's; empty where there is no /proc. */
export function cpuSeconds(): Map<string, number> {
  const sums = new Map<string, number>();
  for (const pid of processIds()) {
    const stat = read(`/proc/${pid}/stat`).replace(/^[^]*\) /u, '').split(' ');
    const role = roleOf(pid, Number(stat[1]));
    if (role !== null) sums.set(role, (sums.get(role) ?? 0) + (Number(stat[11]) + Number(stat[12])) / TICKS);
  }
  return sums;
}

function roleOf(pid: string, parent: number): string | null {
  if (Number(pid) === process.pid) return 'farm';
  const words = read(`/proc/${pid}/cmdline`);
  if (words.includes('processes/crawler-main.ts') && parent === process.pid) return 'crawler';
  if (words.includes('extract/pool-worker.ts') && read(`/proc/${parent}/cmdline`).includes('processes/crawler-main.ts')) return 'extraction';
  return words.startsWith('postgres:') && words.includes(` ${DATABASE} `) ? 'database' : null;
}

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/u.test(name));
  } catch {
    return [];
  }
}

/** Empty where the process ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
