/** What a subscriber's saved searches find among the newest posts. */

import { RequestError } from '../../core/errors.ts';
import type { SearchRequest } from '../../core/search.ts';
import type { Deps } from '../deps.ts';
import { parseQuery } from '../query/parse-query.ts';

/** An issue looks back a month at most; what is beyond the newest few hundred of a query is too broad a query to be told from everything. */
const MAX_PAGES = 3;
const PER_PAGE = 100;

/** Clusters that match any of the queries; a query that cannot be read matches nothing. @throws IndexError where the engine is away. */
export async function matchedClusters({ engine, now }: Pick<Deps, 'engine' | 'now'>, queries: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const query of queries) {
    const request = requestFor(query, now());
    if (request === null) continue;
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const { hits } = await engine.search({ ...request, page });
      for (const { document } of hits) found.add(document.id);
      if (hits.length < PER_PAGE) break;
    }
  }
  return found;
}

/** Whether a query can be read, and why not. */
export function queryProblem(query: string, now: string): string | null {
  try {
    parseQuery(query, now);
    return null;
  } catch (error) {
    if (error instanceof RequestError) return error.message;
    throw error;
  }
}

function requestFor(query: string, now: string): SearchRequest | null {
  if (queryProblem(query, now) !== null) return null;
  const { terms, excluded, filter } = parseQuery(query, now);
  return { terms, excluded, filter, sort: 'newest', page: 1, perPage: PER_PAGE, facets: [], correctTypos: false, dropWords: false };
}
