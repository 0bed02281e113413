/** The time and how to wait for it: handed down, so that two days can be tried in a minute. */

import { setTimeout as wait } from 'node:timers/promises';

export type Clock = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
};

/** This machine's time. */
export const SYSTEM_CLOCK: Clock = { now: Date.now, sleep: (ms) => (ms > 0 ? wait(ms) : Promise.resolve()) };
