/** Sources whose address redirects for good, until it is settled that they moved. */

import type { Instant } from '../core/feed.ts';
import { addressKey } from './address-key.ts';
import type { Database } from './schema.ts';

export type StoredSighting = { readonly checkedAt: Instant; readonly movedTo: string };

/** Checks in a row at which the source redirected for good, oldest first. */
export async function listMoveSightings(db: Database, sourceId: string): Promise<StoredSighting[]> {
  return db.selectFrom('moveSightings').select(['checkedAt', 'movedTo']).where('sourceId', '=', sourceId).orderBy('checkedAt').execute();
}

/** Writes down where a check was led. */
export async function addMoveSighting(db: Database, sourceId: string, sighting: StoredSighting): Promise<void> {
  await db.insertInto('moveSightings').values({ sourceId, ...sighting }).onConflict((conflict) => conflict.doNothing()).execute();
}

/** Forgets them: the source answered at its own address, or has moved. */
export async function forgetMoveSightings(db: Database, sourceId: string): Promise<void> {
  await db.deleteFrom('moveSightings').where('sourceId', '=', sourceId).execute();
}

/**
 * Gives the source its new address, with what was known of the old one's answers; false where another source has it already.
 * What a person gave follows only where it was the very same address.
 */
export async function moveSource(db: Database, id: string, { from, to }: { readonly from: string; readonly to: string }): Promise<boolean> {
  const taken = await db.selectFrom('sources').select('id').where('url', '=', to).executeTakeFirst();
  if (taken !== undefined) return false;
  await db.updateTable('sources').set({ url: to }).where('id', '=', id).execute();
  await db.updateTable('sources').set({ addedUrl: to }).where('id', '=', id).where('addedUrl', '=', from).execute();
  const known = await db.selectFrom('fetches').selectAll().where('url', '=', addressKey(from)).executeTakeFirst();
  if (known !== undefined) await db.insertInto('fetches').values({ ...known, url: addressKey(to) }).onConflict((conflict) => conflict.doNothing()).execute();
  await forgetMoveSightings(db, id);
  return true;
}
