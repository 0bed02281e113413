/** What the sync needs, from the store. */

import { fault } from '../../core/fault.ts';
import type { Instant } from '../../core/feed.ts';
import type { IndexDocument } from '../../core/search.ts';
import type { Post } from '../../core/post.ts';
import { toIndexDocument } from '../../index-config/document.ts';
import type { SyncStore } from '../../index-config/sync.ts';
import { clusterFacts, type ClusterFacts } from '../../store/clusters.ts';
import { changesAfter, engineCursor, lastSeq, moveEngineCursor } from '../../store/outbox.ts';
import { listPostIds, loadPosts, loadSummaries, type PostSummary } from '../../store/posts.ts';
import type { Database } from '../../store/schema.ts';

const WALK_BATCH = 200;

/** The store as the sync sees it. */
export function createSyncStore(db: Database, now: () => Instant): SyncStore {
  return {
    cursor: (engine) => engineCursor(db, [engine]),
    moveCursor: async (engine, seq) => {
      await fault('batch-indexed');
      await moveEngineCursor(db, engine, seq, now());
      await fault('cursor-moved');
    },
    changesAfter: (seq, limit) => changesAfter(db, seq, limit),
    lastSeq: () => lastSeq(db),
    documents: async (postIds) => {
      const documents = await loadDocuments(db, postIds);
      await fault('batch-loaded');
      return documents;
    },
    async *allDocuments() {
      for await (const ids of walkIds(db)) yield* await loadDocuments(db, ids);
    },
    async *allEntries() {
      for await (const ids of walkIds(db)) {
        const facts = await clusterFacts(db, ids);
        const originals = (await loadSummaries(db, ids)).filter((post) => facts.get(post.id)?.originalId === post.id);
        yield* originals.sort((a, b) => (a.id < b.id ? -1 : 1)).map((post) => ({ id: post.id, modifiedAt: changedAt(post, facts.get(post.id)) }));
      }
    },
  };
}

async function* walkIds(db: Database): AsyncGenerator<string[]> {
  let after = '';
  for (;;) {
    const ids = await listPostIds(db, after, WALK_BATCH);
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    after = last;
  }
}

async function loadDocuments(db: Database, postIds: readonly string[]): Promise<IndexDocument[]> {
  const facts = await clusterFacts(db, postIds);
  const originals = postIds.filter((id) => facts.get(id)?.originalId === id);
  return (await loadPosts(db, originals)).map((post) => toDocument(post, facts.get(post.id)));
}

function toDocument(post: Post, facts: ClusterFacts | undefined): IndexDocument {
  const { copyCount = 0, points = 0, comments = 0 } = facts ?? {};
  return { ...toIndexDocument(post, { copyCount, points, comments }), modifiedAt: changedAt(post, facts) };
}

/** A post's document also changes with its copies and discussions. */
function changedAt(post: PostSummary, facts: ClusterFacts | undefined): Instant {
  return [post.modifiedAt, facts?.changedAt ?? post.modifiedAt].sort().at(-1) ?? post.modifiedAt;
}
