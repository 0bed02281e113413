/** Endpoints on a router: validation before, the reply behind. */

import Router from '@koa/router';
import type { Context } from 'koa';
import type { Deps } from '../deps.ts';
import { isRedirect, type Endpoint } from './endpoint.ts';
import { check, checkQuery, type Checked } from './parameters.ts';
import { Refusal } from './problems.ts';

/** A router that serves these endpoints. */
export function mount(deps: Deps, endpoints: readonly Endpoint[]): Router {
  const router = new Router();
  for (const endpoint of endpoints) {
    router.get(endpoint.operationId, endpoint.path, (ctx) => serve(deps, endpoint, ctx, ctx.params));
  }
  return router;
}

async function serve(deps: Deps, endpoint: Endpoint, ctx: Context, params: unknown): Promise<void> {
  const query = accepted(checkQuery(endpoint.query, ctx.URL.searchParams));
  const reply = await endpoint.handle(deps, {
    query,
    params: endpoint.params === null ? {} : accepted(check(endpoint.params, params)),
  });
  if (isRedirect(reply)) {
    ctx.redirect(reply.redirectTo);
    ctx.status = 308;
    return;
  }
  ctx.type = reply.type;
  ctx.body = reply.body;
  ctx.state['fingerprint'] = reply.fingerprint;
  if (reply.lastModifiedAt !== null) ctx.lastModified = new Date(reply.lastModifiedAt);
}

function accepted(checked: Checked): unknown {
  if ('value' in checked) return checked.value;
  const detail = checked.errors.map((error) => `${error.parameter} ${error.message}`).join('; ');
  throw new Refusal({ kind: 'bad-parameter', detail: `${detail}.`, position: null, errors: checked.errors });
}
