/** Headers that every answer carries, and what is refused before any route sees it. */

import { randomUUID } from 'node:crypto';
import cors from '@koa/cors';
import type { Middleware } from 'koa';
import helmet from 'koa-helmet';
import { problem, Refusal } from './problems.ts';

/** R39. */
const MAX_QUERY_STRING_BYTES = 4096;
const REQUEST_ID = /^[\w-]{8,64}$/u;

/** A request's id, its sender's where that is harmless (R46); it goes back in the answer, into logs and problems. */
export function requestIds(): Middleware {
  return async (ctx, next) => {
    const given = ctx.get('X-Request-Id');
    ctx.state['requestId'] = REQUEST_ID.test(given) ? given : randomUUID();
    ctx.set('X-Request-Id', String(ctx.state['requestId']));
    await next();
  };
}

/** R42: nothing is loaded or run but our own files, and no page can be framed. */
export function securityHeaders(isHttps: boolean): Middleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"], styleSrc: ["'self'"], scriptSrc: ["'self'"], imgSrc: ["'self'"], connectSrc: ["'self'"],
        formAction: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isHttps,
    // Programs on other sites may read the API (R41), so its answers must not be bound to ours.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
}

/** R41: any site may read what anybody may; none sends a key from a browser, since `Authorization` is not allowed across. */
export function publicRead(): Middleware {
  return cors({
    origin: (ctx) => (['GET', 'HEAD', 'OPTIONS'].includes(ctx.method) && ctx.get('Authorization') === '' ? '*' : ''),
    allowMethods: ['GET', 'HEAD'], allowHeaders: ['Accept', 'If-None-Match', 'If-Modified-Since', 'X-Request-Id'],
    exposeHeaders: ['ETag', 'Link', 'X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After'], maxAge: 86_400,
  });
}

/** Refuses addresses that no form and no link of ours makes. */
export function limits(): Middleware {
  return async (ctx, next) => {
    if (Buffer.byteLength(ctx.querystring) > MAX_QUERY_STRING_BYTES) {
      throw new Refusal(problem('too-long', `The part behind the question mark may have ${MAX_QUERY_STRING_BYTES} bytes.`));
    }
    await next();
  };
}
