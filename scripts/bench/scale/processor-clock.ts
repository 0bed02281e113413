/** Processor time, which says what a step costs on a machine that others use too. */

import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Store } from '../../../store/open.ts';

/** Reads the milliseconds of processor time that this process has used so far, together with the PostgreSQL processes that serve it now (on Linux). */
export async function processorClock({ db, dialect }: Store): Promise<() => number> {
  const servers = dialect === 'sqlite' ? [] : (await sql<{ pid: number }>`select pid from pg_stat_activity where datname = current_database()`.execute(db)).rows;
  return () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e3 + servers.reduce((sum, { pid }) => sum + usedBy(pid), 0);
  };
}

/** 0 for one that has ended, or where the system does not tell. */
function usedBy(pid: number): number {
  try {
    // Its first number: nanoseconds on a processor.
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return 0;
  }
}
