/** `GET /api/v1/tags`. */

import { z } from 'zod';
import { jsonEndpoint } from '../http/endpoint.ts';
import { countTopics } from './topics.ts';

const TagsSchema = z.object({
  tags: z.array(z.object({
    slug: z.string(), name: z.string(), parents: z.array(z.string()), synonyms: z.array(z.string()), count: z.int(),
  })),
  total: z.int(),
}).meta({ id: 'Tags' });

export const tagsEndpoint = jsonEndpoint({
  path: '/api/v1/tags', operationId: 'listTags', tag: 'Tags', summary: 'The topics and how many writeups are about each',
  description: 'A fixed vocabulary with a hierarchy. In a query a topic may be named by its slug, its name or any synonym.',
  problems: [503], isKept: true, params: z.object({}), query: z.object({}), answer: TagsSchema,
  async handle(deps) {
    const topics = await countTopics(deps.engine);
    return { tags: topics.map((topic) => ({ ...topic, parents: [...topic.parents], synonyms: [...topic.synonyms] })), total: topics.length };
  },
});
