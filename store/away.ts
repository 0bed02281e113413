/** Failures that say more about the database than about what was asked. */

import { isPassing } from './postgres.ts';
import { storageFailure } from './storage-failure.ts';

/** SQLite's primary result codes: busy, locked, out of memory, read-only, damaged, cannot be opened, no database. */
const AWAY_CODES = new Set([5, 6, 7, 8, 11, 14, 26]);

/** Whether the database cannot be asked at the moment, whatever the question. */
export function isStoreAway(error: unknown): boolean {
  if (isPassing(error) || storageFailure(error) !== null) return true;
  return error instanceof Error && 'errcode' in error && AWAY_CODES.has(Number(error.errcode) & 0xff);
}
