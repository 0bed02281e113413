/** Where nothing matches: what the same query finds with one condition less. */

import type { Instant } from '../../core/feed.ts';
import type { SearchRequest } from '../../core/search.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { formatItem, formatQuery } from '../query/format.ts';
import type { Item } from '../query/parser.ts';
import { conditionsOf, type ParsedQuery } from '../query/parse-query.ts';

export type Looser = { readonly q: string; readonly without: string; readonly total: number };

/** More conditions than this are not tried one by one: each try is a search. */
const MAX_TRIES = 8;
const MAX_SHOWN = 3;

/** The queries with one condition less that find something, the one that gives up least first; where there is none, the words alone, the fields alone, or each condition by itself. */
export async function findLooser(engine: SearchEngine, query: ParsedQuery, basis: Basis): Promise<Looser[]> {
  if (query.items.length < 2) return [];
  const singles = query.items.slice(0, MAX_TRIES).map((item, index) => ({ items: query.items.toSpliced(index, 1), without: formatItem(item) }));
  const found = await countAll(engine, singles, basis);
  if (found.length > 0) return found.toSorted((a, b) => a.total - b.total).slice(0, MAX_SHOWN);
  const words = query.items.filter((item) => item.type === 'text' && !item.excluded);
  const clauses = query.items.filter((item) => item.type === 'clause');
  const parts = await countAll(engine, candidatesOf([words, clauses], query.items), basis);
  if (parts.length > 0) return parts;
  const wanted = query.items.filter((item) => item.type === 'clause' || !item.excluded).slice(0, MAX_TRIES);
  const alone = await countAll(engine, candidatesOf(wanted.map((item) => [item]), query.items), basis);
  return alone.toSorted((a, b) => a.total - b.total).slice(0, MAX_SHOWN);
}

function candidatesOf(parts: readonly (readonly Item[])[], all: readonly Item[]): Candidate[] {
  return parts.filter((items) => items.length > 0 && items.length < all.length)
    .map((items) => ({ items, without: all.filter((item) => !items.includes(item)).map(formatItem).join(' ') }));
}

type Basis = { readonly request: SearchRequest; readonly now: Instant };
type Candidate = { readonly items: readonly Item[]; readonly without: string };

async function countAll(engine: SearchEngine, candidates: readonly Candidate[], { request, now }: Basis): Promise<Looser[]> {
  const counted = await Promise.all(candidates.map(async ({ items, without }) => {
    const answer = await engine.search({ ...request, ...conditionsOf(items, { now }), page: 1, perPage: 1, facets: [], dropWords: false });
    return { q: formatQuery(items), without, total: answer.total };
  }));
  return counted.filter(({ total }) => total > 0);
}
