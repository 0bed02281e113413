/** Failures of the disk below the database: nobody's bug, and over when there is room again. */

/** SQLite's primary result codes. @see https://www.sqlite.org/rescode.html */
const SQLITE: Readonly<Record<number, string>> = { 10: 'The disk cannot be read or written', 13: 'The disk is full' };
/** PostgreSQL's SQLSTATE, and the file system's own words. */
const OTHERS: Readonly<Record<string, string>> = {
  53100: 'The disk is full', 58030: 'The disk cannot be read or written',
  ENOSPC: 'The disk is full', EDQUOT: 'The disk is full', EIO: 'The disk cannot be read or written', EROFS: 'The disk can only be read',
};

/** What is wrong with the disk, in a few words; null where an error says nothing of it. */
export function storageFailure(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('errcode' in error && typeof error.errcode === 'number') return SQLITE[error.errcode & 0xff] ?? null;
  return 'code' in error && typeof error.code === 'string' ? OTHERS[error.code] ?? null : null;
}
