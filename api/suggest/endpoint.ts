/** `GET /api/v1/suggest`: completions while typing. */

import { z } from 'zod';
import { SUGGESTION_KINDS, type Suggestion } from '../../core/search.ts';
import type { Deps } from '../deps.ts';
import { jsonEndpoint } from '../http/endpoint.ts';
import { formatItem, withField } from '../query/format.ts';
import { MAX_QUERY_CHARS, parseQuery } from '../query/parse-query.ts';
import { topicName } from '../query/topics.ts';

const SuggestQuery = z.object({
  q: z.string().max(MAX_QUERY_CHARS).default('').meta({ description: 'What is typed so far.' }),
  limit: z.coerce.number().int().min(1).max(20).default(8).meta({ description: 'How many.' }),
});

export const SuggestSchema = z.object({
  suggestions: z.array(z.object({
    kind: z.enum(SUGGESTION_KINDS), text: z.string().meta({ description: 'What to show.' }),
    q: z.string().meta({ description: 'The whole query that it stands for.' }),
    postId: z.string().nullable().meta({ description: 'The post, where a title is suggested.' }), count: z.int(),
  })),
}).meta({ id: 'Suggestions' });
type Shown = z.input<typeof SuggestSchema>['suggestions'][number];

export const suggestEndpoint = jsonEndpoint({
  path: '/api/v1/suggest', operationId: 'suggest', tag: 'Search', summary: 'Completions of an unfinished query',
  description: 'Titles, topics, publishers and words of the collection, best first.',
  problems: [503], isKept: true, params: z.object({}), query: SuggestQuery, answer: SuggestSchema,
  handle: async (deps, { query }) => ({ suggestions: await suggest(deps, query) }),
});

/** Completions of what is typed, at most `limit`. */
export async function suggest(deps: Deps, { q, limit }: z.output<typeof SuggestQuery>): Promise<Shown[]> {
  if (q.trim() === '') return [];
  const words = wordsOf(q, deps);
  if (words === '') return [];
  const suggestions = await deps.engine.suggest(words, limit);
  return suggestions.map((suggestion) => shown(suggestion, clausesOf(q, deps)));
}

/** What is still being typed: the words without fields and exclusions. */
function wordsOf(q: string, deps: Deps): string {
  const { items } = parseQuery(q, deps.now());
  return items.flatMap((item) => item.type === 'text' && !item.excluded ? [item.text] : []).join(' ');
}

/** The conditions that stay whatever is chosen. */
function clausesOf(q: string, deps: Deps): string {
  const { items } = parseQuery(q, deps.now());
  return items.filter((item) => item.type === 'clause' || item.excluded).map(formatItem).join(' ');
}

function shown({ kind, text, documentId, count }: Suggestion, clauses: string): Shown {
  const rest = clauses === '' ? '' : ` ${clauses}`;
  switch (kind) {
    case 'tag': return { kind, text: topicName(text), q: fieldQuery('tag', text) + rest, postId: null, count };
    case 'publisher': return { kind, text, q: fieldQuery('source', text) + rest, postId: null, count };
    case 'title': return { kind, text, q: text, postId: documentId, count };
    case 'word': return { kind, text, q: text + rest, postId: null, count };
    default: return kind satisfies never;
  }
}

function fieldQuery(field: 'tag' | 'source', value: string): string {
  return withField([], field, value.replaceAll('"', ' ')).map(formatItem).join('');
}
