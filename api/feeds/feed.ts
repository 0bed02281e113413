/** A search as a feed: what all three formats say of it. */

import type { Instant } from '../../core/feed.ts';
import type { Deps } from '../deps.ts';
import { topicName } from '../query/topics.ts';
import type { Hit, SearchInput } from '../search/schema.ts';
import { search } from '../search/search.ts';

export type FeedItem = {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly summary: string;
  readonly authors: readonly string[];
  readonly publisher: string;
  readonly publishedAt: Instant | null;
  readonly modifiedAt: Instant;
  readonly categories: readonly string[];
  readonly language: string | null;
  readonly discussionUrl: string | null;
};

export type SearchFeed = {
  readonly title: string;
  readonly description: string;
  /** The search page. */
  readonly pageUrl: string;
  readonly selfUrl: string;
  readonly firstUrl: string;
  readonly nextUrl: string | null;
  readonly previousUrl: string | null;
  /** When anything in it last changed; null for an empty one. */
  readonly updatedAt: Instant | null;
  readonly items: readonly FeedItem[];
};

/** The feed of a search. `path` is where this format of it stands. */
export async function searchFeed(deps: Deps, input: SearchInput, path: string): Promise<SearchFeed> {
  const result = await search(deps, { ...input, sort: input.sort ?? 'newest' });
  const urlOf = (page: number) => feedUrl(deps.config.publicUrl + path, input, page);
  const { publicUrl } = deps.config;
  return {
    title: input.q === '' ? 'Writeups' : `${cleanXml(input.q)} · Writeups`,
    description: input.q === '' ? 'What engineers have written, newest first.' : `Writeups for ${cleanXml(input.q)}`,
    pageUrl: `${publicUrl}/${input.q === '' ? '' : `?${new URLSearchParams({ q: input.q })}`}`,
    selfUrl: urlOf(input.page), firstUrl: urlOf(1),
    nextUrl: input.page < result.pages ? urlOf(input.page + 1) : null,
    previousUrl: input.page > 1 ? urlOf(input.page - 1) : null,
    updatedAt: result.hits.reduce<Instant | null>((latest, { modifiedAt }) => latest === null || modifiedAt > latest ? modifiedAt : latest, null),
    items: result.hits.map((hit) => toItem(hit, publicUrl)),
  };
}

/** Text that may stand in XML 1.0: characters outside of `Char` are left out. @see XML 1.0 §2.2 */
function cleanXml(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}

function feedUrl(base: string, input: SearchInput, page: number): string {
  const parameters = new URLSearchParams({
    ...(input.q === '' ? {} : { q: input.q }),
    ...(input.sort === undefined ? {} : { sort: input.sort }),
    ...(input.perPage === DEFAULT_ITEMS ? {} : { perPage: String(input.perPage) }),
    ...(input.correct ? {} : { correct: 'false' }), ...(input.drop ? {} : { drop: 'false' }),
    ...(page === 1 ? {} : { page: String(page) }),
  });
  return parameters.size === 0 ? base : `${base}?${parameters}`;
}

/** Readers poll; more than this is what paging is for. */
export const DEFAULT_ITEMS = 50;

function toItem(hit: Hit, publicUrl: string): FeedItem {
  return {
    id: `${publicUrl}/posts/${hit.id}`, url: hit.url, title: cleanXml(hit.title), summary: cleanXml(hit.snippet),
    authors: hit.authors.map(cleanXml), publisher: cleanXml(hit.publisher), publishedAt: hit.publishedAt, modifiedAt: hit.modifiedAt,
    categories: hit.tags.map((tag) => cleanXml(topicName(tag))), language: hit.language, discussionUrl: hit.discussions[0]?.url ?? null,
  };
}
