/** Endpoints on a router: validation before, the reply behind. */

import Router from '@koa/router';
import type { Context } from 'koa';
import type { Deps } from '../deps.ts';
import { requireScope } from './authorise.ts';
import { checkBody, readJsonBody } from './body.ts';
import { isRedirect, type Endpoint } from './endpoint.ts';
import { check, checkQuery, type Checked } from './parameters.ts';
import { problem, Refusal } from './problems.ts';

/** A router that serves these endpoints. */
export function mount(deps: Deps, endpoints: readonly Endpoint[]): Router {
  const router = new Router();
  for (const endpoint of endpoints) {
    router[endpoint.method](endpoint.operationId, endpoint.path, (ctx) => serve(deps, endpoint, ctx, ctx.params));
  }
  return router;
}

async function serve(deps: Deps, endpoint: Endpoint, ctx: Context, params: unknown): Promise<void> {
  const key = endpoint.scope === null ? null : requireScope(ctx, endpoint.scope);
  const query = accepted(checkQuery(endpoint.query, ctx.URL.searchParams));
  const reply = await endpoint.handle(deps, {
    query,
    params: endpoint.params === null ? {} : accepted(check(endpoint.params, params)),
    key,
    body: endpoint.body === null ? {} : accepted(checkBody(endpoint.body, await readJsonBody(ctx))),
  });
  if (isRedirect(reply)) {
    ctx.redirect(reply.redirectTo);
    ctx.status = 308;
    return;
  }
  ctx.status = endpoint.status;
  ctx.type = reply.type;
  ctx.body = reply.body;
  ctx.state['fingerprint'] = reply.fingerprint;
  if (reply.lastModifiedAt !== null) ctx.lastModified = new Date(reply.lastModifiedAt);
}

function accepted(checked: Checked): unknown {
  if ('value' in checked) return checked.value;
  const detail = checked.errors.map((error) => `${error.parameter} ${error.message}`).join('; ');
  throw new Refusal({ ...problem('bad-parameter', `${detail}.`), errors: checked.errors });
}
