/** The most memory that this process and its children hold while something runs. */

import { readdirSync, readFileSync } from 'node:fs';

/** MiB. `anonymous` leaves out mapped files, which the system takes back at need; 0 where `/proc` does not tell. */
export type PeakMemory = { readonly own: number; readonly anonymous: number; readonly children: number };

const SAMPLE_MS = 250;

/** Begins to watch; `end` gives the highest of each that was seen. Servers that were running before count as nobody's. */
export function peakMemory(): { readonly end: () => PeakMemory } {
  const strangers = new Set(childIds());
  let peak: PeakMemory = { own: 0, anonymous: 0, children: 0 };
  const look = (): void => {
    const children = childIds().filter((id) => !strangers.has(id)).reduce((sum, id) => sum + read(id, 'VmRSS'), 0);
    const own = Math.round(process.memoryUsage.rss() / 2 ** 20);
    peak = { own: Math.max(peak.own, own), anonymous: Math.max(peak.anonymous, read('self', 'RssAnon')), children: Math.max(peak.children, children) };
  };
  const sampling = setInterval(look, SAMPLE_MS);
  return {
    end: () => {
      clearInterval(sampling);
      look();
      return peak;
    },
  };
}

function childIds(): string[] {
  try {
    return readdirSync('/proc/self/task').flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter((id) => id !== ''));
  } catch {
    // Other systems have no /proc, and threads end between the two calls.
    return [];
  }
}

function read(process: string, field: string): number {
  try {
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+)`, 'mu').exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1] ?? '0';
    return Math.round(Number(kibibytes) / 1024);
  } catch {
    // As above, or the child has ended.
    return 0;
  }
}
