/** Issues: frozen once, then the same for ever; and what one holds for somebody's wishes. */

import { createHash } from 'node:crypto';
import type { DigestConfig } from '../../core/config.ts';
import { RequestError } from '../../core/errors.ts';
import { carriedBy, findEdition, findIssue, lastEditions, saveEdition, saveIssue } from '../../store/issues.ts';
import type { Deps } from '../deps.ts';
import { findPeriod, type Period } from './calendar.ts';
import { gatherPool } from './gather.ts';
import { matchedClusters } from './match-queries.ts';
import type { Pool } from './select/candidate.ts';
import { pickEdition, type Carried, type Edition, type Wishes } from './select/pick.ts';

export type IssueDeps = Pick<Deps, 'store' | 'engine' | 'now'>;

/** A period with its pool; `isFrozen` says whether it can still change. */
export type OpenIssue = { readonly period: Period; readonly pool: Pool; readonly isFrozen: boolean };

/** How far back an edition looks so as not to be like the last ones. */
const RECENT_ISSUES = 4;

/** What the public issue is made of. */
export function publicWishes({ language, items }: Pick<DigestConfig, 'language' | 'items'>): Wishes {
  return { topics: [], publishers: [], queries: [], kinds: [], language, items };
}

/**
 * The issue of a key, frozen or as it would be now.
 * @throws RequestError `not-found` where no period is called so, or it has not begun.
 */
export async function openIssue({ store, now }: IssueDeps, key: string, zone: string): Promise<OpenIssue> {
  const frozen = await findIssue<Pool>(store.db, key);
  const period = findPeriod(key, frozen?.zone ?? zone);
  if (period === null) throw new RequestError('not-found', `There is no issue ${JSON.stringify(key)}: they are called 2026-W34, 2026-08-24 or 2026-08.`);
  if (frozen !== null) return { period, pool: frozen.pool, isFrozen: true };
  if (period.startAt > now()) throw new RequestError('not-found', `The issue ${key} begins on ${period.startAt.slice(0, 10)}.`);
  return { period, pool: await gatherPool(store.db, period), isFrozen: false };
}

/** Freezes the issue of a period that has ended; one that is frozen stays as it is. */
export async function freezeIssue({ store, now }: IssueDeps, period: Period): Promise<OpenIssue> {
  const known = await findIssue<Pool>(store.db, period.key);
  if (known === null) {
    const pool = await gatherPool(store.db, period);
    await saveIssue(store.db, { ...period, frozenAt: now(), candidates: pool.news.length + pool.old.length, pool });
  }
  const frozen = known ?? await findIssue<Pool>(store.db, period.key);
  return { period, pool: frozen?.pool ?? { news: [], old: [] }, isFrozen: true };
}

/** The name of an edition: the same wishes have the same one. Excluded clusters are what a subscriber got in another edition. */
export function editionKey(cadence: string, wishes: Wishes, excluded: readonly string[]): string {
  const sorted = [wishes.topics, wishes.publishers.map((name) => name.toLowerCase()), wishes.queries, wishes.kinds].map((list) => [...new Set(list)].toSorted());
  return createHash('sha256').update(JSON.stringify([cadence, sorted, wishes.language, wishes.items, excluded.toSorted()])).digest('base64url').slice(0, 16);
}

/** What the issue holds for these wishes: as frozen, else as it is now. */
export async function editionOf(deps: IssueDeps, issue: OpenIssue, wishes: Wishes, excluded: readonly string[] = []): Promise<Edition> {
  const stored = await findEdition(deps.store.db, issue.period.key, editionKey(issue.period.cadence, wishes, excluded));
  return stored === null ? makeEdition(deps, issue, wishes, excluded) : JSON.parse(stored.items) as Edition;
}

/** The edition, frozen with its issue. Who comes second gets what the first one froze. */
export async function freezeEdition(deps: IssueDeps, issue: OpenIssue, wishes: Wishes, excluded: readonly string[] = []): Promise<{ readonly key: string; readonly edition: Edition }> {
  const key = editionKey(issue.period.cadence, wishes, excluded);
  const issueKey = issue.period.key;
  if (await findEdition(deps.store.db, issueKey, key) === null) {
    const edition = await makeEdition(deps, issue, wishes, excluded);
    const clusterIds = clusterIdsOf(edition);
    const row = { issueKey, key, wishes: JSON.stringify({ ...wishes, excluded }), items: JSON.stringify(edition), itemCount: edition.items.length, clusterIds };
    await deps.store.transact((db) => saveEdition(db, row, deps.now()));
  }
  return { key, edition: await editionOf(deps, issue, wishes, excluded) };
}

/** The clusters of an edition, the second look among them. */
export function clusterIdsOf({ items, secondLook }: Edition): string[] {
  return [...items, ...secondLook === null ? [] : [secondLook]].map(({ candidate }) => candidate.clusterId);
}

async function makeEdition(deps: IssueDeps, { period, pool }: OpenIssue, wishes: Wishes, excluded: readonly string[]): Promise<Edition> {
  const { db } = deps.store;
  const key = editionKey(period.cadence, wishes, excluded);
  const carriedIds = new Set([...await carriedBy(db, key, period.startAt), ...excluded]);
  const recent = (await lastEditions(db, key, period.startAt, RECENT_ISSUES)).flatMap((items): Carried[] => (JSON.parse(items) as Edition).items.map(({ candidate }) => candidate));
  return pickEdition(pool, wishes, { carriedIds, recent, matchedIds: await matchedClusters(deps, wishes.queries) });
}
