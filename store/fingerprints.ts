/** The banded index of texts: how candidates for copies are found without reading other posts. */

import type { Fingerprint } from '../core/fingerprint.ts';
import { fromJson, toJson } from './json.ts';
import type { Database } from './schema.ts';

/** Replaces a post's fingerprint; an equal one costs no write. */
export async function saveFingerprint(db: Database, postId: string, fingerprint: Fingerprint): Promise<void> {
  const keys = [...new Set(fingerprint.keys)].sort((a, b) => a - b);
  const row = { postId, keys: toJson(keys), data: fingerprint.data };
  const former = await db.selectFrom('fingerprints').select(['keys', 'data']).where('postId', '=', postId).executeTakeFirst();
  if (former !== undefined && former.keys === row.keys && Buffer.compare(former.data, row.data) === 0) return;
  if (former !== undefined) await db.deleteFrom('fingerprintKeys').where('key', 'in', fromJson<number[]>(former.keys)).where('postId', '=', postId).execute();
  if (keys.length > 0) await db.insertInto('fingerprintKeys').values(keys.map((key) => ({ key, postId }))).execute();
  await db.insertInto('fingerprints').values(row).onConflict((conflict) => conflict.column('postId').doUpdateSet(row)).execute();
}

/** Ids of posts that share a key, at most `limitPerKey` for each: a key that many texts share says nothing. */
export async function postIdsByKeys(db: Database, keys: readonly number[], limitPerKey: number): Promise<string[]> {
  // One statement, since others wait for the one who asks; each key's part ends by itself.
  const [first, ...others] = [...new Set(keys)].map((key) => db.selectFrom((select) => (
    select.selectFrom('fingerprintKeys').select(['key', 'postId']).where('key', '=', key).limit(limitPerKey + 1).as('sharing')
  )).selectAll());
  if (first === undefined) return [];
  const rows = await others.reduce((all, one) => all.unionAll(one), first).execute();
  return [...new Set([...Map.groupBy(rows, ({ key }) => key).values()].filter((sharing) => sharing.length <= limitPerKey).flat().map(({ postId }) => postId))];
}

/** The comparison data of these posts. */
export async function loadFingerprintData(db: Database, postIds: readonly string[]): Promise<Map<string, Uint8Array>> {
  if (postIds.length === 0) return new Map();
  const rows = await db.selectFrom('fingerprints').select(['postId', 'data']).where('postId', 'in', postIds).execute();
  return new Map(rows.map((row) => [row.postId, row.data]));
}
