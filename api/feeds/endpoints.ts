/** Any search as RSS, Atom, JSON Feed, or an export without a ceiling. */

import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { rawEndpoint, type Reply } from '../http/endpoint.ts';
import { parseQuery } from '../query/parse-query.ts';
import { partsOfHits } from '../search/clusters.ts';
import type { Position } from '../search/cursor.ts';
import { fields, HitSchema, PickedHitSchema, pickFields, SearchQuery, type Hit, type SearchInput } from '../search/schema.ts';
import { requestOf, toHit } from '../search/search.ts';
import { settleRequest, walkOn } from '../search/walk.ts';
import { toAtom } from './atom.ts';
import { DEFAULT_ITEMS, searchFeed, type SearchFeed } from './feed.ts';
import { JsonFeedSchema, toJsonFeed } from './json-feed.ts';
import { toRss } from './rss.ts';

const FeedQuery = SearchQuery.omit({ facets: true, cursor: true }).extend({ perPage: z.coerce.number().int().min(1).max(100).default(DEFAULT_ITEMS).meta({ description: 'Items of a page.' }) });
const ExportQuery = SearchQuery.pick({ q: true, correct: true, drop: true }).extend({ fields });
const EXPORT_BATCH = 100;

export const rssEndpoint = feedEndpoint({ ending: 'rss', name: 'RSS 2.0', type: 'application/rss+xml', schema: null, write: toRss });
export const atomEndpoint = feedEndpoint({ ending: 'atom', name: 'Atom', type: 'application/atom+xml', schema: null, write: toAtom });
export const jsonFeedEndpoint = feedEndpoint({
  ending: 'json', name: 'JSON Feed 1.1', type: 'application/feed+json', schema: JsonFeedSchema, write: (feed) => JSON.stringify(toJsonFeed(feed)),
});

export const exportEndpoint = rawEndpoint({
  path: '/api/v1/search.ndjson', operationId: 'exportSearch', tag: 'Search', summary: 'All hits of a search, one JSON object a line',
  description: 'Newest first, without a ceiling, sent while it is read. Each line is a `Hit`, or a `PickedHit` where `fields` are asked for.',
  problems: [503], params: z.object({}), query: ExportQuery, answers: { 'application/x-ndjson': z.union([HitSchema, PickedHitSchema]) },
  async handle(deps, { query: { fields: wanted, ...query } }) {
    const input: SearchInput = { ...query, page: 1, perPage: EXPORT_BATCH, facets: [] };
    const request = await settleRequest(deps.engine, requestOf(parseQuery(query.q, deps.now()), input));
    return { type: 'application/x-ndjson', body: Readable.from(exportLines(deps, request, wanted)), fingerprint: null, lastModifiedAt: null, isFleeting: true };
  },
});

type Format = {
  readonly ending: string; readonly name: string; readonly type: string; readonly schema: z.ZodType | null;
  readonly write: (feed: SearchFeed) => string;
};

function feedEndpoint({ ending, name, type, schema, write }: Format) {
  const path = `/api/v1/search.${ending}`;
  return rawEndpoint({
    path, operationId: `searchAs${ending.charAt(0).toUpperCase()}${ending.slice(1)}`, tag: 'Search', summary: `A search as ${name}`,
    description: 'Newest first unless `sort` says otherwise; links lead to the next and previous pages (RFC 5005).',
    problems: [503], params: z.object({}), query: FeedQuery, answers: { [type]: schema }, isKept: true,
    async handle(deps, { query }): Promise<Reply> {
      const feed = await searchFeed(deps, { ...query, facets: [] }, path);
      return { type, body: write(feed), fingerprint: null, lastModifiedAt: feed.updatedAt, isFleeting: false };
    },
  });
}

/** A failure in the middle ends the stream; what was sent stands. An id is sent once even where its date changes meanwhile. */
async function* exportLines(deps: Deps, request: ReturnType<typeof requestOf>, wanted: readonly (keyof Hit)[]): AsyncGenerator<string> {
  const sent = new Set<string>();
  for (let after: Position | null = null; ;) {
    const { hits, next }: Awaited<ReturnType<typeof walkOn>> = await walkOn(deps.engine, request, after, EXPORT_BATCH);
    const fresh = hits.filter((hit) => !sent.has(hit.document.id));
    const partsOf = await partsOfHits(deps.store, fresh);
    for (const hit of fresh) sent.add(hit.document.id);
    if (fresh.length > 0) yield fresh.map((hit) => `${JSON.stringify(pickFields(toHit(hit, partsOf(hit.document.id)), wanted))}\n`).join('');
    if (next === null) return;
    after = next;
  }
}
