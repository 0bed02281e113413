/** Saved searches at work: held against what is new, and delivered until it arrives. Woken every minute; the store decides. */

import { IndexError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import { workTogether } from '../../core/together.ts';
import { changesAfter, engineCursor } from '../../store/outbox.ts';
import {
  claimDelivery, countWaiting, forgetDelivered, newDeliveryId, queueDelivery, recordFailure, recordSuccess, searchesToDeliver, type SavedSearchDelivery,
} from '../../store/saved-search-deliveries.ts';
import { activeSavedSearches, addMatches, moveSeenSeq, type SavedSearch } from '../../store/saved-searches.ts';
import type { Deps } from '../deps.ts';
import type { DeliveryResult, Notice, NoticePost } from './deliverer.ts';
import { findNews } from './match.ts';

export type TickDeps = Pick<Deps, 'store' | 'engine' | 'now' | 'log' | 'deliverers'> & { readonly config: Pick<Deps['config'], 'publicUrl'> };

/** Changes that are looked at in one step; each step is one transaction. */
const CHANGES = 500;
/** Posts in one delivery: about 50 KB of JSON. */
const POSTS = 50;
/** A search whose deliveries do not arrive makes no more than these; its news wait in the outbox. */
const MAX_WAITING = 20;
/** Receivers that are spoken to at the same time. */
const RECEIVERS = 8;
/** Longer than any deliverer takes; whoever dies meanwhile is followed by another process. */
const LEASE_MS = 90_000;
/** Later work is left to the next tick. */
const BUDGET_MS = 45_000;
const MINUTE_MS = 60_000;
/** Minutes until the next try after each failure in a row, the last one again and again: Standard Webhooks' schedule by the minute. */
const RETRY_MINUTES = [1, 5, 30, 120, 300, 600, 840, 1_200];
/** A receiver that is down for longer is given up until its owner wakes the search. */
const GIVE_UP_MS = 3 * 24 * 60 * MINUTE_MS;
const KEPT_MS = 30 * 24 * 60 * MINUTE_MS;

/** One round: matches, then deliveries, then what is old is forgotten. An engine that is away costs the matches a round and nothing else. */
export async function tickSavedSearches(deps: TickDeps, isStopping: () => boolean = () => false): Promise<{ readonly queued: number; readonly delivered: number; readonly failed: number }> {
  const queued = await queueNews(deps).catch((error: unknown) => {
    if (!(error instanceof IndexError)) throw error;
    deps.log.warn({ reason: error.message }, 'saved searches wait for the search engine');
    return 0;
  });
  const { delivered, failed } = await deliverQueues(deps, isStopping);
  await forgetDelivered(deps.store.db, minus(deps.now(), KEPT_MS));
  return { queued, delivered, failed };
}

/** Holds every active search against the changes that it has not seen and the engine has; returns how many deliveries came of it. @throws IndexError */
export async function queueNews(deps: TickDeps): Promise<number> {
  const indexedSeq = await engineCursor(deps.store.db, deps.engine.cursors);
  let queued = 0;
  for (const search of await activeSavedSearches(deps.store.db)) queued += await lookOn(deps, search, indexedSeq);
  return queued;
}

async function lookOn(deps: TickDeps, search: SavedSearch, indexedSeq: number): Promise<number> {
  if (isResting(search, deps.now()) || await countWaiting(deps.store.db, search.id) >= MAX_WAITING) return 0;
  const changes = (await changesAfter(deps.store.db, search.seenSeq, CHANGES)).filter(({ seq }) => seq <= indexedSeq);
  const last = changes.at(-1);
  if (last === undefined) return 0;
  const now = deps.now();
  const news = await findNews({ db: deps.store.db, engine: deps.engine, publicUrl: deps.config.publicUrl, now }, search, changes.map(({ postId }) => postId));
  const notices = inPieces(news, POSTS).map((posts) => noticeOf(search, posts, { publicUrl: deps.config.publicUrl, now }));
  const isOurs = await deps.store.transact(async (transaction) => {
    if (!await moveSeenSeq(transaction, search.id, { from: search.seenSeq, to: last.seq })) return false;
    await addMatches(transaction, search.id, news.map(({ id }) => id));
    for (const notice of notices) await queueDelivery(transaction, { id: notice.id, searchId: search.id, notice: JSON.stringify(notice), postCount: notice.posts.length }, now);
    return true;
  });
  if (!isOurs) return 0;
  return notices.length + await lookOn(deps, { ...search, seenSeq: last.seq }, indexedSeq);
}

/** A search that was told to speak seldom, and has spoken lately. What comes meanwhile waits in the outbox. */
function isResting({ pauseMinutes, queuedAt }: SavedSearch, now: Instant): boolean {
  return queuedAt !== null && Date.parse(now) - Date.parse(queuedAt) < pauseMinutes * MINUTE_MS;
}

function noticeOf({ id, name, q, event, minPoints }: SavedSearch, posts: readonly NoticePost[], { publicUrl, now }: { readonly publicUrl: string; readonly now: Instant }): Notice {
  const pageUrl = `${publicUrl}/${q === '' ? '' : `?${new URLSearchParams({ q })}`}`;
  return { id: newDeliveryId(), event, createdAt: now, search: { id, name, q, minPoints, pageUrl }, posts };
}

/** Empties the queues that may be emptied now, each in its order and several beside each other. */
export async function deliverQueues(deps: TickDeps, isStopping: () => boolean = () => false): Promise<{ readonly delivered: number; readonly failed: number }> {
  const endsAtMs = performance.now() + BUDGET_MS;
  const waiting = await searchesToDeliver(deps.store.db, deps.now());
  let [delivered, failed] = [0, 0];
  await workTogether(RECEIVERS, async (isOver) => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      while (performance.now() < endsAtMs && !isOver() && !isStopping()) {
        const result = await deliverNext(deps, id);
        if (result === null) break;
        if (result.outcome === 'delivered') delivered += 1;
        else failed += 1;
      }
    }
  });
  return { delivered, failed };
}

