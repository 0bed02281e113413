/** What a check of a source means for the next one: when it is, where the source stands by then. Rules R20, R21. */

import { FetchError, type ExtractError, type ParseError } from '../core/errors.ts';
import type { Instant } from '../core/feed.ts';
import type { Source } from '../core/post.ts';
import { addMoveSighting, forgetMoveSightings, listMoveSightings, moveSource } from '../store/moves.ts';
import { findPublisherSchedule, findSource, lastPublications, proposeAddress, type CheckResult } from '../store/sources.ts';
import { canonicalise } from './canonicalise.ts';
import type { CrawlDeps } from './deps.ts';
import { afterFailure, confirmMove, nextCheckAfterSuccess, permanentTarget, SIGHTING_DISTANCE_MS } from './fetch/schedule.ts';
import type { ReadDocument } from './read-documents.ts';
import { aggregatorFetchUrl } from './sources/aggregators.ts';
import { discoverSource } from './sources/discover.ts';

/** More of the past says nothing about the next post. */
const JUDGED_POSTS = 10;
const SILENT = { intervalMinutes: null, skipHours: [], skipDays: [] };
/** After a fault of our own the source is not to blame. */
const AFTER_BUG_HOURS = 6;

/** The next check of a source that answered; where it did not change, by what is known of it. */
export async function settleSuccess(deps: CrawlDeps, source: Source, read: ReadDocument): Promise<CheckResult> {
  const moved = await settleMove(deps, source, read);
  if (moved !== null) return { state: 'gone', failure: moved, nextCheckAt: deps.now() };
  const dates = (read.feed?.entries ?? []).flatMap((entry) => entry.discussion?.submittedAt ?? entry.publishedAt ?? []);
  const nextCheckAt = nextCheckAfterSuccess({
    now: deps.now(),
    publisher: read.feed?.schedule ?? await findPublisherSchedule(deps.db, source.id) ?? SILENT,
    headers: read.headers,
    recentPublishedAts: dates.length > 0 ? dates : await lastPublications(deps.db, source, JUDGED_POSTS),
    sourceId: source.id,
  });
  return { state: 'active', failure: null, nextCheckAt };
}

/** The next check of a source that could not be had or read. A source that is not found is looked for again at its site. */
export async function settleFailure(deps: CrawlDeps, source: Source, error: FetchError | ParseError | ExtractError): Promise<CheckResult> {
  const isFetchError = error instanceof FetchError;
  const failureCount = source.failureCount + 1;
  if (isFetchError && (error.kind === 'not-found' || error.kind === 'gone') && isPowerOfTwo(failureCount)) await lookForAgain(deps, source);
  const next = afterFailure({
    now: deps.now(), failureCount, kind: isFetchError ? error.kind : 'wrong-type', retryAfterSeconds: isFetchError ? error.retryAfterSeconds : null, sourceId: source.id,
  });
  return { ...next, failure: error.message };
}

/** Where the crawl itself failed. */
export function settleBug(now: Instant): CheckResult {
  return { state: 'active', failure: 'An internal error; see the log.', nextCheckAt: new Date(Date.parse(now) + AFTER_BUG_HOURS * 3_600_000).toISOString() };
}

/** Gives a source that moved its new address; a sentence where another source stands there already, so that this one ends. */
async function settleMove(deps: CrawlDeps, source: Source, read: ReadDocument): Promise<string | null> {
  const target = aggregatorFetchUrl(source.url) === source.url ? permanentTarget(read.redirects) : null;
  const known = await listMoveSightings(deps.db, source.id);
  if (known.length > 0 && (target === null || known.some(({ movedTo }) => movedTo !== target))) await deps.transact((transaction) => forgetMoveSightings(transaction, source.id));
  if (target === null) return null;
  const now = deps.now();
  const same = known.filter(({ movedTo }) => movedTo === target);
  const isSpaced = Date.parse(now) - Date.parse(same.at(-1)?.checkedAt ?? '1970-01-01') >= SIGHTING_DISTANCE_MS;
  if (isSpaced) await deps.transact((transaction) => addMoveSighting(transaction, source.id, { checkedAt: now, movedTo: target }));
  const to = confirmMove({ url: source.url, sightings: isSpaced ? [...same, { checkedAt: now, movedTo: target }] : same });
  if (to === null || !read.isFamiliar) return null;
  const hasMoved = await deps.transact((transaction) => moveSource(transaction, source.id, { from: source.url, to }));
  deps.log.info({ source: source.id, from: source.url, to, hasMoved }, 'a source has moved');
  return hasMoved ? null : `It has moved to ${to}, which is followed already as ${(await findSource(deps.db, to))?.title ?? 'another source'}.`;
}

/** Stores where the source seems to be now; what goes wrong there says nothing new about the source. */
async function lookForAgain(deps: CrawlDeps, source: Source): Promise<void> {
  const start = [source.siteUrl, source.addedUrl].find((url) => url !== null && canonicalise(url) !== canonicalise(source.url)) ?? new URL('/', source.url).href;
  try {
    const { chosen } = await discoverSource(start, { get: (url, kind) => deps.fetch({ url, kind, validators: null }), now: deps.now() });
    if (chosen !== null && canonicalise(chosen.url) !== canonicalise(source.url)) await deps.transact((transaction) => proposeAddress(transaction, source.id, chosen.url));
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    deps.log.info({ source: source.id, failure: error.message }, 'the site of a lost source was not found either');
  }
}

/** Looked for at the first failure, then ever more seldom. */
function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}
