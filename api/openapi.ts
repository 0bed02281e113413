/** The OpenAPI 3.1 document, made from the endpoints themselves. */

import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, type ZodOpenApiResponseObject } from 'zod-openapi';
import { KEYED_ENDPOINTS } from './admin/endpoints.ts';
import { SUBSCRIBER_ENDPOINTS } from './digest/subscriber-endpoints.ts';
import { ENDPOINTS } from './endpoints.ts';
import type { Endpoint } from './http/endpoint.ts';
import { PROBLEMS, ProblemSchema } from './http/problems.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** Problems that every endpoint may answer with. */
const COMMON_PROBLEMS = [400, 401, 414, 429, 500, 503];
const KEYED_PROBLEMS = [403];
const BODY_PROBLEMS = [413, 415];

/** The document. It names no server: addresses are relative to where it is read from. */
export function openApiDocument(): OpenApiDocument {
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Writeups', version: '1.0.0', license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      description: 'Finds what engineers have already written: one record for each writeup, with its copies and discussions. What GET gives without a key may be read by anyone, unless this server closes that; a key has a scope: read, write or admin.',
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: TAGS.toSorted(([first], [second]) => (first < second ? -1 : 1)).map(([name, description]) => ({ name, description })),
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key, in the header `Authorization` and nowhere else.' } } },
    paths: pathsOf([...ENDPOINTS, ...SUBSCRIBER_ENDPOINTS, ...KEYED_ENDPOINTS]),
  });
}

const TAGS = [
  ['Search', 'Finding writeups, in any format.'], ['Posts', 'One writeup.'], ['Sources', 'What is followed.'], ['Tags', 'The topics.'], ['Trends', 'What is written about when.'],
  ['Digest', 'The weekly issues, and who gets them.'], ['Runs', 'What the crawler did.'], ['Saved searches', 'What tells when there is something new.'], ['Keys', 'Who may do more than read.'],
] as const;

const RATE_LIMIT_HEADERS = z.object({
  'RateLimit-Policy': z.string().optional().meta({ description: 'The quota: its name, how much (`q`) in how many seconds (`w`). By an Internet-Draft, not yet an RFC.' }),
  RateLimit: z.string().optional().meta({ description: 'What is left of it (`r`) and in how many seconds it is whole again (`t`).' }),
});

function pathsOf(endpoints: readonly Endpoint[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/gu, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method]: operation(endpoint) };
  }
  return paths;
}

function operation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { operationId, summary, description, tag, params, query, body, scope, answers, method, status } = endpoint;
  const common = [...COMMON_PROBLEMS, ...(scope === null ? [] : KEYED_PROBLEMS), ...(body === null ? [] : BODY_PROBLEMS)];
  const statuses = [...new Set([...common, ...endpoint.problems])].toSorted((a, b) => a - b);
  return {
    operationId, summary, tags: [tag], description: scope === null ? description : `${description} Needs a key with the scope ${scope}.`,
    security: scope === null ? [{}, { key: [] }] : [{ key: [] }],
    requestParams: { ...(params === null || Object.keys(params.shape).length === 0 ? {} : { path: params }), query },
    ...(body === null ? {} : { requestBody: { required: !body.safeParse({}).success, content: { 'application/json': { schema: body } } } }),
    responses: {
      [status]: {
        description: 'The answer.', headers: RATE_LIMIT_HEADERS,
        content: Object.fromEntries(Object.entries(answers).map(([type, schema]) => [type, schema === null ? { schema: { type: 'string' } } : { schema }])),
      },
      ...(method === 'get' ? { 304: { description: 'Unchanged since the answer whose ETag or date was sent.' } } : {}),
      ...Object.fromEntries(statuses.map((code) => [code, problemResponse(code)])),
      431: { description: 'The address and headers have more than 16 KiB together; without a body.' },
    },
  };
}

function problemResponse(status: number): ZodOpenApiResponseObject {
  const kinds = Object.entries(PROBLEMS).filter(([, problem]) => problem.status === status);
  return {
    description: kinds.map(([kind, { title }]) => `\`${kind}\`: ${title}.`).join(' '),
    ...(status === 429 ? { headers: z.object({ 'Retry-After': z.string().meta({ description: 'Seconds.' }) }) } : {}),
    content: { 'application/problem+json': { schema: ProblemSchema } },
  };
}
