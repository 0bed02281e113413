/** A post with its cluster, as API and page show it. */

import { RequestError } from '../../core/errors.ts';
import type { Join, Post } from '../../core/post.ts';
import { joinsOf, originalOf } from '../../store/clusters.ts';
import { findPost } from '../../store/posts.ts';
import type { Deps } from '../deps.ts';
import { loadClusterParts } from '../search/clusters.ts';
import { readingMinutes } from '../search/search.ts';
import type { PostView } from './schema.ts';

/**
 * The post with this id.
 * @throws RequestError `not-found`.
 */
export async function getPost(deps: Deps, id: string): Promise<Post> {
  const post = await findPost(deps.store.db, id);
  if (post === null) throw new RequestError('not-found', `There is no post with the id ${id}.`);
  return post;
}

/** The id of the writeup that a post is a copy of; null where it is the original itself or unknown. */
export async function findOriginal(deps: Deps, id: string): Promise<string | null> {
  const originalId = await originalOf(deps.store.db, id);
  return originalId === id ? null : originalId;
}

/**
 * An original with its copies, why they are copies, and its mentions.
 * @throws RequestError `not-found`.
 */
export async function getPostView(deps: Deps, id: string): Promise<PostView> {
  const post = await getPost(deps, id);
  const partsOf = await loadClusterParts(deps.store, [id]);
  const { copies, mentions } = partsOf(id);
  const joins = await joinsOf(deps.store.db, [id, ...copies.map((copy) => copy.id)]);
  const { text: _text, markdown: _markdown, sections: _sections, clusterId: _cluster, contentHash: _hash, imageUrl: _image, ...facts } = post;
  return {
    ...facts,
    authors: [...post.authors], tags: [...post.tags], categories: [...post.categories], codeLanguages: [...post.codeLanguages],
    quality: { score: post.quality.score, reasons: [...post.quality.reasons] },
    readingMinutes: readingMinutes(post.wordCount),
    copies: copies.map(({ id: copyId, url, host, publisher, title, publishedAt }) => ({
      id: copyId, url, host, publisher, title, publishedAt, reasons: reasonsFor(copyId, joins),
    })),
    mentions: mentions.map(({ site, title, url, discussionUrl, points, comments, submittedAt }) => ({ site, title, url, discussionUrl, points, comments, submittedAt })),
  };
}

function reasonsFor(copyId: string, joins: readonly Join[]): PostView['copies'][number]['reasons'] {
  return joins.filter((join) => join.undoneAt === null && (join.leftId === copyId || join.rightId === copyId))
    .map(({ rule, reason, similarity, containment }) => ({ rule, reason, similarity, containment }));
}
