/** Work on a source that this process has claimed. */

import { dropClaim, keepClaim } from '../store/sources.ts';
import type { CrawlDeps } from './deps.ts';
import { fenced } from './fence.ts';

export type Claim = { readonly sourceId: string; readonly fence: number };

/** A tenth of what a claim lasts. */
const RENEW_EVERY_MS = 30_000;

/**
 * Does work whose transactions land only while the claim lasts; it is prolonged meanwhile, however long the work waits for a host.
 * Work that ends without giving its source back leaves it to whoever looks for cut-off checks. @throws LostTurn
 */
export async function underClaim<T>(deps: CrawlDeps, { sourceId, fence }: Claim, work: (claimed: CrawlDeps) => Promise<T>): Promise<T> {
  const keep = (db: CrawlDeps['db']): Promise<boolean> => keepClaim(db, sourceId, fence, deps.now());
  // A renewal that fails is tried again; when the claim ends all the same, another process goes on.
  const renewing = setInterval(() => { keep(deps.db).catch(() => {}); }, RENEW_EVERY_MS).unref();
  try {
    return await work(fenced(deps, keep));
  } finally {
    clearInterval(renewing);
    dropClaim(sourceId, fence);
  }
}
