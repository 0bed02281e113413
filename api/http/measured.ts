/** Tells how long every answer took, by route. */

import type { Middleware } from 'koa';
import { ANSWERED, type Answered } from '../../core/events.ts';

/** The outermost middleware: what other ones refuse counts too. */
export function measured(): Middleware {
  return async (ctx, next) => {
    const started = performance.now();
    try {
      await next();
    } finally {
      if (ANSWERED.hasSubscribers) {
        const route = typeof ctx['_matchedRoute'] === 'string' ? ctx['_matchedRoute'] : '(none)';
        ANSWERED.publish({ route, method: ctx.method, status: ctx.status, seconds: (performance.now() - started) / 1_000 } satisfies Answered);
      }
    }
  };
}
