/** The OpenAPI 3.1 document, made from the endpoints themselves. */

import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject } from 'zod-openapi';
import { ENDPOINTS } from './endpoints.ts';
import type { Endpoint } from './http/endpoint.ts';
import { PROBLEMS, ProblemSchema } from './http/problems.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** Problems that every endpoint may answer with. */
const COMMON_PROBLEMS = [400, 414, 500];

/** The document. It names no server: addresses are relative to where it is read from. */
export function openApiDocument(): OpenApiDocument {
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Writeups', version: '1.0.0', license: { name: 'MIT', identifier: 'MIT' },
      description: 'Finds what engineers have already written: one record for each writeup, with its copies and discussions. Everything here may be read by anyone, without a key.',
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: TAGS.map(([name, description]) => ({ name, description })),
    paths: Object.fromEntries(ENDPOINTS.map((endpoint) => [endpoint.path.replace(/:(\w+)/gu, '{$1}'), { get: operation(endpoint) }])),
  });
}

const TAGS = [
  ['Search', 'Finding writeups, in any format.'], ['Posts', 'One writeup.'], ['Sources', 'What is followed.'], ['Tags', 'The topics.'],
] as const;

function operation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { operationId, summary, description, tag, params, query, answers } = endpoint;
  const statuses = [...new Set([...COMMON_PROBLEMS, ...endpoint.problems])].toSorted((a, b) => a - b);
  return {
    operationId, summary, description, tags: [tag], security: [],
    requestParams: { ...(params === null || Object.keys(params.shape).length === 0 ? {} : { path: params }), query },
    responses: {
      200: {
        description: 'The answer.',
        content: Object.fromEntries(Object.entries(answers).map(([type, schema]) => [type, schema === null ? { schema: { type: 'string' } } : { schema }])),
      },
      304: { description: 'Unchanged since the answer whose ETag or date was sent.' },
      ...Object.fromEntries(statuses.map((status) => [status, problemResponse(status)])),
    },
  };
}

function problemResponse(status: number): ZodOpenApiResponseObject {
  const kinds = Object.entries(PROBLEMS).filter(([, problem]) => problem.status === status);
  return {
    description: kinds.map(([kind, { title }]) => `\`${kind}\`: ${title}.`).join(' '),
    content: { 'application/problem+json': { schema: ProblemSchema } },
  };
}
