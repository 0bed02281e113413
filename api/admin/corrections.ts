/** `POST /api/v1/posts/:id/tags`: an administrator's word on what a post is about. */

import { z } from 'zod';
import type { Kind } from '../../core/post.ts';
import { findCorrection, saveCorrection, type Correction } from '../../store/corrections.ts';
import { originalOf } from '../../store/clusters.ts';
import { enqueue } from '../../store/outbox.ts';
import { action } from '../http/action.ts';
import { badParameter, Refusal } from '../http/problems.ts';
import { getPost } from '../posts/post-view.ts';
import { PostIdParams } from '../posts/schema.ts';
import { knownTopics } from './known-topics.ts';
import { CorrectedPostSchema, TagCorrectionBody } from './schema.ts';

export const correctTagsEndpoint = action({
  method: 'post', path: '/api/v1/posts/:id/tags', operationId: 'correctTags', tag: 'Posts', summary: 'Says what a post is about, and what it is not about',
  description: 'The decision outweighs the rules and stays, also when topics and kinds are derived again, until another one takes its place.',
  scope: 'admin', status: 200, problems: [404], params: PostIdParams, query: z.object({}), body: TagCorrectionBody, answer: CorrectedPostSchema,
  async handle(deps, { params, body }) {
    const post = await getPost(deps, params.id);
    const wanted = { added: knownTopics('add', body.add), removed: knownTopics('remove', body.remove), forgotten: knownTopics('forget', body.forget), kind: body.kind };
    if (wanted.added.length + wanted.removed.length + wanted.forgotten.length === 0 && wanted.kind === undefined) throw new Refusal(badParameter('body', 'names nothing to change'));
    const both = wanted.added.filter((topic) => wanted.removed.includes(topic));
    if (both.length > 0) throw new Refusal(badParameter('remove', `names what is to be added too: ${both.join(', ')}`));
    const { decision, result } = await deps.store.db.transaction().execute(async (db) => {
      const next = corrected(await findCorrection(db, post.id), wanted);
      const saved = await saveCorrection(db, post, next, deps.now());
      await enqueue(db, [await originalOf(db, post.id) ?? post.id]);
      return { decision: next, result: saved };
    });
    await deps.crawler.indexChanges();
    return {
      id: post.id, kind: result.kind, tags: [...result.tags],
      decisions: { added: [...decision.added], removed: [...decision.removed], kind: decision.kind },
    };
  },
});

type Wanted = { readonly added: readonly string[]; readonly removed: readonly string[]; readonly forgotten: readonly string[]; readonly kind: Kind | null | undefined };

/** A former correction with new words; the newer word on a topic counts. */
function corrected(former: Correction, { added, removed, forgotten, kind }: Wanted): Correction {
  const without = (topics: readonly string[], ...settled: readonly (readonly string[])[]): string[] => topics.filter((topic) => !settled.some((list) => list.includes(topic)));
  return {
    added: [...without(former.added, added, removed, forgotten), ...without(added, forgotten)],
    removed: [...without(former.removed, added, removed, forgotten), ...without(removed, forgotten)],
    kind: kind === undefined ? former.kind : kind,
  };
}
