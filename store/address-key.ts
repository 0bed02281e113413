/** Addresses and other names of any length as keys: an index entry of PostgreSQL holds at most 2,704 bytes. */

import { createHash } from 'node:crypto';
import { slug } from '../core/text.ts';

/** Leaves room for the other columns of a key. */
const MAX_KEY_BYTES = 2_000;

/** The text itself, or a hash of it where it is too long to be a key. Equal texts have equal keys, and a key is its own key. */
export function addressKey(text: string): string {
  return Buffer.byteLength(text) <= MAX_KEY_BYTES ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** People read it in addresses and type it. */
const MAX_ID_CHARS = 100;

/** A readable id of a source out of a host or an address; of a long one its beginning and a hash. Equal texts have equal ids. */
export function readableId(text: string): string {
  const id = slug(text);
  return id.length <= MAX_ID_CHARS ? id : `${id.slice(0, MAX_ID_CHARS - 13)}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}
