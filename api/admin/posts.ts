/** `POST /api/v1/posts/:id/join` and `/split`: an administrator's word on which posts are one writeup. */

import { z } from 'zod';
import { originalOf } from '../../store/clusters.ts';
import type { Deps } from '../deps.ts';
import { action } from '../http/action.ts';
import { badParameter, Refusal } from '../http/problems.ts';
import { getPost } from '../posts/post-view.ts';
import { PostIdParams } from '../posts/schema.ts';
import { DecisionSchema, OtherPostBody } from './schema.ts';

const COMMON = {
  method: 'post', tag: 'Posts', scope: 'admin', status: 200, problems: [404], params: PostIdParams, query: z.object({}), body: OtherPostBody, answer: DecisionSchema,
} as const;
const LASTING = 'The decision outweighs every rule and stays, until another one takes its place.';

export const joinEndpoint = action({
  ...COMMON, path: '/api/v1/posts/:id/join', operationId: 'joinPosts', summary: 'Says that two posts are one writeup', description: LASTING,
  handle: (deps, { params, body }) => decide(deps, [params.id, body.other], 'same'),
});

export const splitEndpoint = action({
  ...COMMON, path: '/api/v1/posts/:id/split', operationId: 'splitPosts', summary: 'Says that two posts are not one writeup', description: LASTING,
  handle: (deps, { params, body }) => decide(deps, [params.id, body.other], 'different'),
});

async function decide(deps: Deps, [id, other]: readonly [string, string], decision: 'same' | 'different'): Promise<z.input<typeof DecisionSchema>> {
  if (id === other) throw new Refusal(badParameter('other', 'is the post itself'));
  for (const wanted of [id, other]) await getPost(deps, wanted);
  await deps.crawler.decideJoin([id, other], decision);
  const posts = await Promise.all([id, other].map(async (postId) => ({ id: postId, originalId: await originalOf(deps.store.db, postId) ?? postId })));
  return { isOneWriteup: new Set(posts.map(({ originalId }) => originalId)).size === 1, posts };
}
