/** A place in a walk through all hits, newest first, as a short text. */

import { z } from 'zod';
import type { Instant } from '../../core/feed.ts';

/** The hit that was given last. `publishedAt` null: among those without a date, which come at the end. */
export type Position = { readonly publishedAt: Instant | null; readonly id: string };

const PositionSchema = z.tuple([z.iso.datetime().nullable(), z.string().min(1).max(64)]);

/** The position as text of letters, digits, `-` and `_`. */
export function formatCursor({ publishedAt, id }: Position): string {
  return Buffer.from(JSON.stringify([publishedAt, id])).toString('base64url');
}

/** The position that a text means; null where it is none of ours. */
export function parseCursor(text: string): Position | null {
  try {
    const [publishedAt, id] = PositionSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { publishedAt, id };
  } catch {
    return null; // not JSON, or not of that shape: a cursor that was cut or made up
  }
}
