/** `/api/v1/saved-searches`: searches that tell when there is something new. */

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { RequestError } from '../../core/errors.ts';
import { allows, type ApiKey } from '../../store/keys.ts';
import { engineCursor } from '../../store/outbox.ts';
import { countWaiting, listDeliveries } from '../../store/saved-search-deliveries.ts';
import {
  addPostsWithPoints, addSavedSearch, changeSavedSearch, findSavedSearch, listSavedSearches, pauseSavedSearch, removeSavedSearch, resumeSavedSearch, type SavedSearch, type TargetKind,
} from '../../store/saved-searches.ts';
import type { Deps } from '../deps.ts';
import { action } from '../http/action.ts';
import { badParameter, Refusal } from '../http/problems.ts';
import { parseQuery } from '../query/parse-query.ts';
import {
  CreatedSavedSearchSchema, DeliveriesQuery, DeliveriesSchema, NewSavedSearchBody, RemovedSavedSearchSchema, RotatedSecretSchema, SavedSearchChangesBody, SavedSearchesSchema,
  SavedSearchIdParams, SavedSearchSchema, SecretRotationBody,
} from './schema.ts';

/** Each is held against everything new, once a minute. */
const MAX_OF_OWNER = 100;
const NONE = z.object({});
const COMMON = { tag: 'Saved searches', scope: 'write', query: NONE } as const;
const ONE = { ...COMMON, params: SavedSearchIdParams, problems: [404] } as const;

export const listSavedSearchesEndpoint = action({
  ...COMMON, method: 'get', path: '/api/v1/saved-searches', operationId: 'listSavedSearches', summary: 'The saved searches of this key, newest first',
  description: 'A key with the scope admin sees everybody’s.', status: 200, problems: [], params: NONE, body: null, answer: SavedSearchesSchema,
  async handle(deps, { key }) {
    const searches = await listSavedSearches(deps.store.db, allows(key, 'admin') ? null : key.ownerId);
    return { savedSearches: await Promise.all(searches.map((search) => viewOf(deps, search))), total: searches.length };
  },
});

export const createSavedSearchEndpoint = action({
  ...COMMON, method: 'post', path: '/api/v1/saved-searches', operationId: 'createSavedSearch', summary: 'Tells of what matches a query from now on',
  description: 'At least once, in order, each delivery with an id that stays through all tries; tried for three days before the search is paused. It belongs to this key and to those that take its place.',
  status: 201, problems: [409], params: NONE, body: NewSavedSearchBody, answer: CreatedSavedSearchSchema,
  async handle(deps, { body: { name, q, event, minPoints, pauseMinutes, target }, key }) {
    if ((event === 'points') !== (minPoints !== null)) throw new Refusal(badParameter('minPoints', event === 'points' ? 'is needed for the event points' : 'is for the event points alone'));
    checkQuery(deps, q);
    checkTarget(deps, target);
    if ((await listSavedSearches(deps.store.db, key.ownerId)).length >= MAX_OF_OWNER) throw new RequestError('conflict', `A key may have ${MAX_OF_OWNER} saved searches.`);
    const now = deps.now();
    const secret = target.kind === 'webhook' ? newSecret() : null;
    const id = `ss_${randomBytes(12).toString('hex')}`;
    await deps.store.transact(async (transaction) => {
      await addSavedSearch(transaction, {
        id, ownerId: key.ownerId, name, q, event, minPoints, pauseMinutes, targetKind: target.kind, address: target.address,
        secrets: secret === null ? [] : [{ secret, createdAt: now, endsAt: null }], seenSeq: await engineCursor(transaction, deps.engine.cursors), createdAt: now,
      });
      if (minPoints !== null) await addPostsWithPoints(transaction, id, minPoints);
    });
    return { ...await viewOf(deps, await getSavedSearch(deps, id, key)), secret };
  },
});

export const savedSearchEndpoint = action({
  ...ONE, method: 'get', path: '/api/v1/saved-searches/:id', operationId: 'getSavedSearch', summary: 'One saved search', description: 'With how its delivery does.',
  status: 200, body: null, answer: SavedSearchSchema,
  handle: async (deps, { params: { id }, key }) => viewOf(deps, await getSavedSearch(deps, id, key)),
});

export const changeSavedSearchEndpoint = action({
  ...ONE, method: 'patch', path: '/api/v1/saved-searches/:id', operationId: 'changeSavedSearch', summary: 'Changes, pauses or wakes a saved search',
  description: 'What is not named stays. Changes hold for what is found from now on; what waits for delivery goes to the new target.',
  status: 200, body: SavedSearchChangesBody, answer: SavedSearchSchema,
  async handle(deps, { params: { id }, body, key }) {
    const { name, q, minPoints, pauseMinutes, target, state } = body;
    if (Object.keys(body).length === 0) throw new Refusal(badParameter('body', 'names nothing to change'));
    const search = await getSavedSearch(deps, id, key);
    if (q !== undefined) checkQuery(deps, q);
    if (target !== undefined) checkTarget(deps, target);
    if (minPoints !== undefined && search.event !== 'points') throw new Refusal(badParameter('minPoints', 'is for the event points alone'));
    const secrets = target?.kind === 'webhook' && search.secrets.length === 0 ? [{ secret: newSecret(), createdAt: deps.now(), endsAt: null }] : search.secrets;
    await deps.store.transact(async (transaction) => {
      await changeSavedSearch(transaction, id, { name: name ?? search.name, q: q ?? search.q, minPoints: minPoints ?? search.minPoints, pauseMinutes: pauseMinutes ?? search.pauseMinutes, targetKind: target?.kind ?? search.targetKind, address: target?.address ?? search.address, secrets });
      if (state === 'paused') await pauseSavedSearch(transaction, id, null);
      if (state === 'active') await resumeSavedSearch(transaction, id);
    });
    return viewOf(deps, await getSavedSearch(deps, id, key));
  },
});

