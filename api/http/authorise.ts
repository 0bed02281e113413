/** Who asks, by the key in the `Authorization` header, and what that allows (R36, R37). */

import type { Context, Middleware } from 'koa';
import { allows, holdsKey, verifyKey, type ApiKey, type Scope } from '../../store/keys.ts';
import type { Deps } from '../deps.ts';
import { badParameter, databaseAway, problem, Refusal, type Problem } from './problems.ts';
import { costOf, networkOf, spend } from './rate-limit.ts';
import { openQuota } from './shared-quota.ts';
import { askIfThere } from './store-patience.ts';

/** What anybody may read even where reading needs a key: it says nothing of what is stored, or asks for a session or a signature of its own. */
const OPEN = /^\/(?:livez|readyz|healthz|openapi\.json|opensearch\.xml|llms\.txt|docs|problems|about|admin(?:\/.*)?|chat\/(?:slack|discord|telegram)|digest\/(?:confirm|unsubscribe|preferences)\/.*|static\/.*)$/u;
const BEARER = /^Bearer +(\S+) *$/iu;
const KEY_PARAMETERS = ['access_token', 'api_key', 'apikey', 'key', 'token'];
/** Nobody mistypes a key more often than that; 256 random bits are not guessed at any pace. */
const FAILURES_PER_MINUTE = 20;

const keys = new WeakMap<Context['req'], ApiKey>();

/**
 * Recognises the key, takes the request's cost from its client's quota, and where anonymous reading is off lets nobody in without one.
 * Failed keys have a quota of their own, so that they neither use up a neighbour's nor keep a good key of the same network out.
 */
export function authenticate(deps: Deps): Middleware {
  const { rateLimitPerMinute, anonymousRead } = deps.config;
  const isLimited = rateLimitPerMinute > 0;
  const [usual, failures] = [openQuota(deps, 'default', rateLimitPerMinute, 'open'), openQuota(deps, 'failed-authentication', FAILURES_PER_MINUTE, 'closed')];
  return async (ctx, next) => {
    const cost = costOf(ctx.method, ctx.path);
    if (cost === 0) return next();
    const nowMs = Date.parse(deps.now());
    const network = networkOf(ctx.ip);
    refuseKeyInAddress(ctx);
    const credentials = OPEN.test(ctx.path) ? null : credentialsOf(ctx);
    const key = credentials === null ? null : await keyOf(deps, credentials);
    if (credentials !== null && key === null) {
      if (isLimited) await spend(ctx, failures, { client: network, cost: 1, nowMs });
      refuse(ctx, 'Bearer realm="Writeups", error="invalid_token"', problem('unauthenticated', 'This key opens nothing: it is wrong, has ended or was revoked.'));
    }
    if (isLimited) await spend(ctx, usual, { client: key === null ? network : `key ${key.id}`, cost, nowMs });
    if (key !== null) keys.set(ctx.req, key);
    else if (!anonymousRead && !OPEN.test(ctx.path)) refuseAnonymous(ctx, 'read');
    await next();
    // R40: what was answered to a key is kept by nobody else.
    if (ctx.get('Authorization') !== '') ctx.set('Cache-Control', 'private, no-store');
  };
}

/**
 * Lets a request pass whose key has a scope, and gives that key.
 * @throws Refusal `unauthenticated` without a key, `forbidden` with one that may less.
 */
export function requireScope(ctx: Context, scope: Scope): ApiKey {
  const key = keys.get(ctx.req) ?? refuseAnonymous(ctx, scope);
  if (allows(key, scope)) return key;
  const challenge = `Bearer realm="Writeups", error="insufficient_scope", scope="${scope}"`;
  return refuse(ctx, challenge, problem('forbidden', `This needs a key with the scope ${scope}; this one has ${key.scopes.join(', ')}.`));
}

/** A database that is away opens nothing (R37). */
async function keyOf(deps: Deps, credentials: string): Promise<ApiKey | null> {
  const found = await askIfThere(deps, async () => ({ key: await verifyKey(deps.store.db, credentials, deps.now()) }));
  if (found === null) throw new Refusal(databaseAway());
  return found.key;
}

/** What the header holds; null without one. Behind a proxy with a login of its own its header reaches the pages too, and is not for us. */
function credentialsOf(ctx: Context): string | null {
  const header = ctx.get('Authorization');
  const isForUs = /^Bearer\b/iu.test(header) || /^\/api\//iu.test(ctx.path);
  return header === '' || !isForUs ? null : BEARER.exec(header)?.[1] ?? '';
}

/** Addresses stand in logs, histories and other sites' statistics. */
function refuseKeyInAddress(ctx: Context): void {
  const isApi = /^\/api\//iu.test(ctx.path);
  const found = [...ctx.URL.searchParams].find(([name, value]) => holdsKey(name) || holdsKey(value) || (isApi && KEY_PARAMETERS.includes(name.toLowerCase())));
  if (found === undefined) return;
  const name = holdsKey(found[0]) ? 'key' : found[0];
  throw new Refusal(badParameter(name, 'must not be in the address: send keys as `Authorization: Bearer …`, and rotate one that stood in an address'));
}

function refuseAnonymous(ctx: Context, scope: Scope): never {
  return refuse(ctx, 'Bearer realm="Writeups"', problem('unauthenticated', `This needs a key with the scope ${scope}, sent as \`Authorization: Bearer …\`.`));
}

/** @see RFC 6750 §3 */
function refuse(ctx: Context, challenge: string, why: Problem): never {
  ctx.set('WWW-Authenticate', challenge);
  throw new Refusal(why);
}
