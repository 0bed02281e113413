/** `GET /api/v1/search`. */

import { z } from 'zod';
import { json, rawEndpoint } from '../http/endpoint.ts';
import { toMarkdown } from './markdown.ts';
import { search } from './search.ts';
import { fields, PickedHitSchema, pickFields, SearchAnswerSchema, SearchQuery } from './schema.ts';

const PickedAnswerSchema = SearchAnswerSchema.extend({ hits: z.array(PickedHitSchema) }).meta({ id: 'PickedSearchAnswer', description: 'The answer where `fields` were asked for.' });

export const searchEndpoint = rawEndpoint({
  path: '/api/v1/search', operationId: 'search', tag: 'Search',
  summary: 'Search the writeups',
  description: 'Finds posts by the query language and says how the query was read: what was understood, ignored, corrected, loosened. Without `q`: all posts, newest first. As Markdown for readers that ask for `text/markdown`.',
  problems: [503], isKept: true, params: z.object({}), query: SearchQuery.extend({ fields }),
  answers: { 'application/json': z.union([SearchAnswerSchema, PickedAnswerSchema]), 'text/markdown': null },
  async handle(deps, { query: { fields: wanted, ...query }, type }) {
    const answer = await search(deps, query);
    const reply = json(wanted.length === 0 ? answer : { ...answer, hits: answer.hits.map((hit) => pickFields(hit, wanted)) });
    return type === 'text/markdown' ? { ...reply, type: 'text/markdown; charset=utf-8', body: toMarkdown(answer, deps.config.publicUrl) } : reply;
  },
});
