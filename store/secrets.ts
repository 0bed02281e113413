/** Keys that an installation makes for itself, so that nobody has to set them and all its machines share them. */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from './schema.ts';

/** The key of a name: 32 random bytes, made when it is first asked for. */
export async function secretOf(db: Database, name: string): Promise<Buffer> {
  const known = await read(db, name);
  if (known !== null) return known;
  await db.insertInto('secrets').values({ name, value: randomBytes(32).toString('base64url') }).onConflict((conflict) => conflict.doNothing()).execute();
  return await read(db, name) ?? secretOf(db, name);
}

/** The first characters of a text's HMAC-SHA-256 under a key, hexadecimal: 32 of them are 128 bits. */
export function mac(key: Buffer, text: string, chars: number): string {
  return createHmac('sha256', key).update(text).digest('hex').slice(0, chars);
}

/** Whether two macs are the same, without telling how long they agree. */
export function isSameMac(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

async function read(db: Database, name: string): Promise<Buffer | null> {
  const row = await db.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirst();
  return row === undefined ? null : Buffer.from(row.value, 'base64url');
}
