/** Sessions of administrators in a browser. Only digests of their tokens are kept, as with keys (R36). */

import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '../core/feed.ts';
import { allows, type Scope } from './keys.ts';
import { fromJson } from './json.ts';
import type { Database } from './schema.ts';

export type Session = { readonly keyId: string; readonly keyName: string; readonly expiresAt: Instant };

const TOKEN = /^[\w-]{43}$/u;

/** A new session of a key; its token can be read this once. Sessions that have ended are swept out. */
export async function openSession(db: Database, keyId: string, expiresAt: Instant, now: Instant): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db.deleteFrom('sessions').where('expiresAt', '<=', now).execute();
  await db.insertInto('sessions').values({ digest: digest(token), keyId, createdAt: now, expiresAt }).execute();
  return token;
}

/** The living session of a token whose key still lives and may do everything; else null. */
export async function findSession(db: Database, token: string, now: Instant): Promise<Session | null> {
  if (!TOKEN.test(token)) return null;
  const row = await db.selectFrom('sessions').innerJoin('apiKeys', 'apiKeys.id', 'sessions.keyId')
    .select(['sessions.keyId', 'sessions.expiresAt', 'apiKeys.name', 'apiKeys.scopes', 'apiKeys.revokedAt', 'apiKeys.expiresAt as keyExpiresAt'])
    .where('sessions.digest', '=', digest(token)).executeTakeFirst();
  if (row === undefined || row.expiresAt <= now || row.revokedAt !== null || (row.keyExpiresAt !== null && row.keyExpiresAt <= now)) return null;
  return allows({ scopes: fromJson<Scope[]>(row.scopes) }, 'admin') ? { keyId: row.keyId, keyName: row.name, expiresAt: row.expiresAt } : null;
}

/** Ends a session; without one nothing happens. */
export async function endSession(db: Database, token: string): Promise<void> {
  await db.deleteFrom('sessions').where('digest', '=', digest(token)).execute();
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
