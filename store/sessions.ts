/** Sessions of administrators in a browser. Only digests of their tokens are kept, as with keys (R36). */

import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '../core/feed.ts';
import { allows, findLivingKey, type ApiKey } from './keys.ts';
import type { Database } from './schema.ts';

/** `key` is the one that opened it, which still lives. */
export type Session = { readonly key: ApiKey; readonly expiresAt: Instant };

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
  const row = await db.selectFrom('sessions').select(['keyId', 'expiresAt']).where('digest', '=', digest(token)).where('expiresAt', '>', now).executeTakeFirst();
  const key = row === undefined ? null : await findLivingKey(db, row.keyId, now);
  return row === undefined || key === null || !allows(key, 'admin') ? null : { key, expiresAt: row.expiresAt };
}

/** Ends a session; without one nothing happens. */
export async function endSession(db: Database, token: string): Promise<void> {
  await db.deleteFrom('sessions').where('digest', '=', digest(token)).execute();
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
