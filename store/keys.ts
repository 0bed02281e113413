/** API keys: only their digests are kept, so a copy of the database opens nothing (R36). */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Instant } from '../core/feed.ts';
import { fromJson, toJson } from './json.ts';
import type { ApiKeysTable, Database } from './schema.ts';

export const SCOPES = ['read', 'write', 'admin'] as const;
/** What a key may do; each scope holds the ones before it. */
export type Scope = (typeof SCOPES)[number];

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly lastUsedAt: Instant | null;
  /** What belongs to a key carries this, so that it stays with the key that takes its place. */
  readonly ownerId: string;
};

const KEY = /^wr_([0-9a-f]{16})_([\w-]{43})$/u;
/** Whatever may be a key, within any text. */
const KEYS = /wr_[0-9a-f]{16}_[\w-]*/gu;
/** The last use is written at most this often. */
const TOUCH_EVERY_MS = 60_000;

/** A new key. `secret` is the whole key as it is sent; it can be read this once. 32 random bytes need no slow hash. */
export async function createKey(db: Database, key: { readonly name: string; readonly scopes: readonly Scope[]; readonly expiresAt: Instant | null; readonly ownerId?: string }, now: Instant): Promise<{ readonly id: string; readonly secret: string }> {
  const id = randomBytes(8).toString('hex');
  const secret = `wr_${id}_${randomBytes(32).toString('base64url')}`;
  await db.insertInto('apiKeys').values({
    id, name: key.name, scopes: toJson(key.scopes), digest: digest(secret), createdAt: now, expiresAt: key.expiresAt, revokedAt: null, lastUsedAt: null, ownerId: key.ownerId ?? null,
  }).execute();
  return { id, secret };
}

/** The key that this text is; null for anything else: unknown, wrong, expired or revoked, which nobody needs to tell apart. */
export async function verifyKey(db: Database, text: string, now: Instant): Promise<ApiKey | null> {
  const [, id] = KEY.exec(text) ?? [];
  if (id === undefined) return null;
  const row = await db.selectFrom('apiKeys').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined || !timingSafeEqual(Buffer.from(row.digest), Buffer.from(digest(text)))) return null;
  if (row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= now)) return null;
  if (row.lastUsedAt === null || Date.parse(now) - Date.parse(row.lastUsedAt) > TOUCH_EVERY_MS) {
    await db.updateTable('apiKeys').set({ lastUsedAt: now }).where('id', '=', id).execute();
  }
  return toKey(row);
}

/** The key with this id while it lives; null for an unknown, expired or revoked one. */
export async function findLivingKey(db: Database, id: string, now: Instant): Promise<ApiKey | null> {
  const row = await db.selectFrom('apiKeys').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= now) ? null : toKey(row);
}

/** All keys, newest first. */
export async function listKeys(db: Database): Promise<ApiKey[]> {
  return (await db.selectFrom('apiKeys').selectAll().orderBy('createdAt', 'desc').orderBy('id').execute()).map(toKey);
}

/** Ends a key at once. False where there is none that lives. */
export async function revokeKey(db: Database, id: string, now: Instant): Promise<boolean> {
  const result = await db.updateTable('apiKeys').set({ revokedAt: now }).where('id', '=', id).where('revokedAt', 'is', null).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * A new key that may do what an old one may, for as long as that was made for; the old one opens until `endsAt`, so that programs
 * can be moved over. Null where no living key has this id.
 */
export async function rotateKey(db: Database, id: string, endsAt: Instant, now: Instant): Promise<(ApiKey & { readonly secret: string; readonly oldEndsAt: Instant }) | null> {
  const row = await db.selectFrom('apiKeys').selectAll().where('id', '=', id).where('revokedAt', 'is', null).executeTakeFirst();
  if (row === undefined || (row.expiresAt !== null && row.expiresAt <= now)) return null;
  const { name, scopes, createdAt, expiresAt, ownerId } = toKey(row);
  const newEnd = expiresAt === null ? null : new Date(Date.parse(now) + Date.parse(expiresAt) - Date.parse(createdAt)).toISOString();
  const oldEndsAt = expiresAt !== null && expiresAt < endsAt ? expiresAt : endsAt;
  const made = await createKey(db, { name, scopes, expiresAt: newEnd, ownerId }, now);
  await db.updateTable('apiKeys').set({ expiresAt: oldEndsAt }).where('id', '=', id).execute();
  return { ...made, name, scopes, createdAt: now, expiresAt: newEnd, revokedAt: null, lastUsedAt: null, ownerId, oldEndsAt };
}

/** Whether a text holds something that looks like a key. */
export function holdsKey(text: string): boolean {
  return text.search(KEYS) >= 0;
}

/** The text with what looks like a key left out, for logs. */
export function hideKeys(text: string): string {
  return text.replace(KEYS, '[key]');
}

/** Whether a key may do what a scope allows. */
export function allows(key: Pick<ApiKey, 'scopes'>, scope: Scope): boolean {
  return key.scopes.some((held) => SCOPES.indexOf(held) >= SCOPES.indexOf(scope));
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function toKey({ digest: _digest, scopes, ownerId, ...row }: Selectable<ApiKeysTable>): ApiKey {
  return { ...row, scopes: fromJson(scopes), ownerId: ownerId ?? row.id };
}
