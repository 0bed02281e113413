/** `GET /api/v1/search`. */

import { z } from 'zod';
import { jsonEndpoint } from '../http/endpoint.ts';
import { search } from './search.ts';
import { SearchAnswerSchema, SearchQuery } from './schema.ts';

export const searchEndpoint = jsonEndpoint({
  path: '/api/v1/search', operationId: 'search', tag: 'Search',
  summary: 'Search the writeups',
  description: 'Finds posts by the query language and says how the query was read: what was understood, ignored, corrected, loosened. Without `q`: all posts, newest first.',
  problems: [503], isKept: true, params: z.object({}), query: SearchQuery, answer: SearchAnswerSchema,
  handle: (deps, { query }) => search(deps, query),
});
