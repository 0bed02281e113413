/** Which posts are one writeup: finding copies of a post, and settling the clusters that its joins concern. */

import { addJoin, clusterMates, deleteJoins, joinsOf, saveClusters, setJoin } from '../store/clusters.ts';
import { loadFingerprintData, postIdsByKeys, saveFingerprint } from '../store/fingerprints.ts';
import { enqueue } from '../store/outbox.ts';
import { loadSummaries, postIdOf, type PostSummary } from '../store/posts.ts';
import type { Database } from '../store/schema.ts';
import { chooseOriginal, partition } from './dedupe/cluster.ts';
import type { DedupeDocument } from './dedupe/compare.ts';
import { findCopies, MAX_POSTS_PER_KEY } from './dedupe/find.ts';
import { fingerprintOf } from './dedupe/fingerprint.ts';

/** A post as the search for its copies needs it. */
export type TextOfPost = Omit<DedupeDocument, 'fingerprint'> & { readonly text: string };

/** Joins that do not rest on a likeness of texts: a changed text says nothing against them. */
const LASTING_RULES: ReadonlySet<string> = new Set(['named-original', 'same-address', 'manual']);

/** Finds the copies of a post among those held and records why; joins that its text no longer supports are taken back. */
export async function joinCopies(db: Database, post: TextOfPost, originalUrl: string | null, now: string): Promise<void> {
  const fingerprint = fingerprintOf({ title: post.title, text: post.text });
  const candidates = await loadCandidates(db, post.id, fingerprint.keys);
  const copies = findCopies({ candidates: () => candidates }, { ...post, fingerprint });
  const copyIds = new Set(copies.map((copy) => copy.id));
  const former = (await joinsOf(db, [post.id])).filter((join) => join.undoneAt === null && !LASTING_RULES.has(join.rule));
  await deleteJoins(db, former.filter((join) => !copyIds.has(join.leftId === post.id ? join.rightId : join.leftId)));
  for (const copy of copies) await addJoin(db, post.id, copy.id, copy.evidence, now);
  if (originalUrl !== null && postIdOf(originalUrl) !== post.id) {
    const reason = `The page names ${originalUrl} as its original (rel=canonical).`;
    await addJoin(db, post.id, postIdOf(originalUrl), { rule: 'named-original', reason, similarity: 0, containment: 0 }, now);
  }
  await saveFingerprint(db, post.id, fingerprint);
}

/** Settles again which posts are one writeup, for everything that joins tie to this post; the search engines learn which posts moved. */
export async function recluster(db: Database, id: string, now: string): Promise<void> {
  const ids = await connectedPosts(db, id);
  const joins = await joinsOf(db, ids);
  const members = await loadSummaries(db, ids);
  const byId = new Map(members.map((member) => [member.id, member]));
  const clusters = partition(members, joins).map((memberIds) => ({
    memberIds,
    originalId: chooseOriginal(memberIds.flatMap((memberId) => byId.get(memberId) ?? []), joins),
  }));
  await enqueue(db, await saveClusters(db, clusters, now));
}

/** An administrator's word that two posts are one writeup, or are not: it outweighs every rule and stays. */
export async function decideJoin(db: Database, [firstId, secondId]: readonly [string, string], decision: 'same' | 'different', now: string): Promise<void> {
  await setJoin(db, [firstId, secondId], {
    rule: 'manual', reason: decision === 'same' ? 'Joined by an administrator.' : 'Kept apart by an administrator.', similarity: 0, containment: 0,
  }, { joinedAt: now, undoneAt: decision === 'same' ? null : now });
  await recluster(db, firstId, now);
  await recluster(db, secondId, now);
}

async function loadCandidates(db: Database, id: string, keys: readonly number[]): Promise<DedupeDocument[]> {
  const ids = (await postIdsByKeys(db, keys, MAX_POSTS_PER_KEY)).filter((candidate) => candidate !== id);
  const data = await loadFingerprintData(db, ids);
  return (await loadSummaries(db, ids)).map((post) => toDedupeDocument(post, data.get(post.id) ?? new Uint8Array()));
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
