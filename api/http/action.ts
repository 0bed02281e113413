/** Endpoints that need a key: those that change something, and those that only its holders may read. */

import type { z } from 'zod';
import type { ApiKey, Scope } from '../../store/keys.ts';
import type { Deps } from '../deps.ts';
import { json, type Endpoint } from './endpoint.ts';

type Definition<Query extends z.ZodObject, Params extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodType> =
  Pick<Endpoint, 'path' | 'operationId' | 'summary' | 'description' | 'tag' | 'problems' | 'method'> & {
    readonly scope: Scope;
    /** Of success. */
    readonly status: 200 | 201 | 202;
    readonly query: Query; readonly params: Params; readonly body: Body | null; readonly answer: Answer;
    handle(deps: Deps, input: { readonly query: z.output<Query>; readonly params: z.output<Params>; readonly body: z.output<Body>; readonly key: ApiKey }): Promise<z.input<Answer>>;
  };

/** An endpoint for a scope, which answers with JSON of one schema. */
export function action<Query extends z.ZodObject, Params extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodType>(
  { answer, handle, ...rest }: Definition<Query, Params, Body, Answer>,
): Endpoint {
  return {
    ...rest, isKept: false,
    answers: { 'application/json': answer },
    handle: async (deps, { query, params, body, key }) => {
      if (key === null) throw new Error(`${rest.operationId} was reached without a key`);
      return json(await handle(deps, { query: query as z.output<Query>, params: params as z.output<Params>, body: body as z.output<Body>, key }));
    },
  };
}
