/** What happens by the clock: woken every minute, told by the database what is due (R29). */

import cron from 'node-cron';
import type { Log } from '../../core/log.ts';
import { storageFailure } from '../../store/storage-failure.ts';

/** Work that is woken every minute and does what is due by then. It should look at `isStopping` between two pieces of work. */
export type ScheduledTask = { readonly name: string; run(isStopping: () => boolean): Promise<unknown> };

export type Scheduler = {
  /** Wakes no task any more, and resolves when those at work have ended. */
  stop(): Promise<void>;
};

/** Wakes the tasks now and at every full minute. A task never runs beside itself; what one throws is logged and costs the others nothing. */
export function startScheduler(tasks: readonly ScheduledTask[], log: Log): Scheduler {
  const running = new Map<string, Promise<void>>();
  let isStopped = false;
  const wake = ({ name, run }: ScheduledTask): void => {
    if (isStopped || running.has(name)) return;
    running.set(name, run(() => isStopped)
      .then(() => {}, (error: unknown) => reportFailure(log, name, error))
      .finally(() => running.delete(name)));
  };
  const wakeAll = (): void => tasks.forEach(wake);
  const minutes = cron.schedule('* * * * *', wakeAll);
  wakeAll();
  return {
    stop: async () => {
      isStopped = true;
      await minutes.stop();
      await Promise.all(running.values());
    },
  };
}

function reportFailure(log: Log, task: string, error: unknown): void {
  const reason = storageFailure(error);
  if (reason === null) log.error({ err: error, task }, 'a bug stopped a scheduled task');
  else log.error({ task, reason }, 'a scheduled task waits until it can write again');
}