export const rotateSecretEndpoint = action({
  ...ONE, method: 'post', path: '/api/v1/saved-searches/:id/rotate-secret', operationId: 'rotateSavedSearchSecret', summary: 'A new secret for signing webhooks',
  description: 'Until the old one ends, both sign. At most two live: an older one ends at once.', status: 201, body: SecretRotationBody, answer: RotatedSecretSchema,
  async handle(deps, { params: { id }, body: { oldEndsInMinutes }, key }) {
    const { secrets } = await getSavedSearch(deps, id, key);
    const now = deps.now();
    const oldEndsAt = new Date(Date.parse(now) + oldEndsInMinutes * 60_000).toISOString();
    const secret = newSecret();
    const old = secrets.slice(0, 1).map((newest) => ({ ...newest, endsAt: oldEndsAt }));
    await changeSavedSearch(deps.store.db, id, { secrets: [{ secret, createdAt: now, endsAt: null }, ...old] });
    return { id, secret, oldEndsAt };
  },
});

export const removeSavedSearchEndpoint = action({
  ...ONE, method: 'delete', path: '/api/v1/saved-searches/:id', operationId: 'removeSavedSearch', summary: 'Ends a saved search',
  description: 'With its log, and with what has not arrived.', status: 200, body: null, answer: RemovedSavedSearchSchema,
  async handle(deps, { params: { id }, key }) {
    await getSavedSearch(deps, id, key);
    const gone = await deps.store.transact((transaction) => removeSavedSearch(transaction, id));
    return { removed: id, undelivered: gone?.undelivered ?? 0 };
  },
});

export const deliveriesEndpoint = action({
  ...ONE, method: 'get', path: '/api/v1/saved-searches/:id/deliveries', operationId: 'listDeliveries', summary: 'What a saved search delivered, newest first',
  description: 'With every try and what the receiver answered; kept for 30 days after it arrived.', status: 200, query: DeliveriesQuery, body: null, answer: DeliveriesSchema,
  async handle(deps, { params, query: { limit, cursor }, key }) {
    await getSavedSearch(deps, params.id, key);
    const found = await listDeliveries(deps.store.db, params.id, { beforeSeq: cursor ?? null, limit: limit + 1 });
    const deliveries = found.slice(0, limit).map(({ id, postCount, createdAt, deliveredAt, attemptCount, attempts }) => ({ id, posts: postCount, createdAt, deliveredAt, attemptCount, attempts: [...attempts] }));
    return { deliveries, nextCursor: found.length > limit ? found[limit - 1]?.seq ?? null : null };
  },
});

/** Others' searches are not there. @throws RequestError `not-found` */
async function getSavedSearch({ store }: Deps, id: string, key: ApiKey): Promise<SavedSearch> {
  const search = await findSavedSearch(store.db, id);
  if (search === null || (search.ownerId !== key.ownerId && !allows(key, 'admin'))) throw new RequestError('not-found', `There is no saved search ${id}.`);
  return search;
}

/** Nobody is there to see that a condition was left out. @throws Refusal */
function checkQuery(deps: Deps, q: string): void {
  const { ignored, problems } = parseQuery(q, deps.now());
  const reasons = [...ignored.map(({ text, reason }) => `${text} (${reason})`), ...problems.map(({ message, suggestion }) => `${message}${suggestion === null ? '' : ` (${suggestion}?)`}`)];
  if (reasons.length > 0) throw new Refusal(badParameter('q', `holds what is not understood: ${[...new Set(reasons)].join('; ')}`));
}

/** @throws Refusal */
function checkTarget({ deliverers }: Deps, { kind, address }: { readonly kind: TargetKind; readonly address: string }): void {
  const deliverer = deliverers[kind];
  if (deliverer === undefined) throw new Refusal(badParameter('target', `cannot be ${kind}: this server is not set up for it`));
  const wrong = deliverer.checkAddress(address);
  if (wrong !== null) throw new Refusal(badParameter('target', `${JSON.stringify(address)} ${wrong}`));
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

async function viewOf(deps: Deps, { id, name, q, event, minPoints, pauseMinutes, targetKind, address, state, problem, createdAt, failingSince, retryAt }: SavedSearch): Promise<z.input<typeof SavedSearchSchema>> {
  return {
    id, name, q, event, minPoints, pauseMinutes, target: { kind: targetKind, address }, understood: [...parseQuery(q, deps.now()).understood],
    state, problem, createdAt, failingSince, retryAt, waiting: await countWaiting(deps.store.db, id),
  };
}
