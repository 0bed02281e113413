/** `/api/v1/keys`: who may use the API beyond reading. */

import { z } from 'zod';
import { RequestError } from '../../core/errors.ts';
import { createKey, listKeys, revokeKey, rotateKey, type ApiKey } from '../../store/keys.ts';
import { action } from '../http/action.ts';
import { CreatedKeySchema, KeyIdParams, KeysSchema, NewKeyBody, RevokedKeySchema, RotatedKeySchema, RotationBody } from './schema.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const NONE = z.object({});

export const listKeysEndpoint = action({
  method: 'get', path: '/api/v1/keys', operationId: 'listKeys', tag: 'Keys', summary: 'All keys, newest first',
  description: 'Without their secrets, which nobody can read back.',
  scope: 'admin', status: 200, problems: [], params: NONE, query: NONE, body: null, answer: KeysSchema,
  async handle(deps) {
    const keys = (await listKeys(deps.store.db)).map(viewOf);
    return { keys, total: keys.length };
  },
});

export const createKeyEndpoint = action({
  method: 'post', path: '/api/v1/keys', operationId: 'createKey', tag: 'Keys', summary: 'A new key',
  description: 'Its `secret` is in this answer alone: only a digest of it is kept.',
  scope: 'admin', status: 201, problems: [], params: NONE, query: NONE, body: NewKeyBody, answer: CreatedKeySchema,
  async handle(deps, { body: { name, scopes, days } }) {
    const now = deps.now();
    const expiresAt = days === null ? null : new Date(Date.parse(now) + days * DAY_MS).toISOString();
    const chosen = [...new Set(scopes)];
    const { id, secret } = await createKey(deps.store.db, { name, scopes: chosen, expiresAt }, now);
    return { id, secret, name, scopes: chosen, createdAt: now, expiresAt, revokedAt: null, lastUsedAt: null };
  },
});

export const rotateKeyEndpoint = action({
  method: 'post', path: '/api/v1/keys/:id/rotate', operationId: 'rotateKey', tag: 'Keys', summary: 'A new key in the place of an old one',
  description: 'With the same name, scopes and length of life. The old one opens for a while yet, a day unless told otherwise, so that programs can be moved over.',
  scope: 'admin', status: 201, problems: [404], params: KeyIdParams, query: NONE, body: RotationBody, answer: RotatedKeySchema,
  async handle(deps, { params: { id }, body: { oldEndsInMinutes } }) {
    const now = deps.now();
    const endsAt = new Date(Date.parse(now) + oldEndsInMinutes * MINUTE_MS).toISOString();
    const made = await deps.store.db.transaction().execute((transaction) => rotateKey(transaction, id, endsAt, now));
    if (made === null) throw noKey(id);
    return { ...viewOf(made), secret: made.secret, replaces: id, oldEndsAt: made.oldEndsAt };
  },
});

export const revokeKeyEndpoint = action({
  method: 'delete', path: '/api/v1/keys/:id', operationId: 'revokeKey', tag: 'Keys', summary: 'Ends a key at once',
  description: 'It stays in the list as revoked.',
  scope: 'admin', status: 200, problems: [404], params: KeyIdParams, query: NONE, body: null, answer: RevokedKeySchema,
  async handle(deps, { params: { id } }) {
    if (!await revokeKey(deps.store.db, id, deps.now())) throw noKey(id);
    return { revoked: id };
  },
});

function viewOf({ id, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }: ApiKey) {
  return { id, name, scopes: [...scopes], createdAt, expiresAt, revokedAt, lastUsedAt };
}

function noKey(id: string): RequestError {
  return new RequestError('not-found', `There is no living key ${id}.`);
}
