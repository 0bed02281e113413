/** The copies and discussions of the posts that an answer shows. */

import type { Mention } from '../../core/post.ts';
import { clusterMembers } from '../../store/clusters.ts';
import { mentionsOf } from '../../store/mentions.ts';
import { loadSummaries, type PostSummary } from '../../store/posts.ts';
import type { Store } from '../../store/open.ts';

export type ClusterParts = { readonly copies: readonly PostSummary[]; readonly mentions: readonly Mention[] };

/** Of a writeup that stands alone. */
export const NO_PARTS: ClusterParts = { copies: [], mentions: [] };

/** For each of the posts: the other members of its cluster, and the mentions of all members. */
export async function loadClusterParts(store: Store, postIds: readonly string[]): Promise<(postId: string) => ClusterParts> {
  const members = await clusterMembers(store.db, postIds);
  const clusterOf = new Map(members.map(({ id, clusterId }) => [id, clusterId]));
  // Most writeups are the only one of their cluster: then there is nothing to load.
  const several = new Set(clusterOf.values()).size === members.length ? [] : members.map(({ id }) => id);
  const [copies, mentions] = await Promise.all([loadSummaries(store.db, several), mentionsOf(store.db, members.map(({ id }) => id))]);
  return (postId) => {
    const clusterId = clusterOf.get(postId);
    if (clusterId === undefined) return NO_PARTS;
    return {
      copies: copies.filter((member) => member.clusterId === clusterId && member.id !== postId),
      mentions: mentions.filter((mention) => mention.postId !== null && clusterOf.get(mention.postId) === clusterId),
    };
  };
}
