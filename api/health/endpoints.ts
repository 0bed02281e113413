/** Whether the process lives, whether it can serve, and how it does (R61). */

import type Router from '@koa/router';
import type { EngineStatus } from '../../core/search.ts';
import { countPosts } from '../../store/posts.ts';
import type { Deps } from '../deps.ts';
import { remembered } from '../http/remembered.ts';

const CACHE_MS = 1_000;
const TIMEOUT_MS = 1_000;

export type Draining = { isDraining: boolean };

/** Routes for supervisors; their answers are never cached by others. */
export function mountHealth(router: Router, deps: Deps, draining: Draining): void {
  const ready = remembered(() => isReady(deps), CACHE_MS);
  router.get('/livez', (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'text/plain';
    ctx.body = 'ok\n';
  });
  router.get('/readyz', async (ctx) => {
    const failure = draining.isDraining ? 'The server is stopping.' : await ready();
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'text/plain';
    ctx.status = failure === null ? 200 : 503;
    ctx.body = `${failure ?? 'ready'}\n`;
  });
  router.get('/healthz', async (ctx) => {
    const [failure, engine] = await Promise.all([ready(), engineStatus(deps)]);
    const posts = failure === null ? await countPosts(deps.store.db) : null;
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'application/json';
    ctx.body = JSON.stringify({
      ready: failure === null && !draining.isDraining, store: failure ?? 'fine', posts,
      engine: { name: deps.engine.name, ...engine }, crawl: deps.crawler.progress(),
    });
  });
}

/** Null when the store answers in time. The engine being away degrades the search and nothing else. */
async function isReady(deps: Deps): Promise<string | null> {
  try {
    await withTimeout(countSources(deps));
    return null;
  } catch (error) {
    deps.log.warn({ err: error }, 'the store does not answer');
    return 'The store does not answer.';
  }
}

async function countSources(deps: Deps): Promise<void> {
  await deps.store.db.selectFrom('sources').select('id').limit(1).execute();
}

async function engineStatus(deps: Deps): Promise<Pick<EngineStatus, 'healthy' | 'message' | 'documents'> | { readonly healthy: false; readonly message: string }> {
  try {
    const { healthy, message, documents } = await withTimeout(deps.engine.status());
    return { healthy, message, documents };
  } catch {
    return { healthy: false, message: 'The search engine does not answer.' }; // whatever it is, the engine's own log tells it
  }
}

async function withTimeout<Value>(work: Promise<Value>): Promise<Value> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  return Promise.race([work, timeout.promise]).finally(() => clearTimeout(timer));
}
