/** Quotas of servers that share a PostgreSQL: a client has one bucket there, whichever server it asks. */

import { forgetFullBuckets, takeTokens } from '../../store/quotas.ts';
import type { Deps } from '../deps.ts';
import { askIfThere } from './store-patience.ts';
import { createQuota, verdictOf, type AnyQuota, type Verdict } from './rate-limit.ts';

const FORGET_EVERY_MS = 60_000;

/**
 * A quota by the kind of store: on SQLite in memory, since there one process serves. Where the store is away, `whenAway` decides:
 * `open` counts in memory meanwhile, `closed` refuses.
 */
export function openQuota({ store, log }: Pick<Deps, 'store' | 'log'>, name: string, perMinute: number, whenAway: 'open' | 'closed'): AnyQuota {
  const own = createQuota(name, perMinute);
  if (store.dialect === 'sqlite') return own;
  let forgottenMs = 0;
  return {
    name, perMinute,
    async take(client, cost, nowMs): Promise<Verdict> {
      const price = Math.min(cost, perMinute);
      const withoutStore = (): Verdict => (whenAway === 'open' ? own.take(client, cost, nowMs) : verdictOf({ isAllowed: false, tokens: 0, price, perMinute }));
      try {
        const taken = await askIfThere({ store, log }, () => takeTokens(store.db, { key: `${name} ${client}`, perMinute, price, nowMs }));
        if (taken === null) return withoutStore();
        const { isAllowed, tokens } = taken;
        if (nowMs - forgottenMs > FORGET_EVERY_MS) {
          forgottenMs = nowMs;
          await forgetFullBuckets(store.db, nowMs);
        }
        return verdictOf({ isAllowed, tokens, price, perMinute });
      } catch (error) {
        log.warn({ err: error, quota: name }, 'the store does not count requests');
        return withoutStore();
      }
    },
  };
}
