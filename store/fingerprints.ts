/** The banded index of texts: how candidates for copies are found without reading other posts. */

import type { Fingerprint } from '../core/fingerprint.ts';
import type { Database } from './schema.ts';

/** Replaces a post's fingerprint. */
export async function saveFingerprint(db: Database, postId: string, fingerprint: Fingerprint): Promise<void> {
  await db.deleteFrom('fingerprintKeys').where('postId', '=', postId).execute();
  const keys = [...new Set(fingerprint.keys)];
  if (keys.length > 0) await db.insertInto('fingerprintKeys').values(keys.map((key) => ({ key, postId }))).execute();
  const row = { postId, data: fingerprint.data };
  await db.insertInto('fingerprints').values(row).onConflict((conflict) => conflict.column('postId').doUpdateSet(row)).execute();
}

/** Ids of posts that share a key, at most `limitPerKey` for each: a key that many texts share says nothing. */
export async function postIdsByKeys(db: Database, keys: readonly number[], limitPerKey: number): Promise<string[]> {
  const ids = new Set<string>();
  for (const key of new Set(keys)) {
    const rows = await db.selectFrom('fingerprintKeys').select('postId').where('key', '=', key).limit(limitPerKey + 1).execute();
    if (rows.length <= limitPerKey) for (const row of rows) ids.add(row.postId);
  }
  return [...ids];
}

/** The comparison data of these posts. */
export async function loadFingerprintData(db: Database, postIds: readonly string[]): Promise<Map<string, Uint8Array>> {
  if (postIds.length === 0) return new Map();
  const rows = await db.selectFrom('fingerprints').selectAll().where('postId', 'in', postIds).execute();
  return new Map(rows.map((row) => [row.postId, row.data]));
}
