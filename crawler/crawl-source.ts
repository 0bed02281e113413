/** One source: its documents into entries, its entries into posts, and what came of it. */

import { ExtractError, FetchError, ParseError } from '../core/errors.ts';
import type { Source } from '../core/post.ts';
import { workTogether } from '../core/together.ts';
import { dueEntries } from '../store/entries.ts';
import { holdsLease, underLease } from '../store/leases.ts';
import { isPassing } from '../store/postgres.ts';
import { claimSource, finishCheck, leaveOpen, type CheckResult } from '../store/sources.ts';
import { storageFailure } from '../store/storage-failure.ts';
import { underClaim, type Claim } from './claimed.ts';
import { crawlEntry, type SourceOfHost } from './crawl-entry.ts';
import type { CrawlDeps, Tally } from './deps.ts';
import { fenced, LostTurn } from './fence.ts';
import { readDocuments, type ReadDocument } from './read-documents.ts';
import { refreshMentions } from './refresh-mentions.ts';
import { settleBug, settleFailure, settleSuccess } from './settle-check.ts';

/** Entries of one source that are worked on at once; the host's own turn still decides who may ask. */
const ENTRIES_AT_ONCE = 4;
const BATCH = 200;

export type SourceOutcome = {
  readonly sourceId: string;
  /** `ok`, `unchanged`, `held-elsewhere` or the kind of failure. */
  readonly outcome: string;
  readonly message: string;
  readonly requests: number;
  readonly bodyBytes: number;
  readonly entries: number;
  readonly newPosts: number;
};

type Check = { readonly outcome: string; readonly message: string; readonly result: CheckResult };

/** Crawls one source and writes down how it went; what it leaves undone, by a stop or to another process, is for whoever takes over. Only bugs and failures of the disk are thrown. */
export async function crawlSource(deps: CrawlDeps, source: Source, sourceOfHost: SourceOfHost): Promise<SourceOutcome> {
  const fence = await claimSource(deps.db, source.id, deps.now(), source.nextCheckAt);
  const tally: Tally = { requests: 0, bodyBytes: 0, entries: 0, newPosts: 0 };
  if (fence === null) return { sourceId: source.id, outcome: 'held-elsewhere', message: 'Another process crawls it, or just did.', ...tally };
  try {
    return await underClaim(deps, { sourceId: source.id, fence }, async (claimed) => {
      const { outcome, message, result } = await check(claimed, source, sourceOfHost, tally);
      await finishCheck(deps.db, source.id, fence, result, deps.now());
      if (await hasDueEntries(deps, source)) await leaveOpen(deps.db, source.id, fence);
      return { sourceId: source.id, outcome, message, ...tally };
    });
  } catch (error) {
    if (error instanceof LostTurn) return { sourceId: source.id, outcome: 'held-elsewhere', message: 'It was taken over or changed meanwhile; nothing more was written.', ...tally };
    await endBroken(deps, { sourceId: source.id, fence }, error);
    throw error;
  }
}

/** After a bug a source rests for hours; where only the database was away or its disk full, its check goes on as soon as that is over. */
export async function endBroken(deps: CrawlDeps, { sourceId, fence }: Claim, error: unknown): Promise<void> {
  if (!isPassing(error) && storageFailure(error) === null) await finishCheck(deps.db, sourceId, fence, settleBug(deps.now()), deps.now());
}

async function check(deps: CrawlDeps, source: Source, sourceOfHost: SourceOfHost, tally: Tally): Promise<Check> {
  let read: ReadDocument;
  try {
    read = await readDocuments(deps, source, tally);
  } catch (error) {
    if (!(error instanceof FetchError || error instanceof ParseError || error instanceof ExtractError)) throw error;
    await drainEntries(deps, source, sourceOfHost, tally);
    return { outcome: error.kind, message: error.message, result: await settleFailure(deps, source, error) };
  }
  await drainEntries(deps, source, sourceOfHost, tally);
  if (source.kind === 'aggregator') await refreshMentions(deps, source, read.feed, tally);
  const result = await settleSuccess(deps, source, read);
  if (read.feed === null && tally.newPosts === 0) return { outcome: 'unchanged', message: 'Nothing new.', result };
  return { outcome: 'ok', message: `${tally.entries} new entries, ${tally.newPosts} new posts.`, result };
}

/** Works through the entries of a source that are due; while another process is at them they are left to it. */
export async function drainEntries(deps: CrawlDeps, source: Source, sourceOfHost: SourceOfHost, tally: Tally): Promise<void> {
  if (!await hasDueEntries(deps, source)) return;
  const lease = `entries of ${source.id}`;
  const held = fenced(deps, (transaction) => holdsLease(transaction, lease));
  await underLease(deps.db, lease, deps.now, () => drainHeldEntries(held, source, sourceOfHost, tally));
}

/** Whether entries of a source are to be worked on now, by whomever. */
export async function hasDueEntries({ db, now }: CrawlDeps, { id }: Source): Promise<boolean> {
  return (await dueEntries(db, id, now(), 1)).length > 0;
}

/** Those that another part of this process is at are left to it. */
async function drainHeldEntries(deps: CrawlDeps, source: Source, sourceOfHost: SourceOfHost, tally: Tally): Promise<void> {
  for (;;) {
    const entries = (await dueEntries(deps.db, source.id, deps.now(), BATCH)).filter(({ id }) => !deps.entriesInWork.has(id));
    if (entries.length === 0 || deps.isStopping()) return;
    for (const { id } of entries) deps.entriesInWork.add(id);
    const queue = entries.values();
    const worker = async (isOver: () => boolean): Promise<void> => {
      for (const entry of queue) {
        if (isOver() || deps.isStopping()) return;
        const result = await crawlEntry(deps, source, entry, sourceOfHost);
        tally.requests += result.requests;
        tally.bodyBytes += result.bodyBytes;
        tally.newPosts += Number(result.isNewPost);
        deps.onEvent({ type: 'entry-done' });
      }
    };
    try {
      await workTogether(ENTRIES_AT_ONCE, worker);
    } finally {
      for (const { id } of entries) deps.entriesInWork.delete(id);
    }
  }
}
