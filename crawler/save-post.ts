/** A post into the store together with everything that follows from it: its addresses, copies, cluster, mentions and outbox row. */

import { clusterMates } from '../store/clusters.ts';
import { savePage, type packPage } from '../store/fetches.ts';
import { attachMentions } from '../store/mentions.ts';
import { enqueue } from '../store/outbox.ts';
import { addAddresses, upsertPost } from '../store/posts.ts';
import { canonicalise } from './canonicalise.ts';
import type { ComposedPost } from './compose-post.ts';
import type { CrawlDeps } from './deps.ts';
import { joinCopies, recluster } from './settle-cluster.ts';

export type Discovered = {
  readonly composed: ComposedPost;
  readonly page: Awaited<ReturnType<typeof packPage>> | null;
  /** The canonical address on another site that the page names as its original. */
  readonly originalUrl: string | null;
  readonly addresses: readonly { readonly url: string; readonly evidence: string }[];
};

/** Saves a post inside the caller's transaction. Saving the same again changes nothing. */
export async function savePost(deps: Pick<CrawlDeps, 'db' | 'tag' | 'now'>, discovered: Discovered): Promise<{ readonly postId: string; readonly isNew: boolean; readonly change: 'added' | 'changed' | 'none' }> {
  const { composed, page, originalUrl } = discovered;
  const { db } = deps;
  const now = deps.now();
  const { tags, kind } = deps.tag({ url: composed.url, title: composed.title, text: composed.text, sections: composed.sections, categories: composed.categories });
  const { id, change } = await upsertPost(db, { ...composed, tags, kind }, now);
  const addresses = [...discovered.addresses, { url: composed.url, evidence: 'its own address' }]
    .map((address) => ({ ...address, canonicalUrl: canonicalise(address.url) }));
  await addAddresses(db, id, addresses, now);
  const attached = await attachMentions(db, id, addresses.map((address) => address.canonicalUrl));
  if (change !== 'none') {
    if (page !== null) await savePage(db, page);
    await joinCopies(db, { ...composed, id }, originalUrl, now);
    await recluster(db, id, now);
  }
  if (change !== 'none' || attached > 0) await enqueue(db, await clusterMates(db, [id]));
  return { postId: id, isNew: change === 'added', change };
}
