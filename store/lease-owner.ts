/** Who holds a lease: this process, told apart from every other one on any machine, and from its predecessors. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** A restarted container has the same name and number: the last part differs. */
const SELF = { host: hostname(), pid: String(process.pid), start: randomUUID().slice(0, 8) };

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
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
