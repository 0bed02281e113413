import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../crawler/fetch/clock.ts';

/** A clock that several processes of one machine share: since `startMs` it runs `factor` times as fast as the world's. */
export function fastClock(startMs: number, factor: number): Clock {
  const now = (): number => startMs + (Date.now() - startMs) * factor;
  return {
    now,
    sleep: async (ms) => {
      // Timers may fire a little early, which is seconds here.
      for (const until = now() + ms; now() < until;) await wait(Math.max(1, (until - now()) / factor));
    },
  };
}
