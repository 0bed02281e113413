/** The application: every route and rule, without listening. */

import Router from '@koa/router';
import Koa from 'koa';
import { KEYED_ENDPOINTS } from './admin/endpoints.ts';
import { mountChat } from './chat/routes.ts';
import type { Deps } from './deps.ts';
import { mountDigest } from './digest/pages/routes.ts';
import { SUBSCRIBER_ENDPOINTS } from './digest/subscriber-endpoints.ts';
import { mountDescriptions } from './docs/routes.ts';
import { ENDPOINTS } from './endpoints.ts';
import { mountHealth, type Draining } from './health/endpoints.ts';
import { authenticate } from './http/authorise.ts';
import { compression, conditional } from './http/caching.ts';
import { measured } from './http/measured.ts';
import { limits, publicRead, requestIds, securityHeaders } from './http/headers.ts';
import { mount } from './http/mount.ts';
import { onDisk } from './http/on-disk.ts';
import { problems } from './http/problems.ts';
import { renderProblem } from './page/problem-page.ts';
import { mountPages } from './page/routes.ts';

const HUNG_UP = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/** An application ready to be listened with. `draining.isDraining` turns `/readyz` to 503 before a stop. */
export function createApp(deps: Deps, draining: Draining = { isDraining: false }): Koa {
  const app = new Koa({ proxy: deps.config.trustedProxyHops > 0, maxIpsCount: deps.config.trustedProxyHops });
  app.use(measured());
  app.use(requestIds());
  app.use(securityHeaders(deps.config.publicUrl.startsWith('https:')));
  app.use(publicRead());
  app.use(compression());
  app.use(conditional());
  app.use(problems(deps, renderProblem));
  app.use(limits());
  app.use(authenticate(deps));
  app.use(onDisk(deps));
  const api = mount(deps, [...ENDPOINTS, ...SUBSCRIBER_ENDPOINTS, ...KEYED_ENDPOINTS]);
  const pages = new Router();
  mountHealth(pages, deps, draining);
  mountDescriptions(pages, deps);
  mountChat(pages, deps);
  mountDigest(pages, deps);
  mountPages(pages, deps);
  for (const router of [api, pages]) app.use(router.routes()).use(router.allowedMethods());
  // What fails outside of every route: most often a reader that went away while it was answered.
  app.on('error', (error) => deps.log[HUNG_UP.has(error.code) ? 'debug' : 'error']({ err: error }, 'an answer could not be sent'));
  return app;
}
