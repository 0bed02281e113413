/** A source whose check was cut off by the end of its process: what it had named is fetched, without asking the source itself again (R19). */

import type { Source } from '../core/post.ts';
import { freeSource, takeOver } from '../store/sources.ts';
import { underClaim } from './claimed.ts';
import type { SourceOfHost } from './crawl-entry.ts';
import { drainEntries, endBroken, hasDueEntries, type SourceOutcome } from './crawl-source.ts';
import type { CrawlDeps, Tally } from './deps.ts';
import { LostTurn } from './fence.ts';

/** Works through what is left of a check; its next one stays where the former process put it. Only bugs are thrown. */
export async function resumeSource(deps: CrawlDeps, source: Source, sourceOfHost: SourceOfHost): Promise<SourceOutcome> {
  const tally: Tally = { requests: 0, bodyBytes: 0, entries: 0, newPosts: 0 };
  const fence = await takeOver(deps.db, source.id, deps.now());
  if (fence === null) return { sourceId: source.id, outcome: 'held-elsewhere', message: 'Another process goes on with it.', ...tally };
  try {
    await underClaim(deps, { sourceId: source.id, fence }, async (claimed) => {
      await drainEntries(claimed, source, sourceOfHost, tally);
      // What is left stays open: another process is at it, or this one stops.
      if (!await hasDueEntries(deps, source)) await freeSource(deps.db, source.id, fence);
    });
    return { sourceId: source.id, outcome: 'ok', message: `Went on where a process had ended: ${tally.newPosts} new posts.`, ...tally };
  } catch (error) {
    if (error instanceof LostTurn) return { sourceId: source.id, outcome: 'held-elsewhere', message: 'It was taken over meanwhile.', ...tally };
    await endBroken(deps, { sourceId: source.id, fence }, error);
    throw error;
  }
}
