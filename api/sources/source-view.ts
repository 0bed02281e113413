/** A source with its health and coverage, as API and page show it. */

import { RequestError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import type { Source } from '../../core/post.ts';
import { countEntries } from '../../store/entries.ts';
import { holdingsOf, newestPostsOf } from '../../store/posts.ts';
import { listOutcomes } from '../../store/runs.ts';
import { findSource } from '../../store/sources.ts';
import type { Deps } from '../deps.ts';
import type { SourceDetail, SourceView } from './schema.ts';

const MAX_OUTCOMES = 20;
const MAX_NEWEST = 20;

/** A source without what costs a query. */
export function toSourceView(source: Source): SourceView {
  const { id, kind, url, siteUrl, title, publisher, topics, state, addedAt, lastCheckedAt, lastSuccessAt, nextCheckAt } = source;
  return { id, kind, url, siteUrl, title, publisher, topics: [...topics], state, health: healthOf(source), addedAt, lastCheckedAt, lastSuccessAt, nextCheckAt };
}

/** How a source does, in one word and one sentence. */
function healthOf({ state, failure, failureCount, lastCheckedAt, lastSuccessAt }: Source): SourceView['health'] {
  const failures = failureCount;
  if (state === 'gone') return { status: 'gone', message: failure ?? 'The address is gone for good; its posts are kept.', failures };
  if (state === 'paused') return { status: 'paused', message: 'Paused: it is not checked at the moment.', failures };
  if (lastCheckedAt === null) return { status: 'new', message: 'Not checked yet.', failures };
  if (failure === null) return { status: 'healthy', message: 'The last check went well.', failures };
  const since = lastSuccessAt === null ? 'It has never answered well' : `It last answered well on ${day(lastSuccessAt)}`;
  return { status: 'failing', message: `${failure.replace(/[.!?]$/u, '')}. ${since}; ${failures === 1 ? 'one check has failed since' : `${failures} checks have failed since`}.`, failures };
}

/**
 * A source with its coverage, its last checks and its newest posts.
 * @throws RequestError `not-found`.
 */
export async function getSourceDetail(deps: Deps, id: string): Promise<SourceDetail> {
  const { db } = deps.store;
  const source = await findSource(db, id);
  if (source === null) throw new RequestError('not-found', `There is no source ${id}.`);
  const [entries, holdings, outcomes, newest] = await Promise.all([
    countEntries(db, source.id), holdingsOf(db, source.id), listOutcomes(db, source.id, MAX_OUTCOMES), newestPostsOf(db, source.id, MAX_NEWEST),
  ]);
  const known = Object.values(entries).reduce((sum, count) => sum + count, 0);
  return {
    ...toSourceView(source), discovery: source.discovery,
    coverage: { ...holdings, known, ...entries },
    outcomes: outcomes.map(({ outcome, message, entries: count, newPosts, endedAt }) => ({ outcome, message, entries: count, newPosts, endedAt })),
    newest: newest.map(({ id: postId, url, title, publishedAt }) => ({ id: postId, url, title, publishedAt })),
  };
}

function day(instant: Instant): string {
  return instant.slice(0, 10);
}
