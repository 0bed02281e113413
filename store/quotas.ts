/** Token buckets in the database, for servers that share one: each client has one, which fills evenly again. */

import { sql } from 'kysely';
import type { Database } from './schema.ts';

const WINDOW_MS = 60_000;

export type Bucket = {
  /** Of which quota and of which client. */
  readonly key: string;
  /** What a full one holds, and what flows in within a minute. */
  readonly perMinute: number;
  /** At most a full bucket. */
  readonly price: number;
  readonly nowMs: number;
};

/** Takes the price out of a bucket, all or none, in one statement; returns what is left in it. A clock that lags behind fills nothing. */
export async function takeTokens(db: Database, { key, perMinute, price, nowMs }: Bucket): Promise<{ readonly isAllowed: boolean; readonly tokens: number }> {
  const now = sql<number>`cast(${nowMs} as bigint)`;
  const real = (value: number) => sql<number>`cast(${value} as double precision)`;
  const since = sql<number>`case when ${now} > ${sql.ref('quotas.atMs')} then ${now} - ${sql.ref('quotas.atMs')} else 0 end`;
  const filled = sql<number>`${sql.ref('quotas.tokens')} + (${since}) * ${real(perMinute / WINDOW_MS)}`;
  const level = sql<number>`case when ${filled} > ${real(perMinute)} then ${real(perMinute)} else ${filled} end`;
  const row = await db.insertInto('quotas').values({ key, tokens: perMinute - price, atMs: nowMs, isAllowed: 1 })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({
      tokens: sql<number>`case when ${level} >= ${real(price)} then ${level} - ${real(price)} else ${level} end`,
      isAllowed: sql<number>`case when ${level} >= ${real(price)} then 1 else 0 end`,
      atMs: sql<number>`case when ${now} > ${sql.ref('quotas.atMs')} then ${now} else ${sql.ref('quotas.atMs')} end`,
    })).returning(['tokens', 'isAllowed']).executeTakeFirstOrThrow();
  return { isAllowed: row.isAllowed === 1, tokens: Number(row.tokens) };
}

/** Forgets buckets that must be full again, which is what an unknown client begins with. */
export async function forgetFullBuckets(db: Database, nowMs: number): Promise<void> {
  await db.deleteFrom('quotas').where('atMs', '<', nowMs - WINDOW_MS).execute();
}
