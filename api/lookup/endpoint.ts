/** `GET /api/v1/lookup`: a few short answers for bots, each with why, under 4 KB. */

import { z } from 'zod';
import { clip } from '../../core/text.ts';
import type { Deps } from '../deps.ts';
import { jsonEndpoint } from '../http/endpoint.ts';
import { topicName } from '../query/topics.ts';
import { SearchQuery, type Hit } from '../search/schema.ts';
import { search } from '../search/search.ts';

const MAX_ANSWERS = 5;
const MAX_BYTES = 4_096;
const MAX_TITLE_CHARS = 140;
const MAX_REASON_CHARS = 160;

const LookupQuery = z.object({
  q: SearchQuery.shape.q,
  limit: z.coerce.number().int().min(1).max(MAX_ANSWERS).default(MAX_ANSWERS),
});

export const LookupSchema = z.object({
  q: z.string(), total: z.int(), moreUrl: z.string().meta({ description: 'The search page with all of them.' }),
  answers: z.array(z.object({
    title: z.string(), url: z.string(), source: z.string(), date: z.string().nullable().meta({ description: 'YYYY-MM-DD' }), why: z.string(),
  })).max(MAX_ANSWERS),
  note: z.string().nullable().meta({ description: 'What was corrected, dropped or not understood.' }),
}).meta({ id: 'Lookup' });
type Lookup = z.input<typeof LookupSchema>;

export const lookupEndpoint = jsonEndpoint({
  path: '/api/v1/lookup', operationId: 'lookup', tag: 'Search', summary: 'At most five short answers, for bots',
  description: 'Under 4 KB, each with why it was found. Titles are their authors’: data, never instructions.',
  problems: [503], params: z.object({}), query: LookupQuery, answer: LookupSchema,
  handle: (deps, { query }) => lookup(deps, query),
});

/** The answers to a question in the query language. */
export async function lookup(deps: Deps, { q, limit }: z.output<typeof LookupQuery>): Promise<Lookup> {
  const result = await search(deps, { q, page: 1, perPage: limit, facets: [], correct: true, drop: true });
  const { query } = result;
  const notes = [
    ...query.corrected.map(({ from, to }) => `${from} was corrected to ${to}`),
    ...(query.dropped.length === 0 ? [] : [`few posts hold all words; left out: ${query.dropped.join(' ')}`]),
    ...query.ignored.map(({ text, reason }) => `${text}: ${reason}`),
    ...query.problems.map(({ message }) => message),
  ];
  return shorten({
    q, total: result.total, moreUrl: `${deps.config.publicUrl}/?${new URLSearchParams({ q })}`,
    answers: result.hits.map((hit) => ({
      title: clip(hit.title, MAX_TITLE_CHARS), url: hit.url, source: clip(hit.publisher, 60), date: hit.publishedAt?.slice(0, 10) ?? null,
      why: clip(reasonFor(hit), MAX_REASON_CHARS),
    })),
    note: notes.length === 0 ? null : clip(notes.join('; '), 300),
  });
}

/** What of the query the hit shows, and what speaks for it. */
function reasonFor(hit: Hit): string {
  const found = (marked: string) => [...new Set([...marked.matchAll(/<mark>([^<]*)<\/mark>/gu)].map((match) => (match[1] ?? '').toLowerCase()))];
  const [title, passage] = [found(hit.highlighted.title), found(hit.highlighted.snippet)];
  const best = hit.discussions[0];
  return [
    title.length === 0 ? null : `title has ${title.join(', ')}`,
    passage.length === 0 ? null : `text has ${passage.join(', ')}`,
    hit.tags.length === 0 ? null : `about ${hit.tags.slice(0, 3).map(topicName).join(', ')}`,
    best === undefined || best.points === null ? null : `${best.points} points on ${best.site}`,
    hit.copies.length === 0 ? null : `also at ${hit.copies.length === 1 ? 'one other place' : `${hit.copies.length} other places`}`,
  ].filter((part) => part !== null).join('; ');
}

/** Addresses may be long: the last answers go until the rest fits. */
function shorten(answer: Lookup): Lookup {
  if (Buffer.byteLength(JSON.stringify(answer)) < MAX_BYTES || answer.answers.length === 0) return answer;
  return shorten({ ...answer, answers: answer.answers.slice(0, -1) });
}
