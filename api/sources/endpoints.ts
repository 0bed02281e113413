/** `GET /api/v1/sources` and one of them. */

import { z } from 'zod';
import { listSources } from '../../store/sources.ts';
import { jsonEndpoint } from '../http/endpoint.ts';
import { SourceDetailSchema, SourceIdParams, SourcesSchema } from './schema.ts';
import { getSourceDetail, toSourceView } from './source-view.ts';

export const sourcesEndpoint = jsonEndpoint({
  path: '/api/v1/sources', operationId: 'listSources', tag: 'Sources', summary: 'Everything that is followed',
  description: 'By title, each with its health in words.',
  problems: [], params: z.object({}), query: z.object({}), answer: SourcesSchema,
  async handle(deps) {
    const sources = (await listSources(deps.store.db)).map(toSourceView);
    return { sources, total: sources.length };
  },
});

export const sourceEndpoint = jsonEndpoint({
  path: '/api/v1/sources/:id', operationId: 'getSource', tag: 'Sources', summary: 'One source: health, coverage, last checks, newest posts',
  description: 'Coverage tells how many of the entries that the source has named are held, and from when to when.',
  problems: [404], params: SourceIdParams, query: z.object({}), answer: SourceDetailSchema,
  handle: (deps, { params }) => getSourceDetail(deps, params.id),
});
