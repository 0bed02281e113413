/** Errors as RFC 9457 problems: the kinds there are, and the one place that turns a failure into an answer (R35). */

import type { Context, Middleware, Next } from 'koa';
import { z } from 'zod';
import { IndexError, RequestError } from '../../core/errors.ts';
import { isStoreAway } from '../../store/away.ts';
import { hideKeys } from '../../store/keys.ts';
import { storageFailure } from '../../store/storage-failure.ts';
import type { Deps } from '../deps.ts';

/** Every kind of problem with what it means; `/problems` shows this table. */
export const PROBLEMS = {
  'bad-query': { status: 400, title: 'The query cannot be read', meaning: '`detail` says why and `position` where, counted in characters from 0.' },
  'bad-parameter': { status: 400, title: 'A parameter is wrong', meaning: '`errors` names each parameter and its rule, and the nearest one for a name that does not exist.' },
  'bad-body': { status: 400, title: 'The body cannot be read', meaning: 'It must be JSON in UTF-8.' },
  'unauthenticated': { status: 401, title: 'A key is needed', meaning: 'Send it as `Authorization: Bearer …`. One that is wrong, has ended or was revoked gets this answer too.' },
  'forbidden': { status: 403, title: 'This key may not do that', meaning: '`detail` says which scope it needs.' },
  'not-found': { status: 404, title: 'There is nothing here', meaning: 'The address, post or source does not exist, or no longer.' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method', meaning: 'The header `Allow` lists the methods that it takes.' },
  'conflict': { status: 409, title: 'It is there already', meaning: '`detail` says what stands in the way.' },
  'body-too-large': { status: 413, title: 'The body is too large', meaning: 'It may have 65,536 bytes.' },
  'too-long': { status: 414, title: 'The address is too long', meaning: 'The part behind the question mark may have 4,096 bytes.' },
  'wrong-media-type': { status: 415, title: 'The body is of the wrong type', meaning: 'It must be `application/json`, not compressed.' },
  'nothing-to-follow': { status: 422, title: 'There is nothing to follow', meaning: 'The address cannot be had, or has no feed, no list of posts and no sitemap; `detail` says what was tried.' },
  'quota-exceeded': { status: 429, title: 'Too many requests', meaning: 'Try again after `Retry-After` seconds; `violated-policies` names the quota, `RateLimit` what is left of it.' },
  'internal': { status: 500, title: 'Something went wrong on our side', meaning: 'It is in the log under the `request_id`.' },
  'engine-unavailable': { status: 503, title: 'The search engine is away', meaning: 'Nothing is lost; try again after `Retry-After` seconds.' },
  'storage-unavailable': { status: 503, title: 'Nothing can be stored at the moment', meaning: 'The server’s disk is full or broken. What is there can still be read; try again after `Retry-After` seconds.' },
  'database-unavailable': { status: 503, title: 'The database is away', meaning: 'Searches are still answered, without copies and discussions; try again after `Retry-After` seconds.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string; readonly meaning: string }>>;
export type ProblemKind = keyof typeof PROBLEMS;

/** What is wrong with one parameter. */
export type ParameterError = { readonly parameter: string; readonly message: string };

export type Problem = {
  readonly kind: ProblemKind;
  readonly detail: string;
  readonly position: number | null;
  readonly errors: readonly ParameterError[];
  /** Names of the quotas that are used up. */
  readonly violatedPolicies: readonly string[];
};

/** Thrown where a request is refused for a reason that is no failure of the work. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export const ProblemSchema = z.object({
  type: z.string().meta({ description: 'Address of the kind of problem; stable.' }),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().meta({ description: 'The path that was asked for.' }),
  request_id: z.string(),
  position: z.int().optional().meta({ description: 'Where in the query, from 0.' }),
  errors: z.array(z.object({ parameter: z.string(), message: z.string() })).optional(),
  'violated-policies': z.array(z.string()).optional().meta({ description: 'Names of the quotas that are used up.' }),
}).meta({ id: 'Problem', description: 'An error by RFC 9457.' });

/** The embedded engine heals in this time; another server is asked again soon enough. */
export const RETRY_AFTER_SECONDS = 5;

/** What somebody has to look at. */
const LOGGED: ReadonlySet<ProblemKind> = new Set(['internal', 'storage-unavailable', 'database-unavailable']);

/** Turns whatever is thrown below into a problem, as JSON for programs and as a page for people. */
export function problems(deps: Deps, renderPage: (problem: Problem, status: number, requestId: string) => string): Middleware {
  return async (ctx: Context, next: Next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body == null) answer(ctx, deps, renderPage, problem('not-found', `There is nothing at ${ctx.path}.`));
      // The router says 501 of methods that no address takes.
      if (ctx.status === 405 || ctx.status === 501) answer(ctx, deps, renderPage, problem('method-not-allowed', `${ctx.path} does not take ${ctx.method}.`));
    } catch (error) {
      const failure = problemOf(error);
      if (LOGGED.has(failure.kind)) deps.log.error({ err: error, requestId: ctx.state['requestId'], path: hideKeys(ctx.path) }, 'request failed');
      answer(ctx, deps, renderPage, failure);
    }
  };
}

/** A problem without a place and without parameters. */
export function problem(kind: ProblemKind, detail: string): Problem {
  return { kind, detail, position: null, errors: [], violatedPolicies: [] };
}

/** A problem with one parameter. */
export function badParameter(parameter: string, message: string): Problem {
  return { ...problem('bad-parameter', `${parameter} ${message}.`), errors: [{ parameter, message }] };
}

/** A problem for what cannot be answered without the database. */
export function databaseAway(): Problem {
  return problem('database-unavailable', 'The database does not answer at the moment. Searches are still answered.');
}

/** What a thrown value means to the person who asked; bugs tell nothing about themselves. */
function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem;
  if (error instanceof RequestError) return { ...problem(error.kind, error.message), position: error.position };
  if (error instanceof IndexError) return problem('engine-unavailable', 'The search engine does not answer at the moment. Posts and sources can still be read.');
  if (storageFailure(error) !== null) return problem('storage-unavailable', `${storageFailure(error)}. Posts and sources can still be read.`);
  if (isStoreAway(error)) return databaseAway();
  if (isClientError(error)) return problem(error.status === 404 ? 'not-found' : 'bad-parameter', error.message);
  return problem('internal', 'The failure is ours and has been logged.');
}

