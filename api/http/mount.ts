/** Endpoints on a router: validation before, the reply behind. */

import { createHash } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { engineCursor } from '../../store/outbox.ts';
import type { Deps } from '../deps.ts';
import { requireScope } from './authorise.ts';
import { checkBody, readJsonBody } from './body.ts';
import { isRedirect, type Endpoint, type Redirect, type Reply } from './endpoint.ts';
import { createKeptAnswers, type KeptAnswers } from './kept-answers.ts';
import { check, checkQuery, type Checked } from './parameters.ts';
import { problem, Refusal } from './problems.ts';
import { sharedInTurn } from './remembered.ts';
import { askIfThere } from './store-patience.ts';

/** A router that serves these endpoints. */
export function mount(deps: Deps, endpoints: readonly Endpoint[]): Router {
  const router = new Router();
  const kept = createKeptAnswers();
  const versionOf = sharedInTurn(() => askIfThere(deps, () => engineCursor(deps.store.db, deps.engine.cursors)));
  for (const endpoint of endpoints) {
    router[endpoint.method](endpoint.operationId, endpoint.path, async (ctx) => {
      const type = preferredType(ctx, endpoint);
      const make = (): Promise<Reply | Redirect> => handle(deps, endpoint, { ctx, params: ctx.params, type });
      const version = endpoint.isKept ? await versionOf() : null;
      send(ctx, endpoint, version === null ? await make() : await findKept(kept, { ctx, type, version: `${deps.engine.name} ${version}`, make }));
    });
  }
  return router;
}

type Request = { readonly ctx: Context; readonly params: unknown; readonly type: string };

async function handle(deps: Deps, endpoint: Endpoint, { ctx, params, type }: Request): Promise<Reply | Redirect> {
  const key = endpoint.scope === null ? null : requireScope(ctx, endpoint.scope);
  const query = accepted(checkQuery(endpoint.query, ctx.URL.searchParams));
  return endpoint.handle(deps, {
    query, key, type,
    params: endpoint.params === null ? {} : accepted(check(endpoint.params, params)),
    body: endpoint.body === null ? {} : accepted(checkBody(endpoint.body, await readJsonBody(ctx))),
  });
}

type Asked = { readonly ctx: Context; readonly type: string; readonly version: string; readonly make: () => Promise<Reply | Redirect> };

/** The answer as it was given before, where the index is as it was; the order of parameters is of no account. */
function findKept(kept: KeptAnswers, { ctx, type, version, make }: Asked): Promise<Reply> {
  const parameters = new URLSearchParams(ctx.querystring);
  parameters.sort();
  return kept.find(`${type} ${ctx.path}?${parameters}`, version, async () => {
    const reply = await make();
    if (isRedirect(reply)) throw new Error(`${ctx.path} is kept, but redirects`);
    return typeof reply.body === 'string' && !reply.isFleeting ? { ...reply, body: Buffer.from(reply.body), fingerprint: shortened(reply.fingerprint) } : reply;
  });
}

/** What is kept is a few bytes: the fingerprint of a whole answer takes more room than its body. */
function shortened(fingerprint: string | null): string | null {
  return fingerprint === null ? null : createHash('sha256').update(fingerprint).digest('base64url');
}

function send(ctx: Context, endpoint: Endpoint, reply: Reply | Redirect): void {
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

/** What the reader likes best of what there is. One that takes nothing of it gets the first: a page that was opened by hand says more than an error. */
function preferredType(ctx: Context, { answers }: Endpoint): string {
  const types = Object.keys(answers);
  const [first = ''] = types;
  return types.length === 1 ? first : ctx.accepts(types) || first;
}

function accepted(checked: Checked): unknown {
  if ('value' in checked) return checked.value;
  const detail = checked.errors.map((error) => `${error.parameter} ${error.message}`).join('; ');
  throw new Refusal({ ...problem('bad-parameter', `${detail}.`), errors: checked.errors });
}
