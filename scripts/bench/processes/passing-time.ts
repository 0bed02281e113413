/** Times that a measurement does not wait for. */

import type { Store } from '../../../store/open.ts';

/** A feed whose check was cut off before it was read waits as long as after any other check: it may have been asked already. */
export async function letAnHourPass({ db }: Store): Promise<void> {
  await db.updateTable('sources').set({ nextCheckAt: new Date().toISOString() })
    .where('lastSuccessAt', 'is', null).where('leaseOwner', 'is', null).where('nextCheckAt', '>', new Date().toISOString())
    .where((where) => where.not(where.exists(where.selectFrom('entries').select('entries.id').whereRef('entries.sourceId', '=', 'sources.id')))).executeTakeFirst();
}

/** A page that took too long to read is tried again at a later check; returns the ids of the sources. */
export async function letADayPass({ db }: Store): Promise<string[]> {
  const now = new Date().toISOString();
  const failed = await db.updateTable('entries').set({ notBefore: now }).where('state', '=', 'failed').where('notBefore', '>', now).returning('sourceId').execute();
  const ids = failed.map(({ sourceId }) => sourceId);
  if (ids.length > 0) await db.updateTable('sources').set({ nextCheckAt: now }).where('id', 'in', ids).execute();
  return ids;
}

