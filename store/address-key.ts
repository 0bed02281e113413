/** Addresses and other names of any length as keys: an index entry of PostgreSQL holds at most 2,704 bytes. */

import { createHash } from 'node:crypto';

/** Leaves room for the other columns of a key. */
const MAX_KEY_BYTES = 2_000;

/** The text itself, or a hash of it where it is too long to be a key. Equal texts have equal keys, and a key is its own key. */
export function addressKey(text: string): string {
  return Buffer.byteLength(text) <= MAX_KEY_BYTES ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
