/** Addresses of our own pages. Everything that a page can show is in its address. */

import type { Sort } from '../../core/search.ts';
import { formatQuery } from '../query/format.ts';
import type { Item } from '../query/parser.ts';

/** What the search page shows. `sort` null: what fits the query. */
export type PageState = {
  readonly q: string;
  readonly sort: Sort | null;
  readonly page: number;
  readonly correct: boolean;
  readonly drop: boolean;
};

/** The search page for a state; what is usual is left out. */
export function searchUrl({ q, sort, page, correct, drop }: PageState, path = '/'): string {
  const parameters = new URLSearchParams();
  if (q !== '') parameters.set('q', q);
  if (sort !== null) parameters.set('sort', sort);
  if (page > 1) parameters.set('page', String(page));
  if (!correct) parameters.set('correct', 'false');
  if (!drop) parameters.set('drop', 'false');
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** The first page of a query as typed. */
export function queryUrl(q: string): string {
  return searchUrl({ q, sort: null, page: 1, correct: true, drop: true });
}

/** The first page of the same search with other items. */
export function itemsUrl(state: PageState, items: readonly Item[]): string {
  return searchUrl({ ...state, q: formatQuery(items), page: 1 });
}

/** A post's own page. */
export function postUrl(id: string): string {
  return `/posts/${encodeURIComponent(id)}`;
}

/** A source's own page. */
export function sourceUrl(id: string): string {
  return `/sources/${encodeURIComponent(id)}`;
}