/** Koa's own errors for bad requests, such as an address that cannot be decoded. */
function isClientError(error: unknown): error is Error & { readonly status: number } {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status >= 400 && error.status < 500;
}

type RenderPage = Parameters<typeof problems>[1];

function answer(ctx: Context, deps: Deps, renderPage: RenderPage, failure: Problem): void {
  const { status, title } = PROBLEMS[failure.kind];
  const requestId = String(ctx.state['requestId']);
  ctx.status = status;
  ctx.set('Cache-Control', 'no-store');
  if (status === 503) ctx.set('Retry-After', String(RETRY_AFTER_SECONDS));
  if (!ctx.path.startsWith('/api/') && ctx.accepts('json', 'html') === 'html') {
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = renderPage(failure, status, requestId);
    return;
  }
  ctx.body = JSON.stringify({
    type: typeOf(failure.kind, deps.config.publicUrl), title, status, detail: failure.detail, instance: ctx.path, request_id: requestId,
    ...(failure.position === null ? {} : { position: failure.position }),
    ...(failure.errors.length === 0 ? {} : { errors: [...failure.errors] }),
    ...(failure.violatedPolicies.length === 0 ? {} : { 'violated-policies': [...failure.violatedPolicies] }),
  } satisfies z.input<typeof ProblemSchema>);
  ctx.type = 'application/problem+json';
}

/** Our own page, but where the kind is one that others know too. @see draft-ietf-httpapi-ratelimit-headers-11 */
function typeOf(kind: ProblemKind, publicUrl: string): string {
  return kind === 'quota-exceeded' ? 'https://iana.org/assignments/http-problem-types#quota-exceeded' : `${publicUrl}/problems#${kind}`;
}
