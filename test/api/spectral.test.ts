import spectralCore from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../api/openapi.ts';

/** Whoever runs a server is not known here. */
const EXCEPTIONS = { 'info-contact': 'off' } as const;

const lint = async (document: unknown): Promise<string[]> => {
  const spectral = new spectralCore.Spectral();
  spectral.setRuleset({ extends: [[oas, 'all']], rules: EXCEPTIONS } as Parameters<typeof spectral.setRuleset>[0]);
  return (await spectral.run(JSON.stringify(document))).map(({ code, path, message }) => `${String(code)} at ${path.join('.')}: ${message}`);
};

test('spectral finds nothing in the document', async () => {
  expect(await lint(openApiDocument())).toEqual([]);
}, 60_000);

test('and would, if there were something', async () => {
  expect(await lint({ openapi: '3.1.0', info: { title: 'x', version: '1' }, paths: { '/a': { get: { responses: {} } } } })).not.toEqual([]);
});
