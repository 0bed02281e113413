/** What a route is: one value that gives its validation, its types and its part of the OpenAPI document (R34). */

import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Instant } from '../../core/feed.ts';
import type { ApiKey, Scope } from '../../store/keys.ts';
import type { Deps } from '../deps.ts';

/** An answer with a body of its own. A string body gets an ETag; a stream is sent as it comes. */
export type Reply = {
  readonly type: string;
  readonly body: string | Buffer | Readable;
  /** What the ETag is made of where the body holds something that changes each time, such as its duration; null: the body itself. */
  readonly fingerprint: string | null;
  readonly lastModifiedAt: Instant | null;
  /** Whether it is worse than the next one may be, and so not kept: an engine was away. */
  readonly isFleeting: boolean;
};

/** A route that sends its visitor on, to a path of our own. */
export type Redirect = { readonly redirectTo: string };

export type Endpoint = {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** What a key must be allowed; null: anybody may, unless reading is closed. */
  readonly scope: Scope | null;
  /** As @koa/router writes it: `/api/v1/posts/:id`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tag: string;
  readonly params: z.ZodObject | null;
  readonly query: z.ZodObject;
  /** Of the JSON that is sent; null: what is sent does not count. */
  readonly body: z.ZodObject | null;
  /** Of the successful answer. */
  readonly status: 200 | 201 | 202;
  /** Media types of the successful answer with their schemas; null: not described by a schema. */
  readonly answers: Readonly<Record<string, z.ZodType | null>>;
  /** Whether the same question has the same answer until the index changes, so that it may be kept. */
  readonly isKept: boolean;
  /** Statuses of problems beside the ones that every route may give (400, 404 of the route itself, 500). */
  readonly problems: readonly number[];
  /** `type` is the media type among those of `answers` that the reader likes best; the first one where it has no say. */
  handle(deps: Deps, input: { readonly query: unknown; readonly params: unknown; readonly body: unknown; readonly key: ApiKey | null; readonly type: string }): Promise<Reply | Redirect>;
};

type Description = Pick<Endpoint, 'path' | 'operationId' | 'summary' | 'description' | 'tag' | 'problems'> & { readonly isKept?: boolean };
type Input<Query extends z.ZodObject, Params extends z.ZodObject> = {
  readonly query: z.output<Query>; readonly params: z.output<Params>; readonly type: string;
};

/** What anybody may read. */
const PUBLIC_READ = { method: 'get', scope: null, body: null, status: 200 } as const;

/** A public endpoint that answers with JSON of one schema. */
export function jsonEndpoint<Query extends z.ZodObject, Params extends z.ZodObject, Answer extends z.ZodType>(
  definition: Description & {
    readonly query: Query; readonly params: Params; readonly answer: Answer;
    handle(deps: Deps, input: Input<Query, Params>): Promise<z.input<Answer> | Redirect>;
  },
): Endpoint {
  const { answer, handle, isKept = false, ...rest } = definition;
  return {
    ...rest, ...PUBLIC_READ, isKept,
    answers: { 'application/json': answer },
    async handle(deps, { query, params, type }) {
      const value = await handle(deps, { query: query as z.output<Query>, params: params as z.output<Params>, type });
      return isRedirect(value) ? value : json(value);
    },
  };
}

/** A public endpoint that makes its own reply: feeds, exports, text. */
export function rawEndpoint<Query extends z.ZodObject, Params extends z.ZodObject>(
  definition: Description & {
    readonly query: Query; readonly params: Params; readonly answers: Endpoint['answers'];
    handle(deps: Deps, input: Input<Query, Params>): Promise<Reply | Redirect>;
  },
): Endpoint {
  return {
    ...definition, ...PUBLIC_READ, isKept: definition.isKept ?? false,
    handle: (deps, { query, params, type }) => definition.handle(deps, { query: query as z.output<Query>, params: params as z.output<Params>, type }),
  };
}

/** A value as a JSON reply; `tookMs` counts for nothing when the same answer is asked for again. */
export function json(value: unknown): Reply {
  const body = JSON.stringify(value);
  const fingerprint = body.replace(/,"tookMs":[\d.]+/u, '');
  return { type: 'application/json', body, fingerprint: fingerprint === body ? null : fingerprint, lastModifiedAt: null, isFleeting: isDegraded(value) };
}

function isDegraded(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'degraded' in value && value.degraded !== null;
}

export function isRedirect(value: unknown): value is Redirect {
  return typeof value === 'object' && value !== null && 'redirectTo' in value;
}
