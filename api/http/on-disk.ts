/** What was asked for and answered outlives a power cut. */

import type { Middleware } from 'koa';
import type { Deps } from '../deps.ts';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Answers a request that may have changed something when the change is on the disk: who has unsubscribed stays so. */
export function onDisk({ store }: Pick<Deps, 'store'>): Middleware {
  return async (ctx, next) => {
    await next();
    if (!READING.has(ctx.method)) await store.toDisk();
  };
}