/** Delivers the oldest of a queue; null where there is nothing to be delivered now. */
async function deliverNext(deps: TickDeps, searchId: string): Promise<DeliveryResult | null> {
  const startedAt = deps.now();
  const claimed = await deps.store.transact((transaction) => claimDelivery(transaction, searchId, { now: startedAt, until: minus(startedAt, -LEASE_MS) }));
  if (claimed === null) return null;
  const result = await attempt(deps, claimed.search, claimed.delivery);
  const at = deps.now();
  await deps.store.transact(async (transaction) => {
    if (result.outcome === 'delivered') await recordSuccess(transaction, claimed.delivery, { at, status: result.status, message: null });
    else await recordFailure(transaction, claimed, { at, status: result.status, message: result.message }, retryAt(result, claimed.search, at));
  });
  return result;
}

async function attempt({ deliverers, log, now }: TickDeps, search: SavedSearch, delivery: SavedSearchDelivery): Promise<DeliveryResult> {
  const { targetKind: kind, address } = search;
  const deliverer = deliverers[kind];
  if (deliverer === undefined) return { outcome: 'refused', status: null, message: `This server cannot deliver to ${kind}.` };
  const secrets = search.secrets.filter(({ endsAt }) => endsAt === null || endsAt > now()).map(({ secret }) => secret);
  try {
    return await deliverer.deliver(JSON.parse(delivery.notice) as Notice, { kind, address, secrets });
  } catch (error) {
    log.error({ err: error, search: search.id }, 'a bug kept a delivery back');
    return { outcome: 'failed', status: null, message: 'Something went wrong on our side.', retryAfterSeconds: null };
  }
}

/** When to try again; null: not until somebody wakes the search. */
function retryAt(result: Exclude<DeliveryResult, { outcome: 'delivered' }>, { failures, failingSince }: SavedSearch, at: Instant): Instant | null {
  if (result.outcome === 'refused') return null;
  const minutes = RETRY_MINUTES[Math.min(failures, RETRY_MINUTES.length - 1)] ?? 1;
  const next = minus(at, -Math.max(minutes * MINUTE_MS, (result.retryAfterSeconds ?? 0) * 1000));
  const isOver = Date.parse(next) - Date.parse(failingSince ?? at) > GIVE_UP_MS;
  return isOver && failures > 0 ? null : next;
}

function inPieces<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function minus(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) - ms).toISOString();
}
