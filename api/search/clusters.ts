/** The copies and discussions of the posts that an answer shows. */

import type { Mention } from '../../core/post.ts';
import type { SearchHit } from '../../core/search.ts';
import { clusterMembers } from '../../store/clusters.ts';
import { mentionsOf } from '../../store/mentions.ts';
import { loadSummaries, type PostSummary } from '../../store/posts.ts';
import type { Store } from '../../store/open.ts';

export type ClusterParts = { readonly copies: readonly PostSummary[]; readonly mentions: readonly Mention[] };

/** Of a writeup that stands alone. */
export const NO_PARTS: ClusterParts = { copies: [], mentions: [] };

/** The same for hits: the index knows which of them stand alone, and these need not be looked for. */
export function partsOfHits(store: Store, hits: readonly Pick<SearchHit, 'document'>[]): ReturnType<typeof loadClusterParts> {
  const documents = hits.map(({ document }) => document);
  return loadClusterParts(store, documents.map(({ id }) => id), new Set(documents.filter(({ copyCount }) => copyCount === 0).map(({ id }) => id)));
}

/** For each of the posts: the other members of its cluster, and the mentions of all members. Those of `alone` are known to have none. */
export async function loadClusterParts(store: Store, postIds: readonly string[], alone: ReadonlySet<string> = new Set()): Promise<(postId: string) => ClusterParts> {
  const members = await clusterMembers(store.db, postIds.filter((id) => !alone.has(id)));
  const clusterOf = new Map([...[...alone].map((id) => [id, id] as const), ...members.map(({ id, clusterId }) => [id, clusterId] as const)]);
  // Most writeups are the only one of their cluster: then there is nothing to load.
  const several = new Set(members.map(({ clusterId }) => clusterId)).size === members.length ? [] : members.map(({ id }) => id);
  const [copies, mentions] = await Promise.all([loadSummaries(store.db, several), mentionsOf(store.db, [...clusterOf.keys()])]);
  return (postId) => {
    const clusterId = clusterOf.get(postId);
    if (clusterId === undefined) return NO_PARTS;
    return {
      copies: copies.filter((member) => member.clusterId === clusterId && member.id !== postId),
      mentions: mentions.filter((mention) => mention.postId !== null && clusterOf.get(mention.postId) === clusterId),
    };
  };
}
