import { expect, test } from 'vitest';
import { KEYED_ENDPOINTS } from '../../api/admin/endpoints.ts';
import { SUBSCRIBER_ENDPOINTS } from '../../api/digest/subscriber-endpoints.ts';
import { ENDPOINTS } from '../../api/endpoints.ts';
import { openApiDocument } from '../../api/openapi.ts';

test('the checked-in document is the one that the endpoints make (npx vitest run test/api/openapi.test.ts -u writes it)', async () => {
  await expect(`${JSON.stringify(openApiDocument(), null, 2)}\n`).toMatchFileSnapshot('../../api/openapi.json');
});

const ALL = [...ENDPOINTS, ...SUBSCRIBER_ENDPOINTS, ...KEYED_ENDPOINTS];
const document = openApiDocument();

test.each(ALL.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))('%s is described with its parameters, problems and a schema', (_name, { path, method, scope, body, status }) => {
  const operation = document.paths?.[path.replace(/:(\w+)/gu, '{$1}')]?.[method];
  expect(operation?.operationId).toMatch(/^[a-z][A-Za-z]+$/u);
  expect(operation?.summary).not.toBe('');
  expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining([String(status), '400', '401', '429', '500', ...(method === 'get' ? ['304'] : []), ...(body === null ? [] : ['413', '415'])]));
  for (const [, name] of path.matchAll(/:(\w+)/gu)) expect(operation?.parameters).toContainEqual(expect.objectContaining({ name, in: 'path', required: true }));
  expect(operation?.security).toEqual(scope === null ? [{}, { key: [] }] : [{ key: [] }]);
  if (scope !== null) expect(operation?.description).toContain(`scope ${scope}.`);
  expect(operation?.requestBody === undefined).toBe(body === null);
});

test('there is one operation for each endpoint, of a name of its own', () => {
  const operations = Object.values(document.paths ?? {}).flatMap((item) => Object.values(item)).filter((operation) => 'operationId' in operation);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(ALL.length);
  expect(operations).toHaveLength(ALL.length);
});

test('what changes something needs a key, or the link of a mail', () => {
  expect(ALL.filter(({ method, scope }) => method !== 'get' && scope === null).every(({ path }) => path === '/api/v1/subscribers' || path.endsWith('/:token'))).toBe(true);
  expect(ENDPOINTS.filter(({ method, scope }) => method !== 'get' || scope !== null)).toEqual([]);
});
