import { expect, test } from 'vitest';
import { ENDPOINTS } from '../../api/endpoints.ts';
import { openApiDocument } from '../../api/openapi.ts';

test('the checked-in document is the one that the endpoints make (npx vitest run test/api/openapi.test.ts -u writes it)', async () => {
  await expect(`${JSON.stringify(openApiDocument(), null, 2)}\n`).toMatchFileSnapshot('../../api/openapi.json');
});

test('every endpoint is described with its parameters, problems and a schema', () => {
  const { paths = {} } = openApiDocument();
  expect(Object.keys(paths).length).toBe(ENDPOINTS.length);
  for (const [path, item] of Object.entries(paths)) {
    const operation = item.get;
    expect(operation?.operationId, path).toMatch(/^[a-z][A-Za-z]+$/u);
    expect(operation?.summary, path).not.toBe('');
    expect(Object.keys(operation?.responses ?? {}), path).toEqual(expect.arrayContaining(['200', '304', '400', '500']));
    for (const name of path.match(/\{(\w+)\}/gu) ?? []) expect(operation?.parameters, path).toContainEqual(expect.objectContaining({ name: name.slice(1, -1), in: 'path', required: true }));
  }
  const ids = Object.values(paths).map((item) => item.get?.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});
