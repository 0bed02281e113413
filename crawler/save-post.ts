/** A post into the store together with everything that follows from it: its addresses, copies, cluster, mentions and outbox row. */

import { addJoin, clusterMates, joinsOf, saveClusters } from '../store/clusters.ts';
import { savePage, type packPage } from '../store/fetches.ts';
import { loadFingerprintData, postIdsByKeys, saveFingerprint } from '../store/fingerprints.ts';
import { attachMentions } from '../store/mentions.ts';
import { enqueue } from '../store/outbox.ts';
import { addAddresses, loadSummaries, postIdOf, upsertPost, type PostSummary } from '../store/posts.ts';
import type { Database } from '../store/schema.ts';
import { canonicalise } from './canonicalise.ts';
import type { ComposedPost } from './compose-post.ts';
import { chooseOriginal, partition } from './dedupe/cluster.ts';
import type { DedupeDocument } from './dedupe/compare.ts';
import { findCopies, MAX_POSTS_PER_KEY } from './dedupe/find.ts';
import { fingerprintOf } from './dedupe/fingerprint.ts';
import type { CrawlDeps } from './deps.ts';

export type Discovered = {
  readonly composed: ComposedPost;
  readonly page: Awaited<ReturnType<typeof packPage>> | null;
  /** The canonical address on another site that the page names as its original. */
  readonly originalUrl: string | null;
  readonly addresses: readonly { readonly url: string; readonly evidence: string }[];
};

/** Saves a post inside the caller's transaction. Saving the same again changes nothing. */
export async function savePost(deps: Pick<CrawlDeps, 'db' | 'tag' | 'now'>, discovered: Discovered): Promise<{ postId: string; isNew: boolean }> {
  const { composed, page, originalUrl } = discovered;
  const { db } = deps;
  const now = deps.now();
  const { tags, kind } = deps.tag({ url: composed.url, title: composed.title, text: composed.text, sections: composed.sections, categories: composed.categories });
  const { id, change } = await upsertPost(db, { ...composed, tags, kind }, now);
  const addresses = [...discovered.addresses, { url: composed.url, evidence: 'its own address' }]
    .map((address) => ({ ...address, canonicalUrl: canonicalise(address.url) }));
  await addAddresses(db, id, addresses, now);
  const attached = await attachMentions(db, id, addresses.map((address) => address.canonicalUrl));
  if (change === 'none') {
    if (attached > 0) await enqueue(db, await clusterMates(db, [id]));
    return { postId: id, isNew: false };
  }
  if (page !== null) await savePage(db, page);
  await joinCopies(db, id, composed, originalUrl, now);
  const changed = await recluster(db, id, now);
  await enqueue(db, [...new Set([id, ...changed, ...await clusterMates(db, [id])])]);
  return { postId: id, isNew: change === 'added' };
}

async function joinCopies(db: Database, id: string, composed: ComposedPost, originalUrl: string | null, now: string): Promise<void> {
  const fingerprint = fingerprintOf({ title: composed.title, text: composed.text });
  const candidates = await loadCandidates(db, id, fingerprint.keys);
  const copies = findCopies({ candidates: () => candidates }, { ...composed, id, fingerprint });
  for (const copy of copies) await addJoin(db, id, copy.id, copy.evidence, now);
  if (originalUrl !== null && postIdOf(originalUrl) !== id) {
    const reason = `The page names ${originalUrl} as its original (rel=canonical).`;
    await addJoin(db, id, postIdOf(originalUrl), { rule: 'named-original', reason, similarity: 0, containment: 0 }, now);
  }
  await saveFingerprint(db, id, fingerprint);
}

async function loadCandidates(db: Database, id: string, keys: readonly number[]): Promise<DedupeDocument[]> {
  const ids = (await postIdsByKeys(db, keys, MAX_POSTS_PER_KEY)).filter((candidate) => candidate !== id);
  const data = await loadFingerprintData(db, ids);
  return (await loadSummaries(db, ids)).map((post) => toDedupeDocument(post, data.get(post.id) ?? new Uint8Array()));
}

/** Settles again which posts are one writeup, for everything that is tied to this post by a join. Returns the posts that moved. */
async function recluster(db: Database, id: string, now: string): Promise<string[]> {
  const ids = await connectedPosts(db, id);
  const joins = await joinsOf(db, ids);
  const members = await loadSummaries(db, ids);
  const groups = partition(members, joins);
  const byId = new Map(members.map((member) => [member.id, member]));
  const clusters = groups.map((memberIds) => ({
    memberIds,
    originalId: chooseOriginal(memberIds.flatMap((memberId) => byId.get(memberId) ?? []), joins),
  }));
  return saveClusters(db, clusters, now);
}

async function connectedPosts(db: Database, id: string): Promise<string[]> {
  const known = new Set([id]);
  let frontier = [id];
  while (frontier.length > 0) {
    const mates = await clusterMates(db, frontier);
    const joined = (await joinsOf(db, frontier)).flatMap((join) => [join.leftId, join.rightId]);
    frontier = [...new Set([...mates, ...joined])].filter((candidate) => !known.has(candidate));
    for (const candidate of frontier) known.add(candidate);
  }
  return [...known];
}

function toDedupeDocument(post: PostSummary, data: Uint8Array): DedupeDocument {
  return { ...post, fingerprint: { keys: [], data } };
}
