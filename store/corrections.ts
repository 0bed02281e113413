/** What people said about a post's topics and kind. It outweighs the rules, whatever derives them again. */

import type { Kind, Post, TagEvidence } from '../core/post.ts';
import type { Instant } from '../core/feed.ts';
import { fromJson, toJson } from './json.ts';
import type { Database } from './schema.ts';

type Classification = Pick<Post, 'tags' | 'kind'>;

/** Topics that were added and taken away by hand, and the kind; null: the rules' own. */
export type Correction = { readonly added: readonly string[]; readonly removed: readonly string[]; readonly kind: Kind | null };

const NO_CORRECTION: Correction = { added: [], removed: [], kind: null };

/** A topic that somebody named needs no passage that shows it. */
const byHand = (tag: string): TagEvidence => ({ tag, score: 1, evidence: '' });

/** What the rules found, as a correction has it: topics named by hand first. */
function correctedBy({ added, removed, kind }: Correction, own: Classification): Classification {
  const kept = own.tags.filter(({ tag }) => !removed.includes(tag));
  const missing = added.filter((tag) => !kept.some((known) => known.tag === tag));
  return { tags: [...missing.map(byHand), ...kept], kind: kind ?? own.kind };
}

/** The correction of a post; empty where nobody said anything. */
export async function findCorrection(db: Database, postId: string): Promise<Correction> {
  const row = await db.selectFrom('corrections').select(['added', 'removed', 'kind']).where('postId', '=', postId).executeTakeFirst();
  return row === undefined ? NO_CORRECTION : toCorrection(row);
}

/** What the rules find in a post now, with what people said about it; the rules' own is kept beside it, for when that is taken back. */
export async function classify(db: Database, postId: string, own: Classification): Promise<Classification> {
  const row = await db.selectFrom('corrections').select(['added', 'removed', 'kind']).where('postId', '=', postId).executeTakeFirst();
  if (row === undefined) return own;
  await db.updateTable('corrections').set({ ownTags: toJson(own.tags), ownKind: own.kind }).where('postId', '=', postId).execute();
  return correctedBy(toCorrection(row), own);
}

/** Puts a correction in place of the post's former one, and changes the post accordingly. An empty one gives the post back to the rules. */
export async function saveCorrection(db: Database, post: Pick<Post, 'id' | 'tags' | 'kind'>, correction: Correction, now: Instant): Promise<Classification> {
  const row = await db.selectFrom('corrections').select(['ownTags', 'ownKind']).where('postId', '=', post.id).executeTakeFirst();
  const own: Classification = row === undefined ? post : { tags: fromJson(row.ownTags), kind: row.ownKind as Kind };
  const result = correctedBy(correction, own);
  const { added, removed, kind } = correction;
  if (added.length + removed.length === 0 && kind === null) await db.deleteFrom('corrections').where('postId', '=', post.id).execute();
  else {
    const columns = { added: toJson(added), removed: toJson(removed), kind, ownTags: toJson(own.tags), ownKind: own.kind, decidedAt: now };
    await db.insertInto('corrections').values({ postId: post.id, ...columns }).onConflict((conflict) => conflict.column('postId').doUpdateSet(columns)).execute();
  }
  await db.updateTable('posts').set({ tags: toJson(result.tags), kind: result.kind, modifiedAt: now }).where('id', '=', post.id).execute();
  return result;
}

function toCorrection({ added, removed, kind }: { readonly added: string; readonly removed: string; readonly kind: string | null }): Correction {
  return { added: fromJson(added), removed: fromJson(removed), kind: kind as Kind | null };
}
