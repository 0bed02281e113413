/** What of the news a saved search is about. The engine decides, by the same rules as everywhere, but takes every word as typed. */

import type { Filter, SearchRequest } from '../../core/search.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { clusterFacts } from '../../store/clusters.ts';
import type { PostSummary } from '../../store/posts.ts';
import { loadSummaries } from '../../store/posts.ts';
import { clusterMembersOf, matchedPosts, type SavedSearch } from '../../store/saved-searches.ts';
import type { Database } from '../../store/schema.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { NoticePost } from './deliverer.ts';

/** The most that an engine gives at once. */
const PAGE = 100;
/** Dates that one question to the engine asks for. */
const DATES = 40;
const ALL_TIME: Filter = { type: 'published', from: '0000-01-01T00:00:00.000Z', before: null };

export type News = { readonly db: Database; readonly engine: SearchEngine; readonly publicUrl: string; readonly now: string };

/** Those of the changed posts that the search has to tell of and has not, oldest first. @throws IndexError */
export async function findNews({ db, engine, publicUrl, now }: News, search: SavedSearch, changedIds: readonly string[]): Promise<NoticePost[]> {
  const members = await clusterMembersOf(db, changedIds);
  const told = await matchedPosts(db, search.id, members.map(({ id }) => id));
  const old = new Set(members.filter(({ id, firstSeenAt }) => told.has(id) || (search.event === 'new-posts' && firstSeenAt < search.createdAt)).map(({ originalId }) => originalId));
  const candidates = [...new Set(members.map(({ originalId }) => originalId))].filter((id) => !old.has(id));
  const facts = await clusterFacts(db, candidates);
  const reached = candidates.filter((id) => (facts.get(id)?.points ?? 0) >= (search.minPoints ?? 0));
  const posts = await loadSummaries(db, reached);
  const found = await matching(engine, requestOf(search.q, now), posts);
  return posts.filter(({ id }) => found.has(id)).toSorted(byDate).map((post) => toNoticePost(post, { publicUrl, points: facts.get(post.id)?.points ?? 0, comments: facts.get(post.id)?.comments ?? 0 }));
}

/** No word is corrected, let go or completed: nobody is there to see it. */
function requestOf(q: string, now: string): SearchRequest {
  const { terms, excluded, filter } = parseQuery(q, now);
  return {
    terms: terms.map((term) => ({ ...term, prefix: false })), excluded, filter,
    sort: 'newest', page: 1, perPage: PAGE, facets: [], correctTypos: false, dropWords: false,
  };
}

/** Ids of the posts that the engine finds. It is asked for their dates, since it has no question for ids. */
async function matching(engine: SearchEngine, request: SearchRequest, posts: readonly PostSummary[]): Promise<Set<string>> {
  const dates = [...new Set(posts.map(({ publishedAt }) => publishedAt))];
  const found = new Set<string>();
  for (let start = 0; start < dates.length; start += DATES) {
    const clauses = dates.slice(start, start + DATES).map(publishedOn);
    const dated: Filter = { type: 'or', clauses };
    const filter: Filter = { type: 'and', clauses: request.filter === null ? [dated] : [request.filter, dated] };
    for (let page = 1; ; page += 1) {
      const { hits } = await engine.search({ ...request, filter, page });
      for (const { document } of hits) found.add(document.id);
      if (hits.length < PAGE) break;
    }
  }
  return found;
}

function publishedOn(at: string | null): Filter {
  return at === null ? { type: 'not', clause: ALL_TIME } : { type: 'published', from: at, before: new Date(Date.parse(at) + 1).toISOString() };
}

function byDate(a: PostSummary, b: PostSummary): number {
  const [dateA, dateB] = [a.publishedAt ?? a.firstSeenAt, b.publishedAt ?? b.firstSeenAt];
  return dateA === dateB ? (a.id < b.id ? -1 : 1) : (dateA < dateB ? -1 : 1);
}

function toNoticePost(post: PostSummary, { publicUrl, points, comments }: { readonly publicUrl: string; readonly points: number; readonly comments: number }): NoticePost {
  const { id, url, title, publisher, authors, publishedAt, kind, tags, excerpt } = post;
  return { id, url, pageUrl: `${publicUrl}/posts/${id}`, title, publisher, authors, publishedAt, kind, tags: tags.map(({ tag }) => tag), excerpt, points, comments };
}
