/** Every subscriber's delivery of an issue: as often as it is begun, each gets one. */

import type { Instant } from '../../core/feed.ts';
import { queueDeliveries, receivedElsewhere, type NewDelivery } from '../../store/deliveries.ts';
import { markQueued } from '../../store/issues.ts';
import { activeSubscribers } from '../../store/subscribers.ts';
import { dueAt, expiryOf } from './calendar.ts';
import { clusterIdsOf, editionKey, freezeEdition, type IssueDeps, type OpenIssue } from './issue.ts';
import type { Edition } from './select/pick.ts';
import { readPreferences, wishesOf, type Preferences } from './subscribers/preferences.ts';

const BATCH = 200;
/** Editions that are kept at hand: most subscribers share a few. */
const MAX_EDITIONS = 500;

type Frozen = { readonly key: string; readonly edition: Edition };
type Desk = { readonly deps: IssueDeps; readonly issue: OpenIssue; readonly editions: Map<string, Promise<Frozen>>; readonly wanted: Map<string, Wanted> };
type Wanted = { readonly preferences: Preferences; readonly key: string; readonly due: Instant };

/** Queues an issue for all active subscribers of its cadence; nobody gets an edition in which there is nothing. Returns how many it went through. */
export async function queueIssue(
  deps: IssueDeps, issue: OpenIssue, { isStopping, onBatch }: { readonly isStopping: () => boolean; readonly onBatch: () => void },
): Promise<number> {
  const desk: Desk = { deps, issue, editions: new Map(), wanted: new Map() };
  const { cadence, key } = issue.period;
  let [after, count] = ['', 0];
  for (;;) {
    const batch = await activeSubscribers(deps.store.db, cadence, after, BATCH);
    const last = batch.at(-1);
    if (last === undefined) break;
    if (isStopping()) return count;
    const rows = await deliveriesFor(desk, batch);
    await deps.store.transact((db) => queueDeliveries(db, rows, deps.now()));
    [after, count] = [last.id, count + batch.length];
    onBatch();
  }
  await markQueued(deps.store.db, key, deps.now());
  return count;
}

async function deliveriesFor(desk: Desk, batch: Awaited<ReturnType<typeof activeSubscribers>>): Promise<NewDelivery[]> {
  const { period } = desk.issue;
  const wanted = new Map(batch.map(({ id, preferences }) => [id, wantedOf(desk, preferences)]));
  const elsewhere = await receivedElsewhere(desk.deps.store.db, batch.map(({ id }) => id), (id) => wanted.get(id)?.key ?? '');
  const rows: NewDelivery[] = [];
  for (const { id, domain } of batch) {
    const wish = wanted.get(id);
    if (wish === undefined) continue;
    const { key, edition } = await editionFor(desk, wish, elsewhere.get(id) ?? []);
    if (edition.items.length > 0) rows.push({ issueKey: period.key, subscriberId: id, editionKey: key, domain, dueAt: wish.due, expiresAt: expiryOf(period.cadence, wish.due) });
  }
  return rows;
}

/** Who changed their wishes is not told again what they were told in another edition. */
async function editionFor(desk: Desk, { preferences, key }: Wanted, received: readonly string[]): Promise<Frozen> {
  const usual = await frozen(desk, key, preferences, []);
  if (received.length === 0) return usual;
  const again = clusterIdsOf(usual.edition).filter((id) => received.includes(id));
  if (again.length === 0) return usual;
  const excluded = [...new Set(received)].filter((id) => [...desk.issue.pool.news, ...desk.issue.pool.old].some(({ candidate }) => candidate.clusterId === id));
  return frozen(desk, editionKey(desk.issue.period.cadence, wishesOf(preferences), excluded), preferences, excluded);
}

function frozen({ deps, issue, editions }: Desk, key: string, preferences: Preferences, excluded: readonly string[]): Promise<Frozen> {
  const known = editions.get(key);
  if (known !== undefined) return known;
  if (editions.size >= MAX_EDITIONS) editions.clear();
  const made = freezeEdition(deps, issue, wishesOf(preferences), excluded);
  editions.set(key, made);
  return made;
}

/** By the text of the preferences, which thousands share. */
function wantedOf({ issue, wanted }: Desk, json: string): Wanted {
  const known = wanted.get(json);
  if (known !== undefined) return known;
  const preferences = readPreferences(json);
  const wish = { preferences, key: editionKey(issue.period.cadence, wishesOf(preferences), []), due: dueAt(issue.period, preferences) };
  if (wanted.size >= MAX_EDITIONS * 10) wanted.clear();
  wanted.set(json, wish);
  return wish;
}
