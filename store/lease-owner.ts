/** Who holds a lease: this process, told apart from every other one on any machine, and from its predecessors. */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A restarted container has the same name and number: the last part differs. It begins with the process's birth. */
const SELF = { host: hostname(), pid: String(process.pid), start: `${birthOf(String(process.pid)) ?? ''}-${randomUUID().slice(0, 8)}` };

/** This process. */
export function leaseOwner(): string {
  return `${SELF.host}:${SELF.pid}:${SELF.start}`;
}

/** Whether the holder of a lease may still be at work. Processes of other machines are taken to be alive until their lease ends. */
export function mayBeAlive(owner: string): boolean {
  const [host, pid = '', start = ''] = owner.split(':');
  if (host !== SELF.host) return true;
  if (pid === SELF.pid) return start.startsWith(SELF.start);
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // Systems give the number of a process that ended to another one, or to a thread.
  const [birth, birthNow] = [/^\d+(?=-)/u.exec(start)?.[0] ?? null, birthOf(pid)];
  return birth === null || birthNow === null || birth === birthNow;
}

/** When a process began, in clock ticks since the machine's start; null where the system does not tell (Linux alone does). */
function birthOf(pid: string): string | null {
  try {
    // The name in parentheses may hold anything; the time is the 20th field after it. @see proc_pid_stat(5)
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^[^]*\) /u, '').split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
